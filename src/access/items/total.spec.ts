import { callerWith, makePolicy, openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import { SYSTEM, type Accountability } from '../../platform/accountability/accountability';
import { countedTo, sumOf, totalOfPage } from './total';

const USERS = 'directus_users';
const ADMIN: Accountability = { ...SYSTEM, kind: 'user', user: 'u1' };
/** More than are looked through one by one for a word. */
const CROWD = 20_100;

describe('a total', () => {
  it.each([['all', 1, 10_000], ['all', 200, 10_000], ['all', 201, 20_000], ['found', 1, 1000], ['found', 20, 1000], ['found', 21, 2000]] as const)('of a list (%s) at page %d of 50 is counted to %d, so that it is known whether another page follows', (listed, page, upTo) => {
    expect(countedTo(listed, page, 50)).toBe(upTo);
  });

  it.each<[string, number, number, number | null]>([
    ['a page with room left is the last one', 49, 3, 149],
    ['an empty first page is all', 0, 1, 0],
    ['a full page says nothing', 50, 1, null],
    ['neither does an empty one further on', 0, 3, null],
  ])('may be known from its page: %s', (_, rows, page, total) => {
    expect(totalOfPage(rows, page, 50)).toBe(total);
  });

  it('of parts is exact where each of them is', () => {
    expect(sumOf([3, 4])).toBe(7);
    expect(sumOf([{ moreThan: 10_000 }, 4, { moreThan: 10_000 }])).toEqual({ moreThan: 20_000 });
  });
});

describe.each(PROVIDERS)('totals on %s', (provider) => {
  let rooms: AccessRooms;
  let policies = 0;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(async ({ db }) => {
      for (const id of ['a', 'b', 'empty']) await db.role.create({ data: { id, name: id } });
      const numbers = provider === 'sqlite' ? `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${CROWD - 1}) select` : 'select';
      const from = provider === 'sqlite' ? 'from n' : `from generate_series(0, ${CROWD - 1}) as n(i)`;
      await db.$executeRawUnsafe(`insert into directus_users (id, first_name, last_name, title, role) ${numbers} 'u' || i, 'Crowd', case when i % 7000 = 0 then 'Rareword' end, case when i % 67 = 0 then 'Fez' end, case when i < 12 then 'a' when i < 20000 then 'b' end ${from}`);
    });
  }, 60_000);
  afterAll(() => rooms.close());

  const readerOf = async (...rules: object[]) => callerWith([await makePolicy(rooms, `p${++policies}`, rules.map((permissions) => ({ collection: USERS, permissions: permissions as never })))], { user: 'u3' });
  const total = (query: { filter?: unknown; search?: unknown }, upTo: number, as = ADMIN) => rooms.reader.total(as, USERS, query, upTo);

  it.each<[string, object, number, unknown]>([
    ['everybody', {}, 1000, { moreThan: 1000 }],
    ['everybody, to the last', {}, CROWD, CROWD],
    ['one too many', {}, CROWD - 1, { moreThan: CROWD - 1 }],
    ['a filter', { filter: { role: { _eq: 'a' } } }, 1000, 12],
    ['a filter that nobody satisfies', { filter: { role: { _eq: 'empty' } } }, 1000, 0],
    ['a rare word', { search: 'rareword' }, 1000, 3],
    ['a word of some', { search: 'fez' }, 100, { moreThan: 100 }],
    ['all with a word of some', { search: 'fez' }, 1000, 300],
    ['a word that everybody has', { search: 'crowd' }, 1000, { moreThan: 1000 }],
    ['a word that everybody has, of few', { search: 'crowd', filter: { role: { _eq: 'a' } } }, 1000, 12],
    ['a word that everybody has, of those who come last', { search: 'crowd', filter: { role: { _null: true } } }, 1000, 100],
    ['a word that is nowhere', { search: 'nowhere at all' }, 1000, 0],
    ['a word too short to be looked up', { search: 'ez' }, 1000, 300],
    ['two words', { filter: { _and: [{ first_name: { _icontains: 'crowd' } }, { last_name: { _icontains: 'rareword' } }] } }, 1000, 3],
  ])('are counted so far and no further: %s', async (_, query, upTo, expected) => {
    expect(await total(query, upTo)).toEqual(expected);
  });

  it('count what the reader may see and nothing else', async () => {
    const reader = await readerOf({ role: { _eq: 'a' } }, { id: { _in: ['u13', 'u20050'] } });
    expect([await total({}, 1000, reader), await total({ search: 'crowd' }, 1000, reader), await total({ search: 'rareword' }, 1000, reader)]).toEqual([14, 14, 1]);
    await expect(total({}, 1000, callerWith([]))).rejects.toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it('by the values of a field are one for each value, also where there is nobody', async () => {
    const by = async (as: Accountability, ...values: string[]) => [...(await rooms.reader.totalsBy(as, USERS, 'role', values, 1000))].sort();
    expect(await by(ADMIN, 'a', 'b', 'empty')).toEqual([['a', 12], ['b', { moreThan: 1000 }], ['empty', 0]]);
    expect(await by(ADMIN)).toEqual([]);
    expect(await by(await readerOf({ id: { _in: ['u3', 'u13', 'u14'] } }), 'a', 'b')).toEqual([['a', 1], ['b', 2]]);
  });

  it('by the values of a field count only whose field the reader may read', async () => {
    const as = callerWith([await makePolicy(rooms, `p${++policies}`, [{ collection: USERS, fields: 'id' }, { collection: USERS, fields: 'role', permissions: { id: { _eq: 'u3' } } }])]);
    expect([...(await rooms.reader.totalsBy(as, USERS, 'role', ['a', 'b'], 1000))].sort()).toEqual([['a', 1], ['b', 0]]);
    await expect(rooms.reader.totalsBy(callerWith([await makePolicy(rooms, `p${++policies}`, [{ collection: USERS, fields: 'id' }])]), USERS, 'role', ['a'], 1000)).rejects.toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it('of a page are told by the page where it is the last', async () => {
    const page = (query: { filter?: unknown; limit: number; page: number }) => rooms.reader.page(ADMIN, USERS, { fields: ['id'], sort: 'id', ...query }, 'all');
    expect(await page({ filter: { role: { _eq: 'a' } }, limit: 5, page: 3 })).toMatchObject({ items: [{}, {}], total: 12 });
    expect(await page({ filter: { role: { _eq: 'a' } }, limit: 6, page: 3 })).toEqual({ items: [], total: 12 });
    expect((await page({ limit: 50, page: 1 })).total).toEqual({ moreThan: 10_000 });
    expect((await page({ limit: 50, page: 401 })).total).toBe(CROWD);
  });
});
