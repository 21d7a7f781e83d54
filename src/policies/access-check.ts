import { z } from 'zod';
import type { CollectionRegistry } from '../access/collections/registry';
import { ACTIONS } from '../access/permissions/stored-rules';
import { InvalidPayloadError } from '../platform/errors/errors';
import { storableJson, storableText } from '../platform/payload/storable-text';

const CHECKS_AT_MOST = 100;
const FIELDS_AT_MOST = 200;

const accessCheck = z.strictObject({
  /** Absent: the caller; null: somebody who is not signed in. */
  user: storableText(255).nullish(),
  /** The address that they would call from. Absent: the caller's own for the caller, an unknown one for others. */
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  action: z.enum(ACTIONS),
  collection: storableText(64),
  item: z.union([storableText(255), z.number().int(), z.record(z.string(), z.unknown()).and(storableJson())]).optional(),
  fields: z.array(storableText(64)).max(FIELDS_AT_MOST).optional(),
  /** Whether to say which policies and rules decided. */
  explain: z.boolean().optional(),
});

export const accessChecks = z.array(accessCheck).min(1).max(CHECKS_AT_MOST);

const named = z.strictObject({ id: z.string(), name: z.string() }).nullable();

/** One answer per question, in order; `explain` only where it was asked for. */
export const accessAnswers = z.array(z.strictObject({
  allowed: z.boolean(),
  access: z.enum(['full', 'partial', 'none']),
  because: z.enum(['admin', 'rule', 'inactive', 'no-rule', 'item', 'fields', 'depends-on-item']),
  missing_fields: z.array(z.string()),
  explain: z.array(z.strictObject({
    policy: named,
    via: z.enum(['user', 'role', 'public', 'app']),
    role: named,
    applies: z.boolean(),
    rules: z.array(z.strictObject({ permission: z.int().nullable(), fields: z.array(z.string()), permissions: z.unknown(), validation: z.unknown(), matches: z.boolean().nullable() })),
  })).optional(),
}));

export type AccessCheck = z.output<typeof accessCheck>;

/** What is stored here is looked up, never taken from whoever asks: a row is only for collections of other programs and for what is to be created. */
export function requireSensible(checks: readonly AccessCheck[], registry: CollectionRegistry): void {
  checks.forEach(({ collection, action, item }, index) => {
    if (typeof item === 'object' && action !== 'create' && registry.find(collection)) throw new InvalidPayloadError({ reason: `"[${index}].item" has to be the key of an item of "${collection}"` });
  });
}
