import { listState } from '../doors/html/list-page.presenter';
import { activityDetail, activityPage, ACTIVITY_RULES, namedThings, type ActivityItem } from './activity-page.presenter';
import { activityFilter } from './activity-query';

const NOW = new Date('2026-11-24T12:00:00Z');

const removal: ActivityItem = {
  id: 7, action: 'update', event: 'user.removed_from_role', user: 'u1', timestamp: '2026-11-24T08:55:46.348Z', ip: '127.0.0.1', user_agent: 'curl', origin: null, collection: 'directus_users', item: 'a1', subject: 'a1',
  names: { actor: { name: 'Ada', collection: 'directus_users', id: 'u1' }, subject: { name: 'Alan', collection: 'directus_users', id: 'a1' }, role: { name: 'Editors', collection: 'directus_roles', id: 'r1' } },
  changes: { role: { before: 'r1', after: null }, password: { before: '**********', after: '**********' } },
};

const state = (query: Record<string, string> = {}) => listState(query, ACTIVITY_RULES);
const page = (items: readonly ActivityItem[], query: Record<string, string> = {}, existing: string[] = []) =>
  activityPage({ items, total: items.length, state: state(query), existing: new Set(existing), now: NOW, filterNames: { actor: 'Ada', subject: null } });

describe('the activity page', () => {
  it('groups entries by day and says what happened at which time', () => {
    const days = page([removal, { ...removal, id: 6, timestamp: '2026-11-23T23:59:00.000Z' }, { ...removal, id: 5, timestamp: '2026-11-01T10:00:00.000Z' }]).days;
    expect(days.map(({ heading }) => heading)).toEqual(['Today', 'Yesterday', 'Sunday, 1 November 2026']);
    expect(days[0]!.rows[0]).toMatchObject({ time: '08:55', note: 'Role, Password', detailUrl: '/admin/activity/7' });
    expect(days[0]!.rows[0]!.sentence.map(({ text }) => text).join('')).toBe('Ada removed Alan from Editors');
  });

  it('links only what still exists', () => {
    const [row] = page([removal], {}, ['directus_users/u1', 'directus_roles/r1']).days[0]!.rows;
    expect(row!.sentence.filter(({ isName }) => isName).map(({ url }) => url)).toEqual(['/admin/users/u1', null, '/admin/settings/roles/r1']);
    expect(namedThings([removal])).toEqual(new Map([['directus_users', ['u1', 'a1']], ['directus_roles', ['r1']]]));
  });

  it('shows each filter as a chip that takes only itself away', () => {
    const { chips } = page([], { actor: 'x', kind: 'user', from: '2026-11-01' });
    expect(chips.map(({ label }) => label)).toEqual(['By: Ada', 'Users', 'From 2026-11-01']);
    expect(chips[1]!.removeUrl).toBe('/admin/activity?actor=x&from=2026-11-01');
  });

  it('tells "nothing yet" from "nothing matches"', () => {
    expect(page([]).empty).toMatchObject({ title: 'Nothing has happened yet', actionUrl: null });
    expect(page([], { kind: 'user' }).empty).toMatchObject({ title: 'Nothing matches', actionUrl: '/admin/activity' });
  });
});

describe('the page of one entry', () => {
  it('shows before and after in words, keys as names, and a secret only as hidden', () => {
    expect(activityDetail(removal, new Set()).changes).toEqual([
      { field: 'Role', before: 'Editors', after: null, isSecret: false },
      { field: 'Password', before: 'Hidden', after: 'Hidden', isSecret: true },
    ]);
  });

  it('leads to everything else that the person did and that was done to them', () => {
    expect(activityDetail(removal, new Set()).more).toEqual([
      { label: 'Everything that Ada did', url: '/admin/activity?actor=u1' },
      { label: 'Everything about Alan', url: '/admin/activity?subject=a1' },
    ]);
  });
});

describe('the filter of the activity page', () => {
  it('is empty without any state', () => {
    expect(activityFilter(state(), null, null)).toEqual({});
  });

  it('covers the whole of the last day, and ignores a date that is none', () => {
    expect(activityFilter(state({ from: 'soon', to: '2026-02-28' }), null, null)).toEqual({ _and: [{ timestamp: { _lt: '2026-03-01T00:00:00.000Z' } }] });
  });

  it('finds nothing for a name that nobody has', () => {
    expect(activityFilter(state({ actor: 'zzz' }), [], null)).toEqual({ _and: [{ user: { _in: [] } }] });
  });
});
