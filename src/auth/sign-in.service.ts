import { Injectable } from '@nestjs/common';
import { Prisma } from '../generated/sqlite/client';
import { ActivityLog } from '../activity/activity.log';
import { personName } from '../activity/names';
import { SessionsService, type SessionMode, type StartedSession } from '../access/sessions/sessions.service';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { InvalidCredentialsError, InvalidOtpError } from '../platform/errors/errors';
import { Limits } from '../platform/limits/limits.service';
import { networkPrefix } from '../platform/limits/network-prefix';
import { parseEmail } from '../users/email-address';
import { CodeCheck } from '../two-factor/code-check';
import { Passwords } from '../users/passwords';
import { KnownBrowsers } from './known-browsers';

const CANDIDATE = { id: true, password: true, status: true, provider: true, firstName: true, lastName: true, email: true, tfaSecret: true } as const;

/** Somebody whose address and password were found right. */
export interface ProvenUser {
  readonly id: string;
  readonly name: string;
  readonly emailKey: string;
  /** What was stored of the password then; a session begins only while it still is. */
  readonly passwordHash: string | null;
  /** Two-factor sign-in is on: no session begins before `giveCode`. */
  readonly needsCode: boolean;
}

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** What the browser kept from an earlier sign-in; other people's failures do not hold it up. */
  readonly knownBrowser: string | null;
}

