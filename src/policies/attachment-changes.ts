import { z } from 'zod';

/** What a policy is attached to: a role, a user, or (both null) everybody, also who is not signed in. */
export interface Holder {
  readonly roleId: string | null;
  readonly userId: string | null;
}

/** An attachment that is to be made. The end that the caller stands on may be left out. */
export interface NewAttachment {
  readonly policyId?: string;
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

export const NO_ATTACHMENTS: AttachmentAlterations = Object.freeze({ create: [], update: [], delete: [] });

const key = z.string().min(1).max(64);

/** A relation to one item comes as its key, or as an object that holds nothing else. */
const reference = z.union([key, z.strictObject({ id: key }).transform(({ id }) => id)]);

/** An attachment as its own item of directus_access. */
export const attachmentSchema = z
  .strictObject({
    id: key.optional(),
    policy: reference.optional(),
    role: reference.nullable().optional(),
    user: reference.nullable().optional(),
    sort: z.int().min(-2_147_483_648).max(2_147_483_647).nullable().optional(),
  })
  .transform(({ id, policy, role, user, sort }): NewAttachment & { accessId?: string } => ({
    ...(id !== undefined && { accessId: id }),
    ...(policy !== undefined && { policyId: policy }),
    ...(role !== undefined && { roleId: role }),
    ...(user !== undefined && { userId: user }),
    ...(sort !== undefined && { sort }),
  }));

const existing = attachmentSchema.transform((attachment, context): ChangedAttachment => {
  if (attachment.accessId !== undefined) return { ...attachment, accessId: attachment.accessId };
  context.issues.push({ code: 'invalid_type', expected: 'string', path: ['id'], input: undefined });
  return z.NEVER;
});

/** The relation `policies` of a role or a user, and `users` and `roles` of a policy: an array, or alterations. */
export const attachmentsSchema = z.union([
  z.array(z.union([key.transform((accessId): NewAttachment & { accessId?: string } => ({ accessId })), attachmentSchema])).transform(
    (items): AttachmentChanges => ({
      whole: {
        create: items.filter((item) => item.accessId === undefined),
        keep: items.filter((item): item is ChangedAttachment => item.accessId !== undefined),
      },
    }),
  ),
  z.strictObject({ create: z.array(attachmentSchema).default([]), update: z.array(existing).default([]), delete: z.array(key).default([]) }).transform((edits): AttachmentChanges => edits),
]);
