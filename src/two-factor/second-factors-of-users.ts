import { Injectable } from '@nestjs/common';
import { PolicyCollector } from '../access/permissions/policy-collector';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { SecondFactors, type SecondFactorState } from '../users/second-factor';
import { TwoFactor } from './two-factor.service';

/** What a person's page says of their two-factor sign-in, to administrators: they help who has lost the phone. */
@Injectable()
export class SecondFactorsOfUsers extends SecondFactors {
  constructor(
    private readonly twoFactor: TwoFactor,
    private readonly policies: PolicyCollector,
    private readonly prisma: PrismaService,
  ) {
    super();
  }

  async shownTo(viewer: Accountability, userId: string): Promise<SecondFactorState | null> {
    if (!viewer.admin) return null;
    const [{ on, since }, isAskedFor] = await Promise.all([this.twoFactor.stateOf(userId), this.#isAskedFor(userId)]);
    return { on, since, canTurnOff: on && this.twoFactor.mayTurnOffFor(viewer, userId), isAskedFor };
  }

  async #isAskedFor(userId: string): Promise<boolean> {
    const user = await this.prisma.client.user.findUnique({ where: { id: userId }, select: { roleId: true } });
    return user !== null && (await this.policies.collect(userId, user.roleId, null)).enforceTfa;
  }
}
