import { Clock } from '../../src/platform/clock/clock';

/** A clock that stands still until it is moved. */
export class FrozenClock extends Clock {
  constructor(private instant = new Date('2026-11-24T09:00:00.000Z')) {
    super();
  }

  now(): Date {
    return new Date(this.instant);
  }

  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }
}
