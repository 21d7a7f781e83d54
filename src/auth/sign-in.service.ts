import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Prisma } from '../generated/sqlite/client';
import { ActivityLog } from '../activity/activity.log';
import { personName } from '../activity/names';
import { SessionsService, type SessionMode, type StartedSession } from '../access/sessions/sessions.service';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import { InvalidCredentialsError } from '../platform/errors/errors';
import { Limits } from '../platform/limits/limits.service';
import { networkPrefix } from '../platform/limits/network-prefix';
import { parseEmail } from '../users/email-address';
import { Passwords } from '../users/passwords';

const CANDIDATE = { id: true, password: true, status: true, provider: true, firstName: true, lastName: true, email: true } as const;

/** Somebody whose address and password were found right. */
export interface ProvenUser {
  readonly id: string;
  readonly name: string;
  readonly emailKey: string;
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
  readonly #browserKey: Buffer;

  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: Passwords,
    private readonly limits: Limits,
    private readonly transactions: Transactions,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityLog,
    config: AppConfig,
  ) {
    this.#browserKey = config.key('known-browser');
  }

  /** Throws INVALID_CREDENTIALS whatever was wrong, and REQUESTS_EXCEEDED after too many failures. */
  async prove(caller: Accountability, { email, password, knownBrowser }: SignInAttempt): Promise<ProvenUser> {
    // What cannot be an address is counted under its own text, so that nobody can dodge the count with a space.
    const address = parseEmail(email);
    const emailKey = address?.key ?? email.trim().toLowerCase().slice(0, 320);
    const network = networkPrefix(caller.ip);
    const isKnown = knownBrowser !== null && this.#matches(knownBrowser, this.browserMark(emailKey));
    if (!isKnown) {
      await this.limits.assertNotWaiting('sign-in-account', emailKey);
      await this.limits.assertWithin('sign-in-network', network);
    }
    const user = address && (await this.prisma.client.user.findUnique({ where: { emailKey }, select: CANDIDATE }));
    const isRight = await this.passwords.verify(user?.password ?? null, password);
    if (!user || !isRight || user.status !== 'active' || user.provider !== 'default') {
      if (!isKnown) await this.limits.countFailure('sign-in-account', emailKey);
      await this.limits.tryConsume('sign-in-network', network);
      await this.#recordFailure(caller, user);
      throw new InvalidCredentialsError();
    }
    await this.limits.reset('sign-in-account', emailKey);
    return { id: user.id, name: personName(user), emailKey };
  }

  /** Begins a session and records it. */
  async begin(caller: Accountability, user: { readonly id: string; readonly name: string }, mode: SessionMode): Promise<StartedSession> {
    return this.transactions.run(caller, async (work) => {
      const session = await this.sessions.start(work, user.id, mode);
      await this.activity.record(work, { event: 'session.signed_in', collection: 'directus_users', item: user.id, names: { subject: user.name }, by: { id: user.id, name: user.name } });
      return session;
    });
  }

  /** What a browser keeps after a sign-in, to be known again: bound to the account, useless for signing in. */
  browserMark(emailKey: string): string {
    return createHmac('sha256', this.#browserKey).update(emailKey).digest('base64url');
  }

  #matches(given: string, expected: string): boolean {
    return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
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
