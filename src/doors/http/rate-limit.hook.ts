import type { FastifyInstance } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RequestsExceededError } from '../../platform/errors/errors';
import type { Clock } from '../../platform/clock/clock';

/** The general limit per client, in memory: it protects the process, not an account. `perSecond` 0 leaves it out. */
export function installRateLimit(fastify: FastifyInstance, perSecond: number, clock: Clock): void {
  if (perSecond === 0) return;
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  fastify.addHook('onRequest', async (request) => {
    try {
      await limiter.consume(request.ip);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new RequestsExceededError({ limit: perSecond, resetAt: new Date(clock.now().getTime() + refusal.msBeforeNext) });
    }
  });
}
