import { closeSync, openSync } from 'node:fs';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import type { SqlDriverAdapter, SqlDriverAdapterFactory, SqlQuery, Transaction } from '@prisma/driver-adapter-utils';
import type Database from 'better-sqlite3';

/*
 * The published adapter has one connection and lets statements from outside run inside another request's open transaction.
 * Here everything outside waits while a transaction is open; the flag goes up before BEGIN runs. BEGIN is IMMEDIATE, since
 * a deferred one fails when another process writes in between, and after a failed COMMIT the next transaction gets its turn.
 */

/**
 * Opens the file with owner-only rights and hands out the one gated connection.
 *
 * @param endMoment what is read from now on must show what has been committed until now. Called right after each commit, before whoever asked for
 *   it is answered, and before the file's mode is set, which needs it without readers
 */
export function gatedSqlite(file: string, endMoment: () => void): SqlDriverAdapterFactory {
  closeSync(openSync(file, 'a', 0o600));
  const factory = new PrismaBetterSqlite3({ url: file, timeout: 5000 }, { timestampFormat: 'iso8601' });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect();
      const connection = adapter as unknown as { client: Database.Database };
      endMoment();
      setUp(connection.client);
      connection.client = preparedOnce(connection.client, endMoment);
      return gated(adapter);
    },
  };
}

/** Taken as they are needed. */
const CACHE_KIB = 64 * 1024;

/**
 * FULL: an acknowledged write survives a power cut. Keys and words come in no order, so a new person touches pages all over the file: with the
 * 16 MB that the driver allows, most of them are read again each time in a directory of 10,000 (a fifth of what a creation costs).
 */
function setUp(client: Database.Database): void {
  client.pragma('journal_mode = WAL');
  client.pragma('synchronous = FULL');
  client.pragma('busy_timeout = 5000');
  client.pragma(`cache_size = -${CACHE_KIB}`);
  client.pragma('foreign_keys = ON');
}

function gated(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const gate = new Gate();
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => gate.pass(async () => adapter.queryRaw(query)),
    executeRaw: (query) => gate.pass(async () => adapter.executeRaw(query)),
    executeScript: (script) => gate.pass(async () => adapter.executeScript(script)),
    async startTransaction(isolationLevel) {
      const leave = await gate.enter();
      try {
        return transaction(await adapter.startTransaction(isolationLevel), leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
    getConnectionInfo: () => ({ supportsRelationJoins: false, ...adapter.getConnectionInfo?.() }),
    dispose: () => adapter.dispose(),
  };
}

function transaction(inner: Transaction, leave: () => void): Transaction {
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    options: inner.options,
    queryRaw: (query) => inner.queryRaw(query),
    async executeRaw(query) {
      try {
        return await inner.executeRaw(query);
      } catch (error) {
        if (isCommit(query)) {
          await inner.executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] }).catch(() => undefined);
          await inner.rollback();
          leave();
        }
        throw error;
      }
    },
    async commit() {
      await inner.commit();
      leave();
    },
    async rollback() {
      await inner.rollback();
      leave();
    },
    createSavepoint: (name) => inner.createSavepoint!(name),
    rollbackToSavepoint: (name) => inner.rollbackToSavepoint!(name),
    releaseSavepoint: (name) => inner.releaseSavepoint!(name),
  };
}

const isCommit = (query: SqlQuery) => query.sql.trim().toUpperCase() === 'COMMIT';

/**
 * One transaction at a time, in the order of asking; statements from outside pass only while none is open. The decision to
 * pass and the (synchronous) statement itself happen in one turn of the event loop, so nothing can slip in between.
 */
class Gate {
  #held = false;
  readonly #waiting: (() => void)[] = [];

  pass<T>(statement: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#enqueue(() => statement().then(resolve, reject));
    });
  }

  /** Resolves when the caller is alone inside; what it returns lets the next one in and may be called twice. */
  enter(): Promise<() => void> {
    return new Promise((resolve) => {
      this.#enqueue(() => {
        this.#held = true;
        let left = false;
        resolve(() => {
          if (left) return;
          left = true;
          this.#held = false;
          this.#letIn();
        });
      });
    });
  }

  #enqueue(visit: () => void): void {
    this.#waiting.push(visit);
    this.#letIn();
  }

  #letIn(): void {
    while (!this.#held) {
      const visit = this.#waiting.shift();
      if (!visit) return;
      visit();
    }
  }
}

const PREPARED_AT_MOST = 1000;

/**
 * Prepares each statement once (a fifth faster, measured). The adapter binds a statement for good, which a kept one cannot
 * bear, so it is given a thin stand-in that passes the arguments at each run. BEGIN becomes immediate here, too.
 */
function preparedOnce(client: Database.Database, endMoment: () => void): Database.Database {
  const told = <T>(answer: T): T => {
    if (!client.inTransaction) endMoment();
    return answer;
  };
  const statements = new Map<string, Prepared>();
  const statementFor = (sql: string): Prepared => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= PREPARED_AT_MOST) statements.clear();
    const statement = client.prepare(sql === 'BEGIN' ? 'BEGIN IMMEDIATE' : sql);
    const prepared = { statement, columns: statement.reader ? statement.columns() : [] };
    statements.set(sql, prepared);
    return prepared;
  };
  return new Proxy(client, {
    get(target, property) {
      if (property === 'prepare') return (sql: string) => standIn(statementFor(sql), told);
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** What a statement's columns are is told with each run; the driver would look each of them up anew. */
interface Prepared {
  readonly statement: Database.Statement;
  readonly columns: Database.ColumnDefinition[];
}

function standIn({ statement, columns }: Prepared, told: <T>(answer: T) => T) {
  const bound = (args: unknown[]) => ({
    reader: statement.reader,
    columns: () => columns,
    run: () => told(statement.run(...args)),
    raw: () => ({ all: () => told(statement.raw(true).all(...args)) }),
  });
  return { ...bound([]), bind: (args: unknown[]) => bound(args) };
}
