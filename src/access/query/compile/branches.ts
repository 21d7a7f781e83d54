import { sql } from 'kysely';
import type { Collection } from '../../collections/registry';
import type { Comparison, Filter, Query, SortField } from '../ast';
import type { Select } from '../text-lookup';
import { compileFilter } from './compile-filter';
import { allOf, orderBy, where, type Condition, type SortTerm, type Sql } from './condition';
import { resolveField } from './resolve-field';
import type { View } from './view';
import { rowsOf } from './visible-rows';

/** Of which a row must satisfy all. */
export interface Restrictions {
  readonly visible: Condition;
  readonly withKeys: Condition;
  readonly filter: Condition;
  readonly search: Condition;
}

/** Each is walked in the order of the page; with many of them one walk through everybody finds a page as soon. */
const BRANCHES_AT_MOST = 12;

/**
 * The conditions of a row one by one, where what the reader may see, or else what is asked for, is an alternative: a row of the answer
 * satisfies one of them, and each has a part that an index finds. Null where there is no such alternative.
 */
export function branchesOf(view: View, query: Query, { visible, filter, search }: Restrictions): readonly Condition[] | null {
  const list = { collection: view.collection, first: firstColumn(view, query.sort) };
  return several(branchesOfRules(view, list), [filter, search]) ?? several(query.filter && branchesOfFilter(view, list, query.filter, 'filter'), [visible, search]);
}

/** Whether some index has all rows in this order; without an order that is the key's. */
export function isOrderOfIndex(view: View, { sort }: Pick<Query, 'sort'>): boolean {
  if (sort.length === 0) return true;
  const first = firstColumn(view, sort);
  const field = first === null ? undefined : view.collection.fields.get(first);
  return field?.kind === 'column' && (field.orders === true || first === view.collection.primaryKey.name);
}

/** Whether an index finds the rows, but not in their order, in which another index has all rows. */
export function isFoundOutOfOrder(view: View, { filter, sort }: Query): boolean {
  const first = firstColumn(view, sort);
  if (first === null || first === view.collection.primaryKey.name || !isOrderOfIndex(view, { sort })) return false;
  const isFound = (list: OrderedList) => branchesOfRules(view, list) !== null || (filter !== null && alternativesOf(list, filter) !== null);
  return isFound({ collection: view.collection, first: ANY }) && !isFound({ collection: view.collection, first });
}

function several(branches: readonly Condition[] | null, others: readonly Condition[]): readonly Condition[] | null {
  const possible = branches?.map((branch) => allOf([branch, ...others])).filter((branch) => branch !== false) ?? [];
  return possible.length > 1 ? possible : null;
}

function branchesOfRules(view: View, list: OrderedList): readonly Condition[] | null {
  // A rule that makes no sense has no rows as a whole, whatever can be said of its parts.
  const rules = view.rules?.filter((rule) => rowsOf(view, [rule]) !== false);
  return rules ? joined(rules.map(({ rows }) => rows && branchesOfFilter(view.unrestricted(), list, rows, 'rule'))) : null;
}

function branchesOfFilter(view: View, list: OrderedList, filter: Filter, path: string): readonly Condition[] | null {
  return alternativesOf(list, filter)?.map((alternative) => compileFilter(view, alternative, path)) ?? null;
}

interface OrderedList {
  readonly collection: Collection;
  /** The column that it is ordered by first; null for anything else. */
  readonly first: string | typeof ANY | null;
}

/** Whatever the order. */
const ANY = Symbol('any order');

function firstColumn(view: View, [first]: readonly SortField[]): string | null {
  if (first === undefined || first.relations.length > 0 || first.call.fn !== null) return null;
  // Where the reader may use it on some rows only, the order is not that of any index.
  return resolveField(view, first.call.name, 'compute').guard === true ? first.call.name : null;
}

/** Filters of which one holds wherever this one does, each with an equality whose rows an index has in the order of the list. */
function alternativesOf(list: OrderedList, filter: Filter): readonly Filter[] | null {
  switch (filter.kind) {
    case 'any':
      return joined(filter.filters.map((inner) => alternativesOf(list, inner)));
    case 'all':
      return fewest(filter.filters.map((inner, place) => alternativesOf(list, inner)?.map((one) => ({ ...filter, filters: filter.filters.with(place, one) })) ?? null));
    case 'compare':
      return alternativesOfComparison(list, filter);
    case 'related':
      return null;
  }
}

function alternativesOfComparison(list: OrderedList, comparison: Comparison): readonly Filter[] | null {
  const { call, operator, operands } = comparison;
  if (call.fn !== null || !isInOrder(list, call.name)) return null;
  if (operator === 'eq' || operator === 'null') return [comparison];
  return operator === 'in' && operands.length <= BRANCHES_AT_MOST ? operands.map((operand) => ({ ...comparison, operator: 'eq', operands: [operand] })) : null;
}

/** One row is always in order. */
function isInOrder({ collection: { primaryKey, fields }, first }: OrderedList, name: string): boolean {
  const field = fields.get(name);
  if (name === primaryKey.name) return true;
  if (field?.kind !== 'column' || field.leads === undefined || first === null) return false;
  return first === ANY || field.leads.includes(first);
}

function joined<T>(lists: readonly (readonly T[] | null)[]): readonly T[] | null {
  const known = lists.filter((list) => list !== null).flat();
  return lists.includes(null) || known.length > BRANCHES_AT_MOST ? null : known;
}

function fewest<T>(lists: readonly (readonly T[] | null)[]): readonly T[] | null {
  return lists.filter((list) => list !== null).reduce<readonly T[] | null>((least, list) => (least === null || list.length < least.length ? list : least), null);
}

/**
 * The same page as of all rows that satisfy one of the branches: each is read in the page's order, only as far as the page goes, and what
 * is shown is fetched for the rows of the page alone. As one condition it is answered by all rows of all branches, which are then sorted.
 */
export function listOfBranches(view: View, { columns, from, key, order, limit, offset }: Select, terms: readonly SortTerm[], branches: readonly Condition[]): Sql {
  const named = terms.map(({ value, descending, isKey }, index) => ({ selected: value, descending, value: sql`${sql.ref(isKey ? 'k' : `s${index}`)}` }));
  const selected = sql.join(named.map((term) => sql`${term.selected} as ${term.value}`));
  const branch = (rows: Condition) => sql`select ${selected} from ${from}${where(rows)}`;
  const page = view.dialect.union(branches.map(branch), orderBy(named), limit, offset);
  return sql`select ${columns} from ${from} where ${key} in (select k from (${page}) as page)${order}`;
}
