import type { Comparison, Filter, Operand, Scalar } from '../ast';
import type { Operator } from '../operators';
import { hasUnknown } from '../operands';
import { applyFunction, matchesValue } from './match-value';

/** What a plain object is missing to satisfy a filter: one entry per comparison that fails. */
export interface Violation {
  readonly field: string;
  /** Where the field lies, for nested objects. */
  readonly path: readonly string[];
  readonly operator: Operator;
  readonly operands: readonly Scalar[];
}

/** How a field is judged that the object does not have. */
export type WhenAbsent = 'passes' | 'fails';

/**
 * Everything about an object that breaks a filter; nothing where it satisfies it. For payloads, of which a rule says what is
 * wrong with what was sent (`passes`), and for rows of other applications, where what is not known is not allowed (`fails`).
 * Variables must have got their values before.
 */
export function violations(filter: Filter, item: Readonly<Record<string, unknown>>, whenAbsent: WhenAbsent, path: readonly string[] = []): Violation[] {
  switch (filter.kind) {
    case 'all':
      return filter.filters.flatMap((inner) => violations(inner, item, whenAbsent, path));
    case 'any': {
      const branches = filter.filters.map((inner) => violations(inner, item, whenAbsent, path));
      if (branches.some((branch) => branch.length === 0)) return [];
      return branches.length === 0 ? [{ field: path.at(-1) ?? '', path, operator: 'in', operands: [] }] : branches.flat();
    }
    case 'compare':
      return compareField(filter, item, whenAbsent, path);
    case 'related':
      return relate(filter, item, whenAbsent, path);
  }
}

export function satisfies(filter: Filter, item: Readonly<Record<string, unknown>>, whenAbsent: WhenAbsent): boolean {
  return violations(filter, item, whenAbsent).length === 0;
}

function compareField({ call, operator, operands }: Comparison, item: Readonly<Record<string, unknown>>, whenAbsent: WhenAbsent, path: readonly string[]): Violation[] {
  const values = operands.filter((operand) => operand.kind === 'literal').map((operand) => operand.value);
  const broken: Violation[] = [{ field: call.name, path, operator, operands: values }];
  const isThere = Object.hasOwn(item, call.name) && item[call.name] !== undefined;
  if (!isThere) return operator !== 'submitted' && whenAbsent === 'passes' ? [] : broken;
  // As in a compiled statement: an operand without a value makes the comparison fail, except that it is one fewer in `_in`.
  if (!allKnown(operator, operands)) return broken;
  const value = call.fn === null ? item[call.name] : applyFunction(call.fn, item[call.name]);
  return value !== undefined && matchesValue(value, operator, values) ? [] : broken;
}

function allKnown(operator: Operator, operands: readonly Operand[]): boolean {
  return operator === 'in' || operands.every((operand) => operand.kind === 'literal');
}

/** Relations of a payload are objects and lists of objects; a bare key says nothing about what it leads to. */
function relate({ field, quantifier, filter }: Extract<Filter, { kind: 'related' }>, item: Readonly<Record<string, unknown>>, whenAbsent: WhenAbsent, path: readonly string[]): Violation[] {
  const value = Object.hasOwn(item, field) ? item[field] : undefined;
  if (value === undefined && whenAbsent === 'passes') return [];
  const broken: Violation[] = [{ field, path, operator: 'eq', operands: [] }];
  if (Array.isArray(value)) {
    const some = value.some((entry) => isObject(entry) && satisfies(filter, entry, whenAbsent));
    if (quantifier !== 'none') return some ? [] : broken;
    return !some && !hasUnknown(filter) && value.every(isObject) ? [] : broken;
  }
  return isObject(value) && quantifier === 'one' ? violations(filter, value, whenAbsent, [...path, field]) : broken;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
