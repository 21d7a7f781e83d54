import { Injectable } from '@nestjs/common';
import type { StartedSession } from '../access/sessions/sessions.service';
import { personName } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { isForPassword, passwordMark } from './bound-to-password';
import { SignInService, type ProvenUser } from './sign-in.service';

const PURPOSE = 'second_step';
const FIVE_MINUTES_MS = 5 * 60_000;

/** A sign-in on the pages whose password was right, and whose code is still asked for. */
interface OpenStep {
  readonly user: ProvenUser;
  readonly address: string;
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
  ) {}

  async open(caller: Accountability, user: ProvenUser): Promise<{ token: string; ttlMs: number }> {
    const issued = await this.transactions.run(caller, async (work) => {
      await this.tokens.forget(work, user.id, PURPOSE);
      return this.tokens.issue(work, { purpose: PURPOSE, userId: user.id, emailKey: user.emailKey, ttlMs: FIVE_MINUTES_MS, data: { password: passwordMark('second-step', user.passwordHash) } });
    });
    return { token: this.tokens.deriveToken(issued.id), ttlMs: FIVE_MINUTES_MS };
  }

  /** Whose password was right; null where that is too long ago, or no longer so. Reads only. */
  async find(token: string | null): Promise<OpenStep | null> {
    const state = await this.tokens.find(token, PURPOSE);
    if (state.kind !== 'usable') return null;
    const user = await this.prisma.client.user.findUnique({ where: { id: state.row.userId! }, select: { id: true, firstName: true, lastName: true, email: true, emailKey: true, password: true, tfaSecret: true } });
    if (!user || !isForPassword(state.row, 'second-step', user.password)) return null;
    return { address: user.email!, user: { id: user.id, name: personName(user), emailKey: user.emailKey!, passwordHash: user.password, needsCode: user.tfaSecret !== null } };
  }

  /** Whether the step has led to a session. */
  async isDone(token: string): Promise<boolean> {
    return (await this.tokens.find(token, PURPOSE)).kind === 'used';
  }

  /**
   * Spends the code, then the step, and begins the session. Null where the step is over: too late, or its session has begun. Throws INVALID_OTP
   * and REQUESTS_EXCEEDED; the step goes on then.
   */
  async finish(caller: Accountability, token: string | null, code: string, replacing: string | null): Promise<{ session: StartedSession; emailKey: string } | null> {
    const step = await this.find(token);
    if (!step) return null;
    try {
      const user = await this.signIn.giveCode(caller, step.user, code);
      await this.transactions.run(caller, (work) => this.tokens.redeem(work, token, PURPOSE));
      return { session: await this.signIn.begin(caller, user, 'session', replacing), emailKey: user.emailKey };
    } catch (error) {
      // The second of two presses finds the code spent by the first: that is no wrong code.
      if (!applicationErrorsIn(error) || (await this.find(token))) throw error;
      return null;
    }
  }
}
