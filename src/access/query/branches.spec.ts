import { callerWith, makePolicy, openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import type { Accountability } from '../../platform/accountability/accountability';
import { parseQuery, type RawQuery } from './parse/parse-query';

const USERS = 'directus_users';
/** Nobody has it, and no index knows: the alternative is answered as one condition. */
const NOBODY = { title: { _eq: 'nobody has this' } };
const MINE = { id: { _eq: '$CURRENT_USER' } };
/** As many as a filter may have, all but a few. */
const MANY = Array.from({ length: 9_900 }, (_, index) => `title ${index}`);
const FIRST = { role: { _eq: 'r1' } };

describe.each(PROVIDERS)('a list of what one of several indexes finds, on %s', (provider) => {
  let rooms: AccessRooms;
  let policies = 0;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(async ({ db }) => {
      for (const id of ['r1', 'r2', 'r3']) await db.role.create({ data: { id, name: id } });
      // Names come several times, some addresses are missing, and some of r2 are in the same state as some of r1.
      const person = (index: number) => ({ id: `u${String(index).padStart(2, '0')}`, firstName: ['Ada', 'Bo', null][index % 3]!, email: index % 7 === 0 ? null : `${(index * 37) % 60}@x.org`, roleId: ['r1', 'r2', 'r3', null][index % 4]!, status: ['active', 'draft', 'suspended'][index % 5] ?? 'active', location: (index >> 2) % 2 === 0 ? 'north' : 'south' });
      await db.user.createMany({ data: Array.from({ length: 60 }, (_, index) => person(index)) });
    });
  });
  afterAll(() => rooms.close());

  const readerOf = async (...rules: object[]): Promise<Accountability> => callerWith([await makePolicy(rooms, `p${++policies}`, rules.map((permissions) => ({ collection: USERS, permissions: permissions as never })))], { user: 'u09', role: 'r2', roles: ['r2'] });
  const ids = async (as: Accountability, query: RawQuery) => (await rooms.reader.read(as, USERS, { fields: ['id', 'email', 'role'], ...query })).map((item) => item['id']);
  const isMerged = (filter: object, query: RawQuery) => / union /.test(rooms.compiler.items(USERS, parseQuery({ fields: ['id'], filter, ...query }), 'everything').sql);

  const RULES: [string, object[]][] = [
    ['one rule with an alternative', [{ _or: [FIRST, MINE] }]],
    ['two rules', [FIRST, MINE]],
    ['rules that let the same people through', [FIRST, { status: { _eq: 'active' } }, { role: { _in: ['r1', 'r3'] } }]],
    ['an alternative within a condition', [{ _and: [{ location: { _eq: 'north' } }, { _or: [FIRST, { role: { _null: true } }, MINE] }] }]],
    ['a rule that makes no sense', [FIRST, MINE, { _or: [{ role: { _eq: 'r3' } }, { shoe_size: { _eq: 3 } }] }]],
    ['a variable without a value', [FIRST, MINE, { role: { _in: ['r3', '$CURRENT_USER.nothing'] } }]],
  ];
  const PAGES: [string, RawQuery][] = [
    ['by e-mail', { sort: 'email', limit: 7 }],
    ['by e-mail, the other way', { sort: '-email', limit: 7 }],
    ['by e-mail, all of them', { sort: 'email', limit: 1000 }],
    ['by e-mail, further on', { sort: 'email', limit: 4, offset: 9 }],
    ['by e-mail, past the end', { sort: 'email', limit: 4, offset: 90 }],
    ['by e-mail and the key backwards', { sort: ['email', '-id', 'status'], limit: 9 }],
    ['by first name, which is often the same', { sort: 'first_name,-email', limit: 11, offset: 2 }],
    ['by e-mail under a filter', { sort: 'email', limit: 5, filter: { location: { _eq: 'north' } } }],
    ['by e-mail under an alternative', { sort: 'email', limit: 5, filter: { _or: [{ role: { _eq: 'r3' } }, { status: { _in: ['draft', 'active'] } }] } }],
    ['by e-mail under a search', { sort: 'email', limit: 3, search: '1' }],
    ['no item at all', { sort: 'email', limit: 0 }],
  ];

  describe.each(RULES)('by %s', (_, rules) => {
    let reader: Accountability;
    let plainReader: Accountability;
    beforeAll(async () => {
      reader = await readerOf(...rules);
      plainReader = await readerOf(...rules, NOBODY);
    });

    it.each(PAGES)('is the same as of one condition, %s', async (_page, query) => {
      const plainly = await ids(plainReader, query);
      expect(await ids(reader, query)).toEqual(plainly);
      if (query.limit !== 0 && query.offset !== 90) expect(plainly).not.toEqual([]);
    });
  });

  it.each<[string, boolean, object, RawQuery]>([
    ['rows of a role or one row', true, { _or: [FIRST, { id: { _eq: 'u09' } }] }, { sort: 'email', limit: 50 }],
    ['rows of several roles', true, { role: { _in: ['r1', 'r2'] } }, { sort: 'first_name', limit: 50 }],
    ['a possibility that no index finds', false, { _or: [FIRST, NOBODY] }, { sort: 'email', limit: 50 }],
    ['an order that no index has', false, { _or: [FIRST, { id: { _eq: 'u09' } }] }, { sort: 'title', limit: 50 }],
    ['more roles than are worth it', false, { role: { _in: Array.from({ length: 20 }, (_, index) => `r${index}`) } }, { sort: 'email', limit: 50 }],
    ['rows of several roles with one of many titles', false, { _and: [{ role: { _in: ['r1', 'r2'] } }, { title: { _in: MANY } }] }, { sort: 'email', limit: 50 }],
    ['a page of everything', false, { role: { _in: ['r1', 'r2'] } }, { sort: 'email', limit: -1 }],
    ['rows of one role', false, FIRST, { sort: 'email', limit: 50 }],
  ])('is put together where that is sooner found: %s, %s', (_, expected, filter, query) => {
    expect(isMerged(filter, query)).toBe(expected);
  });

  it.each<[string, object, RawQuery]>([
    ['a list of several roles', { role: { _in: ['r1', 'r2', 'r3', ...Array.from({ length: 9 }, (_, index) => `x${index}`)] } }, { sort: 'email' }],
    ['a list in an order that another index has', { role: { _eq: 'r1' } }, { sort: 'last_name' }],
  ])('takes as many values as a filter and a rule may have: %s', async (_, some, query) => {
    expect(await ids(await readerOf({ title: { _nin: MANY } }), { ...query, limit: 5, filter: { _and: [some, { title: { _in: MANY } }] } })).toEqual([]);
  });

  it('has an order of nothing where the field that it names is open on no row', async () => {
    const as = callerWith([await makePolicy(rooms, `p${++policies}`, [{ collection: USERS, fields: 'id', permissions: FIRST as never }, { collection: USERS, fields: 'id,title', permissions: { shoe_size: 3 } }])]);
    expect(await ids(as, { fields: ['id'], sort: 'title', limit: 3 })).toEqual(['u00', 'u04', 'u08']);
  });
});
