import { FailedValidationError, InvalidPayloadError } from '../../platform/errors/errors';

/** A parsed form body; nothing in it is trusted to be text. */
export type FormBody = Readonly<Record<string, unknown>>;

/** The trimmed text of a field; empty when it is missing or not a text. Line ends are the platform's one. */
export function text(body: FormBody, name: string): string {
  return rawText(body, name).trim();
}

/** As typed, for passwords. */
export function rawText(body: FormBody, name: string): string {
  const value = Array.isArray(body[name]) ? body[name].at(-1) : body[name];
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : '';
}

/** Null for an empty field: what a person clears is stored as nothing. */
export function textOrNull(body: FormBody, name: string): string | null {
  return text(body, name) || null;
}

/** A checkbox. Unchecked and absent look alike, so a form names what it holds in `fields[]` where that matters. */
export function flag(body: FormBody, name: string): boolean {
  return ['on', 'true', '1', 'yes'].includes(text(body, name));
}

/** Repeated fields, a single one, or none, as texts. */
export function list(body: FormBody, name: string): string[] {
  const value = body[name];
  const values = Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : value === undefined ? [] : [value];
  return values.filter((item): item is string => typeof item === 'string' && item !== '');
}

/** Refuses what the form does not have: a typing mistake of a program must not look like success. */
export function refuseOthers(body: FormBody, known: ReadonlySet<string>): void {
  for (const key of Object.keys(body)) if (!known.has(key)) throw new InvalidPayloadError({ reason: `"${key.slice(0, 100)}" is not allowed` });
}

/** One of the listed values; anything else is refused at the field. */
export function choice<T extends string>(body: FormBody, name: string, allowed: readonly T[]): T {
  const value = text(body, name);
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new FailedValidationError({ field: name, type: 'in', valid: allowed });
  return found;
}
