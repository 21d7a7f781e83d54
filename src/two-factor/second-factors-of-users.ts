import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { SecondFactors, type SecondFactorState } from '../users/second-factor';
import { TwoFactor } from './two-factor.service';

/** What a person's page says of their two-factor sign-in, to administrators: they help who has lost the phone. */
@Injectable()
export class SecondFactorsOfUsers extends SecondFactors {
  constructor(private readonly twoFactor: TwoFactor) {
    super();
  }

  async shownTo(viewer: Accountability, userId: string): Promise<SecondFactorState | null> {
    if (!viewer.admin) return null;
    const { on, since } = await this.twoFactor.stateOf(userId);
    return { on, since, canTurnOff: on && this.twoFactor.mayTurnOffFor(viewer, userId) };
  }
}
