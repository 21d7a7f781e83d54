import { z } from 'zod';
import type { CollectionRegistry } from '../access/collections/registry';
import { BECAUSE } from '../access/permissions/explain';
import { ACTIONS } from '../access/permissions/stored-rules';
import { InvalidPayloadError } from '../platform/errors/errors';
import { storableJson, storableText } from '../platform/payload/storable-text';

const CHECKS_AT_MOST = 100;
export const FIELDS_AT_MOST = 200;
export const NAME_LENGTH = 64;
export const KEY_LENGTH = 255;

const accessCheck = z.strictObject({
  /** Absent: the caller; null: somebody who is not signed in. */
  user: storableText(KEY_LENGTH).nullish(),
  /** The address that they would call from. Absent: the caller's own for the caller, an unknown one for others. */
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  action: z.enum(ACTIONS),
  collection: storableText(NAME_LENGTH),
  item: z.union([storableText(KEY_LENGTH), z.number().int(), z.record(z.string(), z.unknown()).and(storableJson())]).optional(),
  fields: z.array(storableText(NAME_LENGTH)).max(FIELDS_AT_MOST).optional(),
  /** Whether to say which policies and rules decided. */
  explain: z.boolean().optional(),
});

export const accessChecks = z.array(accessCheck).min(1).max(CHECKS_AT_MOST);

const named = z.strictObject({ id: z.string(), name: z.string() });
const source = { policy: named.nullable(), via: z.enum(['user', 'role', 'public', 'app']), role: named.nullable() };
const permission = z.int().nullable();
const texts = z.array(z.string());

const remedy = z.discriminatedUnion('remedy', [
  z.strictObject({ remedy: z.literal('activate'), status: z.string().nullable() }),
  z.strictObject({ remedy: z.literal('address'), ...source, ip_access: texts.nullable() }),
  z.strictObject({ remedy: z.literal('grant'), granted_by: z.array(z.strictObject({ policy: named, roles: z.array(named) })) }),
  z.strictObject({ remedy: z.enum(['item', 'name-item', 'hidden-rule']) }),
  z.strictObject({ remedy: z.literal('condition'), ...source, permission, conditions: z.array(z.strictObject({ path: z.string().nullable(), text: z.string(), actual: z.unknown().optional() })) }),
  z.strictObject({ remedy: z.literal('fields'), fields: texts, granted: texts.nullable() }),
  z.strictObject({ remedy: z.literal('somebody-else'), fields: texts }),
]);

/** One answer per question, in order; the reasons (`ExplainedAccess`) only where they were asked for. */
export const accessAnswers = z.array(z.strictObject({
  allowed: z.boolean(),
  access: z.enum(['full', 'partial', 'none']),
  /** Null where the caller may not read what it would tell about the person. */
  because: z.enum(BECAUSE).nullable(),
  missing_fields: texts,
  explain: z.array(z.strictObject({
    ...source,
    applies: z.boolean(),
    rules: z.array(z.strictObject({ permission, fields: texts, permissions: z.unknown(), validation: z.unknown(), matches: z.boolean().nullable() })),
  })).optional(),
  decided_by: z.array(z.strictObject({ ...source, permission })).optional(),
  remedies: z.array(remedy).optional(),
}));

export type AccessCheck = z.output<typeof accessCheck>;

/** What is stored here is looked up, never taken from whoever asks: a row is only for collections of other programs and for what is to be created. */
export function requireSensible(checks: readonly AccessCheck[], registry: CollectionRegistry): void {
  checks.forEach(({ collection, action, item }, index) => {
    if (typeof item === 'object' && action !== 'create' && registry.find(collection)) throw new InvalidPayloadError({ reason: `"[${index}].item" has to be the key of an item of "${collection}"` });
  });
}
