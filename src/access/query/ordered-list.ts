import { sql } from 'kysely';
import { where, type Condition, type Sql } from './compile/condition';
import { either, FEW, type Select } from './text-lookup';

/** From here on a page is sooner found by sorting, however many rows there are to be sorted. */
const FAR = 10_000;

/**
 * A page in an order that one index has, of rows that another one finds. SQLite would always fetch and sort all of these, also where they are
 * everybody. The statement counts as far as it needs to: where they are many, walking in the page's order finds a page of them sooner.
 */
export function sqliteOrderedList(select: Select): Sql {
  const { from, rows, offset } = select;
  const isSorted = sql`${offset} > ${sql.lit(FAR)} or (select count(*) from (select 1 from ${from}${where(rows)} limit ${sql.lit(FEW)})) < ${sql.lit(FEW)}`;
  // Under a sign a condition is no reason for the planner to take its index.
  const walked: Condition = typeof rows === 'boolean' ? rows : sql`+(${rows})`;
  return sql`with way as materialized (select ${isSorted} as is_sorted) ${either(select, sql`(select is_sorted from way)`, {}, { rows: walked })}`;
}
