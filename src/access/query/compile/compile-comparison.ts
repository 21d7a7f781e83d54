import { sql } from 'kysely';
import type { ColumnField, FieldType } from '../../collections/collection';
import type { NamedField } from '../../collections/registry';
import type { Comparison, Operand } from '../ast';
import type { Dialect } from '../dialect';
import { allows, allowsConcealed, type Operator } from '../operators';
import { mistake } from '../parse/mistake';
import { not, type Condition, type Sql } from './condition';
import { operandFor, patternFor } from './values';

export function requireAllowed(field: NamedField<ColumnField>, operator: Operator, path: string): void {
  if (field.concealed && !allowsConcealed(operator)) throw mistake(path, `Field with "conceal" special does not allow the "_${operator}" filter operator`);
  if (!field.concealed) requireAllowedFor(field.type, operator, path);
}

export function requireAllowedFor(type: FieldType, operator: Operator, path: string): void {
  if (!allows(type, operator)) throw mistake(path, `"${type}" field type does not contain the "_${operator}" filter operator`);
}

/**
 * One comparison of a value with operands. NULL satisfies nothing but `_null` and `_empty`, negations neither; an operand that
 * is unknown makes the comparison fail, whatever it says.
 */
export function compare(dialect: Dialect, type: FieldType, value: Sql, { operator, operands }: Comparison, path: string): Condition {
  if (operator === 'in') return among(dialect, type, value, operands.filter((operand) => operand.kind !== 'unknown'));
  if (operands.some((operand) => operand.kind === 'unknown')) return false;
  if (operator === 'nin') return not(among(dialect, type, value, operands));
  const operand = (index = 0) => operandFor(dialect, type, operands[index]!);
  switch (operator) {
    case 'null':
      return sql`${value} is null`;
    case 'nnull':
      return sql`${value} is not null`;
    case 'empty':
      return holdsText(type) ? sql`(${value} is null or ${value} = '')` : sql`${value} is null`;
    case 'nempty':
      return holdsText(type) ? sql`(${value} is not null and ${value} <> '')` : sql`${value} is not null`;
    case 'eq':
      return sql`${value} = ${operand()}`;
    case 'neq':
      return sql`${value} <> ${operand()}`;
    case 'lt':
      return sql`${value} < ${operand()}`;
    case 'lte':
      return sql`${value} <= ${operand()}`;
    case 'gt':
      return sql`${value} > ${operand()}`;
    case 'gte':
      return sql`${value} >= ${operand()}`;
    case 'between':
      return sql`${value} between ${operand()} and ${operand(1)}`;
    case 'nbetween':
      return sql`${value} not between ${operand()} and ${operand(1)}`;
    case 'regex':
    case 'submitted':
      throw mistake(path, 'is only for validation rules');
    default:
      return compareText(dialect, value, operator, operands[0]!);
  }
}

function among(dialect: Dialect, type: FieldType, value: Sql, operands: readonly Operand[]): Condition {
  return operands.length > 0 && sql`${value} in (${sql.join(operands.map((operand) => operandFor(dialect, type, operand)))})`;
}

function compareText(dialect: Dialect, value: Sql, operator: Exclude<Operator, 'in' | 'nin'>, operand: Operand): Condition {
  const text = operandFor(dialect, 'text', operand);
  switch (operator) {
    case 'contains':
      return dialect.contains(value, text);
    case 'ncontains':
      return not(dialect.contains(value, text));
    case 'starts_with':
      return dialect.startsWith(value, text);
    case 'nstarts_with':
      return not(dialect.startsWith(value, text));
    case 'ends_with':
      return dialect.endsWith(value, text);
    case 'nends_with':
      return not(dialect.endsWith(value, text));
    case 'icontains':
      return dialect.likeInsensitive(value, patternFor(dialect, operand, '%', '%'));
    case 'nicontains':
      return not(dialect.likeInsensitive(value, patternFor(dialect, operand, '%', '%')));
    case 'istarts_with':
      return dialect.likeInsensitive(value, patternFor(dialect, operand, '', '%'));
    case 'nistarts_with':
      return not(dialect.likeInsensitive(value, patternFor(dialect, operand, '', '%')));
    case 'iends_with':
      return dialect.likeInsensitive(value, patternFor(dialect, operand, '%', ''));
    case 'niends_with':
      return not(dialect.likeInsensitive(value, patternFor(dialect, operand, '%', '')));
    default:
      throw new Error(`${operator} does not compare texts`);
  }
}

function holdsText(type: FieldType): boolean {
  return type !== 'timestamp' && type !== 'dateTime' && type !== 'json' && type !== 'integer' && type !== 'boolean';
}
