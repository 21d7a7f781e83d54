import type { ListThroughRelation } from '../relation-ordered-list';
import type { Query } from '../ast';
import type { SortTerm } from './condition';
import { resolveField, targetOf } from './resolve-field';
import type { View } from './view';
import { visibleRows } from './visible-rows';

/**
 * For an order by a field of what a relation leads to (the names of roles), and within one of these by what an index has for each of them (the
 * addresses of its people). Null for any other order, and where the reader may use a part of it on some rows only: the order is another one then.
 */
export function orderThroughRelation(view: View, { sort: [first, second] }: Query, [term, ...rest]: readonly SortTerm[]): ListThroughRelation | null {
  if (first?.relations.length !== 1 || first.call.fn !== null) return null;
  if (second === undefined || second.relations.length > 0 || second.call.fn !== null) return null;
  const { field, guard } = resolveField(view, first.relations[0]!, 'compute');
  if (guard !== true || field.kind !== 'column' || field.leads?.includes(second.call.name) !== true || resolveField(view, second.call.name, 'compute').guard !== true) return null;
  const target = targetOf(view, field, 'sort');
  const named = resolveField(target, first.call.name, 'compute');
  if (named.guard !== true || named.field.kind !== 'column' || visibleRows(target) !== true) return null;
  return { reference: view.column(field), related: target.from, relatedKey: target.key, name: target.column(named.field), descending: term!.descending, rest };
}
