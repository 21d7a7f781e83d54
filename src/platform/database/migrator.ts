import { createHash, randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { AppConfig } from '../config/app-config';
import { VARIABLES } from '../config/env';
import { makeFolder } from '../config/make-folder';
import { ConfigurationError } from '../config/read-env';
import { sqliteFile } from './prisma.service';
import { makeSearchIndex } from './search-index';

/** The directory's schema does not fit this program; the message says what to do. */
export class MigrationError extends Error {}

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** Prisma's checksum, so that `prisma migrate deploy` agrees with what was recorded here. */
  readonly checksum: string;
}

/** What the two databases have to offer: one exclusive session that runs scripts. */
interface MigrationSession {
  applied(): Promise<{ name: string; checksum: string }[]>;
  /** The script and its record together, or neither. */
  apply(migration: Migration): Promise<void>;
  /** What else belongs to an up-to-date database and can be done without; answers what to tell the operator. */
  complete(): Promise<string | null>;
  end(): Promise<void>;
}

const RECORDS_TABLE = (timestamp: string) => `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" ${timestamp}, "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT, "rolled_back_at" ${timestamp}, "started_at" ${timestamp} NOT NULL DEFAULT CURRENT_TIMESTAMP, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/**
 * Applies what is missing of `prisma/<provider>/migrations`, in order, under a lock: two processes may start at once, and a
 * process that died halfway is finished by the next. Returns the names that it applied.
 *
 * @param tell what the operator should know is said here, a line each
 */
export async function migrate(config: AppConfig, projectRoot: string, tell: (line: string) => void = () => undefined): Promise<string[]> {
  const { provider, url } = config.database;
  const known = readMigrations(join(projectRoot, 'prisma', provider, 'migrations'));
  const session = await openSession(provider, url);
  try {
    const applied = await session.applied();
    refuseStrangers(known, applied);
    const missing = known.filter((migration) => !applied.some((record) => record.name === migration.name));
    for (const migration of missing) await session.apply(migration);
    const advice = await session.complete();
    if (advice) tell(advice);
    return missing.map((migration) => migration.name);
  } finally {
    await session.end();
  }
}

/** A database that cannot be opened is a matter of the configuration: the operator is told which, and why. */
async function openSession(provider: 'sqlite' | 'postgresql', url: string): Promise<MigrationSession> {
  try {
    return provider === 'sqlite' ? sqliteSession(sqliteFile(url)) : await postgresSession(url);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = [message, code].filter((part, index, parts) => part && !parts.slice(0, index).some((before) => before?.includes(part))).join(', ');
    throw new ConfigurationError([
      provider === 'sqlite'
        ? `The database file ${sqliteFile(url)} cannot be opened: ${reason}. Expected: a file that Usher made, or none yet, in a folder that it may write to. Example: DATABASE_URL=file:./data/usher.db`
        : `DATABASE_URL leads to no PostgreSQL that lets Usher in: ${reason}. Start it, or correct the host, name, password and database. Example: DATABASE_URL=${VARIABLES.DATABASE_URL.example}`,
    ]);
  }
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

function refuseStrangers(known: Migration[], applied: { name: string; checksum: string }[]): void {
  for (const record of applied) {
    const migration = known.find((candidate) => candidate.name === record.name);
    if (!migration) {
      throw new MigrationError(`The database was made by a newer Usher: it has the migration ${record.name}, which this one does not know. Start the newer program, or restore a backup from before the upgrade.`);
    }
    if (migration.checksum !== record.checksum) {
      throw new MigrationError(`The migration ${record.name} was changed after it had been applied to this database. Restore the file as it was released.`);
    }
  }
}

function sqliteSession(file: string): MigrationSession {
  makeFolder(dirname(file));
  // Made by hand, since SQLite would let everybody read it; its side files take over its rights.
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file, { timeout: 60_000 });
  database.pragma('journal_mode = WAL');
  // Scripts rebuild tables, which must not cascade; each ends with a check of its own instead.
  database.pragma('foreign_keys = OFF');
  database.exec(RECORDS_TABLE('DATETIME'));
  return {
    applied: async () => database.prepare(`SELECT migration_name AS name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL`).all() as { name: string; checksum: string }[],
    async apply({ name, sql, checksum }) {
      const run = database.transaction(() => {
        // Somebody else may have been here between reading the list and getting the lock.
        if (database.prepare(`SELECT 1 FROM "_prisma_migrations" WHERE migration_name = ?`).get(name)) return;
        database.exec(sql);
        const broken = database.pragma('foreign_key_check') as unknown[];
        if (broken.length > 0) throw new MigrationError(`The migration ${name} would leave ${broken.length} rows without the row that they belong to; nothing was changed.`);
        database
          .prepare(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES (?, ?, ?, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 1)`)
          .run(randomUUID(), checksum, name);
      });
      run.immediate();
    },
    complete: async () => null,
    end: async () => void database.close(),
  };
}

async function postgresSession(url: string): Promise<MigrationSession> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only a directory on PostgreSQL has to load it
  const { Client } = require('pg') as typeof import('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  // Held until the session ends, also when the process dies.
  await client.query('SELECT pg_advisory_lock(88055002)');
  await client.query(RECORDS_TABLE('TIMESTAMPTZ'));
  return {
    applied: async () => (await client.query(`SELECT migration_name AS name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL`)).rows as { name: string; checksum: string }[],
    async apply({ name, sql, checksum }) {
      await client.query('BEGIN');
      try {
        await client.query(sql);
        await client.query(
          `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), now(), 1)`,
          [randomUUID(), checksum, name],
        );
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
    },
    complete: () => makeSearchIndex(client),
    end: () => client.end(),
  };
}
