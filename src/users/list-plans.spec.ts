import { openAccess, type AccessRooms } from '../../test/support/access';
import { PROVIDERS } from '../../test/support/database';
import { parseQuery } from '../access/query/parse/parse-query';
import { usersListSort } from './users-list';

const USERS = 'directus_users';
const BY_NAME = ['first_name', 'last_name', 'email', 'id'];
const IN_ROLE = { role: { _eq: 'r' } };

describe.each(PROVIDERS)('the lists of pages on %s', (provider) => {
  let rooms: AccessRooms;

  beforeAll(async () => {
    rooms = await openAccess(provider);
  });
  afterAll(() => rooms.close());

  /** With nothing but indexes to choose from on PostgreSQL: in a table of three rows it would rather sort. */
  async function planOf(collection: string, query: Record<string, unknown>): Promise<string> {
    const { sql, parameters } = rooms.compiler.items(collection, parseQuery({ fields: ['id'], limit: 50, ...query }), 'everything');
    if (provider === 'sqlite') return (await rooms.runner.run({ sql: `EXPLAIN QUERY PLAN ${sql}`, parameters })).map((row) => row['detail']).join('\n');
    return rooms.run(async (work) => {
      for (const way of ['seqscan', 'sort', 'bitmapscan']) await work.db.$executeRawUnsafe(`SET LOCAL enable_${way} = off`);
      return (await rooms.runner.run({ sql: `EXPLAIN ${sql}`, parameters }, work)).map((row) => row['QUERY PLAN']).join('\n');
    });
  }

  it.each<[string, string, Record<string, unknown>]>([
    ...['name', '-name', 'email', '-email', 'last_access', '-last_access'].map((sort): [string, string, Record<string, unknown>] => [`users by ${sort}`, USERS, { sort: usersListSort(sort) }]),
    ['users of a status by e-mail', USERS, { filter: { status: { _eq: 'active' } }, sort: usersListSort('email') }],
    ['users of a role by e-mail', USERS, { filter: IN_ROLE, sort: ['email'] }],
    ['users of a role by name, as on its page', USERS, { filter: IN_ROLE, sort: BY_NAME }],
    ['users outside a role, as in Add Existing', USERS, { filter: { _or: [{ role: { _neq: 'r' } }, { role: { _null: true } }] }, sort: BY_NAME }],
    ['activity', 'directus_activity', { sort: ['-timestamp', '-id'] }],
    ['activity of a person', 'directus_activity', { filter: { user: { _in: ['u'] } }, sort: ['-timestamp', '-id'] }],
  ])('read %s off an index, without sorting them all', async (_, collection, query) => {
    const plan = await planOf(collection, query);
    expect(plan).not.toMatch(/TEMP B-TREE FOR ORDER BY|^\s*(->\s*)?Sort {2}\(cost/m);
  });

  it('read what a reader of one role and themselves may see off two indexes, as far as the page goes', async () => {
    const plan = await planOf(USERS, { filter: { _or: [IN_ROLE, { id: { _eq: 'me' } }] }, sort: ['email'] });
    expect(plan).toMatch(provider === 'sqlite' ? /MERGE \(UNION\)[^]*COVERING INDEX directus_users_role_email_id_idx \(role=\?\)[^]*\(id=\?\)/ : /Limit .*\n *-> +Index Only Scan using directus_users_role_email_id_idx/);
    // Only the page itself is put in order again.
    expect(plan.match(/TEMP B-TREE FOR ORDER BY/g) ?? []).toHaveLength(provider === 'sqlite' ? 1 : 0);
  });

  it('read users by the names of their roles off the index of each role that is on the page', async () => {
    const plan = await planOf(USERS, { sort: usersListSort('role') });
    expect(plan).toMatch(provider === 'sqlite' ? /SEARCH t0 USING COVERING INDEX directus_users_role_email_id_idx \(role=\?\)/ : /Index Only Scan using directus_users_role_email_id_idx/);
    expect(plan).not.toMatch(provider === 'sqlite' ? /SCAN t0/ : /Seq Scan on directus_users/);
  });

  it('walk through all in the order of names where that is how the people of a status are sooner found', async () => {
    const plan = await planOf(USERS, { filter: { status: { _eq: 'active' } }, sort: usersListSort('name') });
    expect(plan).toMatch(provider === 'sqlite' ? /SCAN t0 USING INDEX directus_users_last_name_first_name_email_id_idx/ : /Index Scan using directus_users_last_name_first_name_email_id_idx/);
  });
});
