import type { Filter, Operand, Query, Scalar } from './ast';
import { mapOperands } from './operands';
import type { Scope } from './scope';

/** Where the values hold how many items the page leaves out before it. */
export const OFFSET_SLOT = 0;
/** The keys follow, then everything else. */
export const FIRST_KEY_SLOT = 1;

/**
 * A question without its values: two with the same `shape` compile to the same statement. How many items are wanted belongs to the shape, since
 * planners go by it (and SQLite prepares a statement anew each time that a bound LIMIT gets its value), and so does whether any are left out before them.
 */
export interface Parametrized {
  readonly query: Query;
  readonly scope: Scope;
  readonly values: readonly Scalar[];
  readonly shape: string;
}

/** Takes the values out. Variables must have got theirs before. */
export function parametrize(collection: string, query: Query, scope: Scope): Parametrized {
  const values: Scalar[] = [query.offset];
  const slot = (operand: Operand): Operand => {
    if (operand.kind === 'variable') throw new Error(`${operand.name} has no value yet`);
    return operand.kind === 'literal' ? { kind: 'slot', index: values.push(operand.value) - 1 } : operand;
  };
  const filter = (inner: Filter | null) => inner && mapOperands(inner, (operand) => [slot(operand)]);
  const within = (inner: Query): Query => ({
    ...inner,
    keys: inner.keys && inner.keys.map(slot),
    filter: filter(inner.filter),
    search: inner.search && { ...inner.search, text: slot(inner.search.text), number: inner.search.number && slot(inner.search.number) },
    deep: Object.fromEntries(Object.entries(inner.deep).map(([name, nested]) => [name, within(nested)])),
  });
  const parametrized = {
    query: { ...within(query), offset: Math.sign(query.offset) },
    scope: scope === 'everything' ? scope : Object.fromEntries(Object.entries(scope).map(([name, rules]) => [name, rules.map((rule) => ({ ...rule, rows: filter(rule.rows) }))])),
  };
  return { ...parametrized, values, shape: JSON.stringify([collection, parametrized]) };
}
