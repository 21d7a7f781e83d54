import { isExact, type Total } from '../access/items/total';
import { countedFirst, listUrl, number, pagination, type ListState, type Pagination } from '../doors/html/list-page.presenter';
import { initials } from '../doors/html/layout.presenter';
import { relativeTime, absoluteTime } from '../doors/html/relative-time';
import { bulkActions } from './bulk-action';
import type { UserStatus } from './user-changes';
import { STATUS_WORDS } from './user-event';
import { statusBadge, type StatusBadge } from './user-status';
import { BULK_PATH, CHANGED_AT_MOST, NO_ROLE, USERS_LIST, USERS_PATH, USERS_PER_PAGE, type UsersListState } from './users-list';
import { USER_STATUSES } from './users.collection';

/** A user as the reader delivers one for the list; fields that the viewer may not read are missing or null. */
export interface ListedUser {
  readonly id: string;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly email?: string | null;
  readonly status?: string | null;
  readonly role?: { readonly id: string; readonly name?: string | null } | null;
  readonly last_access?: string | null;
}

export interface RoleChoice {
  readonly id: string;
  readonly name: string;
}

export interface UsersPageFacts {
  readonly state: UsersListState;
  readonly users: readonly ListedUser[];
  readonly total: Total;
  /** Without any filter: an empty directory is another thing than a filter that finds nobody. */
  readonly isUnfiltered: boolean;
  readonly roles: readonly RoleChoice[];
  /** Those of them that the viewer can put somebody into. */
  readonly givable: readonly RoleChoice[];
  readonly can: { readonly create: boolean; readonly setStatus: boolean; readonly setRole: boolean; readonly remove: boolean };
  /** To whom of the users something of that can be done. */
  readonly changeable: ReadonlySet<string>;
  readonly now: Date;
}

export interface UserRow {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  readonly email: string | null;
  readonly initials: string;
  readonly status: StatusBadge | null;
  readonly statusUrl: string | null;
  readonly role: string | null;
  readonly roleUrl: string;
  readonly lastSeen: string;
  readonly lastSeenExactly: string | null;
  /** Whether something can be done to them among many. */
  readonly canBeChosen: boolean;
}

export interface SortHeader {
  readonly label: string;
  readonly url: string;
  /** For aria-sort; null: the list is not sorted by this. */
  readonly direction: 'ascending' | 'descending' | null;
}

export interface UsersPage {
  readonly path: string;
  readonly total: string;
  readonly search: { readonly value: string; readonly label: string };
  readonly filters: readonly { readonly name: string; readonly label: string; readonly options: readonly Option[] }[];
  /** Parts of the list's state that its forms keep. */
  readonly keep: readonly HiddenField[];
  readonly state: readonly HiddenField[];
  readonly chips: readonly { readonly label: string; readonly removeUrl: string }[];
  readonly clearUrl: string | null;
  /** What of the address was not understood, and the list without it; null where all of it was. */
  readonly ignored: { readonly text: string; readonly url: string } | null;
  readonly headers: { readonly name: SortHeader; readonly status: SortHeader; readonly role: SortHeader; readonly lastSeen: SortHeader };
  readonly rows: readonly UserRow[];
  readonly empty: boolean;
  /** Nobody is there at all, as far as the viewer may see; otherwise nobody matches. */
  readonly nobodyYet: boolean;
  readonly pagination: Pagination;
  readonly newUrl: string | null;
  readonly bulkUrl: string;
  /** Null where the viewer may change nobody. `tooMany` says why everybody who matches is not offered. */
  readonly bulk: { readonly actions: readonly { readonly value: string; readonly label: string }[]; readonly everybody: string | null; readonly tooMany: string | null } | null;
}

