import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import { Clock } from '../clock/clock';
import { AppConfig } from '../config/app-config';
import { PrismaService } from '../database/prisma.service';
import { RequestsExceededError } from '../errors/errors';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** What is counted. Each has a window of its own and a number from the configuration (DESIGN.md 2.13). */
export type LimitName = 'registration' | 'sign-in-account' | 'sign-in-network' | 'reset-mail' | 'public-mail-domain';

/** Counters that guard accounts and mailboxes. They live in the database, so that a restart or a second process forgets nothing. */
@Injectable()
export class Limits {
  readonly #limiters: Readonly<Record<LimitName, { readonly limiter: RateLimiterPrisma; readonly points: number }>>;

  constructor(
    config: AppConfig,
    prisma: PrismaService,
    private readonly clock: Clock,
  ) {
    const counter = (name: LimitName, points: number, duration: number) => ({
      points,
      limiter: new RateLimiterPrisma({ storeClient: prisma.client, tableName: 'rateLimiterFlexible', keyPrefix: name, points, duration, clearExpiredByTimeout: name === 'registration' }),
    });
    const { limits } = config;
    this.#limiters = {
      registration: counter('registration', limits.registrationsAMinute, MINUTE_S),
      'sign-in-account': counter('sign-in-account', limits.signInFailures, DAY_S),
      'sign-in-network': counter('sign-in-network', limits.signInFailuresANetwork, 10 * MINUTE_S),
      'reset-mail': counter('reset-mail', limits.resetMailsAnHour, HOUR_S),
      'public-mail-domain': counter('public-mail-domain', limits.publicMailsADomain, HOUR_S),
    };
  }

  /** Counts one, and throws REQUESTS_EXCEEDED when that is one too many. */
  async consume(name: LimitName, key: string): Promise<void> {
    if (await this.tryConsume(name, key)) return;
    throw this.#exceeded(name, (await this.#state(name, key))?.msBeforeNext ?? 1000);
  }

  /** Counts one; false when that is one too many. For what must answer the same either way. */
  async tryConsume(name: LimitName, key: string): Promise<boolean> {
    try {
      await this.#limiters[name].limiter.consume(stored(key));
      return true;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return false;
      throw refusal;
    }
  }

  /** Throws REQUESTS_EXCEEDED where the count is used up; counts nothing. */
  async assertWithin(name: LimitName, key: string): Promise<void> {
    const state = await this.#state(name, key);
    if (state && state.consumedPoints >= this.#limiters[name].points) throw this.#exceeded(name, state.msBeforeNext);
  }

  /**
   * Counts a failure; past the limit each further one makes the next wait twice as long, from 15 seconds to 15 minutes.
   * The wait is the row's own expiry, so it ends by itself and no status of anybody is touched.
   */
  async countFailure(name: LimitName, key: string): Promise<void> {
    const { limiter, points } = this.#limiters[name];
    const state = await limiter.penalty(stored(key), 1);
    const beyond = state.consumedPoints - points;
    if (beyond < 0) return;
    await limiter.block(`${stored(key)}:wait`, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(beyond, 10)) / 1000);
  }

  /** Throws REQUESTS_EXCEEDED while the wait after too many failures lasts. */
  async assertNotWaiting(name: LimitName, key: string): Promise<void> {
    const wait = await this.#limiters[name].limiter.get(`${stored(key)}:wait`);
    if (wait && wait.msBeforeNext > 0) throw this.#exceeded(name, wait.msBeforeNext);
  }

  /** Forgets what was counted: somebody proved who they are. */
  async reset(name: LimitName, key: string): Promise<void> {
    await this.#limiters[name].limiter.delete(stored(key));
    await this.#limiters[name].limiter.delete(`${stored(key)}:wait`);
  }

  #state(name: LimitName, key: string): Promise<RateLimiterRes | null> {
    return this.#limiters[name].limiter.get(stored(key));
  }

  #exceeded(name: LimitName, waitMs: number): RequestsExceededError {
    return new RequestsExceededError({ limit: this.#limiters[name].points, resetAt: new Date(this.clock.now().getTime() + Math.max(1000, waitMs)) });
  }
}

/** Addresses are not kept in the clear in a table of counters. */
function stored(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 32);
}
