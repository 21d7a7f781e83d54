import { openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import { PUBLIC, SYSTEM, type Accountability } from '../../platform/accountability/accountability';
import { applicationErrorsIn } from '../../platform/errors/application-error';

const ADMIN: Accountability = { ...SYSTEM, kind: 'user', user: 'u-ada' };
const USERS = 'directus_users';
const ROLES = 'directus_roles';

describe.each(PROVIDERS)('the item reader on %s', (provider) => {
  let rooms: AccessRooms;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await seed(rooms);
  });
  afterAll(() => rooms.close());

  const read = (query: Record<string, unknown>, collection = USERS, as: Accountability = ADMIN) => rooms.reader.read(as, collection, query);
  const ids = async (query: Record<string, unknown>, collection = USERS, as: Accountability = ADMIN) => (await read({ ...query, fields: ['id'] }, collection, as)).map((item) => item['id']);
  const refusal = async (query: Record<string, unknown>, collection = USERS, as: Accountability = ADMIN) => {
    try {
      await read(query, collection, as);
      return 'no refusal';
    } catch (thrown) {
      return applicationErrorsIn(thrown)?.map(({ code, facts }) => `${code} ${facts['reason'] ?? ''}`).join() ?? thrown;
    }
  };

  it('delivers a user as on the wire', async () => {
    expect(await rooms.reader.readOne(ADMIN, USERS, 'u-ada', {})).toEqual({
      id: 'u-ada', first_name: 'Ada', last_name: 'Stone', email: 'ada@example.org', password: '**********', location: 'north', title: '100%', description: null, tags: ['a', 'b'],
      avatar: null, language: null, tfa_secret: null, status: 'active', role: 'r-admin', token: '**********', last_access: '2026-11-24T08:55:46', last_page: null, provider: 'default',
      external_identifier: null, auth_data: null, email_notifications: true, appearance: null, theme_dark: null, theme_light: null, theme_light_overrides: null, theme_dark_overrides: null,
      text_direction: 'auto', policies: ['a-ada'],
    });
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['_eq', { first_name: { _eq: 'Bob' } }, ['u-bob']],
    ['a bare value', { first_name: 'Bob' }, ['u-bob']],
    ['_neq, which leaves out null', { location: { _neq: 'north' } }, ['u-cy']],
    ['_in', { id: { _in: 'u-bob,u-cy' } }, ['u-bob', 'u-cy']],
    ['_nin', { id: { _nin: ['u-bob', 'u-cy'] } }, ['u-ada']],
    ['_null', { location: { _null: true } }, ['u-bob']],
    ['_null: false', { location: { _null: false } }, ['u-ada', 'u-cy']],
    ['_empty', { location: { _empty: true } }, ['u-bob', 'u-cy']],
    ['_contains with regard to case', { last_name: { _contains: 'sto' } }, []],
    ['_contains, literally', { title: { _contains: '%' } }, ['u-ada']],
    ['_icontains', { last_name: { _icontains: 'STO' } }, ['u-ada', 'u-cy']],
    ['_icontains, literally', { title: { _icontains: '_' } }, []],
    ['_starts_with', { last_name: { _starts_with: 'S' } }, ['u-ada', 'u-cy']],
    ['_starts_with, literally', { last_name: { _starts_with: '%' } }, []],
    ['_ends_with', { last_name: { _ends_with: 'ook' } }, ['u-bob']],
    ['_iends_with', { last_name: { _iends_with: 'OOK' } }, ['u-bob']],
    ['a boolean', { email_notifications: { _eq: 'false' } }, ['u-bob']],
    ['a date', { last_access: { _gt: '2026-11-24' } }, ['u-ada']],
    ['a date that is none', { last_access: { _gt: 'yesterday' } }, []],
    ['a date as a number', { last_access: { _gt: Date.UTC(2026, 10, 24) } }, ['u-ada']],
    ['a date as a number, after it', { last_access: { _gt: Date.UTC(2027, 0, 1) } }, []],
    ['$NOW', { last_access: { _lt: '$NOW(+1 day)' } }, ['u-ada']],
    ['year()', { 'year(last_access)': { _eq: 2026 } }, ['u-ada']],
    ['no count() of no JSON', { 'count(tags)': { _null: true } }, ['u-cy']],
    ['count() of JSON', { 'count(tags)': { _gte: 2 } }, ['u-ada']],
    ['count() of a list', { 'count(policies)': { _gte: 1 } }, ['u-ada']],
    ['_or', { _or: [{ first_name: 'Ada' }, { first_name: 'Bob' }] }, ['u-ada', 'u-bob']],
    ['an empty _or', { _or: [] }, []],
    ['a relation', { role: { name: { _eq: 'Editors' } } }, ['u-bob']],
    ['a relation of a relation', { role: { parent: { name: { _contains: 'Admin' } } } }, ['u-bob']],
    ['the key of a relation', { role: { _eq: 'r-editors' } }, ['u-bob']],
    ['no relation', { role: { _null: true } }, ['u-cy']],
    ['null at the end of no relation', { role: { name: { _null: true } } }, ['u-cy']],
    ['a list without a word', { policies: { policy: { admin_access: { _eq: true } } } }, ['u-ada']],
    ['_some', { policies: { _some: { policy: { name: { _eq: 'Full' } } } } }, ['u-ada']],
    ['_none', { policies: { _none: { policy: { name: { _eq: 'Full' } } } } }, ['u-bob', 'u-cy']],
    ['an empty list', { policies: { _null: true } }, ['u-bob', 'u-cy']],
    ['a secret that is there', { token: { _nnull: true } }, ['u-ada']],
    ['$CURRENT_USER', { id: { _eq: '$CURRENT_USER' } }, ['u-ada']],
    ['a field of $CURRENT_USER', { location: { _eq: '$CURRENT_USER.location' } }, ['u-ada']],
    ['a secret of $CURRENT_USER', { first_name: { _neq: '$CURRENT_USER.password' } }, []],
    ['a variable that is none', { first_name: { _neq: '$CURRENT_WEATHER' } }, []],
    ['_nin of an empty variable', { role: { _nin: '$CURRENT_ROLES' } }, []],
    ['_none of an empty variable', { policies: { _none: { policy: { _in: '$CURRENT_POLICIES' } } } }, []],
  ])('filters by %s', async (_, filter, expected) => {
    expect(await ids({ filter })).toEqual(expected);
    expect(await ids({ filter: JSON.stringify(filter) })).toEqual(expected);
    expect(await rooms.reader.count(ADMIN, USERS, { filter })).toBe(expected.length);
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ['nested fields', { fields: 'first_name,role.name,role.parent.name', filter: { id: 'u-bob' } }, [{ first_name: 'Bob', role: { name: 'Editors', parent: { name: 'Administrator' } } }]],
    ['nothing at the end of no relation', { fields: ['role.name'], filter: { id: 'u-cy' } }, [{ role: null }]],
    ['a list of objects', { fields: ['policies.policy.name', 'policies.sort'], filter: { id: 'u-ada' } }, [{ policies: [{ policy: { name: 'Full' }, sort: 1 }] }]],
    ['functions', { fields: ['year(last_access)', 'count(tags)', 'count(policies)'], filter: { id: 'u-ada' } }, [{ last_access_year: 2026, tags_count: 2, policies_count: 1 }]],
    ['an alias with a query of its own', { fields: ['x.sort'], alias: { x: 'policies' }, deep: { x: { _filter: { sort: { _gt: 5 } } } }, filter: { id: 'u-ada' } }, [{ x: [] }]],
    ['bare keys for an empty list of fields', { fields: [], sort: ['-id'] }, ['u-cy', 'u-bob', 'u-ada']],
    ['a page', { fields: ['id'], limit: '2', page: '2' }, [{ id: 'u-cy' }]],
    ['an order by a relation', { fields: ['id'], sort: '-role.name,id', filter: { role: { _nnull: true } } }, [{ id: 'u-bob' }, { id: 'u-ada' }]],
    ['a search', { fields: ['id'], search: 'STO' }, [{ id: 'u-ada' }, { id: 'u-cy' }]],
    ['a search for a wildcard, literally', { fields: ['id'], search: '%' }, [{ id: 'u-ada' }]],
    ['a count', { aggregate: { count: '*' } }, [{ count: 3 }]],
    ['counts of fields', { aggregate: { count: ['location', 'id'], max: 'last_access' } }, [{ count: { location: 2, id: 3 }, max: { last_access: '2026-11-24T08:55:46' } }]],
    ['groups', { groupBy: ['status'], aggregate: { count: '*' }, sort: ['-count'] }, [{ status: 'active', count: 2 }, { status: 'draft', count: 1 }]],
    ['groups by a function', { groupBy: ['year(last_access)'], filter: { last_access: { _nnull: true } } }, [{ last_access_year: 2026 }]],
  ])('answers with %s', async (_, query, expected) => {
    expect(await read(query)).toEqual(expected);
  });

  it('opens wildcards one level for each star', async () => {
    const [bob] = await read({ fields: ['*.*'], filter: { id: 'u-bob' } });
    expect(bob!['role']).toMatchObject({ id: 'r-editors', name: 'Editors', parent: 'r-admin', users: ['u-bob'], children: [] });
    const [role] = await read({ fields: ['*', 'users.first_name'], filter: { id: 'r-editors' } }, ROLES);
    expect(role).toMatchObject({ name: 'Editors', users: [{ first_name: 'Bob' }] });
  });

  it('leaves the way back closed for backlink=false', async () => {
    const [bob] = await read({ fields: ['role.*.*'], backlink: 'false', filter: { id: 'u-bob' } });
    expect(bob!['role']).toMatchObject({ users: ['u-bob'], parent: { name: 'Administrator' } });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an unknown field', { fields: ['shoe_size'] }, /^FORBIDDEN .*"shoe_size" in collection "directus_users" or it does not exist. Queried in root/],
    ['an unknown nested field', { fields: ['role.shoe'] }, /^FORBIDDEN .*"shoe" in collection "directus_roles".*Queried in "role"/],
    ['an unknown field in a filter', { filter: { shoe: 1 } }, /^FORBIDDEN/],
    ['an unknown field in a sort', { sort: 'shoe' }, /^FORBIDDEN/],
    ['an inherited name', { fields: ['constructor'] }, /^FORBIDDEN/],
    ['__proto__', { filter: JSON.parse('{"__proto__":{"_eq":1}}') }, /^INVALID_QUERY/],
    ['an unknown operator', { filter: { role: { _eqq: 1 } } }, /^INVALID_QUERY filter.role._eqq: unknown operator/],
    ['an operator that the type lacks', { filter: { email: { _between: ['a', 'b'] } } }, /"string" field type does not contain the "_between" filter operator/],
    ['a compared secret', { filter: { token: { _eq: 'x' } } }, /^INVALID_QUERY .*conceal/],
    ['an order by a secret', { sort: '-password' }, /^FORBIDDEN/],
    ['a group of a secret', { groupBy: ['token'] }, /^FORBIDDEN/],
    ['the least of a secret', { aggregate: { min: 'password' } }, /^FORBIDDEN/],
    ['an object as a value', { filter: { email: { _eq: { contains: '' } } } }, /has to be a string, number, or boolean/],
    ['an empty text', { filter: { email: { _eq: '' } } }, /can't filter for an empty string/],
    ['an empty list', { filter: { id: { _in: [] } } }, /has to be an array of values/],
    ['NUL', { filter: { email: { _eq: 'a\0' } } }, /^INVALID_QUERY/],
    ['NUL in an alias', { alias: { 'id\0': 'id' }, fields: ['*'] }, /^INVALID_QUERY/],
    ['_some of a to-one relation', { filter: { role: { _some: { name: 'x' } } } }, /"_some" can only be used/],
    ['a limit below -1', { limit: -2 }, /"limit" must be greater than or equal to -1/],
    ['a limit that is none', { limit: 'many' }, /"limit" must be a number/],
    ['a negative offset', { offset: -1 }, /^INVALID_QUERY/],
    ['a bad aggregate', { aggregate: { foo: '*' } }, /unknown aggregate function/],
    ['an aggregate that is none', { aggregate: 'xx' }, /^INVALID_QUERY/],
    ['broken JSON', { filter: '{broken' }, /Invalid JSON for filter object/],
    ['too many relations', { fields: ['role.users.role.users.role.users.id'] }, /Max relational depth exceeded/],
    ['too many stars', { fields: ['*.*.*.*'] }, /^INVALID_QUERY/],
    ['fields of a plain field', { fields: ['email.foo'] }, /"email" is not a relation/],
    ['deep of a secret', { deep: { role: { _filter: { users: { password: { _eq: 'x' } } } } } }, /conceal/],
    ['deep of what does not exist', { deep: { nothing: { _limit: 1 } } }, /^FORBIDDEN/],
    ['a bad deep limit', { deep: { role: { users: { _limit: -5 } } } }, /must be greater/],
  ])('refuses %s', async (_, query, expected) => {
    expect(await refusal(query)).toMatch(expected);
  });

  it('refuses a collection that nobody has a permission for like one that does not exist', async () => {
    expect(await refusal({}, USERS, PUBLIC)).toMatch(/^FORBIDDEN .*"directus_users" or it does not exist/);
    expect(await refusal({}, 'nothing', ADMIN)).toMatch(/^FORBIDDEN .*"nothing" or it does not exist/);
  });

  it('reads inside a unit of work what is not committed yet', async () => {
    await rooms.run(async (work) => {
      await work.db.user.update({ where: { id: 'u-bob' }, data: { title: 'inside', lastAccess: new Date('2026-01-02T03:04:05.678Z') } });
      expect(await rooms.reader.readOne(ADMIN, USERS, 'u-bob', { fields: ['title', 'last_access', 'email_notifications', 'tags', 'role.users'], filter: { 'count(tags)': { _eq: 0 } } }, work)).toEqual({
        title: 'inside', last_access: '2026-01-02T03:04:05', email_notifications: false, tags: [], role: { users: ['u-bob'] },
      });
      expect(await rooms.reader.count(ADMIN, USERS, { filter: { last_access: { _lt: '2026-02-01' }, email_notifications: { _eq: false } } }, work)).toBe(1);
      await work.db.user.update({ where: { id: 'u-bob' }, data: { title: null, lastAccess: null } });
    });
  });
});

async function seed(rooms: AccessRooms): Promise<void> {
  await rooms.run(async ({ db }) => {
    await db.policy.create({ data: { id: 'p-full', name: 'Full', adminAccess: true, appAccess: true } });
    await db.role.create({ data: { id: 'r-admin', name: 'Administrator' } });
    await db.role.create({ data: { id: 'r-editors', name: 'Editors', parentId: 'r-admin' } });
    await db.user.create({
      data: {
        id: 'u-ada', firstName: 'Ada', lastName: 'Stone', email: 'ada@example.org', emailKey: 'ada@example.org', password: 'hash', tokenHash: 'hash', location: 'north', title: '100%',
        tags: ['a', 'b'], roleId: 'r-admin', lastAccess: new Date('2026-11-24T08:55:46.348Z'),
      },
    });
    await db.user.create({ data: { id: 'u-bob', firstName: 'Bob', lastName: 'Brook', roleId: 'r-editors', emailNotifications: false, tags: [] } });
    await db.user.create({ data: { id: 'u-cy', firstName: 'Cy', lastName: 'Stone', location: '', status: 'draft' } });
    await db.access.create({ data: { id: 'a-ada', userId: 'u-ada', policyId: 'p-full', sort: 1 } });
  });
}
