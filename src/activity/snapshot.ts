/** What stands for a value that must not be read back; the dialect's mask. */
export const MASK = '**********';

const SECRET = new Set(['password', 'token', 'tfa_secret', 'auth_data']);

/** Columns that only Usher knows, or that hold a hash: no trace of them in any row that people can read. */
const INTERNAL = new Set(['email_key', 'created_at', 'previous_hash', 'access_hash', 'key_id']);

export type Item = Record<string, unknown>;

/** A change of one field, as activity rows keep it. */
export interface FieldChange {
  before: unknown;
  after: unknown;
}

/**
 * A row as the activity may keep it: the dialect's field names and JSON values, secrets as the mask, internals left out. Takes
 * rows as Prisma gives them (`roleId`, `tokenHash`) and items as they are on the wire (`role`, `token`) alike.
 */
export function snapshot(row: object): Item {
  const item: Item = {};
  for (const [field, value] of wireEntries(row)) item[field] = SECRET.has(field) && value !== null ? MASK : value;
  return item;
}

/** The fields that differ, compared before masking, so that a changed secret is known to have changed and no more. */
export function fieldChanges(before: object | undefined, after: object | undefined): Record<string, FieldChange> {
  const was = Object.fromEntries(wireEntries(before ?? {}));
  const is = Object.fromEntries(wireEntries(after ?? {}));
  const masked = { before: snapshot(was), after: snapshot(is) };
  const fields = after === undefined ? Object.keys(was) : Object.keys(is);
  return Object.fromEntries(
    fields
      .filter((field) => !same(was[field] ?? null, is[field] ?? null))
      .map((field) => [field, { before: masked.before[field] ?? null, after: masked.after[field] ?? null }]),
  );
}

function wireEntries(row: object): [string, unknown][] {
  return Object.entries(row)
    .filter(([, value]) => value !== undefined && typeof value !== 'function')
    .map(([key, value]): [string, unknown] => [wireName(key), value instanceof Date ? value.toISOString() : value])
    .filter(([field]) => !INTERNAL.has(field));
}

/** `publicRegistrationRoleId` → `public_registration_role`; `projectId` is no relation and keeps its end. */
function wireName(key: string): string {
  if (key === 'tokenHash' || key === 'token_hash') return 'token';
  const withoutId = key === 'projectId' ? key : key.replace(/(?<=[a-z])Id$/, '');
  return withoutId.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
