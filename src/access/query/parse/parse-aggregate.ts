import type { Aggregate, AggregateFunction } from '../ast';
import { mistake } from './mistake';
import { object, textList } from './parse-values';

const FUNCTIONS: ReadonlySet<string> = new Set<AggregateFunction>(['count', 'countDistinct', 'countAll', 'sum', 'sumDistinct', 'avg', 'avgDistinct', 'min', 'max']);

/** `{ count: '*', max: ['last_access'] }` → one entry per value to compute. */
export function parseAggregate(raw: unknown, path = 'aggregate'): Aggregate[] {
  const value = object(raw, path);
  if (!value) return [];
  return Object.entries(value).flatMap(([name, fields]) => {
    const place = `${path}.${name}`;
    if (!FUNCTIONS.has(name)) throw mistake(place, 'unknown aggregate function');
    const fn = name as AggregateFunction;
    const names = textList(fields, place);
    if (names.length === 0) throw mistake(place, 'has to name a field or "*"');
    return names.map((field) => ({ fn, field: wholeRows(fn, field, place) ? null : field }));
  });
}

function wholeRows(fn: AggregateFunction, field: string, path: string): boolean {
  if (fn === 'countAll') return true;
  if (field !== '*') return false;
  if (fn !== 'count') throw mistake(path, 'needs a field');
  return true;
}
