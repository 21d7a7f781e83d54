import { sql } from 'kysely';
import type { CollectionRegistry } from '../../collections/registry';
import type { Query, Scalar } from '../ast';
import type { Dialect } from '../dialect';
import { NESTED_ITEMS } from '../limits';
import type { Scope } from '../scope';
import { countOf, countUpToOf, FEW, listOf, MANY, type Select, type TextLookup } from '../text-lookup';
import { OFFSET_SLOT, type Parametrized } from '../parametrize';
import { mistake } from '../parse/mistake';
import { readerFor } from '../shape';
import { branchesOf, isFoundOutOfOrder, isOrderOfIndex, listOfBranches, type Restrictions } from './branches';
import { compileAggregate, type Figure } from './compile-aggregate';
import { compileFields, type Output } from './compile-fields';
import { compare } from './compile-comparison';
import { compileFilter } from './compile-filter';
import { compileSearch } from './compile-search';
import { sortTerms } from './compile-sort';
import { allOf, orderBy, where, type Condition, type SortTerm, type Sql } from './condition';
import { orderThroughRelation } from './relation-order';
import { resolveField } from './resolve-field';
import { parameter, type Parameter } from './slot';
import { textsOf } from './texts';
import { operandFor } from './values';
import { visibleRows } from './visible-rows';
import { Compilation, View } from './view';

/** Fetching more rows by their keys costs more than a better way of finding them saves. */
const REPEATED_ROWS_AT_MOST = 1000;
/** Each branch says all of the question's values again; SQLite takes 32,766 of them in a statement, and to read so many takes longer than to sort. */
const REPEATED_VALUES_AT_MOST = 500;

/** A statement that can be run with any values of its shape. */
export interface CompiledQuery {
  readonly sql: string;
  /** How it is best run depends on the values. */
  readonly isPlannedAnew: boolean;
  /** The parameters in their order; throws INVALID_QUERY for a value that its column cannot have. */
  parameters(values: readonly Scalar[]): unknown[];
  /** A row of the driver, as a list, as an item, or as its bare key when no field is wanted. */
  read(row: readonly unknown[]): unknown;
}

/** The items of one page, with everything that is nested in them, in one statement. */
export function compileItems(registry: CollectionRegistry, dialect: Dialect, collection: string, { query, scope }: Parametrized): CompiledQuery {
  const compilation = new Compilation(registry, dialect, compileFilter);
  const view = new View(compilation, registry.get(collection), scope, 'root');
  view.requireReadable();
  const restrictions = restrictionsOf(view, query);
  return query.aggregate.length > 0 || query.groupBy.length > 0 ? compileGroups(view, query, allOf(Object.values(restrictions))) : compileList(view, query, restrictions);
}

/** How many items a query finds, whatever its page. */
export function compileCount(registry: CollectionRegistry, dialect: Dialect, collection: string, { query, scope }: Parametrized): CompiledQuery {
  const { view, select, lookup } = counting(registry, dialect, collection, query, scope);
  return finish(view, lookup ? dialect.lookups.count(select, lookup) : countOf(select), (row) => Number(row[0]), lookup !== null);
}

/** The same, counted no further than the query's limit. */
export function compileCountUpTo(registry: CollectionRegistry, dialect: Dialect, collection: string, { query, scope }: Parametrized): CompiledQuery {
  const { view, select, lookup } = counting(registry, dialect, collection, query, scope);
  return finish(view, lookup ? dialect.lookups.countUpTo(select, lookup) : sql`select ${countUpToOf(select)} as n`, (row) => Number(row[0]), lookup !== null);
}

/** Pairs of a value and how many items have it, for a filter that names the values of one field: each counted no further than the query's limit. */
export function compileCounts(registry: CollectionRegistry, dialect: Dialect, collection: string, { query, scope }: Parametrized): CompiledQuery {
  const { filter } = query;
  if (filter?.kind !== 'compare' || filter.operator !== 'in') throw new Error('Counts go by the values of one field');
  const { view, select } = counting(registry, dialect, collection, { ...query, filter: null }, scope);
  const { field, guard } = resolveField(view, filter.call.name, 'compute');
  if (field.kind === 'list') throw new Error(`"${field.name}" has no single value`);
  const values = filter.operands.map((operand) => sql`(${operandFor(dialect, field.type, operand)})`);
  const n = countUpToOf({ ...select, rows: allOf([select.rows, guard, sql`${view.column(field)} = wanted.column1`]) });
  return finish(view, sql`select wanted.column1, ${n} as n from (values ${sql.join(values)}) as wanted`, ([value, count]) => [value, Number(count)]);
}

function counting(registry: CollectionRegistry, dialect: Dialect, collection: string, query: Query, scope: Scope): { view: View; select: Select; lookup: TextLookup | null } {
  const view = new View(new Compilation(registry, dialect, compileFilter), registry.get(collection), scope, 'root');
  view.requireReadable();
  // A number has no order, whatever the list beside it is sorted by.
  const select = selectOf(view, query, allOf(Object.values(restrictionsOf(view, query))), sql`count(*) as n`, sql``);
  return { view, select, lookup: lookupOf(view, query, select.rows) };
}

