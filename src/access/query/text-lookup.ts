import { sql } from 'kysely';
import type { Scalar } from './ast';
import { allOf, where, type Condition, type Sql } from './compile/condition';
import { parameterOf } from './compile/slot';
import { lookedUp, type Texts } from './compile/texts';

/** The parts of a statement over one table. */
export interface Select {
  readonly columns: Sql;
  readonly from: Sql;
  readonly key: Sql;
  readonly rows: Condition;
  readonly order: Sql;
  readonly limit: Sql;
  readonly offset: Sql;
  /** The table's name in the statement, where the page is to be cut before its columns are computed: some databases compute them for what is skipped, too. */
  readonly cutFirst: string | null;
}

/** A question whose rows must hold texts, with the index that knows them. */
export interface TextLookup {
  readonly index: string;
  readonly texts: Texts;
  /** The table that the index is over, as the statement calls it. */
  readonly alias: string;
  /** With so many candidates a list is sooner found without them; null: with none. */
  readonly enoughToWalk: number | null;
}

/** How a database finds the candidates of a question by their texts. The question's own condition stays: it decides, the index only finds. */
export interface TextLookups {
  list(select: Select, lookup: TextLookup): Sql;
  count(select: Select, lookup: TextLookup): Sql;
  /** Counted no further than the select's limit. */
  countUpTo(select: Select, lookup: TextLookup): Sql;
}

export function listOf({ columns, from, rows, order, limit, offset, cutFirst }: Select): Sql {
  const page = (selected: Sql) => sql`select ${selected} from ${from}${where(rows)}${order} limit ${limit} offset ${offset}`;
  if (cutFirst === null) return page(columns);
  const table = sql.ref(cutFirst);
  return sql`select ${columns} from (${page(sql`${table}.*`)}) as ${table}${order}`;
}

export function countOf({ from, rows }: Select): Sql {
  return sql`select count(*) as n from ${from}${where(rows)}`;
}

/** Counted no further than the limit, as a value. */
export function countUpToOf({ from, rows, limit }: Pick<Select, 'from' | 'rows' | 'limit'>): Sql {
  return sql`(select count(*) from (select 1 from ${from}${where(rows)} limit ${limit}) as counted)`;
}

/**
 * More candidates than this, and the first page is sooner found by walking through the table in the page's order: every so many
 * rows one of them comes up.
 */
export const FEW = 2000;
/** So many candidates are looked through before the rows that an index finds, or a part of the table, are looked through instead. */
export const MANY = 20_000;

/**
 * SQLite: an FTS5 table, and beside it the one that says whose row is which (a row number of a table without an integer key does
 * not survive VACUUM). The planner cannot know how many rows a text has, so the statement counts before it chooses its way.
 */
export const SQLITE_LOOKUPS: TextLookups = {
  list(select, lookup) {
    const { enoughToWalk } = lookup;
    const areFew = enoughToWalk === null ? sql`1` : sql`(select count(*) from found) < ${sql.lit(enoughToWalk)}`;
    const looked = sql`${match(lookup)} is not null and ${areFew}`;
    return sql`${found(lookup, enoughToWalk === null ? sql`` : sql` limit ${sql.lit(enoughToWalk)}`)} ${either(select, looked, { from: throughFound(select) }, withTexts(select, lookup, 'like'))}`;
  },
  count(select, lookup) {
    const n = (from: Sql) => sql`(${countOf({ ...select, from })})`;
    return sql`${found(lookup, sql``)} select case when ${match(lookup)} is null then ${n(select.from)} else ${n(throughFound(select))} end as n`;
  },
  /** Among so many candidates the limit may be reached, or they are all; otherwise the table is walked until it is reached. */
  countUpTo(select, lookup) {
    const some = sql`(${candidates(lookup)} limit ${sql.lit(MANY)}) as `;
    const among = countUpToOf({ ...select, from: sql`${some}${throughFound(select)}` });
    const areAll = sql`(select count(*) from (select 1 from ${sql.table(lookup.index)} where ${isMatched(lookup)} limit ${sql.lit(MANY)})) < ${sql.lit(MANY)}`;
    return sql`with near as materialized (select case when ${match(lookup)} is not null then ${among} end as n)
      select case when n >= ${select.limit} or (n is not null and ${areAll}) then n else ${countUpToOf(withTexts(select, lookup, 'like'))} end as n from near`;
  },
};

