import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { SubmissionReceipts } from '../../platform/database/submission-receipts';

const TRIES = 40;
const PAUSE_MS = 50;

/** Where the first press of a button led. */
@Injectable()
export class FormReceipts {
  constructor(
    private readonly receipts: SubmissionReceipts,
    private readonly clock: Clock,
  ) {}

  async complete(key: string, location: string): Promise<void> {
    await this.receipts.complete(key, location, this.clock.now());
  }

  /** The first press may have committed and not have answered yet: wait for it a moment. */
  async locationOf(key: string): Promise<string> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const location = await this.receipts.find(key);
      if (location) return location;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return '/admin';
  }
}
