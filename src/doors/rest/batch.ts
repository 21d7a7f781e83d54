import type { Key } from '../../access/query/keys';
import type { RawQuery } from '../../access/query/parse/parse-query';
import { InvalidPayloadError } from '../../platform/errors/errors';

/** The fields of one item as a program sent them; what they may hold is the capability's to say. */
export type Payload = Readonly<Record<string, unknown>>;

/** Which items a body means. */
export type Selection = { readonly keys: readonly Key[] } | { readonly query: RawQuery };

/** A change of many: the same for a selection, or one for each. */
export type BatchChange = { readonly selection: Selection; readonly data: Payload } | { readonly each: readonly { readonly key: Key; readonly payload: Payload }[] };

/** One item or many, as `POST` takes them. No body at all is an item without fields. */
export function parseCreate(body: unknown): { readonly many: boolean; readonly payloads: readonly Payload[] } {
  if (Array.isArray(body)) return { many: true, payloads: body.map((item, index) => payload(item, `[${index}]`)) };
  return { many: false, payloads: [payload(body ?? {}, 'value')] };
}

/** `{ keys, data }`, `{ query, data }`, or a list of items that each name their primary key. */
export function parseBatchChange(body: unknown, primaryKey: string): BatchChange {
  if (Array.isArray(body)) {
    return {
      each: body.map((item, index) => {
        const { [primaryKey]: own, ...rest } = payload(item, `[${index}]`);
        if (own === undefined || own === null) throw new InvalidPayloadError({ reason: 'Item in update misses primary key' });
        return { key: key(own, `[${index}].${primaryKey}`), payload: rest };
      }),
    };
  }
  const { data, ...rest } = payload(body ?? {}, 'value');
  if (data === undefined) throw new InvalidPayloadError({ reason: '"data" is required' });
  const selection = parseSelection(rest);
  return { selection, data: payload(data, 'data') };
}

/** A list of keys, `{ keys }` or `{ query }`. */
export function parseRemoval(body: unknown): Selection {
  return Array.isArray(body) ? { keys: keys(body, 'value') } : parseSelection(payload(body ?? {}, 'value'));
}

/** The body of a SEARCH: `{ query?, keys? }`. */
export function parseSearch(body: unknown): { readonly query: RawQuery; readonly keys: readonly Key[] | null } {
  const { query, keys: named, ...rest } = payload(body ?? {}, 'value');
  refuseOthers(rest);
  return { query: query === undefined ? {} : payload(query, 'query'), keys: named === undefined ? null : keys(named, 'keys') };
}

function parseSelection({ keys: named, query, ...rest }: Payload): Selection {
  refuseOthers(rest);
  if (named !== undefined && query !== undefined) throw new InvalidPayloadError({ reason: '"value" contains a conflict between exclusive peers [query, keys]' });
  if (named !== undefined) return { keys: keys(named, 'keys') };
  if (query === undefined) throw new InvalidPayloadError({ reason: '"value" must contain at least one of [query, keys]' });
  return { query: payload(query, 'query') };
}

function refuseOthers(rest: Payload): void {
  const [other] = Object.keys(rest);
  if (other !== undefined) throw new InvalidPayloadError({ reason: `"${other}" is not allowed` });
}

function keys(value: unknown, name: string): Key[] {
  if (!Array.isArray(value)) throw new InvalidPayloadError({ reason: `"${name}" must be an array` });
  return [...new Set(value.map((entry, index) => key(entry, `${name}[${index}]`)))];
}

function key(value: unknown, name: string): Key {
  if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new InvalidPayloadError({ reason: `"${name}" must be one of [string, number]` });
}

function payload(value: unknown, name: string): Payload {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidPayloadError({ reason: `"${name}" must be of type object` });
  return value as Payload;
}
