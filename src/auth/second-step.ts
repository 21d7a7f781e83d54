import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { StartedSession } from '../access/sessions/sessions.service';
import { personName } from '../activity/names';
import type { OneTimeToken } from '../generated/sqlite/client';
import type { Accountability } from '../platform/accountability/accountability';
import { Locks } from '../platform/database/locks';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { Limits } from '../platform/limits/limits.service';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { withoutGaps } from '../two-factor/recovery-codes';
import { isForPassword, passwordMark } from './bound-to-password';
import { SignInService, type ProvenUser } from './sign-in.service';

const PURPOSE = 'second_step';
const FIVE_MINUTES_MS = 5 * 60_000;
const SECOND_PRESS_MS = 10_000;

/** A sign-in on the pages whose password was right, and whose code is still asked for. */
interface OpenStep {
  readonly user: ProvenUser;
  readonly address: string;
}

interface FinishedStep {
  readonly session: StartedSession;
  readonly emailKey: string;
}

/**
 * Between the two steps of signing in on the pages nobody is signed in. What the browser keeps is a token that says: the password of this
 * person was right, for five minutes and one session. It dies with the password that it was given for.
 */
@Injectable()
export class SecondStep {
  constructor(
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly tokens: OneTimeTokens,
    private readonly signIn: SignInService,
    private readonly locks: Locks,
    private readonly limits: Limits,
  ) {}

  async open(caller: Accountability, user: ProvenUser): Promise<{ token: string; ttlMs: number }> {
    const issued = await this.transactions.run(caller, async (work) => {
      await this.tokens.forget(work, user.id, PURPOSE);
      return this.tokens.issue(work, { purpose: PURPOSE, userId: user.id, emailKey: user.emailKey, ttlMs: FIVE_MINUTES_MS, data: mark(user) });
    });
    return { token: this.tokens.deriveToken(issued.id), ttlMs: FIVE_MINUTES_MS };
  }

  /** Whose password was right; null where that is too long ago, or no longer so. Reads only. */
  async find(token: string | null): Promise<OpenStep | null> {
    const state = await this.tokens.find(token, PURPOSE);
    if (state.kind !== 'usable') return null;
    const user = await this.#personOf(state.row);
    return user && { address: user.address, user };
  }

  /** Whether the step has led to a session. */
  async isDone(token: string): Promise<boolean> {
    return (await this.tokens.find(token, PURPOSE)).kind === 'used';
  }

  /**
   * Spends the step and the code, and begins the session. The same again within some seconds is a button that was pressed twice, where the browser drops
   * the first answer: it gets a session in place of that one. Null where the step is over: too late, or its session has begun otherwise. Throws INVALID_OTP
   * and REQUESTS_EXCEEDED; the step goes on then.
   */
  async finish(caller: Accountability, token: string | null, code: string, replacing: string | null): Promise<FinishedStep | null> {
    const step = await this.find(token);
    if (!step) return this.#again(caller, token, code);
    const { user } = step;
    try {
      let id = '';
      const session = await this.signIn.beginWithCode(caller, user, code, 'session', replacing, {
        before: async (work) => ({ id } = await this.tokens.redeem(work, token, PURPOSE)),
        after: (work, { id: session }) => work.db.oneTimeToken.update({ where: { id }, data: { data: { ...mark(user), session, press: pressMark(token!, code) } } }),
      });
      return { session, emailKey: user.emailKey };
    } catch (error) {
      if (!applicationErrorsIn(error) || (await this.find(token))) throw error;
      return this.#again(caller, token, code);
    }
  }

  async #again(caller: Accountability, token: string | null, code: string): Promise<FinishedStep | null> {
    const state = await this.tokens.find(token, PURPOSE);
    const user = state.kind === 'used' ? await this.#personOf(state.row) : null;
    if (state.kind !== 'used' || !user) return null;
    const session = await this.transactions.run(caller, async (work) => {
      // Held, so that of three presses the third finds what the second made.
      await this.locks.rows(work, 'directus_users', [user.id]);
      const { id, usedAt, data } = await work.db.oneTimeToken.findUniqueOrThrow({ where: { id: state.row.id } });
      const { session: first, press } = data as { session?: string; press?: string };
      if (first === undefined || press !== pressMark(token!, code) || work.now.getTime() - usedAt!.getTime() > SECOND_PRESS_MS) return null;
      const second = await this.signIn.beginInPlaceOf(work, first, user);
      if (second) await work.db.oneTimeToken.update({ where: { id }, data: { data: { ...mark(user), session: second.id, press } } });
      return second;
    });
    if (!session) return null;
    // The second of two at once was counted as a guess.
    await this.limits.forgive('second-factor', user.id);
    return { session, emailKey: user.emailKey };
  }

  /** Whose step it is, while the password is the one that it was given for. */
  async #personOf(row: OneTimeToken): Promise<ProvenUser & { readonly address: string } | null> {
    const user = await this.prisma.client.user.findUnique({ where: { id: row.userId! }, select: { id: true, firstName: true, lastName: true, email: true, emailKey: true, password: true, tfaSecret: true } });
    if (!user || !isForPassword(row, 'second-step', user.password)) return null;
    return { id: user.id, name: personName(user), address: user.email!, emailKey: user.emailKey!, passwordHash: user.password, needsCode: user.tfaSecret !== null };
  }
}

function mark(user: ProvenUser): { password: string } {
  return { password: passwordMark('second-step', user.passwordHash) };
}

/** Tells the same press from another one; nothing can be made of it without the token. */
function pressMark(token: string, code: string): string {
  return createHash('sha256').update(`${token}:${withoutGaps(code).toLowerCase()}`).digest('hex');
}
