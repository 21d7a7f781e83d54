const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** How long the next guess has to wait, in milliseconds: 15 seconds at first, twice as long each time, never more than 15 minutes. */
export function waitAfter(guessesBeyond: number, firstWaitMs = FIRST_WAIT_MS): number {
  return Math.min(LONGEST_WAIT_MS, firstWaitMs * 2 ** Math.min(guessesBeyond, 20));
}
