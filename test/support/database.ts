import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { AppConfig } from '../../src/platform/config/app-config';
import { parseEnv } from '../../src/platform/config/env';
import { ProjectRoot } from '../../src/platform/config/project-root';
import { migrate } from '../../src/platform/database/migrator';

export type Provider = 'sqlite' | 'postgresql';

/** SQLite always; PostgreSQL where a server is at hand (TEST_DATABASE_URL; `npm test` brings its own). */
export const PROVIDERS: readonly Provider[] = process.env['TEST_DATABASE_URL'] ? ['sqlite', 'postgresql'] : ['sqlite'];

/** Where a suite that names no database runs: SQLite, or what TEST_PROVIDER says (`npm run test:postgresql`). */
export const DEFAULT_PROVIDER: Provider = process.env['TEST_PROVIDER'] === 'postgresql' ? 'postgresql' : 'sqlite';

export interface TestDatabase {
  readonly url: string;
  /** A folder of its own, for the database file and whatever else a process keeps. */
  readonly folder: string;
  drop(): Promise<void>;
}

/** A migrated, empty database of its own: a copy of a file, or made from a template (27 ms). */
export async function freshDatabase(provider: Provider): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'usher-test-'));
  return provider === 'sqlite' ? freshSqlite(folder) : freshPostgres(folder);
}

/** A database without a table, for what makes tables. */
export async function emptyDatabase(provider: Provider): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'usher-test-'));
  if (provider === 'sqlite') return { url: `file:${join(folder, 'usher.db')}`, folder, drop: async () => rmSync(folder, { recursive: true, force: true }) };
  return newPostgresDatabase(folder, null);
}

let sqliteTemplate: Promise<string> | undefined;
let postgresTemplate: Promise<string> | undefined;

async function freshSqlite(folder: string): Promise<TestDatabase> {
  const file = join(folder, 'usher.db');
  copyFileSync(await (sqliteTemplate ??= makeSqliteTemplate()), file);
  return { url: `file:${file}`, folder, drop: async () => rmSync(folder, { recursive: true, force: true }) };
}

/** Migrated once for as long as the migrations stay as they are: by the first worker that needs it. */
async function makeSqliteTemplate(): Promise<string> {
  const root = new ProjectRoot().path;
  const folder = join(root, '.cache', 'templates');
  const file = join(folder, `${fingerprint('sqlite')}.db`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `draft-${process.pid}.db`);
  rmSync(draft, { force: true });
  await migrate(configFor({ DATABASE_URL: `file:${draft}`, DATA_FOLDER: folder }), root);
  const database = new Database(draft);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.pragma('journal_mode = DELETE');
  database.close();
  renameSync(draft, file);
  return file;
}

async function freshPostgres(folder: string): Promise<TestDatabase> {
  return newPostgresDatabase(folder, await (postgresTemplate ??= makePostgresTemplate()));
}

async function newPostgresDatabase(folder: string, template: string | null): Promise<TestDatabase> {
  const name = `usher_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`);
  return {
    url: databaseUrl(name),
    folder,
    async drop() {
      await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function makePostgresTemplate(): Promise<string> {
  const root = new ProjectRoot().path;
  const name = `usher_template_${fingerprint('postgresql')}`;
  const exists = async () => (await onServer(`SELECT 1 FROM pg_database WHERE datname = '${name}'`)).length > 0;
  if (await exists()) return name;
  const draft = `${name}_${process.pid}`;
  await onServer(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await onServer(`CREATE DATABASE ${draft}`);
  await migrate(configFor({ DATABASE_URL: databaseUrl(draft) }), root);
  try {
    await onServer(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  } catch (error) {
    // Another worker was faster.
    await onServer(`DROP DATABASE ${draft} WITH (FORCE)`);
    if (!(await exists())) throw error;
  }
  return name;
}

/** Of what a migrated, empty database follows from. */
function fingerprint(provider: Provider): string {
  const root = new ProjectRoot().path;
  const hash = createHash('sha256');
  const migrations = join(root, 'prisma', provider, 'migrations');
  const files = readdirSync(migrations, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql')).sort();
  for (const path of [...files.map((name) => join(migrations, name)), join(root, 'src', 'platform', 'database', 'migrator.ts')]) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 12);
}

async function onServer(statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: process.env['TEST_DATABASE_URL'] });
  await client.connect();
  try {
    return (await client.query<object>(statement)).rows;
  } finally {
    await client.end();
  }
}

function databaseUrl(name: string): string {
  const url = new URL(process.env['TEST_DATABASE_URL']!);
  url.pathname = `/${name}`;
  return url.href;
}

/** A configuration as the given environment would make it. */
export function configFor(env: Record<string, string>): AppConfig {
  const parsed = parseEnv({ NODE_ENV: 'test', SECRET: 'a secret for tests that is long enough', LOG_LEVEL: 'silent', HOST: '127.0.0.1', PUBLIC_MAIL_ANSWER_TIME: '1ms', ...env });
  if (parsed.problems.length > 0) throw new Error(parsed.problems.join('\n'));
  return new AppConfig(parsed.env);
}
