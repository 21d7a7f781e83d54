import { sql } from 'kysely';
import type { ColumnField, ListField } from '../../collections/collection';
import type { NamedField } from '../../collections/registry';
import type { FieldCall, FieldNode, Query } from '../ast';
import { NESTED_ITEMS, OUTPUTS, OUTPUTS_A_LEVEL } from '../limits';
import { mistake } from '../parse/mistake';
import { parseQuery } from '../parse/parse-query';
import { MASK, readNested, readerFor, type Read } from '../shape';
import { compileSearch } from './compile-search';
import { compileSort } from './compile-sort';
import { allOf, only, where, type Condition, type Sql } from './condition';
import { compute, isGranted, listRows, resolveField, targetOf } from './resolve-field';
import type { View } from './view';
import { visibleRows } from './visible-rows';

/** One value of an item: how it is selected, and how what comes back is read. */
export interface Output {
  readonly key: string;
  readonly sql: Sql;
  readonly read: Read;
  /** JSON that must stay JSON within JSON. */
  readonly isJson: boolean;
}

/** Where in the answer a selection stands. */
export interface Context {
  readonly path: string;
  /** How many items there are at most for one item of the whole answer. */
  readonly items: number;
  /** Whether wildcards may open the relation through which they were reached. */
  readonly opensBacklinks: boolean;
  /** The field that leads back to where we came from. */
  readonly backlink: string | null;
}

/** The values of an item in the order asked for. None at all: the item is its bare key. */
export function compileFields(view: View, query: Query, nodes: readonly FieldNode[], context: Context): Output[] {
  const wanted = expand(view, query, nodes, context);
  const leftOut = new Set([...wanted].filter(([key, { call }]) => call.fn === null && leadsNowhere(view, call.name, key)).map(([key]) => key));
  for (const key of leftOut) wanted.delete(key);
  const refused = [...wanted.values()].filter(({ call, isNamed }) => isNamed && !(view.collection.fields.has(call.name) && isGranted(view, call.name)));
  if (refused.length > 0) throw view.refuseAll(refused.map(({ call }) => call.name));
  for (const [key, nested] of Object.entries(query.deep)) if (!wanted.has(key) && !leftOut.has(key)) checkUnused(view, query, key, nested, context);
  const outputs = [...wanted].flatMap(([key, want]) => compileOutput(view, query, key, want, context) ?? []);
  if (outputs.length > OUTPUTS_A_LEVEL) throw mistake(context.path, `asks for more than ${OUTPUTS_A_LEVEL} values of an item`);
  view.compilation.outputs += outputs.length;
  if (view.compilation.outputs > OUTPUTS) throw mistake(context.path, `asks for more than ${OUTPUTS} values an item, those of relations among them`);
  return outputs;
}

/** A list of what the reader may not see is left out without a word, also where the field itself is not theirs: it would say nothing else. */
function leadsNowhere(view: View, name: string, key: string): boolean {
  const field = view.collection.fields.get(name);
  return field?.kind === 'list' && !view.related(field.of, key).isReadable;
}

interface Wanted {
  readonly call: FieldCall;
  readonly children: readonly FieldNode[];
  /** Named, so that it must exist; what a wildcard gives may silently be less. */
  readonly isNamed: boolean;
}

function expand(view: View, query: Query, nodes: readonly FieldNode[], context: Context): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  const want = (key: string, entry: Wanted) => {
    const known = wanted.get(key);
    wanted.set(key, known ? { ...entry, children: [...known.children, ...entry.children], isNamed: known.isNamed || entry.isNamed } : entry);
  };
  for (const { name, fn, children } of nodes) {
    if (name !== '*' || fn !== null) {
      const call = fn === null && Object.hasOwn(query.alias, name) ? query.alias[name]! : { name, fn };
      want(fn === null ? name : `${name}_${fn}`, { call, children, isNamed: true });
      continue;
    }
    for (const field of view.collection.fields.values()) {
      if (!isGranted(view, field.name) || (field.kind === 'column' && field.onRequest)) continue;
      const opens = (field.kind === 'list' || field.refersTo !== undefined) && (context.opensBacklinks || field.name !== context.backlink);
      want(field.name, { call: { name: field.name, fn: null }, children: opens ? children : [], isNamed: false });
    }
  }
  return wanted;
}

function compileOutput(view: View, query: Query, key: string, { call, children }: Wanted, context: Context): Output | null {
  const path = `${context.path}.${key}`;
  if (call.fn !== null) {
    if (children.length > 0) throw mistake(path, 'has no fields of its own');
    const { value, guard } = compute(view, call, path);
    return { key, sql: only(guard, value), read: readerFor(view.dialect, 'integer'), isJson: false };
  }
  const { field, guard } = resolveField(view, call.name, 'show');
  const nested = Object.hasOwn(query.deep, key) ? query.deep[key]! : PLAIN;
  const relation: Relation = { key, guard, nested, nodes: [...children, ...nested.fields], context: { ...context, path } };
  if (field.kind === 'list') return compileList(view, field, relation);
  if (relation.nodes.length === 0) {
    if (nested !== PLAIN) checkUnused(view, query, key, nested, context);
    return compileColumn(view, field, key, guard);
  }
  // What such a key leads to is not kept here, so there is never an item to show.
  if (field.refersElsewhere) return { key, sql: sql`null`, read: () => null, isJson: false };
  if (field.refersTo === undefined) throw mistake(path, `"${call.name}" is not a relation`);
  // A relation into what the reader may not see is left out where it would be opened.
  if (!view.related(field.refersTo, key).isReadable) return null;
  return compileReference(view, field, field.refersTo, relation) ?? compileColumn(view, field, key, guard);
}

