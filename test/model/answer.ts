import { computed, holds } from './judge';
import { fieldsOf, manyOf, order, type SeenRow, type World } from './cut';
import { TABLES, type Json, type Question, type Value } from './tables';

/** The reader may not ask this. */
export class Refused extends Error {}

/** The naive answer to a question on tables that have been cut already. Throws `Refused`. */
export function answer(world: World, question: Question): unknown[] {
  const { collection: table } = question;
  if (world.granted[table] === null) throw new Refused();
  checkFilter(world, table, question.filter ?? {});
  const rows = [...world.tables[table]!.values()].filter((row) => holds(world, table, row, question.filter ?? {}) && found(table, row, question.search));
  const { limit = 100, offset = 0 } = question;
  if (question.aggregate || question.groupBy) return groups(world, table, rows, question).slice(offset, offset + limit);
  checkFields(world, table, question.fields ?? ['*'], question);
  const sorted = sort(world, table, rows, question.sort ?? []).slice(offset, offset + limit);
  return sorted.map((row) => item(world, table, row, question.fields ?? ['*'], question));
}

export function count(world: World, question: Question): number {
  const { collection: table } = question;
  if (world.granted[table] === null) throw new Refused();
  checkFilter(world, table, question.filter ?? {});
  return [...world.tables[table]!.values()].filter((row) => holds(world, table, row, question.filter ?? {}) && found(table, row, question.search)).length;
}

// --- what may be asked at all

function requireField(world: World, table: string, field: string): void {
  if (!world.granted[table]?.has(field)) throw new Refused();
}

function requireTable(world: World, table: string): void {
  if (world.granted[table] === null) throw new Refused();
}

function checkFilter(world: World, table: string, filter: Json): void {
  for (const [key, value] of Object.entries(filter)) {
    if (key === '_and' || key === '_or') {
      for (const inner of value as Json[]) checkFilter(world, table, inner);
      continue;
    }
    const name = /\((\w+)\)/.exec(key)?.[1] ?? key;
    requireField(world, table, name);
    const target = targetOf(table, name);
    if (name in TABLES[table]!.relations) requireTable(world, target!);
    if (key !== name) continue;
    for (const [inner, conditions] of Object.entries(value as Json)) {
      if (inner === '_some' || inner === '_none') checkFilter(world, target!, conditions as Json);
      else if (!inner.startsWith('_')) {
        requireTable(world, target!);
        checkFilter(world, target!, { [inner]: conditions });
      }
    }
  }
}

function checkFields(world: World, table: string, paths: readonly string[], { alias = {}, deep = {} }: { alias?: Readonly<Record<string, string>>; deep?: Json }): void {
  for (const [head, rest] of tree(paths)) {
    if (head === '*') continue;
    const name = alias[head] ?? /\((\w+)\)/.exec(head)?.[1] ?? head;
    const target = targetOf(table, name);
    // A list of what may not be read is left out without a word, whosever the field is.
    if (name in TABLES[table]!.relations && !head.includes('(') && world.granted[target!] === null) continue;
    requireField(world, table, name);
    if (head.includes('(') && name in TABLES[table]!.relations) requireTable(world, target!);
    if (!target || head.includes('(') || world.granted[target] === null) continue;
    const nested = (deep[head] ?? {}) as Json;
    if (rest.length > 0) checkFields(world, target, rest, {});
    if (nested['_filter']) checkFilter(world, target, nested['_filter'] as Json);
    for (const key of (nested['_sort'] as string[] | undefined) ?? []) checkPath(world, target, key.replace(/^-/, ''));
  }
}

function checkPath(world: World, table: string, path: string): void {
  const [head, ...rest] = path.split('.');
  const name = /\((\w+)\)/.exec(head!)?.[1] ?? head!;
  requireField(world, table, name);
  const target = targetOf(table, name);
  if (name in TABLES[table]!.relations) requireTable(world, target!);
  if (rest.length > 0) {
    requireTable(world, target!);
    checkPath(world, target!, rest.join('.'));
  }
}