function restrictionsOf(view: View, { keys, filter, search }: Query): Restrictions {
  const { type } = view.collection.primaryKey;
  return {
    visible: visibleRows(view),
    withKeys: keys === null || compare(view.dialect, type, view.key, { kind: 'compare', call: { name: 'id', fn: null }, operator: 'in', operands: keys }, 'keys'),
    filter: filter ? compileFilter(view, filter, 'filter') : true,
    search: search ? compileSearch(view, search) : true,
  };
}

function compileList(view: View, query: Query, restrictions: Restrictions): CompiledQuery {
  const outputs = compileFields(view, query, query.fields, { path: 'fields', items: 1, opensBacklinks: query.backlink, backlink: null });
  const { nestedItems } = view.compilation;
  if (nestedItems > 1 && nestedItems * query.limit > NESTED_ITEMS) throw mistake('fields', `asks for more than ${NESTED_ITEMS} nested items; use smaller limits`);
  const selected = outputs.length > 0 ? outputs : [bareKey(view)];
  const terms = sortTerms(view, query.sort, 'sort');
  const rows = allOf(Object.values(restrictions));
  const select = selectOf(view, query, rows, columns(selected), orderBy(terms));
  const lookup = lookupOf(view, query, rows);
  const statement = lookup ? view.dialect.lookups.list(select, lookup) : listWithoutLookup(view, query, restrictions, select, terms);
  return finish(view, statement, outputs.length > 0 ? itemOf(outputs) : (row) => selected[0]!.read(row[0]), lookup !== null);
}

function listWithoutLookup(view: View, query: Query, restrictions: Restrictions, select: Select, terms: readonly SortTerm[]): Sql {
  const plainly = listOf(select);
  if (select.rows === false || query.keys !== null || query.limit > REPEATED_ROWS_AT_MOST) return plainly;
  if (view.dialect.compile(plainly).parameters.length > REPEATED_VALUES_AT_MOST) return plainly;
  const through = orderThroughRelation(view, query, terms);
  if (through) return view.dialect.listThroughRelation(select, through);
  if (select.rows === true) return plainly;
  const branches = branchesOf(view, query, restrictions);
  if (branches) return listOfBranches(view, select, terms, branches);
  return isFoundOutOfOrder(view, query) ? view.dialect.orderedList(select) : plainly;
}

function selectOf(view: View, query: Query, rows: Condition, selected: Sql, order: Sql): Select {
  const { from, key, alias, dialect } = view;
  return { columns: selected, from, key, rows, order, ...page(view, query), cutFirst: query.offset > 0 && dialect.computesSkipped ? alias : null };
}

/** Where the question is about texts, and there is an index of them. */
function lookupOf(view: View, query: Query, rows: Condition): TextLookup | null {
  const { collection, alias } = view;
  const texts = collection.textIndex === null || typeof rows === 'boolean' ? null : textsOf(collection, query);
  return texts && { index: collection.textIndex!, texts, alias, enoughToWalk: isFoundOutOfOrder(view, query) ? MANY : isOrderOfIndex(view, query) ? FEW : null };
}

function compileGroups(view: View, query: Query, rows: Condition): CompiledQuery {
  // Groups have no items whose fields could be shown: clients that always name some get the figures, as in the dialect.
  if (Object.keys(query.deep).length > 0) throw mistake('deep', 'cannot be combined with "aggregate" or "groupBy"');
  const { figures, groupBy, orderBy } = compileAggregate(view, query);
  const { limit, offset } = page(view, query);
  return finish(view, sql`select ${columns(figures)} from ${view.from}${where(rows)}${groupBy}${orderBy} limit ${limit} offset ${offset}`, groupOf(figures));
}

function bareKey(view: View): Output {
  const { name, type } = view.collection.primaryKey;
  return { key: name, sql: view.key, read: readerFor(view.dialect, type), isJson: false };
}

function columns(selected: readonly { readonly sql: Sql }[]): Sql {
  // Names of our own: what the answer calls a value is the caller's text and stays out of the statement.
  return sql.join(selected.map((output, index) => sql`${output.sql} as ${sql.ref(`c${index}`)}`));
}

function page(view: View, { limit, offset }: Query): { limit: Sql; offset: Sql } {
  return { limit: sql`${sql.lit(limit)}`, offset: offset === 0 ? sql`0` : view.dialect.typed('integer', parameter({ kind: 'slot', index: OFFSET_SLOT }, Number)) };
}

function finish(view: View, statement: Sql, read: CompiledQuery['read'], isPlannedAnew = false): CompiledQuery {
  const compiled = view.dialect.compile(statement);
  const parameters = compiled.parameters as readonly Parameter[];
  return {
    sql: compiled.sql,
    parameters: (values) => parameters.map((each) => each.valueIn(values)),
    isPlannedAnew,
    read,
  };
}

function itemOf(outputs: readonly Output[]): CompiledQuery['read'] {
  return (row) => {
    const item: Record<string, unknown> = {};
    for (let index = 0; index < outputs.length; index += 1) item[outputs[index]!.key] = outputs[index]!.read(row[index]);
    return item;
  };
}

function groupOf(figures: readonly Figure[]): CompiledQuery['read'] {
  return (row) => {
    const group: Record<string, unknown> = {};
    figures.forEach(({ path: [name, field], read }, index) => {
      const value = read(row[index]);
      if (field === undefined) group[name] = value;
      else group[name] = { ...(group[name] as Record<string, unknown> | undefined), [field]: value };
    });
    return group;
  };
}
