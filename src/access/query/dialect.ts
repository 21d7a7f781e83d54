import { DummyDriver, Kysely, PostgresAdapter, PostgresQueryCompiler, SqliteAdapter, SqliteQueryCompiler, sql } from 'kysely';
import type { FieldType } from '../collections/collection';
import type { Sql } from './compile/condition';
import type { FunctionName } from './operators';
import { sqliteOrderedList } from './ordered-list';
import { postgresListThroughRelation, sqliteListThroughRelation, type ListThroughRelation } from './relation-ordered-list';
import { listOf, POSTGRES_LOOKUPS, SQLITE_LOOKUPS, type Select, type TextLookups } from './text-lookup';

/** What SQLite and PostgreSQL disagree on; the only place that knows the one from the other. */
export interface Dialect {
  compile(statement: Sql): { sql: string; parameters: readonly unknown[] };
  /** A parameter with the type that its column has. */
  typed(type: FieldType, parameter: Sql): Sql;
  /** A boolean, a point in time: as the driver takes it. */
  writeBoolean(value: boolean): unknown;
  writeDate(value: Date): unknown;
  /** A column as it is selected: plain values that need no knowledge of its declared type. */
  select(type: FieldType, column: Sql): Sql;
  readJson(value: unknown): unknown;
  /** Case-sensitive, without wildcards. */
  contains(column: Sql, text: Sql): Sql;
  startsWith(column: Sql, text: Sql): Sql;
  endsWith(column: Sql, text: Sql): Sql;
  /** LIKE without regard to case; `\` escapes. On SQLite only ASCII letters have two cases. */
  likeInsensitive(column: Sql, pattern: Sql): Sql;
  readonly lookups: TextLookups;
  /** A page in an order that one index has, of rows that another one finds. */
  orderedList(select: Select): Sql;
  /** A page in an order by a field of what a relation leads to. */
  listThroughRelation(select: Select, through: ListThroughRelation): Sql;
  /** Whether the columns of rows that `offset` skips are computed. */
  readonly computesSkipped: boolean;
  /** A page of what several selects over the same columns find, each row once. Reads of each no more than the page needs, where an index has its order. */
  union(selects: readonly Sql[], order: Sql, limit: Sql, offset: Sql): Sql;
  datePart(part: Exclude<FunctionName, 'count'>, column: Sql): Sql;
  /** The number of entries of a JSON array; 0 for other JSON, NULL for none. */
  jsonLength(column: Sql): Sql;
  jsonArray(values: readonly Sql[]): Sql;
  /** JSON within JSON, rather than a text that holds JSON. */
  embedJson(value: Sql): Sql;
  /** All rows of a subquery with one column `v`, in its order, as one JSON array. */
  jsonRows(subquery: Sql, v: 'json' | 'key'): Sql;
}

export type Provider = 'sqlite' | 'postgresql';

export function dialectFor(provider: Provider): Dialect {
  return provider === 'sqlite' ? SQLITE : POSTGRESQL;
}

type Tables = Record<string, never>;

const sqliteCompiler = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: () => {
      throw new Error('Nothing is introspected');
    },
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

const postgresCompiler = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: () => {
      throw new Error('Nothing is introspected');
    },
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const SQLITE_PARTS: Readonly<Record<Exclude<FunctionName, 'count'>, string>> = {
  year: '%Y', month: '%m', week: '%V', day: '%d', weekday: '%w', hour: '%H', minute: '%M', second: '%S',
};

const SQLITE: Dialect = {
  computesSkipped: false,
  compile: (statement) => statement.compile(sqliteCompiler),
  typed: (_type, parameter) => parameter,
  writeBoolean: (value) => Number(value),
  // How Prisma writes it; texts of this form compare like the instants that they name.
  writeDate: (value) => value.toISOString().replace('Z', '+00:00'),
  // An expression has no declared type, so neither driver turns the text into something else.
  select: (type, column) => (type === 'json' || type === 'timestamp' || type === 'dateTime' ? sql`cast(${column} as text)` : column),
  readJson: (value) => (typeof value === 'string' ? JSON.parse(value) : value),
  contains: (column, text) => sql`instr(${column}, ${text}) > 0`,
  startsWith: (column, text) => sql`substr(${column}, 1, length(${text})) = ${text}`,
  endsWith: (column, text) => sql`substr(${column}, -length(${text})) = ${text}`,
  likeInsensitive: (column, pattern) => sql`${column} like ${pattern} escape '\\'`,
  lookups: SQLITE_LOOKUPS,
  orderedList: sqliteOrderedList,
  listThroughRelation: sqliteListThroughRelation,
  // In an order, SQLite reads the parts of a union side by side.
  union: (selects, order, limit, offset) => sql`${sql.join(selects, sql` union `)}${order} limit ${limit} offset ${offset}`,
  datePart: (part, column) => sql`cast(strftime(${sql.lit(SQLITE_PARTS[part])}, ${column}) as integer)`,
  jsonLength: (column) => sql`json_array_length(${column})`,
  jsonArray: (values) => sql`json_array(${sql.join(values)})`,
  embedJson: (value) => sql`json(${value})`,
  jsonRows: (subquery, v) => sql`(select json_group_array(${v === 'json' ? sql`json(v)` : sql`v`}) from (${subquery}))`,
};

const POSTGRES_PARTS: Readonly<Record<Exclude<FunctionName, 'count'>, string>> = {
  year: 'year', month: 'month', week: 'week', day: 'day', weekday: 'dow', hour: 'hour', minute: 'minute', second: 'second',
};

const POSTGRES_TYPES: Readonly<Record<FieldType, string>> = {
  uuid: 'text', string: 'text', text: 'text', csv: 'text', hash: 'text', json: 'jsonb', integer: 'bigint', boolean: 'boolean', timestamp: 'timestamp', dateTime: 'timestamp',
};

const POSTGRESQL: Dialect = {
  computesSkipped: true,
  compile: (statement) => statement.compile(postgresCompiler),
  typed: (type, parameter) => sql`cast(${parameter} as ${sql.raw(POSTGRES_TYPES[type])})`,
  writeBoolean: (value) => value,
  writeDate: (value) => value.toISOString().replace('Z', ''),
  select: (_type, column) => column,
  readJson: (value) => value,
  contains: (column, text) => sql`strpos(${column}, ${text}) > 0`,
  startsWith: (column, text) => sql`starts_with(${column}, ${text})`,
  endsWith: (column, text) => sql`right(${column}, length(${text})) = ${text}`,
  likeInsensitive: (column, pattern) => sql`${column} ilike ${pattern} escape '\\'`,
  lookups: POSTGRES_LOOKUPS,
  // It knows how many rows a value has.
  orderedList: listOf,
  listThroughRelation: postgresListThroughRelation,
  // PostgreSQL before 17 reads all of each part, and later ones may think that better.
  union: (selects, order, limit, offset) => sql`${sql.join(selects.map((select) => sql`(${select}${order} limit ${limit} + ${offset})`), sql` union `)}${order} limit ${limit} offset ${offset}`,
  datePart: (part, column) => sql`cast(floor(extract(${sql.raw(POSTGRES_PARTS[part])} from ${column})) as integer)`,
  jsonLength: (column) => sql`case when jsonb_typeof(${column}) = 'array' then jsonb_array_length(${column}) when ${column} is not null then 0 end`,
  jsonArray: (values) => sql`json_build_array(${sql.join(values)})`,
  embedJson: (value) => value,
  jsonRows: (subquery) => sql`(select coalesce(json_agg(v), '[]') from (${subquery}) s)`,
};