function targetOf(table: string, field: string): string | undefined {
  return TABLES[table]!.relations[field]?.from ?? TABLES[table]!.columns[field]?.to;
}

// --- the items

function item(world: World, table: string, row: SeenRow, paths: readonly string[], { alias = {}, deep = {} }: { alias?: Readonly<Record<string, string>>; deep?: Json }): unknown {
  const values = new Map<string, unknown>();
  const opened = new Map<string, string[]>();
  for (const [head, rest] of tree(paths)) {
    if (head !== '*') opened.set(head, [...(opened.get(head) ?? []), ...rest]);
    else for (const field of fieldsOf(table).filter((name) => world.granted[table]!.has(name))) opened.set(field, [...(opened.get(field) ?? []), ...(targetOf(table, field) ? rest : [])]);
  }
  for (const [head, rest] of opened) {
    const call = /^(\w+)\((\w+)\)$/.exec(head);
    if (call) {
      values.set(`${call[2]}_${call[1]}`, computed(world, table, row, call[1]!, call[2]!) ?? null);
      continue;
    }
    const name = alias[head] ?? head;
    const nested = (deep[head] ?? {}) as Json;
    if (name in TABLES[table]!.relations) {
      if (world.granted[targetOf(table, name)!] !== null) values.set(head, row.relations.has(name) ? many(world, table, row, name, rest, nested) : null);
    } else if (rest.length === 0) values.set(head, shown(table, row, name));
    else if (world.granted[targetOf(table, name)!] !== null) values.set(head, one(world, table, row, name, rest, nested));
  }
  return values.size === 0 ? row.id : Object.fromEntries(values);
}

function shown(table: string, row: SeenRow, name: string): unknown {
  const value = row.cells.get(name) ?? null;
  return TABLES[table]!.columns[name]!.type === 'secret' && value !== null ? '**********' : value;
}

function one(world: World, table: string, row: SeenRow, name: string, paths: readonly string[], nested: Json): unknown {
  const target = targetOf(table, name)!;
  if (selectsNothing(world, target, paths)) return shown(table, row, name);
  const other = world.tables[target]!.get(String(row.cells.get(name) ?? ''));
  if (!other || (nested['_filter'] && !holds(world, target, other, nested['_filter'] as Json))) return null;
  return item(world, target, other, paths, {});
}

function many(world: World, table: string, row: SeenRow, name: string, paths: readonly string[], nested: Json): unknown {
  const target = targetOf(table, name)!;
  const all = manyOf(world, table, row, name).filter((other) => !nested['_filter'] || holds(world, target, other, nested['_filter'] as Json));
  const keys = (nested['_sort'] as string[] | undefined) ?? [];
  const sorted = keys.length > 0 ? sort(world, target, all, keys) : all;
  const page = sorted.slice(0, (nested['_limit'] as number | undefined) ?? 100);
  return page.map((other) => (paths.length === 0 ? other.id : item(world, target, other, paths, {})));
}

/** Whether nothing of what is named below a relation may be opened, so that only its key is left. */
function selectsNothing(world: World, table: string, paths: readonly string[]): boolean {
  return [...tree(paths)].every(([head, rest]) => {
    if (head === '*') return [...world.granted[table]!].every((field) => field in TABLES[table]!.relations && world.granted[targetOf(table, field)!] === null);
    const target = targetOf(table, head);
    if (head.includes('(') || !target) return false;
    return (head in TABLES[table]!.relations || rest.length > 0) && world.granted[target] === null;
  });
}

function tree(paths: readonly string[]): Map<string, string[]> {
  const heads = new Map<string, string[]>();
  for (const path of paths) {
    const [head, ...rest] = path.split('.');
    heads.set(head!, [...(heads.get(head!) ?? []), ...(rest.length > 0 ? [rest.join('.')] : [])]);
  }
  return heads;
}

