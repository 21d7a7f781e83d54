import { setImmediate as nextTurn } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import Database from 'better-sqlite3';
import { gatedSqlite } from './sqlite-gate';
import { SqliteReader } from './sqlite-reader';

const raw = (sql: string) => ({ sql, args: [], argTypes: [] });

describe('reads on SQLite', () => {
  let folder: string;
  let adapter: SqlDriverAdapter;
  let reader: SqliteReader | undefined;
  let otherProcess: Database.Database;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'usher-reader-'));
    const file = join(folder, 'test.db');
    adapter = await gatedSqlite(file, () => reader?.endMoment()).connect();
    reader = new SqliteReader(file);
    otherProcess = new Database(file);
    otherProcess.exec('CREATE TABLE rights (held TEXT)');
    await nextTurn();
  });
  afterEach(async () => {
    reader!.close();
    reader = undefined;
    otherProcess.close();
    await adapter.dispose();
    rmSync(folder, { recursive: true });
  });

  const held = async () => (await reader!.lists({ sql: 'SELECT held FROM rights', parameters: [] })).flat();

  it('of one turn of the event loop look at one moment', async () => {
    expect(await held()).toEqual([]);
    otherProcess.exec(`INSERT INTO rights VALUES ('elsewhere')`);
    expect(await held()).toEqual([]);
  });

  it('of the next turn see what another process has committed', async () => {
    await held();
    otherProcess.exec(`INSERT INTO rights VALUES ('elsewhere')`);
    await nextTurn();
    expect(await held()).toEqual(['elsewhere']);
  });

  it('are right of a file that another process makes smaller and larger again', async () => {
    const long = 'x'.repeat(4000);
    for (const rows of [300, 10, 500]) {
      otherProcess.exec(`DELETE FROM rights; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO rights SELECT i || '${long}' FROM n; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)`);
      await nextTurn();
      const found = await held();
      expect([found.length, found.at(-1)]).toEqual([rows, `${rows}${long}`]);
    }
  });

  it('see in the same turn what this process has committed, and nothing before that', async () => {
    await held();
    const change = await adapter.startTransaction();
    await change.executeRaw(raw(`INSERT INTO rights VALUES ('here')`));
    expect(await held()).toEqual([]);
    await change.executeRaw(raw('COMMIT'));
    expect(await held()).toEqual(['here']);
    await change.commit();
  });

  it('see in the same turn what this process has written without a transaction', async () => {
    await held();
    await adapter.executeRaw(raw(`INSERT INTO rights VALUES ('here')`));
    expect(await held()).toEqual(['here']);
  });
});