interface HiddenField {
  readonly name: string;
  readonly value: string;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

export function usersPage({ state, users, total, isUnfiltered, roles, givable, can, changeable, now }: UsersPageFacts): UsersPage {
  const url = (change: Partial<ListState>) => listUrl(USERS_PATH, state, USERS_LIST, { page: 1, ...change });
  const filtered = (name: string, value: string) => url({ filters: { ...state.filters, [name]: value } });
  const { status = '', role = '' } = state.filters;
  return {
    path: USERS_PATH,
    total: countedFirst(total, 'user'),
    search: { value: state.search, label: 'Search name or e-mail' },
    filters: [
      { name: 'status', label: 'Status', options: [{ value: '', label: 'Any status', selected: status === '' }, ...USER_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value], selected: value === status }))] },
      {
        name: 'role', label: 'Role',
        options: [{ value: '', label: 'Any role', selected: role === '' }, { value: NO_ROLE, label: 'No role', selected: role === NO_ROLE }, ...roles.map(({ id, name }) => ({ value: id, label: name, selected: id === role }))],
      },
    ],
    keep: hidden({ sort: state.sort === USERS_LIST.sorts[0] ? '' : state.sort }),
    state: hidden({ search: state.search, status, role }),
    chips: [
      ...(state.search ? [{ label: `“${state.search}”`, removeUrl: url({ search: '' }) }] : []),
      ...(status ? [{ label: `Status: ${STATUS_WORDS[status as UserStatus]}`, removeUrl: filtered('status', '') }] : []),
      ...(role ? [{ label: `Role: ${roleName(role, roles)}`, removeUrl: filtered('role', '') }] : []),
    ],
    ignored: state.unknownStatus === null ? null : { text: `The address asks for the status “${state.unknownStatus}”, which there is not. The list below has every status.`, url: url({}) },
    clearUrl: isUnfiltered ? null : url({ search: '', filters: {} }),
    headers: { name: header('name', 'Person'), status: header('status', 'Status'), role: header('role', 'Role'), lastSeen: header('last_access', 'Last seen') },
    rows: users.map((user) => ({ ...row(user, filtered, now), canBeChosen: changeable.has(user.id) })),
    empty: users.length === 0 && total === 0,
    nobodyYet: isUnfiltered,
    pagination: pagination(total, state.page, USERS_PER_PAGE, (page) => url({ page })),
    newUrl: can.create ? `${USERS_PATH}/new` : null,
    bulkUrl: BULK_PATH,
    bulk: users.some(({ id }) => changeable.has(id)) ? { actions: bulkActions(givable, can), ...everybodyWhoMatches(total, users.length, isUnfiltered) } : null,
  };

  function header(sort: string, label: string): SortHeader {
    const direction = state.sort === sort ? 'ascending' : state.sort === `-${sort}` ? 'descending' : null;
    return { label, direction, url: url({ sort: direction === 'ascending' ? `-${sort}` : sort }) };
  }
}

/** More than a change takes at once are not offered: the page that asks, and says how many they are, would only refuse. */
function everybodyWhoMatches(total: Total, listed: number, isUnfiltered: boolean): { everybody: string | null; tooMany: string | null } {
  if (isExact(total) && total <= listed) return { everybody: null, tooMany: null };
  if (isExact(total) ? total <= CHANGED_AT_MOST : total.moreThan < CHANGED_AT_MOST) return { everybody: `All ${isExact(total) ? `${number(total)} ` : ''}${isUnfiltered ? 'users' : 'that match'}`, tooMany: null };
  return { everybody: null, tooMany: `At most ${number(CHANGED_AT_MOST)} can be changed at once. Narrow the list down to change everybody in it.` };
}

function hidden(fields: Readonly<Record<string, string>>): HiddenField[] {
  return Object.entries(fields).filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }));
}

function row(user: ListedUser, filtered: (name: string, value: string) => string, now: Date): Omit<UserRow, 'canBeChosen'> {
  const name = displayName(user);
  return {
    id: user.id,
    url: `${USERS_PATH}/${user.id}`,
    name,
    email: user.email && user.email !== name ? user.email : null,
    initials: initials(name),
    status: user.status ? statusBadge(user.status) : null,
    statusUrl: user.status ? filtered('status', user.status) : null,
    role: user.role ? (user.role.name ?? 'A role that you may not see') : null,
    roleUrl: filtered('role', user.role?.id ?? NO_ROLE),
    lastSeen: relativeTime(user.last_access, now),
    lastSeenExactly: user.last_access ? absoluteTime(user.last_access) : null,
  };
}

/** What people call a person; the address where there is no name. */
export function displayName(user: Pick<ListedUser, 'first_name' | 'last_name' | 'email'>): string {
  return [user.first_name, user.last_name].map((part) => part?.trim()).filter(Boolean).join(' ') || user.email || 'Somebody without a name';
}

function roleName(role: string, roles: readonly RoleChoice[]): string {
  return role === NO_ROLE ? 'none' : (roles.find(({ id }) => id === role)?.name ?? 'one that does not exist');
}
