import { Injectable } from '@nestjs/common';
import type { Accountability } from '../accountability/accountability';
import { Clock } from '../clock/clock';
import type { OpenTransaction } from './open-transaction';
import { PrismaService } from './prisma.service';
import { isRetriable, translateError } from './translate-error';
import { currentSubmission, DuplicateSubmissionError } from './submission';
import type { UnitOfWork } from './unit-of-work';

const MAX_ATTEMPTS = 4;

/** Opens units of work. A failed change leaves nothing; what the database refused comes out as an application error. */
@Injectable()
export class Transactions {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs one change. `change` may run again after a deadlock or a lost serialisation race, so it must touch nothing but the
   * unit of work. Never open a second one inside: hand the `work` on.
   */
  async run<T>(accountability: Accountability, change: (work: UnitOfWork) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const tasks: (() => void)[] = [];
      const submission = currentSubmission();
      const claims = submission && !submission.claimed ? submission : null;
      try {
        const result = await this.#committed(async ({ db, driver }) => {
          const work: UnitOfWork = { db, driver, accountability, now: this.clock.now(), afterCommit: (task) => tasks.push(task) };
          if (claims) await leaveReceipt(work, claims.key);
          return change(work);
        });
        if (claims) claims.claimed = true;
        for (const task of tasks) task();
        return result;
      } catch (error) {
        if (attempt < MAX_ATTEMPTS && isRetriable(error)) continue;
        throw translateError(error);
      }
    }
  }

  async #committed<T>(change: (open: OpenTransaction) => Promise<T>): Promise<T> {
    const open = await this.prisma.begin();
    try {
      const result = await change(open);
      await open.commit();
      return result;
    } catch (error) {
      await open.rollback();
      throw error;
    }
  }
}

/** Waits for a first press that is still under way, and then finds its receipt. */
async function leaveReceipt({ db, now }: UnitOfWork, key: string): Promise<void> {
  await db.formReceipt.createMany({ data: [{ key, location: '', createdAt: now }] }).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'P2002') throw new DuplicateSubmissionError(key);
    throw error;
  });
}
