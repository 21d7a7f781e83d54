import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import { Clock } from '../clock/clock';
import { AppConfig } from '../config/app-config';
import { IdleChecks } from '../database/idle-checks';
import { PrismaService } from '../database/prisma.service';
import { RequestsExceededError } from '../errors/errors';
import { waitAfter } from './growing-wait';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** A code has six digits, and three of them are good at any time: five guesses, and then one in five minutes and more. */
export const WRONG_CODES = 5;
const FIRST_WAIT_FOR_A_CODE_MS = 5 * MINUTE_S * 1000;

/** What is counted. Each has a window of its own and a number from the configuration. */
export type LimitName = 'registration' | 'sign-in-network' | 'reset-mail' | 'public-mail-domain' | TryName;

/** Guesses at a secret: the number is free, then each further one costs a wait that grows. */
export type TryName = 'sign-in-account' | 'sign-in-browser' | 'own-password' | 'second-factor';

/**
 * Counters that guard accounts and mailboxes. They live in the database, so that a restart or a second process forgets nothing, and
 * count in one statement each, so that requests at once do not slip past. Nobody's status is ever touched: a wait ends by itself.
 */
@Injectable()
export class Limits {
  readonly #limiters: Readonly<Record<LimitName, { readonly limiter: RateLimiterPrisma; readonly points: number }>>;
  readonly #waits: RateLimiterPrisma;

  constructor(
    config: AppConfig,
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    private readonly idle: IdleChecks,
  ) {
    const counter = (name: LimitName | 'wait', points: number, duration: number) => ({
      points,
      limiter: new RateLimiterPrisma({ storeClient: prisma.client, tableName: 'rateLimiterFlexible', keyPrefix: name, points, duration, clearExpiredByTimeout: false }),
    });
    const { limits } = config;
    this.#limiters = {
      registration: counter('registration', limits.registrationsAMinute, MINUTE_S),
      'sign-in-account': counter('sign-in-account', limits.signInFailures, DAY_S),
      'sign-in-browser': counter('sign-in-browser', limits.signInFailures, DAY_S),
      'own-password': counter('own-password', limits.signInFailures, DAY_S),
      'second-factor': counter('second-factor', WRONG_CODES, DAY_S),
      'sign-in-network': counter('sign-in-network', limits.signInFailuresANetwork, 10 * MINUTE_S),
      'reset-mail': counter('reset-mail', limits.resetMailsAnHour, HOUR_S),
      'public-mail-domain': counter('public-mail-domain', limits.publicMailsADomain, HOUR_S),
    };
    this.#waits = counter('wait', 1, MINUTE_S).limiter;
  }

  /** Counters whose window is over count for nothing; this takes them out of the table. */
  async removeExpired(): Promise<void> {
    const now = this.clock.now();
    if (await this.idle.find('a counter has expired', now)) await this.prisma.client.rateLimiterFlexible.deleteMany({ where: { expire: { lt: now } } });
  }

  /** Counts one, and throws REQUESTS_EXCEEDED when that is one too many. */
  async consume(name: LimitName, key: string): Promise<void> {
    const { limiter } = this.#limiters[name];
    const refusal = await refusalOf(limiter.consume(stored(key)));
    if (refusal) throw this.#exceeded(name, refusal.msBeforeNext);
  }

  /** Counts one; false when that is one too many. For what must answer the same either way. */
  async tryConsume(name: LimitName, key: string): Promise<boolean> {
    return (await refusalOf(this.#limiters[name].limiter.consume(stored(key)))) === null;
  }

  /** Takes back one that was counted before it was known to be harmless. */
  async giveBack(name: LimitName, key: string): Promise<void> {
    await this.#limiters[name].limiter.reward(stored(key), 1);
  }

  /**
   * Counts a guess before it is looked at, so that a hundred at once are a hundred; `forgive` it when it was right. From the last
   * free one on each buys a wait for the next; REQUESTS_EXCEEDED while that lasts. Answers how many there were in a row.
   */
  async takeTry(name: TryName, key: string): Promise<number> {
    const { limiter, points } = this.#limiters[name];
    const waitKey = stored(`${name}:${key}`);
    const waiting = await this.#waits.get(waitKey);
    if (waiting && waiting.msBeforeNext > 0) throw this.#exceeded(name, waiting.msBeforeNext);
    const { consumedPoints } = await limiter.penalty(stored(key), 1);
    if (consumedPoints < points) return consumedPoints;
    // Of several that got here together, one has the turn; the others were not looked at and do not count.
    const refusal = await refusalOf(this.#waits.consume(waitKey, 1, { customDuration: waitAfter(consumedPoints - points, name === 'second-factor' ? FIRST_WAIT_FOR_A_CODE_MS : undefined) / 1000 }));
    if (!refusal) return consumedPoints;
    await limiter.reward(stored(key), 1);
    throw this.#exceeded(name, refusal.msBeforeNext);
  }

  /** Forgets all guesses: this one was right. */
  async forgive(name: TryName, key: string): Promise<void> {
    await Promise.all([this.#limiters[name].limiter.delete(stored(key)), this.#waits.delete(stored(`${name}:${key}`))]);
  }

  #exceeded(name: LimitName, waitMs: number): RequestsExceededError {
    return new RequestsExceededError({ limit: this.#limiters[name].points, resetAt: new Date(this.clock.now().getTime() + Math.max(1000, waitMs)) });
  }
}

async function refusalOf(consumed: Promise<RateLimiterRes>): Promise<RateLimiterRes | null> {
  try {
    await consumed;
    return null;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}

/** Addresses are not kept in the clear in a table of counters. */
function stored(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 32);
}
