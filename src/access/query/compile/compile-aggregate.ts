import { sql } from 'kysely';
import type { Aggregate, AggregateFunction, FieldCall, Query, SortField } from '../ast';
import { mistake } from '../parse/mistake';
import { readerFor, type Read } from '../shape';
import { only, type Sql } from './condition';
import { compute } from './resolve-field';
import type { View } from './view';

/** One value of a group, and where it goes: `count` or `count.id`. */
export interface Figure {
  readonly path: readonly [string] | readonly [string, string];
  readonly sql: Sql;
  readonly read: Read;
}

/** What an aggregating query selects: the keys of the groups first. */
export interface Figures {
  readonly figures: readonly Figure[];
  readonly groupBy: Sql;
  readonly orderBy: Sql;
}

export function compileAggregate(view: View, query: Query): Figures {
  const groups = query.groupBy.map((call) => groupKey(view, call));
  const values = query.aggregate.map((aggregate) => aggregated(view, aggregate, query.aggregate));
  const figures = [...groups, ...values];
  return {
    figures,
    // By number: repeated expressions would have parameters of their own, which PostgreSQL does not take for the same.
    groupBy: groups.length === 0 ? sql`` : sql` group by ${sql.join(groups.map((_, index) => sql.lit(index + 1)))}`,
    orderBy: orderBy(query.sort, figures, groups.length),
  };
}

function groupKey(view: View, call: FieldCall): Figure {
  const { value, guard, type } = compute(view, call, 'groupBy');
  return { path: [call.fn === null ? call.name : `${call.name}_${call.fn}`], sql: only(guard, view.dialect.select(type, value)), read: readerFor(view.dialect, type) };
}

const SQL_OF: Readonly<Record<AggregateFunction, (value: Sql) => Sql>> = {
  count: (value) => sql`count(${value})`,
  countAll: () => sql`count(*)`,
  countDistinct: (value) => sql`count(distinct ${value})`,
  sum: (value) => sql`sum(${value})`,
  sumDistinct: (value) => sql`sum(distinct ${value})`,
  avg: (value) => sql`avg(${value})`,
  avgDistinct: (value) => sql`avg(distinct ${value})`,
  min: (value) => sql`min(${value})`,
  max: (value) => sql`max(${value})`,
};

function aggregated(view: View, { fn, field }: Aggregate, all: readonly Aggregate[]): Figure {
  const number: Read = (raw) => (raw === null ? null : Number(raw));
  if (field === null) {
    const alone = all.every((other) => other.fn !== fn || other.field === null);
    return { path: alone ? [fn] : [fn, '*'], sql: sql`count(*)`, read: number };
  }
  const path = `aggregate.${fn}`;
  const { value, guard, type } = compute(view, { name: field, fn: null }, path);
  const isCount = fn === 'count' || fn === 'countDistinct';
  const isExtreme = fn === 'min' || fn === 'max';
  if (!isCount && type !== 'integer' && !(isExtreme && type !== 'json' && type !== 'boolean')) throw mistake(path, `cannot be computed of "${field}"`);
  return { path: [fn, field], sql: SQL_OF[fn](only(guard, isExtreme ? view.dialect.select(type, value) : value)), read: isExtreme ? readerFor(view.dialect, type) : number };
}

function orderBy(sort: readonly SortField[], figures: readonly Figure[], groups: number): Sql {
  // Without groups there is one row, which has no order.
  const terms = (groups === 0 ? [] : sort).map((field) => {
    const index = figures.findIndex((figure) => isMeant(figure, field));
    if (index < 0) throw mistake('sort', 'groups can only be sorted by their keys and by what is aggregated');
    return { index, descending: field.descending };
  });
  for (let index = 0; index < groups; index += 1) if (!terms.some((term) => term.index === index)) terms.push({ index, descending: false });
  if (terms.length === 0) return sql``;
  return sql` order by ${sql.join(terms.map(({ index, descending }) => sql`${sql.lit(index + 1)}${sql.raw(descending ? ' desc' : '')}`))}`;
}

function isMeant({ path }: Figure, { relations, call }: SortField): boolean {
  const name = call.fn === null ? call.name : `${call.name}_${call.fn}`;
  if (relations.length === 0) return path[0] === name;
  return path.length === 2 && relations.length === 1 && path[0] === relations[0] && path[1] === name;
}
