import { sql } from 'kysely';
import type { ColumnField, FieldType, ListField } from '../../collections/collection';
import type { NamedField } from '../../collections/registry';
import type { FieldCall } from '../ast';
import { DATE_PARTS, type FunctionName } from '../operators';
import { mistake } from '../parse/mistake';
import { grants } from '../scope';
import { allOf, only, where, type Condition, type Sql } from './condition';
import { rowsOf, visibleRows } from './visible-rows';
import type { View } from './view';

/** A secret may be shown as a mask and asked whether it is there; nothing else may be done with it. */
export type Purpose = 'show' | 'compare' | 'compute';

export interface ResolvedField {
  readonly field: NamedField;
  /** On which of the visible rows the reader may use it. */
  readonly guard: Condition;
}

/**
 * The one place where a name out of a query becomes a field: whatever shows, compares, sorts, searches, groups or computes
 * comes through here, and is answered only on the rows whose rules grant the field.
 */
export function resolveField(view: View, name: string, purpose: Purpose): ResolvedField {
  const field = view.collection.fields.get(name);
  const guard = guardOf(view, name);
  if (!field || guard === null) throw view.refuse(name);
  if (purpose === 'compute' && field.kind === 'column' && field.concealed) throw view.refuse(name);
  return { field, guard };
}

/** Whether the reader may see the field on some row; for wildcards and search, which take what there is. */
export function isGranted(view: View, name: string): boolean {
  return view.rules === null || view.rules.some((rule) => grants(rule, name));
}

function guardOf(view: View, name: string): Condition | null {
  if (view.rules === null) return true;
  const granting = view.rules.filter((rule) => grants(rule, name));
  if (granting.length === 0) return null;
  // A visible row satisfies some rule; where all of them grant the field there is nothing more to ask.
  return granting.length === view.rules.length ? true : rowsOf(view, granting);
}

/** A field as a value: its column or what a function makes of it, NULL where the reader may not use it. */
export interface Computed {
  readonly value: Sql;
  readonly guard: Condition;
  readonly type: FieldType;
}

export function compute(view: View, { name, fn }: FieldCall, path: string): Computed {
  const { field, guard } = resolveField(view, name, 'compute');
  if (fn === null) {
    if (field.kind === 'list') throw mistake(path, `"${name}" is a list, not a value`);
    return { value: view.column(field), guard, type: field.type };
  }
  return { value: field.kind === 'list' ? countOfList(view, field, fn, path) : functionOf(view, field, fn, path), guard, type: 'integer' };
}

/** `role.name` as a value: one subquery per relation, NULL where one of them leads to nothing that the reader may see. */
export function computePath(view: View, relations: readonly string[], call: FieldCall, path: string): Sql {
  const [relation, ...rest] = relations;
  if (relation === undefined) {
    const { value, guard } = compute(view, call, path);
    return only(guard, value);
  }
  const { field, guard } = resolveField(view, relation, 'compute');
  const target = targetOf(view, field, path);
  if (field.kind === 'list') {
    computePath(target, rest, call, path);
    throw mistake(path, `"${relation}" is a list; there is no single value to take from it`);
  }
  const inner = computePath(target, rest, call, path);
  const condition = allOf([sql`${target.key} = ${view.column(field)}`, visibleRows(target)]);
  return only(guard, sql`(select ${inner} from ${target.from}${where(condition)})`);
}

/** The collection that a relation leads to. */
export function targetOf(view: View, field: NamedField, path: string): View {
  if (field.kind === 'list') return view.related(field.of, field.name);
  if (field.refersTo === undefined) throw mistake(path, `"${field.name}" is not a relation`);
  return view.related(field.refersTo, field.name);
}

function functionOf(view: View, field: NamedField<ColumnField>, fn: FunctionName, path: string): Sql {
  if (fn === 'count' && field.type === 'json') return view.dialect.jsonLength(view.column(field));
  if (fn !== 'count' && DATE_PARTS.includes(fn) && (field.type === 'timestamp' || field.type === 'dateTime')) return view.dialect.datePart(fn, view.column(field));
  throw mistake(path, `the function "${fn}" cannot be used on "${field.name}"`);
}

function countOfList(view: View, field: NamedField<ListField>, fn: FunctionName, path: string): Sql {
  if (fn !== 'count') throw mistake(path, `the function "${fn}" cannot be used on "${field.name}"`);
  const target = view.related(field.of, field.name);
  target.requireReadable();
  return sql`(select count(*) from ${target.from} where ${listRows(view, field, target)})`;
}

/** The items of a to-many relation that the reader may see. */
export function listRows(view: View, field: NamedField<ListField>, target: View): Sql {
  const link = sql`${target.columnNamed(field.via)} = ${view.key}`;
  const visible = visibleRows(target);
  if (visible === false) return sql`1 = 0`;
  return allOf([link, visible]) as Sql;
}
