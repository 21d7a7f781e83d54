import type { Prisma } from '../../generated/sqlite/client';
import type { Accountability } from '../accountability/accountability';
import type { Statements } from './statements';

/**
 * One change: the only handle on the database inside it. Everything that is written through it is there after the commit,
 * or nothing of it is. Nothing may wait for the network while one is open.
 */
export interface UnitOfWork {
  readonly db: Prisma.TransactionClient;
  /** The same transaction without Prisma, for the rooms of `platform/database`. */
  readonly driver: Statements;
  readonly accountability: Accountability;
  /** One instant for all rows of the change. */
  readonly now: Date;
  /** Runs after the commit, in order; only for what is safe to lose (a nudge, a log line). */
  afterCommit(task: () => void): void;
}
