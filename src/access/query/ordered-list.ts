import { sql } from 'kysely';
import { where, type Condition, type Sql } from './compile/condition';
import { either, type Select } from './text-lookup';

/**
 * A page in an order that one index has, of rows that another one finds. SQLite would always fetch and sort all of these, also where they are
 * everybody. The statement counts as far as it needs to: where they are many, walking in the page's order finds a page of them sooner.
 */
export function sqliteOrderedList(select: Select): Sql {
  // Under a sign a condition is no reason for the planner to take its index.
  const walked: Condition = typeof select.rows === 'boolean' ? select.rows : sql`+(${select.rows})`;
  return sql`with ${theirWay(select, sql`1`)} ${either(select, IS_SORTED, {}, { rows: walked })}`;
}

/** Whether the rows are few enough to be sorted. */
export const IS_SORTED = sql`(select is_sorted from way)`;

/**
 * Of n rows in the table and m that are meant, a walk to the end of the page goes past (end · n / m) rows, `walks` times, and a sort through m, at twice the
 * price a row. The number of the newest row is as good as n, and known at once; m is counted as far as decides.
 */
export function theirWay({ from, rows, limit, offset }: Select, walks: Sql): Sql {
  const enough = sql`(select n from enough)`;
  return sql`enough as materialized (select coalesce(cast(sqrt(0.5 * (${limit} + ${offset}) * (select max(rowid) from ${from}) * ${walks}) as integer), 0) as n),
    way as materialized (select (select count(*) from (select 1 from ${from}${where(rows)} limit ${enough})) < ${enough} as is_sorted)`;
}
