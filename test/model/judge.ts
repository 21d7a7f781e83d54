import { manyOf, type SeenRow, type World } from './cut';
import { TABLES, type Json, type Reader, type Value } from './tables';

/** A variable that has no value for the reader. */
const UNKNOWN = Symbol('unknown');
type Operand = string | number | boolean | typeof UNKNOWN;

/** Whether a row, as far as it is seen, satisfies a filter in the dialect's JSON. */
export function holds(world: World, table: string, row: SeenRow, filter: Json): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === '_and') return (value as Json[]).every((inner) => holds(world, table, row, inner));
    if (key === '_or') return (value as Json[]).some((inner) => holds(world, table, row, inner));
    return fieldHolds(world, table, row, key, value as Json);
  });
}

function fieldHolds(world: World, table: string, row: SeenRow, key: string, conditions: Json): boolean {
  const call = /^(\w+)\((\w+)\)$/.exec(key);
  if (call) {
    const value = computed(world, table, row, call[1]!, call[2]!);
    return value !== undefined && Object.entries(conditions).every(([operator, operand]) => compare(world.reader, value, operator, operand));
  }
  if (key in TABLES[table]!.relations) return manyHolds(world, table, row, key, conditions);
  if (!row.cells.has(key)) return false;
  const value = row.cells.get(key)!;
  const operators = Object.entries(conditions).filter(([name]) => name.startsWith('_') && name !== '_and' && name !== '_or');
  const inner = Object.fromEntries(Object.entries(conditions).filter(([name]) => !name.startsWith('_') || name === '_and' || name === '_or'));
  if (!operators.every(([operator, operand]) => compare(world.reader, value, operator, operand))) return false;
  if (Object.keys(inner).length === 0) return true;
  const target = TABLES[table]!.columns[key]!.to!;
  if (value === null) return nothingHolds(world.reader, target, inner);
  const other = world.tables[target]!.get(String(value));
  return other !== undefined && holds(world, target, other, inner);
}

function manyHolds(world: World, table: string, row: SeenRow, relation: string, conditions: Json): boolean {
  if (!row.relations.has(relation)) return false;
  const { from } = TABLES[table]!.relations[relation]!;
  const rows = manyOf(world, table, row, relation);
  return Object.entries(conditions).every(([key, value]) => {
    if (key === '_null' || key === '_nnull') return (rows.length === 0) === (key === '_null' ? value : !value);
    if (key === '_none') return !mentionsUnknown(world.reader, value) && !rows.some((other) => holds(world, from, other, value as Json));
    if (key === '_some') return rows.some((other) => holds(world, from, other, value as Json));
    return rows.some((other) => holds(world, from, other, { [key]: value }));
  });
}

/** An item that does not exist has nothing but nulls and empty lists. */
function nothingHolds(reader: Reader, table: string, filter: Json): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === '_and') return (value as Json[]).every((inner) => nothingHolds(reader, table, inner));
    if (key === '_or') return (value as Json[]).some((inner) => nothingHolds(reader, table, inner));
    if (key.includes('(')) return false;
    const conditions = Object.entries(value as Json);
    if (key in TABLES[table]!.relations) return conditions.every(([name, inner]) => name === '_none' && !mentionsUnknown(reader, inner) || (name === '_null' && inner === true) || (name === '_nnull' && inner === false));
    const target = TABLES[table]!.columns[key]!.to;
    return conditions.every(([name, operand]) => {
      if (!name.startsWith('_')) return nothingHolds(reader, target!, { [name]: operand });
      return (name === '_null' || name === '_empty') ? operand === true : (name === '_nnull' || name === '_nempty') && operand === false;
    });
  });
}

