import { callerWith, makePolicy, openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import { SYSTEM, type Accountability } from '../../platform/accountability/accountability';
import { parseQuery, type RawQuery } from './parse/parse-query';

const USERS = 'directus_users';
const ADMIN: Accountability = { ...SYSTEM, kind: 'user', user: 'u1' };
/** Nobody has it, and no index knows: the rows are found in the planner's own way. */
const NOBODY = { title: { _eq: 'nobody has this' } };
/** Enough that they are walked through rather than sorted. */
const CROWD = 2100;

describe.each(PROVIDERS)('a list in an order that another index has, on %s', (provider) => {
  let rooms: AccessRooms;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(async ({ db }) => {
      for (const id of ['many', 'few']) await db.role.create({ data: { id, name: id } });
      const person = (index: number) => ({ id: `u${index}`, lastName: ['Clarke', 'Lovelace', null][index % 3]!, firstName: `F${(index * 37) % 50}`, location: index % 900 === 7 ? 'far' : null, roleId: index < CROWD ? 'many' : 'few' });
      await db.user.createMany({ data: Array.from({ length: CROWD + 30 }, (_, index) => person(index)) });
    });
  });
  afterAll(() => rooms.close());

  const ids = (query: RawQuery, as = ADMIN) => rooms.reader.keys(as, USERS, query);
  const isCounted = (query: RawQuery) => rooms.compiler.items(USERS, parseQuery({ limit: 50, ...query }), 'everything').sql.includes('is_sorted');

  it.each<[string, object, RawQuery]>([
    ['many', { role: { _eq: 'many' } }, { sort: 'last_name', limit: 20 }],
    ['many, the other way', { role: { _eq: 'many' } }, { sort: '-last_name,first_name', limit: 20 }],
    ['many, further on', { role: { _eq: 'many' } }, { sort: 'last_name', limit: 20, offset: 2085 }],
    ['many, past the end', { role: { _eq: 'many' } }, { sort: 'last_name', limit: 20, offset: 10_001 }],
    ['a few', { role: { _eq: 'few' } }, { sort: 'last_name,first_name', limit: 20, offset: 5 }],
    ['nobody', { role: { _eq: 'none' } }, { sort: 'last_name', limit: 20 }],
    ['all', { role: { _in: ['many', 'few'] } }, { sort: 'last_access', limit: 20 }],
    ['a few of many', { _and: [{ role: { _eq: 'many' } }, { location: { _eq: 'far' } }] }, { sort: 'last_name', limit: 20 }],
  ])('is the same as in any other way: %s', async (_, filter, query) => {
    expect(isCounted({ filter, ...query })).toBe(provider === 'sqlite');
    expect(await ids({ filter, ...query })).toEqual(await ids({ filter: { _or: [filter, NOBODY] }, ...query }));
  });

  it('is the same for a reader of some', async () => {
    const reader = async (name: string, ...rules: object[]) => callerWith([await makePolicy(rooms, name, rules.map((permissions) => ({ collection: USERS, permissions: permissions as never })))], { user: 'u2101' });
    const [rules, query] = [[{ role: { _eq: 'many' } }, { id: { _eq: '$CURRENT_USER' } }], { sort: 'last_name', limit: 30, filter: { location: { _null: true } } }];
    const plainly = await ids(query, await reader('plainly', ...rules, NOBODY));
    expect([plainly.length, await ids(query, await reader('counted', ...rules))]).toEqual([30, plainly]);
  });

  it.each<[string, RawQuery]>([
    ['an order that the same index has', { filter: { role: { _eq: 'many' } }, sort: 'first_name' }],
    ['an order that no index has', { filter: { role: { _eq: 'many' } }, sort: 'title' }],
    ['rows that no index finds', { filter: NOBODY, sort: 'last_name' }],
    ['everybody', { sort: 'last_name' }],
    ['one row', { filter: { id: { _eq: 'u1' } }, sort: 'last_name' }],
  ])('does not count where there is no choice: %s', (_, query) => {
    expect(isCounted(query)).toBe(false);
  });
});
