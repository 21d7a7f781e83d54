import type { Comparison, Filter, Operand, Variable } from '../access/query/ast';
import type { Operator } from '../access/query/operators';
import { parseFilter, type FilterPurpose } from '../access/query/parse/parse-filter';
import { fieldLabel } from '../activity/field-words';
import { applicationErrorsIn } from '../platform/errors/application-error';

/** A stored rule as a sentence: "Status is “active” and Role › Name contains “desk”". Null where it binds nothing. */
export function ruleWords(rule: unknown, purpose: FilterPurpose = 'query'): string | null {
  try {
    const filter = parseFilter(rule, 'rule', purpose);
    return filter === null || (filter.kind === 'all' && filter.filters.length === 0) ? null : filterWords(filter);
  } catch (error) {
    if (applicationErrorsIn(error)) return 'a rule that cannot be understood, so nothing';
    throw error;
  }
}

export function filterWords(filter: Filter, path: readonly string[] = []): string {
  switch (filter.kind) {
    case 'all':
      return filter.filters.length === 0 ? 'anything' : filter.filters.map((inner) => grouped(inner, path, 'any')).join(' and ');
    case 'any':
      return filter.filters.length === 0 ? 'never' : filter.filters.map((inner) => grouped(inner, path, 'all')).join(' or ');
    case 'related':
      return relatedWords(filter, path);
    case 'compare':
      return `${pathWords([...path, filter.call.name], filter.call.fn)} ${comparisonWords(filter)}`;
  }
}

/** `status`, `role.name`, `year(last_access)`: where a condition looks; null where it is several, or many items. */
export function pathOf(filter: Filter): string | null {
  if (filter.kind === 'compare') return filter.call.fn ? `${filter.call.fn}(${filter.call.name})` : filter.call.name;
  if (filter.kind !== 'related' || filter.quantifier !== 'one') return null;
  const inner = pathOf(filter.filter);
  return inner === null ? null : `${filter.field}.${inner}`;
}

function grouped(filter: Filter, path: readonly string[], kind: 'all' | 'any'): string {
  const words = filterWords(filter, path);
  return filter.kind === kind && filter.filters.length > 1 ? `(${words})` : words;
}

function relatedWords({ field, quantifier, filter }: Extract<Filter, { kind: 'related' }>, path: readonly string[]): string {
  if (quantifier === 'one') return filter.kind === 'all' || filter.kind === 'any' ? `(${filterWords(filter, [...path, field])})` : filterWords(filter, [...path, field]);
  return `${quantifier === 'some' ? 'some' : 'none'} of ${pathWords([...path, field], null)} has ${filterWords(filter)}`;
}

function pathWords(path: readonly string[], fn: string | null): string {
  const words = path.map((step) => fieldLabel(step)).join(' › ');
  return fn === null ? words : `the ${fn} of ${words}`;
}

const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  eq: 'is', neq: 'is not', lt: 'is less than', lte: 'is at most', gt: 'is more than', gte: 'is at least', between: 'is between', nbetween: 'is not between',
  in: 'is one of', nin: 'is none of', null: 'is not set', nnull: 'is set', empty: 'is empty', nempty: 'is not empty',
  contains: 'contains', ncontains: 'does not contain', icontains: 'contains', nicontains: 'does not contain',
  starts_with: 'starts with', nstarts_with: 'does not start with', istarts_with: 'starts with', nistarts_with: 'does not start with',
  ends_with: 'ends with', nends_with: 'does not end with', iends_with: 'ends with', niends_with: 'does not end with', regex: 'matches', submitted: 'is sent',
};

function comparisonWords({ operator, operands }: Comparison): string {
  const values = operands.map(operandWords);
  const list = operator === 'between' || operator === 'nbetween' ? values.join(' and ') : values.join(', ');
  return list === '' ? OPERATOR_WORDS[operator] : `${OPERATOR_WORDS[operator]} ${list}`;
}

function operandWords(operand: Operand): string {
  if (operand.kind === 'variable') return variableWords(operand);
  if (operand.kind !== 'literal') return 'nothing that is known';
  if (typeof operand.value === 'boolean') return operand.value ? 'yes' : 'no';
  return typeof operand.value === 'string' ? `“${operand.value}”` : String(operand.value);
}

function variableWords({ name, path, shift }: Variable): string {
  const field = path.map((step) => fieldLabel(step)).join(' › ');
  switch (name) {
    case '$CURRENT_USER':
      return field ? `their own ${field}` : 'the person themselves';
    case '$CURRENT_ROLE':
      return field ? `the ${field} of their role` : 'their role';
    case '$CURRENT_ROLES':
      return 'their role or one above it';
    case '$CURRENT_POLICIES':
      return 'a policy that holds for them';
    case '$NOW': {
      if (!shift) return 'now';
      const amount = Math.abs(shift.amount);
      const time = `${amount} ${shift.unit}${amount === 1 ? '' : 's'}`;
      return shift.amount < 0 ? `${time} ago` : `in ${time}`;
    }
  }
}
