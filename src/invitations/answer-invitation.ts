import { Injectable } from '@nestjs/common';
import type { OneTimeToken } from '../generated/sqlite/client';
import { SessionsService, type StartedSession } from '../access/sessions/sessions.service';
import { ActivityLog } from '../activity/activity.log';
import { namedRole, namedUser, personName, seededWords } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { InvalidInviteError, InvalidTokenError, TokenExpiredError } from '../platform/errors/errors';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import type { TokenState } from '../platform/tokens/token-state';
import { Passwords } from '../users/passwords';

const INVITATION = 'invitation';

/** An invitation as its reader may see it. Only a link that works says whom it is for. */
export type ReceivedInvitation =
  | { readonly kind: 'usable'; readonly address: string; readonly inviter: string | null; readonly role: string | null; readonly expiresAt: Date }
  | { readonly kind: Exclude<TokenState['kind'], 'usable'> };

/** What the invited person does: accept with a password, or decline. Nobody is signed in; the token says who it is. */
@Injectable()
export class AnswerInvitation {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly outbox: MailOutbox,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityLog,
    private readonly transactions: Transactions,
    private readonly prisma: PrismaService,
  ) {}

  /** For the page behind the link. Reads only, however often mail scanners open it. */
  async find(token: unknown): Promise<ReceivedInvitation> {
    const state = await this.tokens.find(token, INVITATION);
    if (state.kind !== 'usable' && state.kind !== 'expired') return { kind: state.kind };
    const [person, inviter] = await Promise.all([
      this.prisma.client.user.findUnique({ where: { id: state.row.userId! }, select: { email: true, status: true, role: { select: { name: true } } } }),
      state.kind === 'usable' && state.row.createdBy ? this.prisma.client.user.findUnique({ where: { id: state.row.createdBy }, select: { firstName: true, lastName: true, email: true } }) : null,
    ]);
    if (person?.status !== 'invited' || person.email === null) return { kind: 'revoked' };
    if (state.kind === 'expired') return { kind: 'expired' };
    return { kind: 'usable', address: person.email, inviter: inviter && personName(inviter), role: person.role && seededWords(person.role.name), expiresAt: state.row.expiresAt };
  }

  /**
   * Makes the person active. Of any number of requests with one token, one wins. A refused password leaves the token as it was.
   *
   * @param options.signIn also starts a session, in the same transaction
   */
  async accept(visitor: Accountability, token: unknown, password: string, options: { readonly signIn: boolean }): Promise<StartedSession | null> {
    // Looked at first, so that a stranger's guess costs no hashing.
    const { userId } = await this.requireUsable(token);
    const person = await this.prisma.client.user.findUnique({ where: { id: userId! }, select: { email: true, status: true } });
    if (person?.status !== 'invited') throw new InvalidInviteError();
    const { email } = person;
    this.passwords.assertAcceptable(password, email);
    const passwordHash = await this.passwords.hash(password);
    return this.transactions.run(visitor, async (work) => {
      await this.tokens.redeem(work, token, INVITATION);
      await this.#activate(work, userId!, passwordHash);
      await this.tokens.endAllOf(work, userId!, 'revoked');
      return options.signIn ? this.sessions.start(work, userId!, 'session') : null;
    });
  }

  /** Throws INVALID_TOKEN, TOKEN_EXPIRED or INVALID_INVITE for a link that no longer works. */
  async requireUsable(token: unknown): Promise<OneTimeToken> {
    const state = await this.tokens.find(token, INVITATION);
    if (state.kind === 'usable') return state.row;
    if (state.kind === 'unknown') throw new InvalidTokenError();
    throw state.kind === 'expired' ? new TokenExpiredError() : new InvalidInviteError();
  }

  /** Ends the token; the person stays in the directory as invited, and whoever invited them sees it. */
  async decline(visitor: Accountability, token: unknown): Promise<void> {
    const row = await this.requireUsable(token);
    await this.transactions.run(visitor, async (work) => {
      if (!(await this.tokens.end(work, row.id, 'declined'))) throw new InvalidInviteError();
      await this.outbox.abandonFor(work, row.id, 'The person declined');
      const person = await work.db.user.findUnique({ where: { id: row.userId! } });
      if (!person) throw new InvalidInviteError();
      await this.activity.record(work, { event: 'invitation.declined', collection: 'directus_users', item: person.id, names: { subject: namedUser(person) }, by: namedUser(person) });
    });
  }

  async #activate(work: UnitOfWork, userId: string, passwordHash: string): Promise<void> {
    const { role, ...before } = await work.db.user.findUniqueOrThrow({ where: { id: userId }, include: { role: { select: { id: true, name: true } } } });
    // Suspended, archived or active by other means since: the link must not change that.
    const { count } = await work.db.user.updateMany({ where: { id: userId, status: 'invited' }, data: { status: 'active', password: passwordHash } });
    if (count !== 1) throw new InvalidInviteError();
    await this.activity.record(work, {
      event: 'invitation.accepted',
      collection: 'directus_users',
      item: userId,
      names: { subject: namedUser(before), role: role && namedRole(role) },
      by: namedUser(before),
      before,
      after: { ...before, status: 'active', password: passwordHash },
    });
  }
}
