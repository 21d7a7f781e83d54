import { usersListQuery, usersListSort, usersListState } from './users-list';
import { usersPage, type UsersPageFacts } from './users-page.presenter';

const NOW = new Date('2026-11-24T12:00:00Z');
const roles = [{ id: 'r1', name: 'Editors' }];

function page(query: Record<string, string>, facts: Partial<UsersPageFacts> = {}) {
  const state = usersListState(query);
  const isUnfiltered = state.search === '' && Object.keys(state.filters).length === 0;
  return usersPage({ state, users: [], total: 0, isUnfiltered, roles, givable: roles, can: { create: true, setStatus: true, setRole: true, remove: true }, changeable: new Set(facts.users?.map(({ id }) => id)), now: NOW, ...facts });
}

describe('the query of the directory', () => {
  test('filters and search are one filter', () => {
    expect(usersListQuery(usersListState({ status: 'invited', role: 'none', search: 'ada love' })).filter).toEqual({
      _and: [
        { status: { _eq: 'invited' } },
        { role: { _null: true } },
        { _or: [{ first_name: { _icontains: 'ada' } }, { last_name: { _icontains: 'ada' } }, { email: { _icontains: 'ada' } }] },
        { _or: [{ first_name: { _icontains: 'love' } }, { last_name: { _icontains: 'love' } }, { email: { _icontains: 'love' } }] },
      ],
    });
  });

  test('nothing asked for is everybody', () => {
    expect(usersListQuery(usersListState({})).filter).toEqual({});
  });

  test('what is not understood is left out, and a status is told', () => {
    expect(usersListState({ status: 'nonsense', sort: 'password', page: '-1' })).toEqual({ search: '', sort: 'name', page: 1, filters: {}, unknownStatus: 'nonsense' });
  });

  test('the order is complete, so that pages do not overlap', () => {
    expect(usersListSort('-name')).toEqual(['-last_name', '-first_name', '-email', '-id']);
    expect(usersListSort('last_access')).toEqual(['last_access', 'id']);
  });
});

describe('the directory page', () => {
  const ada = { id: 'u1', first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.org', status: 'active', role: { id: 'r1', name: 'Editors' }, last_access: '2026-11-24T11:55:00' };

  test('a row says who, how, where and when, and each of it filters', () => {
    const [row] = page({ search: 'ada' }, { users: [ada], total: 1 }).rows;
    expect(row).toEqual({
      id: 'u1', url: '/admin/users/u1', name: 'Ada Lovelace', email: 'ada@example.org', initials: 'AL', status: { word: 'Active', icon: 'circle-check', tone: 'good' }, statusUrl: '/admin/users?search=ada&status=active',
      role: 'Editors', roleUrl: '/admin/users?search=ada&role=r1', lastSeen: '5 minutes ago', lastSeenExactly: '24 November 2026, 11:55 UTC', canBeChosen: true,
    });
  });

  test('somebody without a name is called by the address, without a role filters by "no role"', () => {
    const [row] = page({}, { users: [{ id: 'u2', email: 'x@example.org', role: null }], total: 1 }).rows;
    expect(row).toMatchObject({ name: 'x@example.org', email: null, role: null, roleUrl: '/admin/users?role=none', status: null, lastSeen: '–' });
    expect(page({}, { users: [{ id: 'u2', email: 'x@example.org', role: null, last_access: null }], total: 1 }).rows[0]!.lastSeen).toBe('Never');
  });

  test('every filter is a chip that takes itself away and keeps the rest', () => {
    expect(page({ search: 'ada', status: 'active', role: 'none', sort: '-email', page: '3' }).chips).toEqual([
      { label: '“ada”', removeUrl: '/admin/users?status=active&role=none&sort=-email' },
      { label: 'Status: Active', removeUrl: '/admin/users?search=ada&role=none&sort=-email' },
      { label: 'Role: none', removeUrl: '/admin/users?search=ada&status=active&sort=-email' },
    ]);
  });

  test('a status that there is not is said, with the address without it', () => {
    expect(page({ search: 'ada', status: 'asleep', sort: '-email' }).ignored).toEqual({ text: 'The address asks for the status “asleep”, which there is not. The list below has every status.', url: '/admin/users?search=ada&sort=-email' });
    expect(page({ status: 'active' }).ignored).toBeNull();
  });

  test('a column that is sorted by turns round', () => {
    expect(page({ sort: 'email' }).headers.name).toEqual({ label: 'Person', url: '/admin/users', direction: null });
    expect(page({}).headers.name).toEqual({ label: 'Person', url: '/admin/users?sort=-name', direction: 'ascending' });
    expect(page({ sort: '-name' }).headers.name).toEqual({ label: 'Person', url: '/admin/users', direction: 'descending' });
  });

  test('an empty directory is another thing than a filter that finds nobody', () => {
    expect(page({})).toMatchObject({ empty: true, nobodyYet: true });
    expect(page({ search: 'x' })).toMatchObject({ empty: true, nobodyYet: false, clearUrl: '/admin/users' });
    expect(page({ page: '9' }, { total: 3 })).toMatchObject({ empty: false });
  });

  test.each<[string, Record<string, string>, UsersPageFacts['total'], string, string | null, string | null]>([
    ['a few', {}, 1, '1 user', null, null],
    ['more than the page has', {}, 60, '60 users', 'All 60 users', null],
    ['as many as a change takes', { status: 'active' }, 10_000, '10,000 users', 'All 10,000 that match', null],
    ['more than a search counts', { search: 'ada' }, { moreThan: 1000 }, 'Over 1,000 users', 'All that match', null],
    ['more than are counted', { status: 'active' }, { moreThan: 10_000 }, 'Over 10,000 users', null, 'At most 10,000 can be changed at once. Narrow the list down to change everybody in it.'],
  ])('offers to change everybody who matches only where that is a number that can be changed: %s', (_, query, total, heading, everybody, tooMany) => {
    const shown = page(query, { users: [ada], total });
    expect([shown.total, shown.bulk!.everybody, shown.bulk!.tooMany]).toEqual([heading, everybody, tooMany]);
  });

  test('offers to change only what the viewer may', () => {
    const looking = page({}, { users: [ada], total: 1, can: { create: false, setStatus: false, setRole: false, remove: false }, changeable: new Set() });
    expect(looking).toMatchObject({ bulk: null, newUrl: null });
    const removing = page({}, { users: [ada], total: 1, can: { create: false, setStatus: false, setRole: false, remove: true } });
    expect(removing.bulk!.actions).toEqual([{ value: 'delete', label: 'Delete' }]);
  });
});
