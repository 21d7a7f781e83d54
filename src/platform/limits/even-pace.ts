import { setTimeout as pause } from 'node:timers/promises';

/**
 * Answers, or refuses, no sooner than so many milliseconds after the work began. For what strangers may ask about an address: more is done
 * for one that somebody has, and the time until the answer would tell so.
 */
export async function noSoonerThan<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), pause(milliseconds)]);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
