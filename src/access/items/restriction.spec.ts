import { callerWith, makePolicy, openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import type { Accountability } from '../../platform/accountability/accountability';
import { applicationErrorsIn } from '../../platform/errors/application-error';

const USERS = 'directus_users';
const ROLES = 'directus_roles';

/** Four people in two roles. The reader is `me`, in role r1. */
describe.each(PROVIDERS)('what a reader may see, on %s', (provider) => {
  let rooms: AccessRooms;
  let policies = 0;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(async ({ db }) => {
      await db.role.create({ data: { id: 'r1', name: 'One', description: 'first' } });
      await db.role.create({ data: { id: 'r2', name: 'Two', parentId: 'r1' } });
      const person = (id: string, roleId: string | null, location: string, tokenHash: string | null = null) => ({ id, firstName: id.toUpperCase(), lastName: `L-${id}`, email: `${id}@x.org`, emailKey: `${id}@x.org`, roleId, location, tokenHash });
      await db.user.createMany({ data: [person('me', 'r1', 'north'), person('bo', 'r1', 'north', 't1'), person('cy', 'r2', 'south', 't2'), person('di', null, 'south')] });
    });
  });
  afterAll(() => rooms.close());

  const reader = async (...permissions: Parameters<typeof makePolicy>[2]) => callerWith([await makePolicy(rooms, `p${++policies}`, permissions)], { role: 'r1', roles: ['r1'] });
  const read = (as: Accountability, query: Record<string, unknown>, collection = USERS) => rooms.reader.read(as, collection, query);
  const keys = async (as: Accountability, query: Record<string, unknown> = {}, collection = USERS) => rooms.reader.keys(as, collection, query);
  async function refusal(promise: Promise<unknown>): Promise<string> {
    try {
      return `no refusal: ${JSON.stringify(await promise)}`;
    } catch (thrown) {
      return applicationErrorsIn(thrown)?.map(({ code }) => code).join() ?? String(thrown);
    }
  }

  it('is the rows of any of the rules', async () => {
    const as = await reader({ collection: USERS, permissions: { location: { _eq: 'south' } } }, { collection: USERS, permissions: { id: { _eq: '$CURRENT_USER' } } });
    expect(await keys(as)).toEqual(['cy', 'di', 'me']);
    expect(await rooms.reader.count(as, USERS, {})).toBe(3);
    expect(await rooms.reader.count(as, USERS, { filter: { location: 'north' } })).toBe(1);
  });

  it('is nothing and not an error where a rule matches nothing', async () => {
    for (const permissions of [{ id: { _in: [] } }, { id: { _eq: '$CURRENT_USER.missing' } }, { id: { _neq: '$CURRENT_USER.password' } }, { role: { _nin: '$CURRENT_POLICIES' } }, { shoe_size: 5 }, { _or: [] }, ['x']]) {
      const as = { ...(await reader({ collection: USERS, permissions })), policies: [`p${policies}`] };
      const asked = JSON.stringify(permissions).includes('POLICIES') ? { ...as, roles: [] } : as;
      expect([permissions, await keys(asked)]).toEqual([permissions, permissions !== null && 'role' in permissions ? ['bo', 'cy', 'me'] : []]);
    }
  });

  it('is no more for a visitor whose variables are empty', async () => {
    const as = { ...(await reader({ collection: USERS, permissions: { id: { _neq: '$CURRENT_USER' } } })), user: null };
    expect(await keys(as)).toEqual([]);
    const nor = { ...(await reader({ collection: USERS, permissions: { role: { _nin: '$CURRENT_ROLES' } } })), roles: [] };
    expect(await keys(nor)).toEqual([]);
  });

  it('shows a field only on the rows of the rules that grant it', async () => {
    const as = await reader({ collection: USERS, fields: 'id,first_name' }, { collection: USERS, permissions: { id: { _eq: '$CURRENT_USER' } } });
    expect(await read(as, { fields: ['id', 'first_name', 'email'] })).toEqual([
      { id: 'bo', first_name: 'BO', email: null }, { id: 'cy', first_name: 'CY', email: null }, { id: 'di', first_name: 'DI', email: null }, { id: 'me', first_name: 'ME', email: 'me@x.org' },
    ]);
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ['an output', { fields: ['id', 'email'], limit: 1 }, [{ id: 'bo', email: null }]],
    ['an order', { sort: ['-email', 'role.name'], fields: ['id'] }, ['bo', 'cy', 'di', 'me'].map((id) => ({ id }))],
    ['groups', { groupBy: ['email'], aggregate: { count: '*' } }, [{ email: null, count: 4 }]],
    ['figures', { aggregate: { max: 'email', count: 'email' } }, [{ max: { email: null }, count: { email: 0 } }]],
    ['a sum', { aggregate: { sum: 'sort' } }, [{ sum: { sort: null } }]],
  ])('takes a field that is open on no row for empty: %s', async (_, query, expected) => {
    const collection = 'aggregate' in query && 'sum' in (query['aggregate'] as object) ? 'directus_access' : USERS;
    const nowhere = { _or: [] };
    const as = await reader({ collection: USERS, fields: 'id,role' }, { collection: USERS, permissions: nowhere }, { collection: ROLES, permissions: nowhere }, { collection: 'directus_access', fields: 'id' }, { collection: 'directus_access', permissions: nowhere });
    expect(await read(as, query, collection)).toEqual(expected);
  });

  /** Everything on the own row, the first name on others: no use of another field says anything about other rows. */
  describe('of a field that is open on the own row only', () => {
    let as: Accountability;
    beforeAll(async () => {
      as = await reader({ collection: USERS, fields: 'id,first_name' }, { collection: USERS, permissions: { id: { _eq: '$CURRENT_USER' } } }, { collection: ROLES });
    });

    it.each(['_eq', '_neq', '_in', '_nin', '_null', '_nnull', '_empty', '_nempty', '_contains', '_ncontains', '_icontains', '_nicontains', '_starts_with', '_nstarts_with', '_istarts_with', '_nistarts_with', '_ends_with', '_nends_with', '_iends_with', '_niends_with'])(
      'no filter finds other rows: %s',
      async (operator) => {
        const operands = /null|empty/.test(operator) ? [true, false] : ['bo@x.org', 'nobody', 'x'];
        for (const operand of operands) {
          const filter = { email: { [operator]: operand } };
          expect((await keys(as, { filter })).filter((key) => key !== 'me')).toEqual([]);
          expect((await keys(as, { filter: { _or: [filter, { id: { _eq: 'zz' } }] } })).filter((key) => key !== 'me')).toEqual([]);
        }
      },
    );

    it.each<[string, Record<string, unknown>, unknown]>([
      ['search', { search: 'bo@x', fields: ['id'] }, []],
      ['search on the own row', { search: 'ME@X', fields: ['id'] }, [{ id: 'me' }]],
      ['an order', { sort: ['-email'], fields: ['id'], filter: { id: { _neq: 'me' } } }, [{ id: 'bo' }, { id: 'cy' }, { id: 'di' }]],
      ['an aggregate', { aggregate: { count: 'email', countDistinct: 'location', max: 'email' } }, [{ count: { email: 1 }, countDistinct: { location: 1 }, max: { email: 'me@x.org' } }]],
      ['groups', { groupBy: ['location'], aggregate: { count: '*' }, sort: ['count'] }, [{ location: 'north', count: 1 }, { location: null, count: 3 }]],
      ['an alias', { alias: { x: 'email' }, fields: ['id', 'x'], filter: { id: { _in: 'me,bo' } } }, [{ id: 'bo', x: null }, { id: 'me', x: 'me@x.org' }]],
      ['a relation', { fields: ['id', 'role.name'], filter: { id: { _in: 'me,bo' } } }, [{ id: 'bo', role: null }, { id: 'me', role: { name: 'One' } }]],
      ['a filter through a relation', { filter: { role: { name: { _eq: 'One' } } }, fields: ['id'] }, [{ id: 'me' }]],
      ['a filter for no relation', { filter: { role: { name: { _null: true } } }, fields: ['id'] }, []],
      ['an order through a relation', { sort: ['-role.name'], fields: ['id'], filter: { id: { _neq: 'me' } } }, [{ id: 'bo' }, { id: 'cy' }, { id: 'di' }]],
      ['a mask', { fields: ['id', 'token'] }, [{ id: 'bo', token: null }, { id: 'cy', token: null }, { id: 'di', token: null }, { id: 'me', token: null }]],
      ['whether there is a secret', { filter: { token: { _nnull: true } }, fields: ['id'] }, []],
    ])('%s says nothing about other rows', async (_, query, expected) => {
      expect(await read(as, query)).toEqual(expected);
    });

    it('says nothing through the list of a role', async () => {
      expect(await read(as, { fields: ['users.id', 'users.email'], filter: { id: 'r1' } }, ROLES)).toEqual([{ users: [{ id: 'bo', email: null }, { id: 'me', email: 'me@x.org' }] }]);
      expect(await keys(as, { filter: { users: { _some: { email: { _starts_with: 'cy' } } } } }, ROLES)).toEqual([]);
      expect(await keys(as, { filter: { users: { _none: { email: { _starts_with: 'cy' } } } } }, ROLES)).toEqual(['r1', 'r2']);
      expect(await read(as, { fields: ['users'], deep: { users: { _filter: { email: { _nnull: true } } } } }, ROLES)).toEqual([{ users: ['me'] }, { users: [] }]);
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['fields', { fields: ['email'] }],
    ['a filter', { fields: ['id'], filter: { email: { _contains: '@' } } }],
    ['a filter in a list of alternatives', { fields: ['id'], filter: { _or: [{ id: 'bo' }, { email: { _null: true } }] } }],
    ['a sort', { fields: ['id'], sort: 'email' }],
    ['an aggregate', { aggregate: { countDistinct: 'email' } }],
    ['groups', { groupBy: ['email'] }],
    ['an alias', { fields: ['x'], alias: { x: 'email' } }],
    ['a function', { fields: ['year(last_access)'] }],
    ['a relation', { fields: ['role.users.email'] }],
    ['a filter through a relation', { fields: ['id'], filter: { role: { name: 'One' } } }],
    ['a sort through a relation', { fields: ['id'], sort: 'role.name' }],
    ['a count of a list', { fields: ['count(policies)'] }],
    ['deep', { fields: ['id'], deep: { role: { _filter: { name: 'One' } } } }],
  ])('refuses a field that no rule grants, in %s', async (_, query) => {
    expect(await refusal(read(await reader({ collection: USERS, fields: 'id,first_name' }), query))).toBe('FORBIDDEN');
  });

  it('looks only into granted fields for a search', async () => {
    const as = await reader({ collection: USERS, fields: 'id,first_name' });
    expect(await keys(as, { search: 'L-bo' })).toEqual([]);
    expect(await keys(as, { search: 'BO' })).toEqual(['bo']);
  });

  it('opens relations as far as the other collection may be read', async () => {
    const as = await reader({ collection: USERS });
    expect(await read(as, { fields: ['id', 'role'], filter: { id: 'bo' } })).toEqual([{ id: 'bo', role: 'r1' }]);
    expect(await read(as, { fields: ['id', 'role.name'], filter: { id: 'bo' } })).toEqual([{ id: 'bo' }]);
    expect(await read(as, { fields: ['policies'], filter: { id: 'bo' } })).toEqual(['bo']);
    const both = await reader({ collection: USERS }, { collection: ROLES, fields: 'id,name', permissions: { id: 'r2' } });
    expect(await read(both, { fields: ['id', 'role.*'], sort: 'id' })).toEqual([{ id: 'bo', role: null }, { id: 'cy', role: { id: 'r2', name: 'Two' } }, { id: 'di', role: null }, { id: 'me', role: null }]);
    expect(await keys(both, { filter: { role: { name: { _nnull: true } } } })).toEqual(['cy']);
    expect(await refusal(read(both, { fields: ['role.description'] }))).toBe('FORBIDDEN');
  });

  it('follows rules through relations, also where the reader may not', async () => {
    const as = await reader({ collection: USERS, fields: 'id', permissions: { role: { parent: { _eq: '$CURRENT_ROLE' } } } });
    expect(await keys(as)).toEqual(['cy']);
  });

  it('takes a star for what is granted, and rows without a granted field for their keys', async () => {
    expect(await read(await reader({ collection: USERS, fields: 'id,first_name', permissions: { id: 'bo' } }), {})).toEqual([{ id: 'bo', first_name: 'BO' }]);
    expect(await read(await reader({ collection: USERS, fields: null, permissions: { id: 'bo' } }), {})).toEqual(['bo']);
  });

  it('reads one item only where it would be in the list, and says the same of one that does not exist', async () => {
    const as = await reader({ collection: USERS, permissions: { id: 'bo' }, fields: 'first_name' });
    expect(await rooms.reader.readOne(as, USERS, 'bo', {})).toEqual({ first_name: 'BO' });
    for (const key of ['cy', 'nobody', "'; --", '\0']) expect(await refusal(rooms.reader.readOne(as, USERS, key, {}))).toBe('FORBIDDEN');
  });

  it('gives everybody with app access their own row and roles', async () => {
    const as = callerWith([], { app: true, role: 'r2', roles: ['r2', 'r1'], user: 'cy' });
    expect(await keys(as)).toEqual(['cy']);
    expect(await keys(as, {}, ROLES)).toEqual(['r1', 'r2']);
    expect(await refusal(keys(as, {}, 'directus_policies'))).toBe('FORBIDDEN');
    expect(await refusal(read(as, { fields: ['external_identifier'] }))).toBe('FORBIDDEN');
  });
});
