import { callerWith, makePolicy, openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import { SYSTEM, type Accountability } from '../../platform/accountability/accountability';
import { parseQuery, type RawQuery } from './parse/parse-query';

const USERS = 'directus_users';
const ADMIN: Accountability = { ...SYSTEM, kind: 'user', user: 'u1' };
/** Enough that they are walked through rather than sorted. */
const CROWD = 2100;
const EVERYBODY = { id: { _nnull: true } };

describe.each(PROVIDERS)('a list by what a relation leads to, on %s', (provider) => {
  let rooms: AccessRooms;
  let policies = 0;
  let people: { id: string; email: string | null; location: string | null; name: string | null }[];

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(async ({ db }) => {
      // Two roles of one name, one without anybody, one with a single person.
      const names: Record<string, string> = { r1: 'Editors', r2: 'Authors', r3: 'Editors', r4: 'Nobody', r5: 'Chief' };
      for (const [id, name] of Object.entries(names)) await db.role.create({ data: { id, name } });
      const person = (index: number) => ({
        id: `u${String(index).padStart(4, '0')}`, email: index % 11 === 0 ? null : `${String((index * 37) % CROWD).padStart(4, '0')}@x.org`, location: index % 500 === 7 ? 'far' : null,
        roleId: index === 3 ? 'r5' : [null, 'r1', 'r2', 'r3', 'r1'][index % 5]!,
      });
      const data = Array.from({ length: CROWD }, (_, index) => person(index));
      await db.user.createMany({ data });
      people = data.map(({ id, email, location, roleId }) => ({ id, email, location, name: roleId && names[roleId]! }));
    });
  });
  afterAll(() => rooms.close());

  const ids = (query: RawQuery, as = ADMIN) => rooms.reader.keys(as, USERS, query);
  const isWalked = (query: RawQuery) => rooms.compiler.items(USERS, parseQuery({ limit: 50, ...query }), 'everything').sql.includes('counted_places');

  /** Sorted here, by what was put in. */
  function expected(sort: string, { limit, offset = 0 }: { limit: number; offset?: number }, isMeant: (person: (typeof people)[number]) => boolean): string[] {
    const terms = [...sort.split(','), ...(sort.includes('id') ? [] : ['id'])].map((term) => ({ key: term.replace('-', '').replace('role.', '') as 'name' | 'email' | 'id', sign: term.startsWith('-') ? -1 : 1 }));
    const nulls = provider === 'sqlite' ? -1 : 1;
    const order = (a: string | null, b: string | null) => (a === b ? 0 : a === null ? nulls : b === null ? -nulls : a < b ? -1 : 1);
    const sorted = people.filter(isMeant).sort((a, b) => terms.map(({ key, sign }) => sign * order(a[key], b[key])).find((way) => way !== 0) ?? 0);
    return sorted.slice(offset, offset + limit).map(({ id }) => id);
  }

  it.each<[string, string, { limit: number; offset?: number }]>([
    ['the first page', 'role.name,email', { limit: 20 }],
    ['the first page, the other way', '-role.name,-email,-id', { limit: 20 }],
    ['both ways at once', '-role.name,email', { limit: 30, offset: 400 }],
    ['over the end of a role', 'role.name,email', { limit: 60, offset: 400 }],
    ['within two roles of one name', 'role.name,email', { limit: 50, offset: 1200 }],
    ['over several roles', 'role.name,email', { limit: 900, offset: 300 }],
    ['the last page', 'role.name,email', { limit: 50, offset: CROWD - 10 }],
    ['past the end', 'role.name,email', { limit: 50, offset: CROWD }],
    ['no item at all', 'role.name,email', { limit: 0 }],
  ])('is in that order: %s', async (_, sort, page) => {
    expect(isWalked({ sort, ...page })).toBe(true);
    expect(await ids({ sort, ...page })).toEqual(expected(sort, page, () => true));
  });

  it.each<[string, object, (person: { location: string | null; name: string | null }) => boolean, number]>([
    ['everybody', EVERYBODY, () => true, 30],
    ['a few', { location: { _eq: 'far' } }, ({ location }) => location === 'far', 3],
    ['those of one role', { role: { _eq: 'r2' } }, ({ name }) => name === 'Authors', 100],
    ['those without', { role: { _null: true } }, ({ name }) => name === null, 100],
  ])('is in that order under a filter: %s', async (_, filter, isMeant, offset) => {
    const page = { limit: 40, offset };
    expect(isWalked({ filter, sort: 'role.name,email', ...page })).toBe(provider === 'sqlite');
    expect(await ids({ filter, sort: 'role.name,email', ...page })).toEqual(expected('role.name,email', page, isMeant));
  });

  it('is in the order of what the reader may see', async () => {
    const reader = async (...permissions: Parameters<typeof makePolicy>[2][number][]) => callerWith([await makePolicy(rooms, `p${++policies}`, permissions)]);
    const page = { limit: 2200, sort: 'role.name,email' };
    const some = await reader({ collection: USERS, permissions: { location: { _null: true } } }, { collection: 'directus_roles' });
    expect(await ids({ ...page, limit: 50 }, some)).toEqual(expected(page.sort, { limit: 50 }, ({ location }) => location === null));
    // A role that cannot be seen has no name for them, whatever its people are called.
    const ofChiefs = await reader({ collection: USERS }, { collection: 'directus_roles', permissions: { id: { _eq: 'r5' } } });
    const chief = await ids({ ...page, limit: 1, offset: provider === 'sqlite' ? CROWD - 1 : 0 }, ofChiefs);
    expect(chief).toEqual(['u0003']);
    const withoutRole = await reader({ collection: USERS, fields: 'id,email' }, { collection: 'directus_roles' });
    await expect(ids({ ...page, limit: 50 }, withoutRole)).rejects.toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it.each<[string, RawQuery]>([
    ['an order that no index has within a role', { sort: 'role.name,title' }],
    ['the name alone', { sort: 'role.name' }],
    ['a relation of a relation', { sort: 'role.parent.name,email' }],
    ['an order by something else first', { sort: 'email,role.name' }],
    ['everything', { sort: 'role.name,email', limit: -1 }],
  ])('is sorted where it cannot be walked: %s', (_, query) => {
    expect(isWalked(query)).toBe(false);
  });
});
