import type { FieldType } from '../../collections/collection';
import type { Operand, Scalar } from '../ast';
import type { Dialect } from '../dialect';
import { InvalidQueryError } from '../../../platform/errors/errors';
import type { Sql } from './condition';
import { parameter } from './slot';

/** The operand as a parameter that can be compared with a column of this type. */
export function operandFor(dialect: Dialect, type: FieldType, operand: Operand): Sql {
  return dialect.typed(type, parameter(operand, (value) => write(dialect, type, value)));
}

/** Text with something before and behind, for LIKE: what the caller sent means itself, also `%` and `_`. */
export function patternFor(dialect: Dialect, operand: Operand, before: '' | '%', behind: '' | '%'): Sql {
  return dialect.typed('text', parameter(operand, (value) => `${before}${String(value).replace(/[\\%_]/g, '\\$&')}${behind}`));
}

function write(dialect: Dialect, type: FieldType, value: Scalar): unknown {
  switch (type) {
    case 'integer':
      return number(value);
    case 'boolean':
      return boolean(dialect, value);
    case 'timestamp':
    case 'dateTime': {
      const date = parseDate(value);
      // NULL equals nothing: a date that is none matches no row, as in the dialect.
      return date && dialect.writeDate(date);
    }
    default:
      return String(value);
  }
}

function number(value: Scalar): number {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof parsed !== 'number' || !Number.isSafeInteger(parsed)) throw new InvalidQueryError({ reason: 'Invalid numeric value' });
  return parsed;
}

function boolean(dialect: Dialect, value: Scalar): unknown {
  if (typeof value === 'boolean') return dialect.writeBoolean(value);
  if (value === 1 || value === '1') return dialect.writeBoolean(true);
  if (value === 0 || value === '0') return dialect.writeBoolean(false);
  throw new InvalidQueryError({ reason: 'Invalid boolean value' });
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** ISO dates and times; without a zone they are UTC, as they are on the wire. A number is milliseconds since 1970. Null for anything else. */
export function parseDate(value: Scalar): Date | null {
  if (typeof value === 'number') return dateOf(value);
  const match = ISO.exec(String(value).trim());
  if (!match) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  return dateOf(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
}

function dateOf(moment: string | number): Date | null {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999 ? null : date;
}
