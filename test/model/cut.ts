import { TABLES, type Data, type Reader, type Row, type Rule, type Value } from './tables';
import { holds } from './judge';

/** What is left of a row for one reader. What was cut away is not null: it is not there. */
export interface SeenRow {
  readonly id: string;
  readonly cells: ReadonlyMap<string, Value>;
  /** The to-many relations that may be used on this row. */
  readonly relations: ReadonlySet<string>;
  /** The whole row, for following relations that are kept in other tables. */
  readonly whole: Row;
}

export interface World {
  readonly tables: Readonly<Record<string, ReadonlyMap<string, SeenRow>>>;
  /** The fields that some rule grants, by table; null where there is no rule at all. */
  readonly granted: Readonly<Record<string, ReadonlySet<string> | null>>;
  readonly reader: Reader;
  readonly nulls: NullsAre;
}

/** The one thing about an order that is the database's business: where nothing stands, before every value (SQLite) or behind. */
export type NullsAre = 'first' | 'last';

/** Everything, to everybody: what rules look at. */
function wholeWorld(data: Data, reader: Reader, nulls: NullsAre): World {
  return worldOf(data, reader, nulls, Object.keys(TABLES).map((collection) => ({ collection, fields: ['*'], permissions: null })), null);
}

/** First the tables are cut to what the reader may see; the query then knows no rights. */
export function cutWorld(data: Data, reader: Reader, rules: readonly Rule[], nulls: NullsAre): World {
  return worldOf(data, reader, nulls, rules, wholeWorld(data, reader, nulls));
}

function worldOf(data: Data, reader: Reader, nulls: NullsAre, rules: readonly Rule[], whole: World | null): World {
  const names = Object.keys(TABLES);
  return {
    reader,
    nulls,
    tables: Object.fromEntries(names.map((name) => [name, new Map(data[name]!.flatMap((row): [string, SeenRow][] => {
      const seen = cutRow(name, row, rules.filter((rule) => rule.collection === name), whole);
      return seen ? [[seen.id, seen]] : [];
    }))])),
    granted: Object.fromEntries(names.map((name) => {
      const own = rules.filter((rule) => rule.collection === name);
      return [name, own.length === 0 ? null : new Set(fieldsOf(name).filter((field) => own.some((rule) => grants(rule, field))))];
    })),
  };
}

function cutRow(table: string, row: Row, rules: readonly Rule[], whole: World | null): SeenRow | null {
  const id = String(row['id']);
  const matching = rules.filter((rule) => rule.permissions === null || holds(whole!, table, whole!.tables[table]!.get(id)!, rule.permissions));
  if (matching.length === 0) return null;
  const open = fieldsOf(table).filter((field) => matching.some((rule) => grants(rule, field)));
  return {
    id,
    whole: row,
    cells: new Map(open.filter((field) => field in TABLES[table]!.columns).map((field) => [field, row[field]!])),
    relations: new Set(open.filter((field) => field in TABLES[table]!.relations)),
  };
}

function grants(rule: Rule, field: string): boolean {
  return rule.fields.includes('*') || rule.fields.includes(field);
}

export function fieldsOf(table: string): string[] {
  return [...Object.keys(TABLES[table]!.columns), ...Object.keys(TABLES[table]!.relations)];
}

/** The related rows that the reader sees, in the order that lists have by themselves. */
export function manyOf(world: World, table: string, row: SeenRow, relation: string): SeenRow[] {
  const { from, by, sort } = TABLES[table]!.relations[relation]!;
  const rows = [...world.tables[from]!.values()].filter((other) => other.whole[by] === row.id);
  return rows.sort((a, b) => (sort ? order(world, a.whole[sort]!, b.whole[sort]!) : 0) || order(world, a.id, b.id));
}

export function order({ nulls }: Pick<World, 'nulls'>, a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === (nulls === 'first') ? -1 : 1;
  const [left, right] = [a, b].map((value) => (typeof value === 'boolean' ? Number(value) : Array.isArray(value) ? JSON.stringify(value) : value)) as [string | number, string | number];
  return left < right ? -1 : left > right ? 1 : 0;
}
