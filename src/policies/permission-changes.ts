import { z } from 'zod';
import { ACTIONS, type Action } from '../access/permissions/stored-rules';
import { reference } from '../platform/payload/reference';
import { storableJson, storableText } from '../platform/payload/storable-text';

type Json = Record<string, unknown>;

/** The parsed change of one permission rule. Absent is untouched; in a new rule, absent is null. */
export interface PermissionChanges {
  readonly policyId?: string;
  /** Any text: rules may speak of collections that live in another program. */
  readonly collection?: string;
  readonly action?: Action;
  /** The row rule; null and {} both mean every row. */
  readonly permissions?: Json | null;
  readonly validation?: Json | null;
  readonly presets?: Json | null;
  /** Field names, `*` for all; null and [] both mean none. */
  readonly fields?: readonly string[] | null;
}

export interface ChangedPermission extends PermissionChanges {
  readonly id: number;
}

/** Only these edits, or the whole new set of a policy's rules. */
export type PermissionsOfPolicy =
  | { readonly create: readonly PermissionChanges[]; readonly update: readonly ChangedPermission[]; readonly delete: readonly number[] }
  | { readonly whole: { readonly create: readonly PermissionChanges[]; readonly keep: readonly ChangedPermission[] } };

const json = storableJson().pipe(z.record(z.string(), z.unknown())).nullable();

/** Stored comma-joined, so a comma cannot be part of a name. */
const fieldName = storableText(64).refine((name) => name.trim() !== '' && !name.includes(','), { params: { type: 'type' } });

const permissionId = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/).transform(Number)]);

const permission = z.strictObject({
  id: permissionId.nullish(),
  policy: reference.optional(),
  collection: storableText(64).refine((name) => name.trim() !== '', { params: { type: 'nempty' } }).optional(),
  action: z.enum(ACTIONS).optional(),
  permissions: json.optional(),
  validation: json.optional(),
  presets: json.optional(),
  fields: z.array(fieldName).max(1000).nullable().optional(),
  /** What reading an implied rule gives; a client may send it back. */
  system: z.literal(true).optional(),
});

type Parsed = PermissionChanges & { readonly id?: number };

/** One rule as it is on the wire. */
export const permissionSchema = permission.transform(({ id, policy, system: _, ...rest }): Parsed => ({
  ...(id !== undefined && id !== null && { id }),
  ...(policy !== undefined && { policyId: policy }),
  ...rest,
}));

const existing = permissionSchema.transform((changes, context): ChangedPermission => {
  if (changes.id !== undefined) return { ...changes, id: changes.id };
  context.issues.push({ code: 'invalid_type', expected: 'number', path: ['id'], input: undefined });
  return z.NEVER;
});

/** The relation `permissions` of a policy. */
export const permissionsOfPolicySchema = z.union([
  z.array(z.union([permissionId.transform((id): Parsed => ({ id })), permissionSchema])).transform(
    (items): PermissionsOfPolicy => ({
      whole: {
        create: items.filter((item) => item.id === undefined),
        keep: items.filter((item): item is ChangedPermission => item.id !== undefined),
      },
    }),
  ),
  z.strictObject({ create: z.array(permissionSchema).default([]), update: z.array(existing).default([]), delete: z.array(permissionId).default([]) }).transform((edits): PermissionsOfPolicy => edits),
]);

/** The wire's fields of a rule, as field rights and validation rules of the caller are asked about them. */
export function permissionPayload({ policyId, ...changes }: PermissionChanges): Record<string, unknown> {
  return { ...(policyId !== undefined && { policy: policyId }), ...changes };
}
