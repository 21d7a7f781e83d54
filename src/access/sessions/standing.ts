import { Injectable } from '@nestjs/common';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { ForbiddenError, InvalidCredentialsError, TwoFactorSetupRequiredError } from '../../platform/errors/errors';
import { AccountabilityResolver } from './accountability-resolver';

/**
 * Whether the caller still stands when their change begins. Who they are was asked when the request came in; hashing a thousand passwords takes
 * seconds, and so may waiting for others. Whoever is suspended or demoted in that time must not write as who they were.
 */
@Injectable()
export class Standing {
  /** The transactions in which it was asked. Once in each: what a change does to its own author does not hold up the rest of it. */
  readonly #asked = new WeakSet<object>();
  /** Those in which it was asked, perhaps once more, while nobody else could change any authority: to wait for that may take long. */
  readonly #askedUnderLock = new WeakSet<object>();

  constructor(private readonly callers: AccountabilityResolver) {}

  /** Throws INVALID_CREDENTIALS for whoever would not be let in any more, FORBIDDEN for whoever lost a policy that they came with, TFA_SETUP_REQUIRED for whoever is held up since. */
  async require(work: UnitOfWork): Promise<void> {
    if (!this.#asked.has(work.driver)) await this.#ask(work);
  }

  /** The same for whoever has taken the authority lock. */
  async requireUnderLock(work: UnitOfWork): Promise<void> {
    if (this.#askedUnderLock.has(work.driver)) return;
    this.#askedUnderLock.add(work.driver);
    await this.#ask(work);
  }

  async #ask(work: UnitOfWork): Promise<void> {
    const { accountability, driver } = work;
    this.#asked.add(driver);
    if (accountability.kind !== 'user') return;
    const now = await this.callers.again(work);
    if (!now) throw new InvalidCredentialsError();
    if ((accountability.admin && !now.admin) || accountability.policies.some((policy) => !now.policies.includes(policy))) throw new ForbiddenError();
    if (now.mustSetUpTwoFactor && !accountability.mustSetUpTwoFactor) throw new TwoFactorSetupRequiredError();
  }
}
