import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { gatedSqlite } from './sqlite-gate';

const sql = (text: string, args: unknown[] = []) => ({ sql: text, args, argTypes: args.map(() => ({ scalarType: 'string', arity: 'scalar' }) as never) });

describe('the gate around the one SQLite connection', () => {
  let folder: string;
  let adapter: SqlDriverAdapter;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'usher-gate-'));
    adapter = await gatedSqlite(join(folder, 'test.db'), () => undefined).connect();
    await adapter.executeScript(`CREATE TABLE parent (id TEXT PRIMARY KEY); CREATE TABLE note (id TEXT PRIMARY KEY, parent TEXT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)`);
  });

  afterEach(async () => {
    await adapter.dispose();
    rmSync(folder, { recursive: true });
  });

  const count = async () => Number((await adapter.queryRaw(sql('SELECT count(*) FROM note'))).rows[0]![0]);

  it('keeps a read from outside from seeing what is not committed', async () => {
    const open = await adapter.startTransaction();
    await open.executeRaw(sql(`INSERT INTO note (id) VALUES ('dirty')`));
    const outside = count();
    await open.executeRaw(sql('ROLLBACK'));
    await open.rollback();
    expect(await outside).toBe(0);
  });

  it('keeps a write from outside when the open transaction is rolled back', async () => {
    const open = await adapter.startTransaction();
    const outside = adapter.executeRaw(sql(`INSERT INTO note (id) VALUES ('kept')`));
    await open.executeRaw(sql('ROLLBACK'));
    await open.rollback();
    await outside;
    expect(await count()).toBe(1);
  });

  it('lets the next one in after a failed commit, and keeps nothing of it', async () => {
    const failing = await adapter.startTransaction();
    await failing.executeRaw(sql(`INSERT INTO note (id, parent) VALUES ('orphan', 'nobody')`));
    await expect(failing.executeRaw(sql('COMMIT'))).rejects.toThrow();
    const next = await adapter.startTransaction();
    await next.executeRaw(sql(`INSERT INTO note (id) VALUES ('next')`));
    await next.executeRaw(sql('COMMIT'));
    await next.commit();
    expect(await count()).toBe(1);
  });

  it('serves many transactions and statements that were asked for at once, in order', async () => {
    const steps = Array.from({ length: 40 }, async (_, index) => {
      if (index % 2 === 0) return adapter.executeRaw(sql(`INSERT INTO note (id) VALUES ('${index}')`));
      const work = await adapter.startTransaction();
      await work.executeRaw(sql(`INSERT INTO note (id) VALUES ('${index}')`));
      await new Promise((resolve) => setImmediate(resolve));
      const end = index % 3 === 0 ? 'ROLLBACK' : 'COMMIT';
      await work.executeRaw(sql(end));
      return end === 'COMMIT' ? work.commit() : work.rollback();
    });
    await Promise.all(steps);
    const rolledBack = Array.from({ length: 40 }, (_, index) => index).filter((index) => index % 2 === 1 && index % 3 === 0).length;
    expect(await count()).toBe(40 - rolledBack);
  });

  it('begins at once as a writer, so that another process cannot write in between', async () => {
    const other = new Database(join(folder, 'test.db'), { timeout: 0 });
    const open = await adapter.startTransaction();
    await open.queryRaw(sql('SELECT count(*) FROM note'));
    expect(() => other.exec(`INSERT INTO note (id) VALUES ('other')`)).toThrow(/locked/);
    await open.executeRaw(sql('COMMIT'));
    await open.commit();
    other.close();
  });

  it('makes the file readable by its owner only', () => {
    expect(statSync(join(folder, 'test.db')).mode & 0o777).toBe(0o600);
  });
});
