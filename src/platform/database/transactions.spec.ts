import { PROVIDERS } from '../../../test/support/database';
import { openRooms, type Rooms } from '../../../test/support/rooms';
import { ServiceUnavailableError } from '../errors/errors';
import type { UnitOfWork } from './unit-of-work';

describe.each(PROVIDERS)('a unit of work on %s', (provider) => {
  let rooms: Rooms;

  beforeAll(async () => {
    rooms = await openRooms({}, provider);
  });
  beforeEach(() => rooms.prisma.client.role.deleteMany());
  afterAll(() => rooms.close());

  const throughPrisma = ({ db }: UnitOfWork, id: string) => db.role.create({ data: { id, name: id } });
  const onTheDriver = ({ driver }: UnitOfWork, id: string) => driver.run({ sql: `INSERT INTO directus_roles (id, name) VALUES ('${id}', '${id}')`, parameters: [] });
  const seenOnTheDriver = async ({ driver }: UnitOfWork) => (await driver.lists({ sql: 'SELECT id FROM directus_roles ORDER BY id', parameters: [] })).flat();
  const stored = async () => (await rooms.prisma.client.role.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);

  it('is one transaction, whichever way its statements take', async () => {
    await rooms.run(async (work) => {
      await onTheDriver(work, 'a');
      await throughPrisma(work, 'b');
      await onTheDriver(work, 'c');
      expect(await seenOnTheDriver(work)).toEqual(['a', 'b', 'c']);
      expect(await work.db.role.count()).toBe(3);
    });
    expect(await stored()).toEqual(['a', 'b', 'c']);
  });

  it.each<[string, (work: UnitOfWork) => Promise<unknown>]>([
    ['without Prisma', (work) => onTheDriver(work, 'a')],
    ['with Prisma alone', (work) => throughPrisma(work, 'a')],
    ['with both', async (work) => [await onTheDriver(work, 'a'), await throughPrisma(work, 'b')]],
  ])('leaves nothing when it fails, %s', async (_, write) => {
    await expect(rooms.run(async (work) => { await write(work); throw new Error('no'); })).rejects.toThrow('no');
    expect(await stored()).toEqual([]);
  });

  it('keeps to itself among many at once, with statements of Prisma outside that open transactions of their own', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => String(index).padStart(2, '0'));
    const outcomes = await Promise.allSettled(ids.map(async (id, index) => {
      // With two statements inside: Prisma begins a transaction by itself.
      if (index % 4 === 3) return rooms.prisma.client.role.create({ data: { id, name: id, children: { create: { id: `${id}-child`, name: id } } } });
      return rooms.run(async (work) => {
        await (index % 2 === 0 ? onTheDriver : throughPrisma)(work, id);
        await new Promise((resolve) => setImmediate(resolve));
        await (index % 2 === 0 ? throughPrisma : onTheDriver)(work, `${id}-too`);
        if (index % 3 === 0) throw new Error('no');
      });
    }));
    const fails = (index: number) => index % 4 !== 3 && index % 3 === 0;
    expect(outcomes.map(({ status }) => status)).toEqual(ids.map((_, index) => (fails(index) ? 'rejected' : 'fulfilled')));
    expect(await stored()).toEqual(ids.flatMap((id, index) => (fails(index) ? [] : [id, index % 4 === 3 ? `${id}-child` : `${id}-too`])));
  });

  it('is over with its end: what comes late is refused, and reaches nobody else’s', async () => {
    let ended: UnitOfWork | null = null;
    await rooms.run(async (work) => { ended = work; await throughPrisma(work, 'a'); });
    await rooms.run(async (work) => {
      await onTheDriver(work, 'b');
      await expect(onTheDriver(ended!, 'late')).rejects.toBeInstanceOf(ServiceUnavailableError);
      await expect(throughPrisma(ended!, 'late')).rejects.toThrow();
    });
    expect(await stored()).toEqual(['a', 'b']);
  });

  // What the clock does to one that is open for too long.
  it('that is rolled back under its change takes no more statements and no commit, and the next one gets its turn', async () => {
    const open = await rooms.prisma.begin();
    await open.driver.run({ sql: `INSERT INTO directus_roles (id, name) VALUES ('a', 'a')`, parameters: [] });
    await open.db.role.create({ data: { id: 'b', name: 'b' } });
    await open.rollback();
    await expect(open.db.role.count()).rejects.toThrow();
    await expect(open.driver.lists({ sql: 'SELECT 1', parameters: [] })).rejects.toBeInstanceOf(ServiceUnavailableError);
    await expect(open.commit()).rejects.toBeInstanceOf(ServiceUnavailableError);
    await rooms.run((work) => onTheDriver(work, 'next'));
    expect(await stored()).toEqual(['next']);
  });

  it('that the database refuses at its commit leaves nothing, and the next one gets its turn', async () => {
    const refused = provider === 'sqlite' ? 'PRAGMA defer_foreign_keys = ON' : 'CREATE TABLE IF NOT EXISTS spec_late (role TEXT REFERENCES directus_roles (id) DEFERRABLE INITIALLY DEFERRED)';
    const orphan = provider === 'sqlite' ? `INSERT INTO directus_access (id, role, policy) VALUES ('x', NULL, 'nowhere')` : `INSERT INTO spec_late VALUES ('nowhere')`;
    await expect(rooms.run(async (work) => {
      for (const sql of [refused, orphan]) await work.driver.run({ sql, parameters: [] });
      await onTheDriver(work, 'a');
    })).rejects.toThrow();
    await rooms.run((work) => throughPrisma(work, 'next'));
    expect(await stored()).toEqual(['next']);
  });
});
