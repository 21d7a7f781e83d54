import { z } from 'zod';
import { ipAccessMistake, isIpAccessEntry } from '../access/permissions/ip-access';
import { throwAll, type ApplicationError } from '../platform/errors/application-error';
import { FailedValidationError } from '../platform/errors/errors';
import { newKey } from '../platform/payload/reference';
import { storableText } from '../platform/payload/storable-text';
import { attachmentsSchema, type AttachmentChanges } from './attachment-changes';
import { permissionsOfPolicySchema, type PermissionsOfPolicy } from './permission-changes';

/** The parsed intent of one save of a policy. Whatever is absent stays untouched. */
export interface PolicyChanges {
  readonly id?: string;
  readonly name?: string;
  readonly icon?: string;
  readonly description?: string | null;
  /** Addresses, ranges and CIDR blocks; null and [] both let every address in. */
  readonly ipAccess?: readonly string[] | null;
  readonly enforceTfa?: boolean;
  readonly adminAccess?: boolean;
  readonly appAccess?: boolean;
  readonly permissions?: PermissionsOfPolicy;
  /** Attachments to users; those to roles and to the public stay as they are, whatever this says. */
  readonly users?: AttachmentChanges;
  /** Attachments to roles; those to users and to the public stay as they are. */
  readonly roles?: AttachmentChanges;
}

export type PolicyField = 'name' | 'icon' | 'description' | 'ipAccess' | 'enforceTfa' | 'adminAccess' | 'appAccess';

export const POLICY_FIELDS: readonly PolicyField[] = ['name', 'icon', 'description', 'ipAccess', 'enforceTfa', 'adminAccess', 'appAccess'];

/** The wire's object of changes. A relation that is omitted stays untouched; an array is the whole new set; alterations are only those edits. */
export const policyChangesSchema = z
  .strictObject({
    id: newKey.optional(),
    name: storableText(100).refine((name) => name.trim() !== '', { params: { type: 'nempty' } }).optional(),
    icon: storableText(64).refine((icon) => /^[a-z0-9][a-z0-9_-]*$/i.test(icon), { params: { type: 'icon' } }).optional(),
    description: storableText(10_000).nullable().optional(),
    ip_access: z.array(z.string().max(100)).max(500).nullable().optional(),
    enforce_tfa: z.boolean().optional(),
    admin_access: z.boolean().optional(),
    app_access: z.boolean().optional(),
    permissions: permissionsOfPolicySchema.optional(),
    users: attachmentsSchema.optional(),
    roles: attachmentsSchema.optional(),
  })
  .transform(({ ip_access, enforce_tfa, admin_access, app_access, ...rest }): PolicyChanges => ({
    ...rest,
    ...(ip_access !== undefined && { ipAccess: ip_access }),
    ...(enforce_tfa !== undefined && { enforceTfa: enforce_tfa }),
    ...(admin_access !== undefined && { adminAccess: admin_access }),
    ...(app_access !== undefined && { appAccess: app_access }),
  }));

const WIRE_NAMES: Record<PolicyField, string> = {
  name: 'name', icon: 'icon', description: 'description', ipAccess: 'ip_access', enforceTfa: 'enforce_tfa', adminAccess: 'admin_access', appAccess: 'app_access',
};

/** The wire's fields of a change, without its relations: what the caller's field rights are asked about. */
export function policyPayload(changes: PolicyChanges): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...(changes.id !== undefined && { id: changes.id }) };
  for (const field of POLICY_FIELDS) if (changes[field] !== undefined) fields[WIRE_NAMES[field]] = changes[field];
  for (const relation of ['permissions', 'users', 'roles'] as const) if (changes[relation] !== undefined) fields[relation] = changes[relation];
  return fields;
}

/** Throws what is wrong with the fields themselves. A new policy needs a name. */
export function assertPolicyIsGood(changes: PolicyChanges, isNew: boolean): void {
  const errors: ApplicationError[] = [];
  if (isNew && changes.name === undefined) errors.push(new FailedValidationError({ field: 'name', type: 'required' }));
  if (changes.ipAccess?.some((entry) => !isIpAccessEntry(entry))) errors.push(ipAccessMistake());
  throwAll(errors);
}

/** The stored text: comma-joined, null where every address is let in. */
export function storedIpAccess(ipAccess: readonly string[] | null): string | null {
  return ipAccess === null || ipAccess.length === 0 ? null : ipAccess.map((entry) => entry.trim()).join(',');
}

export function parsedIpAccess(stored: string | null): string[] | null {
  return stored ? stored.split(',') : null;
}
