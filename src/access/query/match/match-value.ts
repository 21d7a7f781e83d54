import type { Scalar } from '../ast';
import { parseDate } from '../compile/values';
import type { FunctionName, Operator } from '../operators';
import { matchesPattern } from './pattern';

/**
 * Whether one value satisfies one comparison, with the meaning that the compiled statement has: null satisfies nothing but
 * `null` and `empty`. Values that cannot be compared with each other do not satisfy.
 */
export function matchesValue(value: unknown, operator: Operator, operands: readonly Scalar[]): boolean {
  if (operator === 'null') return value === null;
  if (operator === 'nnull') return value !== null;
  if (operator === 'empty') return value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (operator === 'nempty') return !matchesValue(value, 'empty', operands);
  if (operator === 'submitted') return true;
  if (value === null) return false;
  if (Array.isArray(value)) return matchesList(value, operator, operands);
  if (typeof value === 'object') return false;
  const [first, second] = operands;
  switch (operator) {
    case 'eq':
      return equals(value, first!);
    case 'neq':
      return !equals(value, first!);
    case 'in':
      return operands.some((operand) => equals(value, operand));
    case 'nin':
      return !operands.some((operand) => equals(value, operand));
    case 'lt':
      return order(value, first!) < 0;
    case 'lte':
      return order(value, first!) <= 0;
    case 'gt':
      return order(value, first!) > 0;
    case 'gte':
      return order(value, first!) >= 0;
    case 'between':
      return order(value, first!) >= 0 && order(value, second!) <= 0;
    case 'nbetween':
      return order(value, first!) < 0 || order(value, second!) > 0;
    case 'regex':
      return matchesPattern(String(first), String(value));
    default:
      return matchesText(String(value), operator, String(first));
  }
}

function matchesText(value: string, operator: Exclude<Operator, 'null'>, text: string): boolean {
  const ignoresCase = /^n?i(?=contains|starts|ends)/.test(operator);
  const [whole, piece] = ignoresCase ? [value.toLowerCase(), text.toLowerCase()] : [value, text];
  switch (operator.replace(/^n?i?(?=contains|starts|ends)/, '')) {
    case 'contains':
      return whole.includes(piece) !== operator.startsWith('n');
    case 'starts_with':
      return whole.startsWith(piece) !== operator.startsWith('n');
    case 'ends_with':
      return whole.endsWith(piece) !== operator.startsWith('n');
    default:
      return false;
  }
}

/** A list can be asked whether it holds a value. */
function matchesList(list: readonly unknown[], operator: Operator, operands: readonly Scalar[]): boolean {
  const holds = operands.some((operand) => list.some((entry) => typeof entry !== 'object' && entry !== undefined && equals(entry, operand)));
  if (operator === 'contains' || operator === 'icontains' || operator === 'in') return holds;
  return (operator === 'ncontains' || operator === 'nicontains' || operator === 'nin') && !holds;
}

function equals(value: unknown, operand: Scalar): boolean {
  if (typeof value === 'number') return value === numeric(operand);
  if (typeof value === 'boolean') return value === truth(operand);
  return String(value) === String(operand) || (parseDate(String(value)) !== null && order(value, operand) === 0);
}

/** Negative, 0 or positive; NaN, which is neither, where there is no order between the two. */
function order(value: unknown, operand: Scalar): number {
  if (typeof value === 'number') return value - numeric(operand);
  const [date, other] = [parseDate(String(value)), parseDate(operand)];
  return date && other ? date.getTime() - other.getTime() : Number.NaN;
}

function numeric(operand: Scalar): number {
  return typeof operand === 'string' && operand.trim() === '' ? Number.NaN : Number(operand);
}

function truth(operand: Scalar): boolean | null {
  if (operand === true || operand === 1 || operand === '1') return true;
  return operand === false || operand === 0 || operand === '0' ? false : null;
}

/** What a function makes of a value; undefined where it makes no sense. */
export function applyFunction(fn: FunctionName, value: unknown): number | null | undefined {
  if (value === null) return null;
  if (fn === 'count') return Array.isArray(value) ? value.length : undefined;
  const date = parseDate(String(value));
  return date ? DATE_PARTS_OF[fn](date) : undefined;
}

const DATE_PARTS_OF: Readonly<Record<Exclude<FunctionName, 'count'>, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  week: isoWeek,
  day: (date) => date.getUTCDate(),
  weekday: (date) => date.getUTCDay(),
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
};

/** The week that holds the year's first Thursday is the first. */
function isoWeek(date: Date): number {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 4 - (date.getUTCDay() || 7)));
  return Math.ceil(((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7);
}
