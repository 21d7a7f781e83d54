import type { Transaction } from '@prisma/driver-adapter-utils';
import type { Prisma } from '../../generated/sqlite/client';
import { databaseBusy } from './translate-error';
import type { CompiledSql, Statements } from './statements';

/** Prisma's client as it joined a transaction; `leave` when nothing asks it any more. */
export interface Joined {
  readonly db: Prisma.TransactionClient;
  leave(): Promise<void>;
}

/** On SQLite everybody waits for the one transaction that is open. */
const OPEN_AT_MOST_MS = 30_000;

/**
 * A transaction of the driver. Prisma joins it with the first question that it is asked: opening one through Prisma costs as much as all
 * the statements of a small change.
 */
export class OpenTransaction {
  readonly db = lazily(async () => (await (this.#joined ??= this.join(this.transaction))).db);
  readonly driver: Statements = {
    run: async (query) => this.#open().run(query),
    lists: async (query) => this.#open().lists(query),
  };
  #joined: Promise<Joined> | null = null;
  #isOver = false;
  readonly #timer = setTimeout(() => void this.rollback(), OPEN_AT_MOST_MS);

  constructor(
    private readonly transaction: Transaction,
    private readonly statements: Statements,
    private readonly join: (transaction: Transaction) => Promise<Joined>,
  ) {}

  async commit(): Promise<void> {
    this.#open();
    await this.#end('COMMIT');
  }

  /** Tells nothing of its own failure: what led to it is what the caller has to hear, and a connection that is gone has rolled back. */
  async rollback(): Promise<void> {
    if (!this.#isOver) await this.#end('ROLLBACK').catch(() => undefined);
  }

  /** A connection that this transaction has left is somebody else's by now. */
  #open(): Statements {
    if (this.#isOver) throw databaseBusy();
    return this.statements;
  }

  async #end(sql: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    try {
      await (await this.#joined?.catch(() => null))?.leave();
      await this.transaction.executeRaw({ sql, args: [], argTypes: [] });
    } catch (error) {
      await this.transaction.rollback();
      throw error;
    }
    await this.transaction.commit();
  }
}

/** Statements through the adapter of a transaction. */
export function adapterStatements(transaction: Transaction): Statements {
  const ask = ({ sql, parameters }: CompiledSql) => transaction.queryRaw({ sql, args: [...parameters], argTypes: parameters.map(() => ({ scalarType: 'unknown', arity: 'scalar' })) });
  return {
    lists: async (query) => (await ask(query)).rows,
    async run(query) {
      const { columnNames, rows } = await ask(query);
      return rows.map((row) => Object.fromEntries(columnNames.map((name, index) => [name, row[index]])));
    },
  };
}

/** A client that is there once it is asked: `db.user.findMany(…)`, `db.$queryRaw…`. */
function lazily(client: () => Promise<Prisma.TransactionClient>): Prisma.TransactionClient {
  type Call = (...args: unknown[]) => unknown;
  const called = (of: (db: never) => Record<string, Call>, name: string) => async (...args: unknown[]) => of((await client()) as never)[name]!(...args);
  return new Proxy({} as Prisma.TransactionClient, {
    get: (_, name: string) =>
      name.startsWith('$') ? called((db) => db, name) : new Proxy({}, { get: (__, operation: string) => called((db) => db[name], operation) }),
  });
}
