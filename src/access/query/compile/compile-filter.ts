import { sql } from 'kysely';
import { InvalidQueryError } from '../../../platform/errors/errors';
import type { ListField } from '../../collections/collection';
import type { NamedField } from '../../collections/registry';
import type { Comparison, Filter } from '../ast';
import { holdsForNull } from '../operators';
import { hasUnknown } from '../operands';
import { mistake } from '../parse/mistake';
import { compare, requireAllowed, requireAllowedFor } from './compile-comparison';
import { allOf, anyOf, not, where, type Condition } from './condition';
import { compute, listRows, resolveField, targetOf } from './resolve-field';
import { visibleRows } from './visible-rows';
import type { View } from './view';

/** `path` names the place for refusals; the parser has checked the form, here only names and types can be wrong. */
export function compileFilter(view: View, filter: Filter, path: string): Condition {
  switch (filter.kind) {
    case 'all':
      return allOf(filter.filters.map((inner) => compileFilter(view, inner, path)));
    case 'any':
      return anyOf(filter.filters.map((inner) => compileFilter(view, inner, path)));
    case 'compare':
      return compileComparison(view, filter, `${path}.${filter.call.name}`);
    case 'related':
      return compileRelated(view, filter, `${path}.${filter.field}`);
  }
}

function compileComparison(view: View, comparison: Comparison, path: string): Condition {
  const { call, operator } = comparison;
  if (call.fn !== null) {
    const { value, guard, type } = compute(view, call, path);
    requireAllowedFor(type, operator, path);
    return allOf([guard, compare(view.dialect, type, value, comparison, path)]);
  }
  const { field, guard } = resolveField(view, call.name, 'compare');
  if (field.kind === 'list' && isEquality(operator)) return compileRelated(view, ofKey(view, field, comparison), path);
  if (field.kind === 'list') return allOf([guard, compileEmptiness(view, field, comparison, path)]);
  requireAllowed(field, operator, path);
  return allOf([guard, compare(view.dialect, field.type, view.column(field), comparison, path)]);
}

const isEquality = (operator: Comparison['operator']) => operator === 'eq' || operator === 'neq' || operator === 'in' || operator === 'nin';

/** `{ policies: { _eq: id } }`: some item of the list has that key. */
function ofKey(view: View, field: NamedField<ListField>, comparison: Comparison): Extract<Filter, { kind: 'related' }> {
  const key = view.compilation.registry.get(field.of).primaryKey.name;
  return { kind: 'related', field: field.name, quantifier: 'some', filter: { ...comparison, call: { name: key, fn: null } } };
}

/** `{ users: { _null: true } }`: there is no related item that the reader could see. */
function compileEmptiness(view: View, field: NamedField<ListField>, { operator }: Comparison, path: string): Condition {
  if (operator !== 'null' && operator !== 'nnull' && operator !== 'empty' && operator !== 'nempty') throw new InvalidQueryError({ reason: `${path}: a list cannot be compared with "_${operator}"` });
  const target = targetOf(view, field, path);
  target.requireReadable();
  const some = sql`exists (select 1 from ${target.from} where ${listRows(view, field, target)})`;
  return holdsForNull(operator) ? not(some) : some;
}

function compileRelated(view: View, { field: name, quantifier, filter }: Extract<Filter, { kind: 'related' }>, path: string): Condition {
  const { field, guard } = resolveField(view, name, 'compare');
  const target = targetOf(view, field, path);
  target.requireReadable();
  const inner = compileFilter(target, filter, path);
  if (field.kind === 'list') {
    // Nothing follows from a variable without a value, so least of all that no item matches it.
    if (quantifier === 'none' && hasUnknown(filter)) return false;
    const rows = allOf([listRows(view, field, target), inner]);
    const some: Condition = rows === false ? false : sql`exists (select 1 from ${target.from}${where(rows)})`;
    return allOf([guard, quantifier === 'none' ? not(some) : some]);
  }
  if (quantifier !== 'one') throw mistake(path, `"_${quantifier}" can only be used with top level relational alias field`);
  const reference = view.column(field);
  const rows = allOf([visibleRows(target), inner]);
  const matching: Condition = rows === false ? false : sql`${reference} in (select ${target.key} from ${target.from}${where(rows)})`;
  // A relation that leads nowhere reads as an item whose fields are all null.
  const nowhere: Condition = holdsForNothing(target, filter) ? sql`${reference} is null` : false;
  return allOf([guard, anyOf([matching, nowhere])]);
}

/** Whether an item that does not exist would satisfy the filter. */
function holdsForNothing(view: View, filter: Filter): boolean {
  switch (filter.kind) {
    case 'all':
      return filter.filters.every((inner) => holdsForNothing(view, inner));
    case 'any':
      return filter.filters.some((inner) => holdsForNothing(view, inner));
    case 'compare':
      return filter.call.fn === null && holdsForNull(filter.operator);
    case 'related': {
      const field = view.collection.fields.get(filter.field);
      if (field?.kind !== 'column') return filter.quantifier === 'none' && !hasUnknown(filter.filter);
      return field.refersTo !== undefined && holdsForNothing(view.related(field.refersTo, field.name), filter.filter);
    }
  }
}
