import { Injectable } from '@nestjs/common';
import { SessionsService, type StartedSession } from '../access/sessions/sessions.service';
import { ActivityLog } from '../activity/activity.log';
import { namedUser, personName } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import { FailedValidationError, InvalidPayloadError, InvalidTokenError, TokenExpiredError } from '../platform/errors/errors';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import type { TokenState } from '../platform/tokens/token-state';
import { Passwords } from '../users/passwords';
import { verificationData, type VerificationData } from './issue-verification';

/** What is known of a link before anything is done with it. */
export interface Verification {
  readonly state: TokenState['kind'];
  readonly data: VerificationData;
  /** The address that the link went to; null for an unknown link. */
  readonly address: string | null;
}

export interface VerificationRequest {
  readonly token: string;
  /** Replaces the one given at registration. */
  readonly password: string | null;
  /** The mark of the browser that asks; null where it has none. */
  readonly browser: string | null;
}

/** True where the link is opened in the browser that registered: then one button is enough. */
export function isRegistrationBrowser({ data }: Verification, browser: string | null): boolean {
  return browser !== null && browser === data.browser;
}

/** The mailed link of a registration: looking at it changes nothing, pressing its button makes the person active, once. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityLog,
  ) {}

  async look(token: unknown): Promise<Verification> {
    const state = await this.tokens.find(token, 'verification');
    if (state.kind === 'unknown') return { state: 'unknown', data: verificationData(null), address: null };
    const user = state.row.userId ? await this.prisma.client.user.findUnique({ where: { id: state.row.userId }, select: { email: true, status: true } }) : null;
    // An administrator may have decided meanwhile: then the link has nothing left to do.
    const kind = state.kind === 'usable' && user?.status !== 'unverified' ? 'revoked' : state.kind;
    return { state: kind, data: verificationData(state.row.data), address: user?.email ?? null };
  }

  /** The dialect's error of a link that cannot be used; nothing for one that can. */
  requireUsable({ state }: Verification): void {
    if (state === 'usable') return;
    if (state === 'expired') throw new TokenExpiredError();
    if (state === 'used') throw new InvalidPayloadError({ reason: 'Invalid verification code' });
    throw new InvalidTokenError();
  }

  /**
   * Makes the person active. Without a password the one given at registration counts, and that only in the browser that registered:
   * anybody may type a stranger's address and a password of their own.
   *
   * @param signIn begins a session in the same transaction
   */
  async verify(accountability: Accountability, { token, password, browser }: VerificationRequest, { signIn }: { signIn: boolean }): Promise<StartedSession | null> {
    const link = await this.look(token);
    this.requireUsable(link);
    if (password === null && !isRegistrationBrowser(link, browser)) throw new FailedValidationError({ field: 'password', type: 'required' });
    if (password !== null) this.passwords.assertAcceptable(password, link.address);
    const passwordHash = password === null ? null : await this.passwords.hash(password);
    return this.transactions.run(accountability, async (work) => {
      const { userId } = await this.tokens.redeem(work, token, 'verification');
      const before = userId ? await work.db.user.findUnique({ where: { id: userId } }) : null;
      if (before?.status !== 'unverified') throw new InvalidTokenError();
      const user = await work.db.user.update({ where: { id: before.id }, data: { status: 'active', ...(passwordHash !== null && { password: passwordHash }) } });
      await this.tokens.endAllOf(work, user.id, 'revoked');
      await this.activity.record(work, { event: 'registration.verified', collection: 'directus_users', item: user.id, names: { subject: namedUser(user) }, by: { id: user.id, name: personName(user) }, before, after: user });
      return signIn ? this.sessions.start(work, user.id, 'session') : null;
    });
  }
}

