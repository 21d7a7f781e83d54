import { Injectable } from '@nestjs/common';
import { Grants } from '../access/permissions/grant';
import { LastAdmin } from '../access/permissions/last-admin';
import { Standing } from '../access/sessions/standing';
import type { Accountability } from '../platform/accountability/accountability';
import { Locks } from '../platform/database/locks';
import { PrismaService } from '../platform/database/prisma.service';
import type { UnitOfWork } from '../platform/database/unit-of-work';

/** Whose rights a change can touch. */
export interface Concerned {
  readonly users?: readonly string[];
  readonly roles?: readonly string[];
  readonly policies?: readonly string[];
}

/** What every change of rights owes, in one place and in the order that holds on both databases. */
@Injectable()
export class Authority {
  constructor(
    private readonly locks: Locks,
    private readonly grants: Grants,
    private readonly lastAdmin: LastAdmin,
    private readonly standing: Standing,
    private readonly prisma: PrismaService,
  ) {}

  /**
   * Runs the writes alone, and refuses them when somebody would get what the caller does not hold (FORBIDDEN), when strangers could
   * register into administrator rights (INVALID_PAYLOAD), or when no active administrator would remain (UNPROCESSABLE_CONTENT).
   */
  async change<T>(work: UnitOfWork, concerned: Concerned, writes: () => Promise<T>): Promise<T> {
    await this.locks.authority(work);
    await this.standing.requireUnderLock(work);
    const result = await this.grants.around(work, concerned, writes);
    await this.lastAdmin.assertRemains(work);
    return result;
  }

  /** Whether taking back the policy's demand for two-factor sign-in would be refused to this viewer: to offer nothing that would be. */
  isBindingTwoFactor(viewer: Accountability, policyId: string): Promise<boolean> {
    return this.grants.isBindingTwoFactor({ db: this.prisma.client, accountability: viewer }, policyId);
  }
}