/** The same page in one of two ways: the condition is known before either begins. */
export function either(select: Select, condition: Sql, one: Partial<Select>, other: Partial<Select>): Sql {
  const page = (way: Partial<Select>, isTaken: Sql) => sql`select * from (${listOf({ ...select, ...way, limit: sql`case when ${isTaken} then ${select.limit} else 0 end` })})`;
  return sql`${page(one, condition)} union all ${page(other, sql`not (${condition})`)}`;
}

function found(lookup: TextLookup, limit: Sql): Sql {
  return sql`with found as materialized (${candidates(lookup)}${limit})`;
}

function candidates(lookup: TextLookup): Sql {
  const rows = `${lookup.index}_rows`;
  return sql`select ${sql.ref(`${rows}.user`)} as id from ${sql.table(lookup.index)} cross join ${sql.table(rows)} on ${sql.ref(`${rows}.row`)} = ${sql.ref(`${lookup.index}.rowid`)} where ${isMatched(lookup)}`;
}

function isMatched(lookup: TextLookup): Sql {
  return sql`${sql.ref(lookup.index)} match coalesce(${match(lookup)}, '""')`;
}

/** CROSS: candidates first, whatever the planner thinks of them. */
function throughFound({ from, key }: Select): Sql {
  return sql`found cross join ${from} on ${key} = found.id`;
}

/** The texts in FTS5's own language; NULL where they are too short to be looked up. */
function match({ texts }: TextLookup): Sql {
  return parameterOf((values) => matchOf(texts, values));
}

function matchOf(texts: Texts, values: readonly Scalar[]): string | null {
  if (texts.kind === 'holds') {
    const text = lookedUp(values[texts.slot]!);
    return text && `"${text.replaceAll('"', '""')}"`;
  }
  const parts = texts.parts.map((part) => matchOf(part, values));
  const known = parts.filter((part) => part !== null);
  if (texts.kind === 'any') return known.length < parts.length ? null : `(${known.join(' OR ')})`;
  return known.length === 0 ? null : `(${known.join(' AND ')})`;
}

/** PostgreSQL: a generated column of all texts with a trigram index on it; the planner weighs it against the others. */
export const POSTGRES_LOOKUPS: TextLookups = {
  list: (select, lookup) => listOf(withTexts(select, lookup, 'ilike')),
  count: (select, lookup) => countOf(withTexts(select, lookup, 'ilike')),
  countUpTo: (select, lookup) => sql`select ${countUpToOf(withTexts(select, lookup, 'ilike'))} as n`,
};

/** All texts at once come first: most rows are told by one look at them, and not by one at each column. */
function withTexts(select: Select, { texts, alias }: TextLookup, like: 'like' | 'ilike'): Select {
  return { ...select, rows: allOf([holding(texts, sql.ref(`${alias}.search_text`) as unknown as Sql, like), select.rows]) };
}

function holding(texts: Texts, column: Sql, like: 'like' | 'ilike'): Sql {
  if (texts.kind !== 'holds') return sql`(${sql.join(texts.parts.map((part) => holding(part, column, like)), texts.kind === 'all' ? sql` and ` : sql` or `)})`;
  const pattern = sql`cast(${parameterOf((values) => patternOf(values[texts.slot]!))} as text)`;
  return sql`(${pattern} is null or ${column} ${sql.raw(like)} ${pattern} escape '\\')`;
}

function patternOf(value: Scalar): string | null {
  const text = lookedUp(value);
  return text && `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
