import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { AppConfig } from '../platform/config/app-config';
import { ProjectRoot } from '../platform/config/project-root';
import { PrismaService } from '../platform/database/prisma.service';

const SLOW_MS = 500;

export interface HealthReport {
  readonly status: 'ok' | 'warn' | 'error';
  /** The version that runs. */
  readonly releaseId?: string;
  /** Where it runs: PUBLIC_URL. */
  readonly serviceId?: string;
  readonly checks?: Readonly<Record<string, readonly { readonly status: 'ok' | 'warn' | 'error'; readonly observedValue?: number; readonly observedUnit?: string; readonly threshold?: number }[]>>;
}

/** Whether the service can do its work; details for administrators only. */
@Injectable()
export class ServerHealth {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly root: ProjectRoot,
  ) {}

  async report(caller: Accountability): Promise<HealthReport> {
    const started = this.clock.now().getTime();
    const answers = await this.prisma.client.settings.count().then(() => true, () => false);
    const elapsed = this.clock.now().getTime() - started;
    const status = !answers ? 'error' : elapsed > SLOW_MS ? 'warn' : 'ok';
    if (!caller.admin) return { status: status === 'error' ? 'error' : 'ok' };
    return { status, releaseId: this.root.version, serviceId: this.config.publicOrigin, checks: { 'database:responseTime': [{ status, observedValue: elapsed, observedUnit: 'ms', threshold: SLOW_MS }] } };
  }
}
