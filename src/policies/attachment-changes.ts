import { z } from 'zod';
import { key, reference } from '../platform/payload/reference';

/** What a policy is attached to: a role, a user, or (both null) everybody, also who is not signed in. */
export interface Holder {
  readonly roleId: string | null;
  readonly userId: string | null;
}

/** An attachment that is to be made. The end that the caller stands on may be left out. */
export interface NewAttachment {
  readonly policyId?: string;
  /** A policy that is to be made or changed with it, as it stands on the wire: `nested-policies.ts` writes it and has its key instead. */
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly roleId?: string | null;
  readonly userId?: string | null;
  readonly sort?: number | null;
}

/** An attachment that exists, with what is to change about it (nothing: it is only to stay). */
export interface ChangedAttachment extends NewAttachment {
  readonly accessId: string;
}

/** Only these edits; so an empty one changes nothing. */
export interface AttachmentAlterations {
  readonly create: readonly NewAttachment[];
  readonly update: readonly ChangedAttachment[];
  readonly delete: readonly string[];
}

/** The whole new set: what it does not name is detached. */
export interface AttachmentSet {
  readonly whole: { readonly create: readonly NewAttachment[]; readonly keep: readonly ChangedAttachment[] };
}

export type AttachmentChanges = AttachmentAlterations | AttachmentSet;

/** An attachment as its own item of directus_access. */
export const attachmentSchema = attachmentOf(reference);

/** An attachment inside a role or a user, which may bring its policy along. */
const holding = attachmentOf(z.union([reference, z.record(z.string(), z.unknown())]));

function attachmentOf(policyType: z.ZodType<string | Record<string, unknown>>) {
  return z
    .strictObject({
      id: key.optional(),
      policy: policyType.optional(),
      role: reference.nullable().optional(),
      user: reference.nullable().optional(),
      sort: z.int().min(-2_147_483_648).max(2_147_483_647).nullable().optional(),
    })
    .transform(({ id, policy, role, user, sort }): NewAttachment & { accessId?: string } => ({
      ...(id !== undefined && { accessId: id }),
      ...(typeof policy === 'string' ? { policyId: policy } : policy !== undefined && { policy }),
      ...(role !== undefined && { roleId: role }),
      ...(user !== undefined && { userId: user }),
      ...(sort !== undefined && { sort }),
    }));
}

/** The relation `users` and `roles` of a policy: an array, or alterations. */
export const attachmentsSchema = relationOf(attachmentSchema);

/** The relation `policies` of a role or a user: the same, of attachments that may bring their policies along. */
export const heldPoliciesSchema = relationOf(holding);

function relationOf(attachment: typeof attachmentSchema) {
  const existing = attachment.transform((item, context): ChangedAttachment => {
    if (item.accessId !== undefined) return { ...item, accessId: item.accessId };
    context.issues.push({ code: 'invalid_type', expected: 'string', path: ['id'], input: undefined });
    return z.NEVER;
  });
  return z.union([
    z.array(z.union([key.transform((accessId): NewAttachment & { accessId?: string } => ({ accessId })), attachment])).transform(
      (items): AttachmentChanges => ({
        whole: {
          create: items.filter((item) => item.accessId === undefined),
          keep: items.filter((item): item is ChangedAttachment => item.accessId !== undefined),
        },
      }),
    ),
    z.strictObject({ create: z.array(attachment).default([]), update: z.array(existing).default([]), delete: z.array(key).default([]) }).transform((edits): AttachmentChanges => edits),
  ]);
}
