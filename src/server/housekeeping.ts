import { Injectable, OnModuleInit } from '@nestjs/common';
import { DraftsService } from '../platform/drafts/drafts.service';
import { Scheduler } from '../platform/jobs/scheduler';
import { Limits } from '../platform/limits/limits.service';
import { TwoFactor } from '../two-factor/two-factor.service';

const HOUR_MS = 3_600_000;

/** What has expired is invisible or counts for nothing already; this takes it out of the database, too. */
@Injectable()
export class Housekeeping implements OnModuleInit {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly drafts: DraftsService,
    private readonly limits: Limits,
    private readonly twoFactor: TwoFactor,
  ) {}

  onModuleInit(): void {
    this.scheduler.register({ name: 'remove expired drafts', everyMs: HOUR_MS, run: () => this.drafts.removeExpired() });
    this.scheduler.register({ name: 'remove expired counters', everyMs: HOUR_MS, run: () => this.limits.removeExpired() });
    this.scheduler.register({ name: 'forget seeds that nobody confirmed', everyMs: HOUR_MS, run: () => this.twoFactor.forgetExpired() });
  }
}
