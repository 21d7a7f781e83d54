import { Injectable } from '@nestjs/common';
import { SessionsService } from '../access/sessions/sessions.service';
import { ActivityLog } from '../activity/activity.log';
import { namedUser, personName } from '../activity/names';
import type { User } from '../generated/sqlite/client';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError, InvalidTokenError, TokenExpiredError } from '../platform/errors/errors';
import { noSoonerThan } from '../platform/limits/even-pace';
import { Limits } from '../platform/limits/limits.service';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { requireAllowedUrl } from '../platform/tokens/allowed-url';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import type { TokenState } from '../platform/tokens/token-state';
import { domainOf, type EmailAddress } from '../users/email-address';
import { Passwords } from '../users/passwords';
import { isForPassword, passwordMark } from './bound-to-password';
import { PASSWORD_CHANGED_TEMPLATE, PASSWORD_RESET_TEMPLATE } from './password-reset.mail';

/** Whether a link can still be used, and for which address its password is. */
export interface ResetLink {
  readonly state: TokenState['kind'];
  readonly address: string | null;
}

/**
 * A forgotten password: a mailed link lets its owner choose a new one, once. The link is for one person with the address and the
 * password that they had when it was sent; it ends all sessions, gives none, and leaves a second factor alone.
 */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly limits: Limits,
    private readonly passwords: Passwords,
    private readonly tokens: OneTimeTokens,
    private readonly sessions: SessionsService,
    private readonly outbox: MailOutbox,
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly activity: ActivityLog,
    private readonly config: AppConfig,
  ) {}

  /** Answers nothing, whoever the address belongs to (null: a text that can be nobody's). A refused `resetUrl` is refused before anything is looked up. */
  async request(accountability: Accountability, email: EmailAddress | null, resetUrl: string | null): Promise<void> {
    const url = resetUrl === null ? null : requireAllowedUrl(resetUrl, this.config.allowLists.reset, 'reset passwords');
    if (!email) return;
    await this.limits.consume('public-mail-domain', domainOf(email.key));
    await noSoonerThan(this.config.limits.publicMailAnswerMs, async () => {
      if (!(await this.limits.tryConsume('reset-mail', email.key))) return;
      await this.transactions.run(accountability, async (work) => {
        const user = await work.db.user.findUnique({ where: { emailKey: email.key } });
        if (user && mayReset(user)) await this.#sendLink(work, user, url);
      });
    });
  }

  /** Reads only: pages may ask as often as mail scanners do. */
  async look(token: unknown): Promise<ResetLink> {
    const state = await this.tokens.find(token, 'password_reset');
    if (state.kind === 'unknown') return { state: 'unknown', address: null };
    const user = state.row.userId ? await this.prisma.client.user.findUnique({ where: { id: state.row.userId } }) : null;
    const isDead = state.kind === 'usable' && !(user && mayReset(user) && isForPassword(state.row, 'password-reset', user.password));
    return { state: isDead ? 'revoked' : state.kind, address: user?.email ?? null };
  }

  async reset(accountability: Accountability, token: string, password: string): Promise<void> {
    const link = await this.look(token);
    if (link.state === 'expired') throw new TokenExpiredError();
    if (link.state === 'unknown') throw new InvalidTokenError();
    if (link.state !== 'usable') throw new ForbiddenError();
    this.passwords.assertAcceptable(password, link.address);
    const passwordHash = await this.passwords.hash(password);
    await this.transactions.run(accountability, async (work) => {
      const row = await this.tokens.redeem(work, token, 'password_reset');
      const before = await work.db.user.findUnique({ where: { id: row.userId! } });
      if (!before || !mayReset(before) || !isForPassword(row, 'password-reset', before.password)) throw new ForbiddenError();
      const user = await work.db.user.update({ where: { id: before.id }, data: { password: passwordHash } });
      await this.sessions.revokeAllOf(work, user.id);
      await this.tokens.endAllOf(work, user.id, 'revoked');
      await this.outbox.enqueue(work, { template: PASSWORD_CHANGED_TEMPLATE, model: {}, to: { address: user.email! }, userId: user.id });
      await this.activity.record(work, { event: 'password.reset', collection: 'directus_users', item: user.id, names: { subject: namedUser(user) }, by: { id: user.id, name: personName(user) }, before, after: user });
    });
  }

  async #sendLink(work: UnitOfWork, user: User, url: string | null): Promise<void> {
    const token = await this.tokens.issue(work, {
      purpose: 'password_reset',
      userId: user.id,
      emailKey: user.emailKey,
      ttlMs: this.config.tokens.resetTtlMs,
      data: { password: passwordMark('password-reset', user.password), ...(url && { url }) },
    });
    await this.outbox.enqueue(work, { template: PASSWORD_RESET_TEMPLATE, model: {}, to: { address: user.email! }, userId: user.id, tokenId: token.id });
    await this.activity.record(work, { event: 'password.reset_requested', collection: 'directus_users', item: user.id, names: { subject: namedUser(user) } });
  }
}

/** Only people who sign in with a password of ours and may sign in at all. */
function mayReset(user: User): boolean {
  return user.status === 'active' && user.provider === 'default' && user.email !== null;
}
