import { Injectable } from '@nestjs/common';
import { Grants } from '../access/permissions/grant';
import { ActivityLog } from '../activity/activity.log';
import { namedUser, seededWords } from '../activity/names';
import { SessionsService } from '../access/sessions/sessions.service';
import { Standing } from '../access/sessions/standing';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { FailedValidationError, ForbiddenError, InvalidCredentialsError } from '../platform/errors/errors';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { isStorable } from '../platform/payload/storable-text';
import { OwnPassword } from '../users/own-password';
import { Passwords } from '../users/passwords';
import { PASSWORD_CHANGED_TEMPLATE } from './password-reset.mail';

const NAME_AT_MOST = 100;

export interface OwnAccount {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly role: string | null;
  readonly policies: readonly { readonly name: string; readonly description: string | null }[];
  readonly sessions: readonly OwnSession[];
}

export interface OwnSession {
  readonly id: string;
  readonly userAgent: string | null;
  readonly ip: string | null;
  readonly lastUsedAt: Date;
  readonly signedInAt: Date;
  readonly isThisOne: boolean;
}

/**
 * What anybody who is signed in may know and change about themselves, whatever the policies say: who am I, my name, my password,
 * my devices. It touches the caller's own row and nothing that gives rights.
 */
@Injectable()
export class OwnAccountService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly passwords: Passwords,
    private readonly ownPassword: OwnPassword,
    private readonly sessions: SessionsService,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: MailOutbox,
    private readonly activity: ActivityLog,
    private readonly grants: Grants,
    private readonly standing: Standing,
  ) {}

  async read(caller: Accountability): Promise<OwnAccount> {
    const id = own(caller);
    const { client } = this.prisma;
    const [user, policies, sessions] = await Promise.all([
      client.user.findUniqueOrThrow({ where: { id }, select: { firstName: true, lastName: true, email: true, role: { select: { name: true } } } }),
      client.policy.findMany({ where: { id: { in: [...caller.policies] } }, select: { id: true, name: true, description: true }, orderBy: { name: 'asc' } }),
      client.session.findMany({ where: { userId: id }, orderBy: { lastUsedAt: 'desc' }, take: 50 }),
    ]);
    return {
      firstName: user.firstName,
      lastName: user.lastName,
      email: user.email,
      role: user.role && seededWords(user.role.name),
      policies: policies.map((policy) => ({ name: seededWords(policy.name), description: seededWords(policy.description) })),
      sessions: sessions.map(({ id: sessionId, userAgent, ip, lastUsedAt, signedInAt }) => ({ id: sessionId, userAgent, ip, lastUsedAt, signedInAt, isThisOne: sessionId === caller.session })),
    };
  }

  async rename(caller: Accountability, names: { readonly firstName: string | null; readonly lastName: string | null }): Promise<void> {
    const id = own(caller);
    for (const [field, name] of [['first_name', names.firstName], ['last_name', names.lastName]] as const) {
      if (name !== null && !isStorable(name)) throw new FailedValidationError({ field, type: 'text' });
      if (name !== null && [...name].length > NAME_AT_MOST) throw new FailedValidationError({ field, type: 'max_length', valid: NAME_AT_MOST });
    }
    await this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      const before = await work.db.user.findUniqueOrThrow({ where: { id }, select: { id: true, firstName: true, lastName: true, email: true } });
      if (before.firstName === names.firstName && before.lastName === names.lastName) return;
      await this.grants.ofOwnRow(work, id, ['first_name', 'last_name'], () => work.db.user.update({ where: { id }, data: names, select: { id: true } }));
      const after = { ...before, ...names };
      await this.activity.record(work, { event: 'user.changed', collection: 'directus_users', item: id, names: { subject: namedUser(after) }, before, after });
    });
  }

  /** Asks for the present password, ends the other sessions and open links, and tells the owner by mail. */
  async changePassword(caller: Accountability, current: string, next: string): Promise<void> {
    const id = own(caller);
    const user = await this.prisma.client.user.findUniqueOrThrow({ where: { id }, select: { id: true, firstName: true, lastName: true, email: true, password: true } });
    if (!(await this.ownPassword.verify(id, user.password, current))) throw new FailedValidationError({ field: 'current_password', type: 'wrong' });
    this.passwords.assertAcceptable(next, user.email);
    const password = await this.passwords.hash(next);
    await this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      await this.#setPassword(work, id, user.password, password);
      await this.sessions.revokeAllOf(work, id, caller.session);
      await this.tokens.endAllOf(work, id, 'revoked');
      if (user.email) await this.outbox.enqueue(work, { template: PASSWORD_CHANGED_TEMPLATE, model: {}, to: { address: user.email }, userId: id });
      await this.activity.record(work, { event: 'user.password_changed', collection: 'directus_users', item: id, names: { subject: namedUser(user) } });
    });
  }

  async endSession(caller: Accountability, sessionId: string): Promise<void> {
    const id = own(caller);
    await this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      if (!(await this.sessions.revoke(work, sessionId, id))) throw new ForbiddenError();
      await this.#recordOnSelf(work, id, 'user.session_ended');
    });
  }

  async endOtherSessions(caller: Accountability): Promise<void> {
    const id = own(caller);
    await this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      await this.sessions.revokeAllOf(work, id, caller.session);
      await this.#recordOnSelf(work, id, 'user.sessions_ended');
    });
  }

  /** Conditional on the password that was just proven: of two changes at once, the second is asked again. */
  async #setPassword({ db }: UnitOfWork, id: string, proven: string | null, password: string): Promise<void> {
    const { count } = await db.user.updateMany({ where: { id, password: proven }, data: { password } });
    if (count === 0) throw new FailedValidationError({ field: 'current_password', type: 'wrong' });
  }

  async #recordOnSelf(work: UnitOfWork, id: string, event: 'user.session_ended' | 'user.sessions_ended'): Promise<void> {
    const user = await work.db.user.findUniqueOrThrow({ where: { id }, select: { id: true, firstName: true, lastName: true, email: true } });
    await this.activity.record(work, { event, collection: 'directus_users', item: id, names: { subject: namedUser(user) } });
  }
}

function own(caller: Accountability): string {
  if (caller.user === null) throw new InvalidCredentialsError();
  return caller.user;
}
