import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { PrismaService } from '../platform/database/prisma.service';

const SLOW_MS = 500;

export interface HealthReport {
  readonly status: 'ok' | 'warn' | 'error';
  readonly checks?: Readonly<Record<string, readonly { readonly status: 'ok' | 'warn' | 'error'; readonly observedValue?: number; readonly observedUnit?: string; readonly threshold?: number }[]>>;
}

/** Whether the service can do its work; details for administrators only. */
@Injectable()
export class ServerHealth {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  async report(caller: Accountability): Promise<HealthReport> {
    const started = this.clock.now().getTime();
    const answers = await this.prisma.client.settings.count().then(() => true, () => false);
    const elapsed = this.clock.now().getTime() - started;
    const status = !answers ? 'error' : elapsed > SLOW_MS ? 'warn' : 'ok';
    if (!caller.admin) return { status: status === 'error' ? 'error' : 'ok' };
    return { status, checks: { 'database:responseTime': [{ status, observedValue: elapsed, observedUnit: 'ms', threshold: SLOW_MS }] } };
  }
}
