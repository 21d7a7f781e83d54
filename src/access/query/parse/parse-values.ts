import { isStorable } from '../../../platform/payload/storable-text';
import { mistake } from './mistake';

/** `a,b`, `['a', 'b']`, and what qs makes of `x[]=a`: a list of texts, blanks left out. */
export function textList(raw: unknown, path: string): string[] {
  if (raw === undefined || raw === null) return [];
  if (typeof raw === 'string') return textList(jsonList(raw) ?? raw.split(','), path);
  if (!Array.isArray(raw)) throw mistake(path, 'has to be a list of texts');
  return raw.flatMap((entry: unknown, index) => {
    if (typeof entry !== 'string') throw mistake(`${path}[${index}]`, 'has to be a text');
    return entry.split(',').map((text) => text.trim()).filter((text) => text !== '');
  });
}

/** `["id","email"]` as text. */
function jsonList(text: string): unknown[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** An object, also when it comes as JSON text. Blank and absent are null. */
export function object(raw: unknown, path: string): Record<string, unknown> | null {
  if (raw === undefined || raw === null || raw === '') return null;
  const value = typeof raw === 'string' ? json(raw, path) : raw;
  if (!isObject(value)) throw mistake(path, 'has to be an object');
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that is nested too deeply ends here, too (RangeError).
    throw mistake(path, `Invalid JSON for ${path.split('.').pop()} object`);
  }
}

/** A whole number, also as text. Null where there is none. */
export function integer(raw: unknown, path: string, minimum: number): number | null {
  if (raw === undefined || raw === null) return null;
  const name = path.split('.').pop();
  if (typeof raw !== 'number' && !(typeof raw === 'string' && /^[+-]?\d{1,16}$/.test(raw.trim()))) throw mistake(path, `"${name}" must be a number`);
  const value = Number(raw);
  if (!Number.isSafeInteger(value)) throw mistake(path, `"${name}" must be an integer`);
  if (value < minimum) throw mistake(path, `"${name}" must be greater than or equal to ${minimum}`);
  return value;
}

export function boolean(raw: unknown, path: string): boolean | null {
  if (raw === undefined || raw === null || raw === '') return null;
  if (raw === true || raw === 'true' || raw === '1' || raw === 1) return true;
  if (raw === false || raw === 'false' || raw === '0' || raw === 0) return false;
  throw mistake(path, 'has to be a boolean');
}

/** Text that no database stumbles over. */
export function storable(text: string, path: string): string {
  if (!isStorable(text)) throw mistake(path, 'contains a character that cannot be stored');
  return text;
}
