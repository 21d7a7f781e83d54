import { sql, type RawBuilder } from 'kysely';

/** A piece of SQL with its parameters. */
export type Sql = RawBuilder<unknown>;

/** What a WHERE can be reduced to: always, never, or SQL that decides. */
export type Condition = boolean | Sql;

export function allOf(conditions: readonly Condition[]): Condition {
  if (conditions.includes(false)) return false;
  const deciding = conditions.filter((condition) => condition !== true) as Sql[];
  if (deciding.length === 0) return true;
  return deciding.length === 1 ? deciding[0]! : sql`(${sql.join(deciding, sql` and `)})`;
}

export function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.includes(true)) return true;
  const deciding = conditions.filter((condition) => condition !== false) as Sql[];
  if (deciding.length === 0) return false;
  return deciding.length === 1 ? deciding[0]! : sql`(${sql.join(deciding, sql` or `)})`;
}

export function not(condition: Condition): Condition {
  return typeof condition === 'boolean' ? !condition : sql`not (${condition})`;
}

/** ` where …`, or nothing. */
export function where(condition: Condition): Sql {
  if (condition === true) return sql``;
  return condition === false ? sql` where 1 = 0` : sql` where ${condition}`;
}

/** The value where the condition holds, NULL elsewhere: one of the value's type also where it never does, since PostgreSQL neither sorts by a bare NULL nor sums it. */
export function only(condition: Condition, value: Sql): Sql {
  if (condition === true) return value;
  return sql`case when ${condition === false ? sql`1 = 0` : condition} then ${value} end`;
}

/** One of the values that an order goes by. */
export interface SortTerm {
  readonly value: Sql;
  readonly descending: boolean;
  /** The primary key, which leaves nothing to decide. */
  readonly isKey: boolean;
}

/** ` order by …`. */
export function orderBy(terms: readonly Pick<SortTerm, 'value' | 'descending'>[]): Sql {
  return sql` order by ${sql.join(terms.map(({ value, descending }) => sql`${value}${sql.raw(descending ? ' desc' : '')}`))}`;
}
