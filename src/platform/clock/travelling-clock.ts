import { Clock } from './clock';

const DAY_MS = 86_400_000;

/** A clock that can be set back, so that made-up history has believable dates. */
export class TravellingClock extends Clock {
  #behindMs = 0;

  now(): Date {
    return new Date(Date.now() - this.#behindMs);
  }

  goTo({ daysAgo }: { readonly daysAgo: number }): void {
    this.#behindMs = daysAgo * DAY_MS;
  }
}