// --- search, order, groups

function found(table: string, row: SeenRow, search: string | undefined): boolean {
  if (!search) return true;
  return Object.entries(TABLES[table]!.columns).some(([name, { type }]) => {
    const value = row.cells.get(name) ?? null;
    if (value === null) return false;
    if (type === 'integer') return String(value) === search;
    return type === 'text' && String(value).toLowerCase().includes(search.toLowerCase());
  });
}

function sort(world: World, table: string, rows: readonly SeenRow[], keys: readonly string[]): SeenRow[] {
  for (const key of keys) checkPath(world, table, key.replace(/^-/, ''));
  const by = keys.map((key) => ({ path: key.replace(/^-/, ''), factor: key.startsWith('-') ? -1 : 1 }));
  const valued = rows.map((row) => ({ row, values: by.map(({ path }) => valueAt(world, table, row, path)) }));
  valued.sort((a, b) => by.reduce((decided, { factor }, index) => decided || factor * order(world, a.values[index]!, b.values[index]!), 0) || order(world, a.row.id, b.row.id));
  return valued.map(({ row }) => row);
}

function valueAt(world: World, table: string, row: SeenRow | undefined, path: string): Value {
  if (!row) return null;
  const [head, ...rest] = path.split('.');
  const call = /^(\w+)\((\w+)\)$/.exec(head!);
  if (call) return computed(world, table, row, call[1]!, call[2]!) ?? null;
  const value = row.cells.get(head!) ?? null;
  if (rest.length === 0) return value;
  const target = targetOf(table, head!)!;
  return valueAt(world, target, value === null ? undefined : world.tables[target]!.get(String(value)), rest.join('.'));
}

function groups(world: World, table: string, rows: readonly SeenRow[], { groupBy = [], aggregate = {} }: Question): unknown[] {
  for (const key of groupBy) checkPath(world, table, key);
  for (const field of Object.values(aggregate).flat()) if (field !== '*') requireField(world, table, field);
  const buckets = new Map<string, { keys: Value[]; rows: SeenRow[] }>();
  for (const row of rows) {
    const keys = groupBy.map((key) => valueAt(world, table, row, key));
    const name = JSON.stringify(keys);
    buckets.set(name, { keys, rows: [...(buckets.get(name)?.rows ?? []), row] });
  }
  if (groupBy.length === 0 && buckets.size === 0) buckets.set('', { keys: [], rows: [] });
  const sorted = [...buckets.values()].sort((a, b) => a.keys.reduce<number>((decided, key, index) => decided || order(world, key, b.keys[index]!), 0));
  return sorted.map((bucket) => ({
    ...Object.fromEntries(groupBy.map((key, index) => [key.replace(/^(\w+)\((\w+)\)$/, '$2_$1'), bucket.keys[index]])),
    ...Object.fromEntries(Object.entries(aggregate).map(([fn, fields]) => [fn, fields[0] === '*' ? bucket.rows.length : Object.fromEntries(fields.map((field) => [field, figure(world, fn, bucket.rows.map((row) => row.cells.get(field) ?? null))]))])),
  }));
}

function figure(world: World, fn: string, cells: readonly Value[]): Value {
  const values = cells.filter((value) => value !== null);
  const distinct = [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
  const numbers = (fn.endsWith('Distinct') ? distinct : values) as number[];
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (fn) {
    case 'count': return values.length;
    case 'countDistinct': return distinct.length;
    case 'sum': case 'sumDistinct': return numbers.length === 0 ? null : sum;
    case 'avg': case 'avgDistinct': return numbers.length === 0 ? null : sum / numbers.length;
    case 'min': return [...values].sort((a, b) => order(world, a, b))[0] ?? null;
    default: return [...values].sort((a, b) => order(world, a, b)).at(-1) ?? null;
  }
}