/** What a function makes of a cell; undefined where the cell was cut away. */
export function computed(world: World, table: string, row: SeenRow, fn: string, field: string): Value | undefined {
  if (field in TABLES[table]!.relations) return row.relations.has(field) ? manyOf(world, table, row, field).length : undefined;
  if (!row.cells.has(field)) return undefined;
  const value = row.cells.get(field)!;
  if (value === null) return null;
  if (fn === 'count') return (value as readonly string[]).length;
  const date = new Date(`${String(value)}Z`);
  const parts: Record<string, number> = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay(), hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds() };
  return parts[fn]!;
}

function compare(reader: Reader, value: Value, operator: string, raw: unknown): boolean {
  const flag = raw === true || raw === 'true';
  if (operator === '_null') return (value === null) === flag;
  if (operator === '_nnull') return (value !== null) === flag;
  if (operator === '_empty') return (value === null || value === '') === flag;
  if (operator === '_nempty') return (value !== null && value !== '') === flag;
  const operands = (Array.isArray(raw) ? raw : [raw]).flatMap((entry) => valuesOf(reader, entry));
  if (value === null) return false;
  if (operator === '_in') return operands.some((operand) => operand !== UNKNOWN && same(value, operand));
  if (operands.includes(UNKNOWN)) return false;
  if (operator === '_nin') return !operands.some((operand) => same(value, operand as string));
  if (!Array.isArray(raw) && operands.length > 1) return false;
  const [first, second] = operands as (string | number | boolean)[];
  switch (operator) {
    case '_eq': return same(value, first!);
    case '_neq': return !same(value, first!);
    case '_lt': return sign(value, first!) < 0;
    case '_lte': return sign(value, first!) <= 0;
    case '_gt': return sign(value, first!) > 0;
    case '_gte': return sign(value, first!) >= 0;
    case '_between': return sign(value, first!) >= 0 && sign(value, second!) <= 0;
    case '_nbetween': return sign(value, first!) < 0 || sign(value, second!) > 0;
  }
  const match = /^_(n?)(i?)(contains|starts_with|ends_with)$/.exec(operator)!;
  const [whole, piece] = [String(value), String(first)].map((text) => (match[2] ? text.toLowerCase() : text)) as [string, string];
  const found = match[3] === 'contains' ? whole.includes(piece) : match[3] === 'starts_with' ? whole.startsWith(piece) : whole.endsWith(piece);
  return found !== (match[1] === 'n');
}

function same(value: Value, operand: string | number | boolean): boolean {
  if (isDate(value)) return sign(value, operand) === 0;
  return String(value) === String(operand);
}

function sign(value: Value, operand: string | number | boolean): number {
  if (typeof value === 'number') return value - Number(operand);
  return instant(String(value)) - instant(String(operand));
}

const isDate = (value: Value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value);
const instant = (text: string) => Date.parse(text.endsWith('Z') ? text : `${text}Z`);

function valuesOf(reader: Reader, raw: unknown): Operand[] {
  const list = (values: readonly string[]): Operand[] => (values.length === 0 ? [UNKNOWN] : [...values]);
  switch (raw) {
    case '$CURRENT_USER': return list(reader.user === null ? [] : [reader.user]);
    case '$CURRENT_ROLE': return list(reader.role === null ? [] : [reader.role]);
    case '$CURRENT_ROLES': return list(reader.roles);
    case '$CURRENT_POLICIES': return list(reader.policies);
    case '$CURRENT_WEATHER': return [UNKNOWN];
    case '$NOW': return [reader.now.toISOString()];
    case '$NOW(-1 year)': {
      const date = new Date(reader.now);
      date.setUTCFullYear(date.getUTCFullYear() - 1);
      return [date.toISOString()];
    }
    default: return [raw as string];
  }
}

function mentionsUnknown(reader: Reader, filter: unknown): boolean {
  if (Array.isArray(filter)) return filter.some((inner) => mentionsUnknown(reader, inner));
  if (typeof filter === 'object' && filter !== null) return Object.values(filter).some((inner) => mentionsUnknown(reader, inner));
  return valuesOf(reader, filter).includes(UNKNOWN);
}
