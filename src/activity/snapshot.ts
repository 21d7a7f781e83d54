import { MASK } from '../access/query/shape';

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
  return masked(onTheWire(row));
}

/** The fields that differ, compared before masking, so that a changed secret is known to have changed and no more. */
export function fieldChanges(before: object | undefined, after: object | undefined): Record<string, FieldChange> {
  const was = onTheWire(before ?? {});
  const is = onTheWire(after ?? {});
  const fields = Object.keys(after === undefined ? was : is).filter((field) => !same(was[field] ?? null, is[field] ?? null));
  return Object.fromEntries(fields.map((field) => [field, { before: maskedValue(field, was[field] ?? null), after: maskedValue(field, is[field] ?? null) }]));
}

function onTheWire(row: object): Item {
  const item: Item = {};
  for (const [key, value] of Object.entries(row)) {
    if (value === undefined || typeof value === 'function') continue;
    const field = wireName(key);
    if (!INTERNAL.has(field)) item[field] = value instanceof Date ? value.toISOString() : value;
  }
  return item;
}

function masked(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([field, value]) => [field, maskedValue(field, value)]));
}

function maskedValue(field: string, value: unknown): unknown {
  return SECRET.has(field) && value !== null ? MASK : value;
}

/** Of each column once: a bulk change asks a million times. */
const wireNames = new Map<string, string>();

function wireName(key: string): string {
  const known = wireNames.get(key);
  if (known !== undefined) return known;
  const name = wireNameOf(key);
  wireNames.set(key, name);
  return name;
}

/** `publicRegistrationRoleId` → `public_registration_role`; `projectId` is no relation and keeps its end. */
function wireNameOf(key: string): string {
  if (key === 'tokenHash' || key === 'token_hash') return 'token';
  const withoutId = key === 'projectId' ? key : key.replace(/(?<=[a-z])Id$/, '');
  return withoutId.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
