import { listState, type ListRules, type ListState } from '../doors/html/list-page.presenter';
import { USER_STATUSES } from './users.collection';

export const USERS_PATH = '/admin/users';
export const BULK_PATH = '/admin/users/bulk';

/** The filter value that stands for "has no role". */
export const NO_ROLE = 'none';

export const USERS_PER_PAGE = 50;

/** As many as one change of many people takes. */
export const CHANGED_AT_MOST = 10_000;

const SORT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  name: ['last_name', 'first_name', 'email', 'id'],
  email: ['email', 'id'],
  status: ['status', 'email', 'id'],
  role: ['role.name', 'email', 'id'],
  last_access: ['last_access', 'id'],
};

/** What the directory's URL may hold. */
export const USERS_LIST: ListRules = { filters: ['status', 'role'], sorts: Object.keys(SORT_FIELDS).flatMap((sort) => [sort, `-${sort}`]) };

export interface UsersListState extends ListState {
  /** A status in the address that there is not: the page says so, and a change of everybody who matches finds nobody. */
  readonly unknownStatus: string | null;
}

export function usersListState(query: Readonly<Record<string, unknown>>): UsersListState {
  const state = listState(query, USERS_LIST);
  const { status = '', role } = state.filters;
  const isKnown = USER_STATUSES.some((known) => known === status);
  return { ...state, filters: { ...(isKnown && { status }), ...(role && { role }) }, unknownStatus: isKnown || status === '' ? null : status };
}

/**
 * The list's state in the query language: who is meant by it.
 *
 * @param readable the fields that are searched, null for all: one that the viewer may not read must find nobody
 */
export function usersListQuery({ search, filters }: ListState, readable: ReadonlySet<string> | null = null): { filter: Record<string, unknown> } {
  const all: Record<string, unknown>[] = [];
  if (filters['status']) all.push({ status: { _eq: filters['status'] } });
  if (filters['role']) all.push({ role: filters['role'] === NO_ROLE ? { _null: true } : { _eq: filters['role'] } });
  // Each word has to be found in the name or the address, so that "ada love" finds Ada Lovelace.
  for (const word of search.split(/\s+/).filter(Boolean).slice(0, 5)) {
    const searched = ['first_name', 'last_name', 'email'].filter((field) => readable === null || readable.has(field));
    all.push(searched.length === 0 ? { id: { _null: true } } : { _or: searched.map((field) => ({ [field]: { _icontains: word } })) });
  }
  return { filter: all.length > 0 ? { _and: all } : {} };
}

/** The other direction is the exact reverse, so that an index is read backwards. */
export function usersListSort(sort: string): string[] {
  const fields = SORT_FIELDS[sort.replace(/^-/, '')]!;
  return sort.startsWith('-') ? fields.map((field) => `-${field}`) : [...fields];
}
