import { sql } from 'kysely';
import { allOf, orderBy, where, type Condition, type SortTerm, type Sql } from './compile/condition';
import { IS_SORTED, theirWay } from './ordered-list';
import { countUpToOf, either, listOf, type Select } from './text-lookup';

/** An order by a field of what a relation leads to, then by others. */
export interface ListThroughRelation {
  /** The column that holds the key of what it leads to. */
  readonly reference: Sql;
  readonly related: Sql;
  readonly relatedKey: Sql;
  /** What the order goes by first, of the related table. */
  readonly name: Sql;
  readonly descending: boolean;
  /** The terms of the order within one name, down to the key. */
  readonly rest: readonly SortTerm[];
}

/** On SQLite, which knows no LATERAL: the keys of the rows of each place are asked for by themselves. */
export function sqliteListThroughRelation(select: Select, through: ListThroughRelation): Sql {
  const { from, key } = select;
  // Under a sign a condition is no reason for the planner to take its index.
  const rows: Condition = typeof select.rows === 'boolean' ? select.rows : sql`+(${select.rows})`;
  const walk = walkOf({ ...select, rows }, through, ({ isOf, columns, order, end }) => {
    const keys = sql`select ${key} from ${from}${where(allOf([isOf(sql`is near.place`), rows]))}${order} limit ${end}`;
    return sql`select near.name, ${columns} from near cross join ${from} on ${key} in (${keys})`;
  });
  if (rows === true) return sql`with ${walk.parts} ${listOf({ ...select, ...walk.way })}`;
  return sql`with ${theirWay(select, sql`(select count(*) + 1 from ${through.related})`)}, ${walk.parts} ${either(select, IS_SORTED, {}, walk.way)}`;
}

/** On PostgreSQL, of everybody only: what else is asked for may be satisfied by few, and then a sort is sooner done. */
export function postgresListThroughRelation(select: Select, through: ListThroughRelation): Sql {
  const { from, rows } = select;
  if (rows !== true) return listOf(select);
  const walk = walkOf(select, through, ({ isOf, columns, order, end }) => {
    const rowsOf = (isThere: Sql) => sql`(select ${columns} from ${from} where ${isThere}${order} limit ${end})`;
    return sql`select near.name, rows_of_place.* from near cross join lateral (${rowsOf(isOf(sql`= near.place`))} union all ${rowsOf(sql`near.place is null and ${isOf(sql`is null`)}`)}) as rows_of_place`;
  });
  return sql`with ${walk.parts} ${listOf({ ...select, ...walk.way })}`;
}

/** The rows of each place near the page, in the order of the rest, as far as the page goes. */
type RowsOfPlaces = (walk: {
  readonly isOf: (place: Sql) => Sql;
  /** The rest of the order as columns `s0`, `s1` … and `k`, the key. */
  readonly columns: Sql;
  readonly order: Sql;
  /** How many rows there are up to the end of the page. */
  readonly end: Sql;
}) => Sql;

/**
 * A sort would go through everybody. Instead the rows of each place (each role, and none) are counted as far as the page goes, which tells the few places
 * with rows on the page; only of these rows are read, in the order that an index has.
 */
function walkOf(select: Select, { reference, related, relatedKey, name, descending, rest }: ListThroughRelation, rowsOfPlaces: RowsOfPlaces): { parts: Sql; way: Partial<Select> } {
  const { from, key, rows, limit, offset } = select;
  const end = sql`${limit} + ${offset}`;
  const named = rest.map(({ value, descending: isDown, isKey }, index) => ({ value, descending: isDown, column: sql`${sql.ref(isKey ? 'k' : `s${index}`)}` }));
  const isOf = (place: Sql) => sql`${reference} ${place}`;
  const counted = (isThere: Sql) => countUpToOf({ from, rows: allOf([isThere, rows]), limit: end });
  const order = orderBy([{ value: sql`name`, descending }, ...named.map((term) => ({ ...term, value: term.column }))]);
  const inReach = rowsOfPlaces({ isOf, end, order: orderBy(rest), columns: sql.join(named.map(({ value, column }) => sql`${value} as ${column}`)) });
  return {
    parts: sql`counted_places as materialized (
      select ${relatedKey} as place, ${name} as name, ${counted(isOf(sql`= ${relatedKey}`))} as n from ${related} union all select null, null, ${counted(isOf(sql`is null`))}),
    places as materialized (select place, name, n, sum(n) over (order by name${sql.raw(descending ? ' desc' : '')}) - sum(n) over (partition by name) as earlier from counted_places),
    near as materialized (select place, name from places where n > 0 and earlier < ${end})`,
    way: { rows: sql`${key} in (select k from (select k from (${inReach}) as in_reach${order} limit ${limit} offset ${offset}) as page)`, offset: sql`0`, cutFirst: null },
  };
}
