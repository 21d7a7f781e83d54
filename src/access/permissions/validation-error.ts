import { FailedValidationError, type ValidationType } from '../../platform/errors/errors';
import type { Violation } from '../query/match/match-filter';
import type { Operator } from '../query/operators';

/** What a broken rule looks like to the one who broke it, in the dialect's words. Secrets that were sent are not sent back. */
export function validationError({ field, path, operator, operands }: Violation, payload: Readonly<Record<string, unknown>>): FailedValidationError {
  const facts = { field, path: [...path], type: TYPES[operator] };
  const [first] = operands;
  if (WANTS_VALUE.has(operator) && path.length === 0 && payload[field] === null) return new FailedValidationError({ ...facts, type: 'required' });
  switch (operator) {
    // One choice is none, as the dialect says it.
    case 'in':
      return new FailedValidationError(operands.length === 1 ? { ...facts, type: 'eq', valid: first } : { ...facts, valid: operands });
    case 'between':
    case 'nbetween':
      return new FailedValidationError({ ...facts, valid: operands });
    case 'nin':
      return new FailedValidationError(operands.length === 1 ? { ...facts, type: 'neq', invalid: first } : { ...facts, invalid: operands });
    case 'neq':
      return new FailedValidationError({ ...facts, invalid: first });
    case 'regex':
      return new FailedValidationError({ ...facts, ...(path.length === 0 && !SECRETS.has(field) ? { invalid: payload[field] } : {}) });
    case 'null':
    case 'nnull':
    case 'empty':
    case 'nempty':
    case 'submitted':
      return new FailedValidationError(facts);
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return new FailedValidationError({ ...facts, valid: first });
    default:
      return new FailedValidationError({ ...facts, substring: first });
  }
}

/** What has no order and no text is missing, rather than wrong. */
const WANTS_VALUE: ReadonlySet<Operator> = new Set<Operator>([
  'lt', 'lte', 'gt', 'gte', 'contains', 'ncontains', 'icontains', 'nicontains', 'starts_with', 'nstarts_with', 'istarts_with', 'nistarts_with', 'ends_with', 'nends_with', 'iends_with',
  'niends_with', 'regex',
]);

const SECRETS: ReadonlySet<string> = new Set(['password', 'token', 'tfa_secret', 'auth_data']);

const TYPES: Readonly<Record<Operator, ValidationType>> = {
  eq: 'eq', neq: 'neq', lt: 'lt', lte: 'lte', gt: 'gt', gte: 'gte', between: 'between', nbetween: 'nbetween', in: 'in', nin: 'nin', null: 'null', nnull: 'nnull', empty: 'empty', nempty: 'nempty',
  contains: 'contains', ncontains: 'ncontains', icontains: 'contains', nicontains: 'ncontains', starts_with: 'starts_with', nstarts_with: 'nstarts_with', istarts_with: 'istarts_with',
  nistarts_with: 'nistarts_with', ends_with: 'ends_with', nends_with: 'nends_with', iends_with: 'iends_with', niends_with: 'niends_with', regex: 'regex', submitted: 'required',
};
