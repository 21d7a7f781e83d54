import { z } from 'zod';

/**
 * Text that every database keeps exactly as it came: no NUL (PostgreSQL refuses it) and no half of a surrogate pair (it has no
 * UTF-8 form). Anything else, right-to-left marks and zero-width joiners among it, is somebody's language.
 */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The first part of a text, at most that many code units; a sign that does not fit goes as a whole, since half of one cannot be stored. */
export function beginningOf(text: string, length: number): string {
  const beginning = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(beginning) ? beginning.slice(0, -1) : beginning;
}

/** A schema for text of at most `max` characters (code points, as a person counts them). */
export function storableText(max: number): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    if (!isStorable(text)) context.addIssue({ code: 'custom', params: { type: 'text' } });
    // A string has at most as many code points as code units, so the long count is only made where it can matter.
    else if (text.length > max && [...text].length > max) context.addIssue({ code: 'custom', params: { type: 'max_length', valid: max } });
  }).meta({ maxLength: max });
}

/** A schema for JSON in whose texts and keys nothing is unstorable; `maxDepth` keeps a body from being a bomb. */
export function storableJson(maxDepth = 20): z.ZodType<unknown> {
  return z.unknown().superRefine((value, context) => {
    if (!isStorableJson(value, maxDepth)) context.addIssue({ code: 'custom', params: { type: 'text' } });
  });
}

function isStorableJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((entry) => isStorableJson(entry, depth - 1));
  return Object.entries(value).every(([key, entry]) => isStorable(key) && isStorableJson(entry, depth - 1));
}
