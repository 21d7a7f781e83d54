import type { FieldType } from '../collections/collection';

/** Comparisons after parsing: `_null: false` has become `nnull`, `_eq: null` has become `null`. */
export type Operator =
  | 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte' | 'between' | 'nbetween' | 'in' | 'nin' | 'null' | 'nnull' | 'empty' | 'nempty'
  | 'contains' | 'ncontains' | 'icontains' | 'nicontains' | 'starts_with' | 'nstarts_with' | 'istarts_with' | 'nistarts_with'
  | 'ends_with' | 'nends_with' | 'iends_with' | 'niends_with' | 'regex' | 'submitted';

export type FunctionName = 'year' | 'month' | 'week' | 'day' | 'weekday' | 'hour' | 'minute' | 'second' | 'count';

export const DATE_PARTS: readonly FunctionName[] = ['year', 'month', 'week', 'day', 'weekday', 'hour', 'minute', 'second'];

export const FUNCTION_NAMES: ReadonlySet<string> = new Set<FunctionName>([...DATE_PARTS, 'count']);

/** What an operator is given: `flag` is true or false and turns into the operator or its opposite. */
export type OperandShape = 'one' | 'list' | 'pair' | 'flag';

interface OperatorWord {
  readonly operator: Operator;
  readonly takes: OperandShape;
  readonly opposite?: Operator;
  readonly validationOnly?: true;
}

export const OPERATORS: ReadonlyMap<string, OperatorWord> = new Map<string, OperatorWord>([
  ['_eq', { operator: 'eq', takes: 'one' }],
  ['_neq', { operator: 'neq', takes: 'one' }],
  ['_lt', { operator: 'lt', takes: 'one' }],
  ['_lte', { operator: 'lte', takes: 'one' }],
  ['_gt', { operator: 'gt', takes: 'one' }],
  ['_gte', { operator: 'gte', takes: 'one' }],
  ['_between', { operator: 'between', takes: 'pair' }],
  ['_nbetween', { operator: 'nbetween', takes: 'pair' }],
  ['_in', { operator: 'in', takes: 'list' }],
  ['_nin', { operator: 'nin', takes: 'list' }],
  ['_null', { operator: 'null', takes: 'flag', opposite: 'nnull' }],
  ['_nnull', { operator: 'nnull', takes: 'flag', opposite: 'null' }],
  ['_empty', { operator: 'empty', takes: 'flag', opposite: 'nempty' }],
  ['_nempty', { operator: 'nempty', takes: 'flag', opposite: 'empty' }],
  ['_contains', { operator: 'contains', takes: 'one' }],
  ['_ncontains', { operator: 'ncontains', takes: 'one' }],
  ['_icontains', { operator: 'icontains', takes: 'one' }],
  ['_nicontains', { operator: 'nicontains', takes: 'one' }],
  ['_starts_with', { operator: 'starts_with', takes: 'one' }],
  ['_nstarts_with', { operator: 'nstarts_with', takes: 'one' }],
  ['_istarts_with', { operator: 'istarts_with', takes: 'one' }],
  ['_nistarts_with', { operator: 'nistarts_with', takes: 'one' }],
  ['_ends_with', { operator: 'ends_with', takes: 'one' }],
  ['_nends_with', { operator: 'nends_with', takes: 'one' }],
  ['_iends_with', { operator: 'iends_with', takes: 'one' }],
  ['_niends_with', { operator: 'niends_with', takes: 'one' }],
  ['_regex', { operator: 'regex', takes: 'one', validationOnly: true }],
  ['_submitted', { operator: 'submitted', takes: 'flag', validationOnly: true }],
]);

const PRESENCE: readonly Operator[] = ['null', 'nnull'];
const EMPTINESS: readonly Operator[] = ['null', 'nnull', 'empty', 'nempty'];
const EQUALITY: readonly Operator[] = ['eq', 'neq', 'in', 'nin', ...PRESENCE];
const ORDER: readonly Operator[] = ['lt', 'lte', 'gt', 'gte', 'between', 'nbetween', ...EQUALITY];
const TEXT: readonly Operator[] = [
  'eq', 'neq', 'in', 'nin', ...EMPTINESS, 'contains', 'ncontains', 'icontains', 'nicontains', 'starts_with', 'nstarts_with', 'istarts_with', 'nistarts_with',
  'ends_with', 'nends_with', 'iends_with', 'niends_with',
];

/** What may be asked about a column of each type, as in the dialect, with `_empty` also for uuid and dates. */
const OPERATORS_OF_TYPE: Readonly<Record<FieldType, ReadonlySet<Operator>>> = {
  uuid: new Set([...EQUALITY, ...EMPTINESS]),
  string: new Set(TEXT),
  text: new Set(TEXT),
  csv: new Set(TEXT),
  integer: new Set(ORDER),
  boolean: new Set(['eq', 'neq', ...PRESENCE]),
  json: new Set(PRESENCE),
  timestamp: new Set([...ORDER, ...EMPTINESS]),
  dateTime: new Set([...ORDER, ...EMPTINESS]),
  hash: new Set(EMPTINESS),
};

export function allows(type: FieldType, operator: Operator): boolean {
  return OPERATORS_OF_TYPE[type].has(operator);
}

/** Whether a secret may be asked this: only whether there is one. */
export function allowsConcealed(operator: Operator): boolean {
  return EMPTINESS.includes(operator);
}

/** Operators that hold for a value that is not there. */
export function holdsForNull(operator: Operator): boolean {
  return operator === 'null' || operator === 'empty';
}