/** Signing in: one answer and the same work for every failure. */
@Injectable()
export class SignInService {
  /** Who gave their code. Kept here and not said by the caller, so that no door can say it without asking. */
  readonly #withCode = new WeakSet<object>();

  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: Passwords,
    private readonly limits: Limits,
    private readonly transactions: Transactions,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityLog,
    private readonly browsers: KnownBrowsers,
    private readonly codes: CodeCheck,
  ) {}

  /** Throws INVALID_CREDENTIALS whatever was wrong, and REQUESTS_EXCEEDED after too many failures. */
  async prove(caller: Accountability, { email, password, knownBrowser }: SignInAttempt): Promise<ProvenUser> {
    // What cannot be an address is counted under its own text, so that nobody can dodge the count with a space.
    const address = parseEmail(email);
    const emailKey = address?.key ?? email.trim().toLowerCase().slice(0, 320);
    const take = await this.#takeTry(caller, emailKey, knownBrowser);
    const user = address && (await this.prisma.client.user.findUnique({ where: { emailKey }, select: CANDIDATE }));
    const isRight = await this.passwords.verify(user?.password ?? null, password).catch(async (error: unknown) => {
      // Too busy to look at it: no guess was made.
      await take.undo();
      throw error;
    });
    if (!user || !isRight || user.status !== 'active' || user.provider !== 'default') {
      await this.#recordFailure(caller, user);
      throw new InvalidCredentialsError();
    }
    await take.forgive();
    return { id: user.id, name: personName(user), emailKey, passwordHash: user.password, needsCode: user.tfaSecret !== null };
  }

  /**
   * The second step: spends a code of the app or a recovery code. Answers whom `begin` lets in; somebody without two-factor sign-in is let
   * through as they are. Throws INVALID_OTP, REQUESTS_EXCEEDED.
   */
  async giveCode(caller: Accountability, user: ProvenUser, code: string): Promise<ProvenUser> {
    if (!user.needsCode) return user;
    await this.codes.check(caller, user.id, code);
    const complete = { ...user };
    this.#withCode.add(complete);
    return complete;
  }

  /**
   * Counted before the password is looked at, so that guesses at once are all counted. A browser in which this person signed in
   * before has a count of its own: other people's failures, from wherever, do not hold it up.
   */
  async #takeTry(caller: Accountability, emailKey: string, knownBrowser: string | null): Promise<{ forgive(): Promise<unknown>; undo(): Promise<unknown> }> {
    const { limits } = this;
    const browser = this.browsers.recognise(knownBrowser, emailKey);
    if (browser !== null) {
      await limits.takeTry('sign-in-browser', browser);
      return { forgive: () => limits.forgive('sign-in-browser', browser), undo: () => limits.giveBack('sign-in-browser', browser) };
    }
    const network = networkPrefix(caller.ip);
    await limits.consume('sign-in-network', network);
    try {
      await limits.takeTry('sign-in-account', emailKey);
    } catch (refusal) {
      // Not looked at, so no failure of this network: its other people are not to pay for one who hammers.
      await limits.giveBack('sign-in-network', network);
      throw refusal;
    }
    return {
      forgive: () => Promise.all([limits.forgive('sign-in-account', emailKey), limits.giveBack('sign-in-network', network)]),
      undo: () => Promise.all([limits.giveBack('sign-in-account', emailKey), limits.giveBack('sign-in-network', network)]),
    };
  }

  /**
   * Begins a session and records it. Throws INVALID_CREDENTIALS where the person was suspended or got another password meanwhile: the
   * change that ended all sessions must not miss this one. Throws INVALID_OTP where two-factor sign-in is on and `giveCode` did not answer this user.
   *
   * @param user without `passwordHash` nothing was asked: they were made a moment ago
   * @param replacing the token of the session that the same browser had until now
   */
  async begin(caller: Accountability, user: Pick<ProvenUser, 'id' | 'name'> & Partial<ProvenUser>, mode: SessionMode, replacing: string | null = null): Promise<StartedSession> {
    return this.transactions.run(caller, (work) => this.#begin(work, user, mode, replacing, this.#withCode.has(user) ? 'given' : 'not-asked'));
  }

  /**
   * `giveCode` and `begin` as one change, with what belongs to it: `before` may refuse before the code is looked at, `after` keeps what is to be known of the
   * session. Throws what those two throw; nothing has happened then.
   */
  async beginWithCode(
    caller: Accountability, user: ProvenUser, code: string, mode: SessionMode, replacing: string | null,
    { before, after }: { before(work: UnitOfWork): Promise<unknown>; after(work: UnitOfWork, session: StartedSession): Promise<unknown> },
  ): Promise<StartedSession> {
    const change = async (work: UnitOfWork, spend: () => Promise<void>) => {
      await before(work);
      await spend();
      const session = await this.#begin(work, user, mode, replacing, user.needsCode ? 'given' : 'not-asked');
      await after(work, session);
      return session;
    };
    return user.needsCode ? this.codes.checkIn(caller, user.id, code, change) : this.transactions.run(caller, (work) => change(work, () => Promise.resolve()));
  }

  /** Another session in the place of one that began a moment ago, for a browser that the answer with that one did not reach; null where that one is over. It is the same sign-in. */
  async beginInPlaceOf(work: UnitOfWork, sessionId: string, user: ProvenUser): Promise<StartedSession | null> {
    await this.#requireStill(work, user);
    return (await this.sessions.revoke(work, sessionId, user.id)) ? this.sessions.start(work, user.id, 'session', 'given') : null;
  }

  async #begin(work: UnitOfWork, user: Pick<ProvenUser, 'id' | 'name'> & Partial<ProvenUser>, mode: SessionMode, replacing: string | null, secondFactor: 'given' | 'not-asked'): Promise<StartedSession> {
    await this.#requireStill(work, user);
    if (replacing) await this.sessions.revokeByToken(work, replacing);
    const session = await this.sessions.start(work, user.id, mode, secondFactor);
    if (!session) throw new InvalidOtpError();
    await this.activity.record(work, { event: 'session.signed_in', collection: 'directus_users', item: user.id, names: { subject: user.name }, by: { id: user.id, name: user.name } });
    return session;
  }

  /** A write and not a look, so that whoever changes the row at this moment goes first or waits. */
  async #requireStill({ db, now }: UnitOfWork, { id, passwordHash: password }: Pick<ProvenUser, 'id'> & Partial<ProvenUser>): Promise<void> {
    const { count } = await db.user.updateMany({ where: { id, status: 'active', provider: 'default', ...(password !== undefined && { password }) }, data: { lastAccess: now } });
    if (count === 0) throw new InvalidCredentialsError();
  }

  /** A row for unknown addresses, too: it takes the same time. What was typed is not kept, since it may be a password. */
  async #recordFailure(caller: Accountability, user: Prisma.UserGetPayload<{ select: typeof CANDIDATE }> | null): Promise<void> {
    await this.transactions.run(caller, (work) =>
      this.activity.record(work, {
        event: 'session.sign_in_failed',
        collection: 'directus_users',
        item: user?.id ?? 'unknown',
        names: { subject: user ? personName(user) : 'somebody unknown' },
      }),
    );
  }
}