function compileColumn(view: View, field: NamedField<ColumnField>, key: string, guard: Condition): Output {
  const column = view.column(field);
  // The secret itself never leaves the database, not even on its way to a mask.
  if (field.concealed) return { key, sql: only(allOf([guard, sql`${column} is not null`]), sql`${sql.lit(MASK)}`), read: (raw) => raw, isJson: false };
  return { key, sql: only(guard, view.dialect.select(field.type, column)), read: readerFor(view.dialect, field.type), isJson: false };
}

/** A relation that is shown with more than its key. */
interface Relation {
  readonly key: string;
  readonly guard: Condition;
  readonly nested: Query;
  readonly nodes: readonly FieldNode[];
  readonly context: Context;
}

/** What `deep` says about a relation that is not opened is understood all the same, so that a mistake in it is told. */
function checkUnused(view: View, query: Query, key: string, nested: Query, context: Context): void {
  const path = `deep.${key}`;
  const name = Object.hasOwn(query.alias, key) ? query.alias[key]!.name : key;
  const target = targetOf(view.apart(), resolveField(view, name, 'show').field, path);
  if (!target.isReadable) return;
  restrictions(target, nested, path);
  compileSort(target, nested.sort, `${path}._sort`);
  compileFields(target, nested, nested.fields, { ...context, path, backlink: null });
}

/** The item that a column refers to; null where the reader may not see it. No output at all when nothing of it is left to show. */
function compileReference(view: View, field: NamedField<ColumnField>, collection: string, { key, guard, nested, nodes, context }: Relation): Output | null {
  const target = view.related(collection, key);
  const back = [...target.collection.fields.values()].find((candidate) => candidate.kind === 'list' && candidate.of === view.collection.name && candidate.via === field.name);
  const outputs = compileFields(target, nested, nodes, { ...context, backlink: back?.name ?? null });
  const asked = restrictions(target, nested, context.path);
  if (outputs.length === 0) return null;
  const rows = allOf([sql`${target.key} = ${view.column(field)}`, visibleRows(target), ...asked]);
  const read = nestedItem(outputs);
  return {
    key,
    sql: only(guard, rows === false ? sql`null` : sql`(select ${arrayOf(target, outputs)} from ${target.from}${where(rows)})`),
    isJson: true,
    read: (raw) => (raw === null ? null : read(readNested(raw))),
  };
}

/** The items that refer to this one: as objects, or as keys when none of their fields is asked for. */
function compileList(view: View, field: NamedField<ListField>, { key, guard, nested, nodes, context }: Relation): Output | null {
  const target = view.related(field.of, key);
  if (!target.isReadable) return null;
  const items = context.items * Math.max(nested.limit, 1);
  if (items > NESTED_ITEMS) throw mistake(context.path, `asks for more than ${NESTED_ITEMS} nested items; use smaller limits`);
  view.compilation.nestedItems = Math.max(view.compilation.nestedItems, items);
  const outputs = compileFields(target, nested, nodes, { ...context, items, backlink: field.via });
  const value = outputs.length > 0 ? arrayOf(target, outputs) : target.key;
  const rows = allOf([listRows(view, field, target), ...restrictions(target, nested, context.path)]);
  const order = compileSort(target, nested.sort, `${context.path}._sort`, field);
  const subquery = sql`select ${value} as v from ${target.from}${where(rows)}${order} limit ${sql.lit(nested.limit)} offset ${sql.lit(nested.offset)}`;
  const readItem: Read = outputs.length > 0 ? nestedItem(outputs) : (raw) => raw;
  return {
    key,
    sql: only(guard, view.dialect.jsonRows(subquery, outputs.length > 0 ? 'json' : 'key')),
    isJson: true,
    read: (raw) => (raw === null ? null : (readNested(raw) as unknown[]).map(readItem)),
  };
}

/** Nested items travel as arrays: the names stay here. */
function nestedItem(outputs: readonly Output[]): Read {
  return (raw) => {
    const values = raw as unknown[];
    return Object.fromEntries(outputs.map(({ key, read }, index) => [key, read(values[index])]));
  };
}

function arrayOf(view: View, outputs: readonly Output[]): Sql {
  return view.dialect.jsonArray(outputs.map((output) => (output.isJson ? view.dialect.embedJson(output.sql) : output.sql)));
}

/** Filter and search of a nested query. */
function restrictions(target: View, nested: Query, path: string): Condition[] {
  return [
    ...(nested.filter ? [target.compilation.compileFilter(target, nested.filter, `${path}._filter`)] : []),
    ...(nested.search ? [compileSearch(target, nested.search)] : []),
  ];
}

/** A relation about which `deep` says nothing. */
const PLAIN: Query = parseQuery({ fields: [] });
