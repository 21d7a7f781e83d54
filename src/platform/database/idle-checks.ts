import { Injectable } from '@nestjs/common';
import { SqlRunner } from './sql-runner';
import { place, storedDate } from './table';

/** Each asks about one moment, as often as there is a `?`. */
const QUESTIONS = {
  'a mail is due': `SELECT 1 AS yes FROM usher_outbox WHERE (state = 'queued' AND next_attempt_at <= ?) OR (state = 'processing' AND leased_until < ?) LIMIT 1`,
  'a mail with a link waits': `SELECT 1 AS yes FROM usher_outbox WHERE state = 'queued' AND token IS NOT NULL LIMIT 1`,
  'a draft has expired': 'SELECT 1 AS yes FROM usher_drafts WHERE expires_at <= ? LIMIT 1',
  'a seed was not confirmed': 'SELECT 1 AS yes FROM usher_two_factor WHERE pending_until <= ? LIMIT 1',
  'a counter has expired': 'SELECT 1 AS yes FROM usher_rate_limits WHERE expire < ? LIMIT 1',
} as const;

/**
 * Whether a job has anything to do, asked of the driver itself: a server that only waits never loads Prisma's query compiler, which takes a
 * third of a second and a hundred megabytes.
 */
@Injectable()
export class IdleChecks {
  constructor(private readonly runner: SqlRunner) {}

  async find(question: keyof typeof QUESTIONS, now: Date): Promise<boolean> {
    const text = QUESTIONS[question];
    let count = 0;
    const sql = text.replace(/\?/g, () => place(this.runner.provider, (count += 1)));
    return (await this.runner.lists({ sql, parameters: Array<string>(count).fill(storedDate(now)) })).length > 0;
  }
}
