import { isExact, type Total } from '../../access/items/total';

/** Search, filters, sort and page of one list, as its URL has them: back, reload and sharing work. */
export interface ListState {
  readonly search: string;
  readonly sort: string;
  /** From 1. */
  readonly page: number;
  readonly filters: Readonly<Record<string, string>>;
}

export interface ListRules {
  /** The names of the filters that this list has. */
  readonly filters: readonly string[];
  /** The sort orders that this list offers, the first being the default; `-` in front means descending. */
  readonly sorts: readonly string[];
}

const SEARCH_AT_MOST = 200;
const PAGE_AT_MOST = 1_000_000;

/** Reads the state out of a parsed query string. What is not understood falls back to the default: a list never fails. */
export function listState(query: Readonly<Record<string, unknown>>, rules: ListRules): ListState {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim().slice(0, SEARCH_AT_MOST) : '');
  const page = Number(text('page'));
  const filters = Object.fromEntries(rules.filters.map((name) => [name, text(name)] as const).filter(([, value]) => value !== ''));
  return {
    search: text('search'),
    sort: rules.sorts.find((sort) => sort === text('sort')) ?? rules.sorts[0]!,
    page: Number.isInteger(page) && page >= 1 && page <= PAGE_AT_MOST ? page : 1,
    filters,
  };
}

/** The list's URL with some of its state changed. `keep` are parameters that belong to the page, such as the draft. */
export function listUrl(path: string, state: ListState, rules: ListRules, change: Partial<ListState> = {}, keep: Readonly<Record<string, string | null>> = {}): string {
  const next = { ...state, ...change };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(keep)) if (value) parameters.set(name, value);
  if (next.search) parameters.set('search', next.search);
  for (const [name, value] of Object.entries(next.filters)) if (value) parameters.set(name, value);
  if (next.sort !== rules.sorts[0]) parameters.set('sort', next.sort);
  if (next.page > 1) parameters.set('page', String(next.page));
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

/** For components/pagination. */
export interface Pagination {
  /** "26 to 50 of 1,204", "26 to 50 of over 10,000" */
  readonly summary: string;
  readonly previousUrl: string | null;
  readonly nextUrl: string | null;
}

export function pagination(total: Total, page: number, perPage: number, urlOf: (page: number) => string): Pagination {
  const pages = isExact(total) ? Math.max(1, Math.ceil(total / perPage)) : Infinity;
  const first = (page - 1) * perPage + 1;
  const last = isExact(total) ? Math.min(total, page * perPage) : page * perPage;
  return {
    summary: total === 0 ? 'None' : first > last ? `Page ${number(page)} is past the end of ${number(total)}` : `${number(first)} to ${number(last)} of ${number(total)}`,
    previousUrl: page > 1 ? urlOf(Math.min(page - 1, pages)) : null,
    nextUrl: page < pages ? urlOf(page + 1) : null,
  };
}

// Made once: making one costs twenty times what using it does.
const GROUPED = new Intl.NumberFormat('en-GB');

/** "1,204", "over 10,000" */
export function number(total: Total): string {
  return isExact(total) ? GROUPED.format(total) : `over ${GROUPED.format(total.moreThan)}`;
}

/** "1 user", "1,204 users", "over 10,000 users" */
export function counted(total: Total, one: string, many = `${one}s`): string {
  return `${number(total)} ${total === 1 ? one : many}`;
}

/** The same where it begins a line: "Over 10,000 users". */
export function countedFirst(total: Total, one: string, many = `${one}s`): string {
  const text = counted(total, one, many);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
