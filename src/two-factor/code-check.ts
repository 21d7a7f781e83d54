import { Injectable } from '@nestjs/common';
import type { Prisma } from '../generated/sqlite/client';
import { ActivityLog } from '../activity/activity.log';
import { personName } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { InvalidOtpError } from '../platform/errors/errors';
import { Limits, WRONG_CODES } from '../platform/limits/limits.service';
import { Log } from '../platform/log/log';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { looksLikeRecoveryCode, recoveryHash, withoutGaps } from './recovery-codes';
import { SeedVault } from './seed-vault';
import { stepOf } from './totp';
import { TWO_FACTOR_TEMPLATE, twoFactorModel } from './two-factor.mail';

const COLLECTION = 'directus_users';
const OWNER = { id: true, firstName: true, lastName: true, email: true, tfaSecret: true } as const;

type Owner = Prisma.UserGetPayload<{ select: typeof OWNER }>;

/** Puts back what was done before the code was looked at. */
class WrongCodeError extends Error {}

/** Whether a code is right, and that it was the last time it was: every code works once, at one of any number of requests. */
@Injectable()
export class CodeCheck {
  constructor(
    private readonly transactions: Transactions,
    private readonly limits: Limits,
    private readonly vault: SeedVault,
    private readonly outbox: MailOutbox,
    private readonly activity: ActivityLog,
    private readonly log: Log,
  ) {}

  /**
   * Spends a code of the app, or a recovery code. Throws INVALID_OTP for a wrong or spent one, REQUESTS_EXCEEDED after five of them;
   * the owner is told by mail then. A missing code (empty) is no guess.
   */
  async check(caller: Accountability, userId: string, code: string): Promise<void> {
    await this.checkIn(caller, userId, code, (_work, spend) => spend());
  }

  /** The same within a change that the code is asked for: neither is there without the other. `change` may refuse before it spends the code; then that was no guess. */
  async checkIn<T>(caller: Accountability, userId: string, code: string, change: (work: UnitOfWork, spend: () => Promise<void>) => Promise<T>): Promise<T> {
    if (code === '') throw new InvalidOtpError();
    const guess = await this.limits.takeTry('second-factor', userId);
    const spend = async (work: UnitOfWork) => {
      if (!(await this.#spend(work, userId, code))) throw new WrongCodeError();
    };
    try {
      const done = await this.transactions.run(caller, (work) => change(work, () => spend(work)));
      await this.limits.forgive('second-factor', userId);
      return done;
    } catch (error) {
      if (!(error instanceof WrongCodeError)) {
        await this.limits.giveBack('second-factor', userId);
        throw error;
      }
      await this.transactions.run(caller, (work) => this.#recordRefusal(work, userId, guess));
      throw new InvalidOtpError();
    }
  }

  async #spend(work: UnitOfWork, userId: string, code: string): Promise<boolean> {
    const owner = await this.#owner(work, userId);
    const sealed = owner?.tfaSecret ?? null;
    if (!owner || sealed === null) return false;
    if (looksLikeRecoveryCode(code)) return this.#spendRecoveryCode(work, owner, code);
    const seed = this.vault.open(sealed, userId);
    if (seed === null) {
      this.log.error({ user: userId }, 'a two-factor seed was sealed with another SECRET and cannot be read, so codes of the app are refused. Put the old one into FORMER_SECRETS; or let an administrator turn two-factor sign-in off for this user; or run: usher recover ADDRESS');
      return false;
    }
    const step = stepOf(seed, withoutGaps(code), work.now);
    if (step === null || !(await this.#spendStep(work, userId, step))) return false;
    if (this.vault.isOld(sealed)) await work.db.user.updateMany({ where: { id: userId, tfaSecret: sealed }, data: { tfaSecret: this.vault.seal(seed, userId) } });
    return true;
  }

  /** That step and all before it: a write with a condition, so that of two at once one finds it spent. */
  async #spendStep({ db }: UnitOfWork, userId: string, step: number): Promise<boolean> {
    const { count } = await db.twoFactor.updateMany({ where: { userId, OR: [{ lastStep: null }, { lastStep: { lt: step } }] }, data: { lastStep: step } });
    return count > 0;
  }

  async #spendRecoveryCode(work: UnitOfWork, owner: Owner, code: string): Promise<boolean> {
    const { id: userId } = owner;
    const { count } = await work.db.recoveryCode.deleteMany({ where: { hash: recoveryHash(userId, code), userId } });
    if (count === 0) return false;
    const left = await work.db.recoveryCode.count({ where: { userId } });
    if (owner.email) await this.outbox.enqueue(work, { template: TWO_FACTOR_TEMPLATE, model: twoFactorModel('recovery-code', { left }), to: { address: owner.email }, userId });
    await this.activity.record(work, { event: 'two_factor.recovery_code_used', collection: COLLECTION, item: userId, names: { subject: personName(owner) }, by: { id: userId, name: personName(owner) } });
    return true;
  }

  /** What was typed is not kept: it may be the code of the next step. */
  async #recordRefusal(work: UnitOfWork, userId: string, guess: number): Promise<void> {
    const owner = await this.#owner(work, userId);
    if (!owner) return;
    await this.activity.record(work, { event: 'two_factor.code_refused', collection: COLLECTION, item: userId, names: { subject: personName(owner) } });
    // Whoever comes here knew the password or has an open session. Once in a row of guesses, or the mails would be an attack of their own.
    if (guess === WRONG_CODES && owner.email) await this.outbox.enqueue(work, { template: TWO_FACTOR_TEMPLATE, model: twoFactorModel('guessed'), to: { address: owner.email }, userId });
  }

  /** Null for somebody who was deleted between the two steps. */
  #owner({ db }: UnitOfWork, id: string): Promise<Owner | null> {
    return db.user.findUnique({ where: { id }, select: OWNER });
  }
}
