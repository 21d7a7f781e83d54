import { domainToASCII } from 'node:url';
import { PARTS_AT_MOST, patternOf, type Pattern } from '../access/query/match/pattern';

/** A filter of the dialect on the one field `email`: `{ "_and": [{ "email": { "_ends_with": "@example.org" } }] }`. */
export type AddressFilter = Readonly<Record<string, unknown>>;

/** Where a filter is not understood, and why: `regex` for a pattern that RE2 does not read or that costs too much, `type` for anything else. */
export interface AddressFilterMistake {
  readonly type: 'type' | 'regex';
  readonly path: (string | number)[];
}

const MAX_DEPTH = 10;
const MAX_NODES = 200;
const MAX_OPERAND_LENGTH = 500;

const TEXT_OPERATORS = new Set(['_eq', '_neq', ...['contains', 'starts_with', 'ends_with'].flatMap((name) => [`_${name}`, `_n${name}`, `_i${name}`, `_ni${name}`])]);
const LIST_OPERATORS = new Set(['_in', '_nin']);
const FLAG_OPERATORS = new Set(['_null', '_nnull', '_empty', '_nempty']);

/** The first thing in the filter that could not be evaluated, or null where it can be saved. */
export function addressFilterMistake(filter: unknown): AddressFilterMistake | null {
  let nodes = 0;
  let parts = 0;
  const groupMistake = (group: unknown, path: (string | number)[]): AddressFilterMistake | null => {
    if (!isPlainObject(group) || path.length > 2 * MAX_DEPTH) return { type: 'type', path };
    for (const [key, value] of Object.entries(group)) {
      if ((nodes += 1) > MAX_NODES) return { type: 'type', path };
      const mistake = key === '_and' || key === '_or' ? listMistake(value, [...path, key]) : key === 'email' ? conditionMistake(value, [...path, key]) : { type: 'type' as const, path: [...path, key] };
      if (mistake) return mistake;
    }
    return null;
  };
  const listMistake = (list: unknown, path: (string | number)[]): AddressFilterMistake | null => {
    if (!Array.isArray(list)) return { type: 'type', path };
    for (const [index, group] of list.entries()) {
      const mistake = groupMistake(group, [...path, index]);
      if (mistake) return mistake;
    }
    return null;
  };
  const conditionMistake = (condition: unknown, path: (string | number)[]): AddressFilterMistake | null => {
    if (isOperand(condition)) return null;
    if (!isPlainObject(condition)) return { type: 'type', path };
    for (const [operator, operand] of Object.entries(condition)) {
      if ((nodes += 1) > MAX_NODES) return { type: 'type', path };
      // Whoever registers has all of them looked at.
      if (operator === '_regex' && isOperand(operand)) parts += compiled(operand)?.parts ?? 0;
      const type = parts > PARTS_AT_MOST ? 'regex' : operandMistake(operator, operand);
      if (type) return { type, path: [...path, operator] };
    }
    return null;
  };
  return groupMistake(filter, []);
}

function operandMistake(operator: string, operand: unknown): AddressFilterMistake['type'] | null {
  if (operator === '_regex') return isOperand(operand) ? (compiled(operand) ? null : 'regex') : 'type';
  if (TEXT_OPERATORS.has(operator)) return isOperand(operand) ? null : 'type';
  if (LIST_OPERATORS.has(operator)) return Array.isArray(operand) && operand.length > 0 && operand.length <= MAX_NODES && operand.every(isOperand) ? null : 'type';
  if (FLAG_OPERATORS.has(operator)) return typeof operand === 'boolean' ? null : 'type';
  return 'type';
}

/**
 * Does the filter let this address in? Spelling must not open what a rule closes, so both sides are compared in the form in which
 * an address is unique (lower case, ASCII domain). What is not understood lets nobody in.
 */
export function letsAddressIn(filter: AddressFilter | null, address: string): boolean {
  if (filter === null) return true;
  return !addressFilterMistake(filter) && groupHolds(filter, canonical(address));
}

function groupHolds(group: AddressFilter, key: string): boolean {
  return Object.entries(group).every(([name, value]) => {
    if (name === '_and') return (value as AddressFilter[]).every((part) => groupHolds(part, key));
    // As in the dialect, an empty list of alternatives asks for nothing.
    if (name === '_or') return (value as AddressFilter[]).length === 0 || (value as AddressFilter[]).some((part) => groupHolds(part, key));
    return conditionHolds(value, key);
  });
}

function conditionHolds(condition: unknown, key: string): boolean {
  if (typeof condition === 'string') return condition === '' || canonical(condition) === key;
  return Object.entries(condition as Record<string, unknown>).every(([operator, operand]) => operatorHolds(operator, operand, key));
}

function operatorHolds(operator: string, operand: unknown, key: string): boolean {
  if (operator === '_regex') return compiled(operand as string)?.isIn(key) ?? false;
  if (operator === '_in') return (operand as string[]).some((one) => canonical(one) === key);
  if (operator === '_nin') return !(operand as string[]).some((one) => canonical(one) === key);
  // An address is never empty, so only the wanted answer matters.
  if (operator === '_null' || operator === '_empty') return operand === false;
  if (operator === '_nnull' || operator === '_nempty') return operand === true;
  if (operator === '_eq') return canonical(operand as string) === key;
  if (operator === '_neq') return canonical(operand as string) !== key;
  const [, negated, name] = /^_(n?)i?(contains|starts_with|ends_with)$/.exec(operator)!;
  const text = canonical(operand as string);
  const holds = name === 'contains' ? key.includes(text) : name === 'starts_with' ? key.startsWith(text) : key.endsWith(text);
  return holds !== (negated === 'n');
}

/** An address, or a piece of one, in the form in which addresses are unique. */
function canonical(operand: string): string {
  const text = operand.trim().normalize('NFKC').toLowerCase();
  const at = text.lastIndexOf('@');
  const domain = domainToASCII(text.slice(at + 1));
  return at >= 0 && domain !== '' ? text.slice(0, at + 1) + domain : text;
}

function compiled(pattern: string): Pattern | null {
  return patternOf(pattern, { ignoresCase: true });
}

function isOperand(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_OPERAND_LENGTH;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
