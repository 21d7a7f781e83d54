import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProjectRoot } from '../../src/platform/config/project-root';
import { migrate, MigrationError } from '../../src/platform/database/migrator';
import { PrismaService } from '../../src/platform/database/prisma.service';
import { configFor, emptyDatabase, PROVIDERS, type TestDatabase } from '../support/database';

const root = new ProjectRoot().path;

describe.each(PROVIDERS)('migrations on %s', (provider) => {
  let database: TestDatabase;
  let copy: string;

  beforeEach(async () => {
    database = await emptyDatabase(provider);
    copy = mkdtempSync(join(tmpdir(), 'usher-migrations-'));
    cpSync(join(root, 'prisma'), join(copy, 'prisma'), { recursive: true });
  });
  afterEach(async () => {
    await database.drop();
    rmSync(copy, { recursive: true });
  });

  const config = () => configFor({ DATABASE_URL: database.url, DATA_FOLDER: database.folder });
  const addMigration = (name: string, sql: string) => {
    mkdirSync(join(copy, 'prisma', provider, 'migrations', name));
    writeFileSync(join(copy, 'prisma', provider, 'migrations', name, 'migration.sql'), sql);
  };
  async function query<T>(sql: string): Promise<T[]> {
    const prisma = new PrismaService(config());
    try {
      return await prisma.client.$queryRawUnsafe<T[]>(sql);
    } finally {
      await prisma.onModuleDestroy();
    }
  }

  it('are all applied to an empty database, once', async () => {
    const applied = await migrate(config(), copy);
    expect(applied).toEqual(readdirSync(join(copy, 'prisma', provider, 'migrations')).filter((name) => /^\d/.test(name)).sort());
    expect(await migrate(config(), copy)).toEqual([]);
  });

  it("are recorded with Prisma's own checksum", async () => {
    const [name] = await migrate(config(), copy);
    const [record] = await query<{ checksum: string }>(`SELECT checksum FROM "_prisma_migrations" WHERE migration_name = '${name}'`);
    expect(record!.checksum).toBe(createHash('sha256').update(readFileSync(join(copy, 'prisma', provider, 'migrations', name!, 'migration.sql'))).digest('hex'));
  });

  it('are applied once when two processes start together', async () => {
    const [one, other] = await Promise.all([migrate(config(), copy), migrate(config(), copy)]);
    const [{ count }] = (await query<{ count: bigint }>(`SELECT count(*) AS count FROM "_prisma_migrations"`)) as [{ count: bigint }];
    expect(Number(count)).toBe(Math.max(one.length, other.length));
  });

  it('leave nothing of one that fails, and go on when it is mended', async () => {
    await migrate(config(), copy);
    addMigration('20990101000000_break_halfway', 'CREATE TABLE halfway (id TEXT PRIMARY KEY); SELECT nothing FROM nowhere;');
    // The driver's errors come from outside the test's realm, so they are looked at as values.
    expect(await migrate(config(), copy).then(() => 'applied', () => 'refused')).toBe('refused');
    writeFileSync(join(copy, 'prisma', provider, 'migrations', '20990101000000_break_halfway', 'migration.sql'), 'CREATE TABLE halfway (id TEXT PRIMARY KEY);');
    expect(await migrate(config(), copy)).toEqual(['20990101000000_break_halfway']);
  });

  it('need a database that can be opened: another one is told with its reason and what to do, without the password', async () => {
    const wrong = provider === 'sqlite' ? `file:${join(copy, 'no-database')}` : Object.assign(new URL(database.url), { username: 'nobody_here', password: 'hunter2' }).href;
    writeFileSync(join(copy, 'no-database'), 'these are the words of another program');
    const problem = await migrate(configFor({ DATABASE_URL: wrong, DATA_FOLDER: database.folder }), copy).then(() => 'none', (error: Error) => error.message);
    expect(problem).toMatch(provider === 'sqlite' ? /no-database cannot be opened: file is not a database, SQLITE_NOTADB\. Expected: a file that Usher made/ : /^DATABASE_URL leads to no PostgreSQL that lets Usher in: .*nobody_here.*Example: DATABASE_URL=/);
    expect(problem).not.toContain('hunter2');
  });

  it('of a newer program are refused with a sentence', async () => {
    addMigration('20990101000000_from_the_future', 'CREATE TABLE future (id TEXT PRIMARY KEY);');
    await migrate(config(), copy);
    await expect(migrate(config(), root)).rejects.toThrow(MigrationError);
    await expect(migrate(config(), root)).rejects.toThrow(/newer Usher/);
  });

  it('that were changed after they had been applied are refused', async () => {
    addMigration('20990101000000_changed_later', 'CREATE TABLE changed (id TEXT PRIMARY KEY);');
    await migrate(config(), copy);
    writeFileSync(join(copy, 'prisma', provider, 'migrations', '20990101000000_changed_later', 'migration.sql'), 'CREATE TABLE changed (id TEXT PRIMARY KEY, more TEXT);');
    await expect(migrate(config(), copy)).rejects.toThrow(/was changed after/);
  });

  it('go without the trigram index where its extension is not to be had, and say so', async () => {
    const told: string[] = [];
    if (provider === 'sqlite') return expect(await migrate(config(), copy, (line) => told.push(line)).then(() => told)).toEqual([]);
    const limited = `limited_${randomBytes(4).toString('hex')}`;
    const url = new URL(database.url);
    [url.username, url.password] = [limited, 'limited'];
    await migrate(config(), copy);
    await query('DROP EXTENSION pg_trgm CASCADE');
    await query(`CREATE ROLE ${limited} LOGIN PASSWORD 'limited'`);
    try {
      await query(`GRANT ALL ON SCHEMA public TO ${limited}`);
      await query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${limited}`);
      await migrate(configFor({ DATABASE_URL: url.href, DATA_FOLDER: database.folder }), copy, (line) => told.push(line));
      expect(told).toEqual([expect.stringMatching(/CREATE EXTENSION pg_trgm/)]);
      await migrate(config(), copy, (line) => told.push(line));
      expect(told).toHaveLength(1);
      expect(await query(`SELECT 1 AS one FROM pg_indexes WHERE indexname = 'usher_user_search'`)).toHaveLength(1);
    } finally {
      await query(`DROP OWNED BY ${limited}`);
      await query(`DROP ROLE ${limited}`);
    }
  });
});

describe('the two schemas', () => {
  it('have migrations of the same names', () => {
    const names = (provider: string) => readdirSync(join(root, 'prisma', provider, 'migrations')).filter((name) => /^\d/.test(name));
    expect(names('postgresql')).toEqual(names('sqlite'));
  });
});
