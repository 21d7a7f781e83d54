import { z } from 'zod';
import { MASK } from '../access/query/shape';
import { newKey } from '../platform/payload/reference';
import { storableJson, storableText } from '../platform/payload/storable-text';
import { heldPoliciesSchema, type AttachmentChanges, type ChangedAttachment, type NewAttachment } from '../policies/attachment-changes';
import { parseEmail, type EmailAddress } from './email-address';
import type { NestedRole } from './nested-roles';
import { USER_STATUSES } from './users.collection';

export type UserStatus = (typeof USER_STATUSES)[number];

/** One save of one or many users: what is absent stays untouched, null empties. */
export interface UserChanges {
  /** Chosen by a program that creates; ignored in changes. */
  id?: string;
  firstName?: string | null;
  lastName?: string | null;
  email?: EmailAddress | null;
  /** As typed; `prepare-user.ts` turns it into a hash before a transaction begins. */
  password?: string | null;
  location?: string | null;
  title?: string | null;
  description?: string | null;
  tags?: string[] | null;
  avatar?: string | null;
  language?: string | null;
  textDirection?: 'auto' | 'ltr' | 'rtl';
  emailNotifications?: boolean;
  appearance?: 'auto' | 'light' | 'dark' | null;
  themeLight?: string | null;
  themeDark?: string | null;
  themeLightOverrides?: Record<string, unknown> | null;
  themeDarkOverrides?: Record<string, unknown> | null;
  status?: UserStatus;
  roleId?: string | null;
  /** The role with fields of its own: it is made or changed in the same transaction. Given instead of its key. */
  role?: NestedRole;
  /** A static API token as typed, stored as its hash; null ends the one there is. */
  token?: string | null;
  lastAccess?: Date | null;
  lastPage?: string | null;
  provider?: string;
  externalIdentifier?: string | null;
  authData?: unknown;
  tfaSecret?: unknown;
  policies?: AttachmentChanges;
  /** Proves that it is the person themselves who changes their password or address. Never stored. */
  currentPassword?: string;
}

const MIN_TOKEN_LENGTH = 24;

const email = z.string().nullable().transform((typed, context) => {
  const parsed = typed === null ? null : parseEmail(typed);
  if (typed !== null && parsed === null) context.addIssue({ code: 'custom', params: { type: 'email' } });
  return parsed;
});

/** No NUL rule here: a password is hashed, never stored. Half a surrogate pair would be hashed as another text than was typed. */
const typedSecret = z.string().superRefine((typed, context) => {
  if (!typed.isWellFormed()) context.addIssue({ code: 'custom', params: { type: 'text' } });
});

const password = typedSecret.nullable().transform((typed, context) => {
  // The mask that a client has just read is no password (it would become a real one that nobody knows).
  if (typed === MASK) context.addIssue({ code: 'custom', params: { type: 'wrong' } });
  return typed === '' ? null : typed;
});

const token = typedSecret.nullable().transform((typed, context) => {
  if (typed === '' || typed === null) return null;
  if (typed === MASK) context.addIssue({ code: 'custom', params: { type: 'wrong' } });
  else if (typed.length < MIN_TOKEN_LENGTH) context.addIssue({ code: 'too_small', origin: 'string', minimum: MIN_TOKEN_LENGTH, inclusive: true, input: '' });
  else if (typed.length > 255) context.addIssue({ code: 'too_big', origin: 'string', maximum: 255, inclusive: true, input: '' });
  else if (!/^[\x21-\x7e]+$/.test(typed)) context.addIssue({ code: 'custom', params: { type: 'text' } });
  return typed;
});

const jsonObject = z.record(z.string(), z.unknown()).nullable().and(storableJson()) as unknown as z.ZodType<Record<string, unknown> | null>;

/** Field by field: the dialect's name, ours, and what it may hold. The one crossing between the two. */
const WIRE = {
  first_name: ['firstName', storableText(100).nullable()],
  last_name: ['lastName', storableText(100).nullable()],
  email: ['email', email],
  password: ['password', password],
  location: ['location', storableText(255).nullable()],
  title: ['title', storableText(100).nullable()],
  description: ['description', storableText(100_000).nullable()],
  tags: ['tags', z.array(storableText(255)).max(1000).nullable()],
  avatar: ['avatar', z.uuid().nullable()],
  language: ['language', storableText(255).nullable()],
  text_direction: ['textDirection', z.enum(['auto', 'ltr', 'rtl'])],
  email_notifications: ['emailNotifications', z.boolean()],
  appearance: ['appearance', z.enum(['auto', 'light', 'dark']).nullable()],
  theme_light: ['themeLight', storableText(255).nullable()],
  theme_dark: ['themeDark', storableText(255).nullable()],
  theme_light_overrides: ['themeLightOverrides', jsonObject],
  theme_dark_overrides: ['themeDarkOverrides', jsonObject],
  status: ['status', z.enum(USER_STATUSES)],
  role: ['roleId', z.union([storableText(255), z.strictObject({ id: storableText(255) }).transform((role) => role.id), z.record(z.string(), z.unknown())]).nullable()],
  token: ['token', token],
  last_access: ['lastAccess', z.string().nullable().transform(instant)],
  last_page: ['lastPage', storableText(255).nullable()],
  provider: ['provider', storableText(128)],
  external_identifier: ['externalIdentifier', storableText(255).nullable()],
  auth_data: ['authData', storableJson()],
  tfa_secret: ['tfaSecret', z.unknown()],
  policies: ['policies', heldPoliciesSchema],
} as const satisfies Record<string, readonly [keyof UserChanges, z.ZodType]>;

type WireField = keyof typeof WIRE;

/** The fields of a user on the wire. */
export const userShape = {
  id: newKey.optional(),
  current_password: typedSecret.optional(),
  ...(Object.fromEntries(Object.entries(WIRE).map(([name, [, type]]) => [name, type.optional()])) as { [Name in WireField]: z.ZodOptional<(typeof WIRE)[Name][1]> }),
};

/** The body of POST and PATCH /users, and of a user inside another item. Says nothing about who may. */
export const userChangesSchema = z.strictObject(userShape).transform(userChangesOf);

/** What `userShape` let through, in our words. */
export function userChangesOf({ id, current_password, ...wire }: Record<string, unknown>): UserChanges {
  const changes: Record<string, unknown> = Object.fromEntries(Object.entries(wire).map(([name, value]) => [WIRE[name as WireField][0], value]));
  if (isNestedRole(changes['roleId'])) {
    changes['role'] = changes['roleId'];
    delete changes['roleId'];
  }
  return { ...changes, ...(id !== undefined && { id }), ...(current_password !== undefined && { currentPassword: current_password }) } as UserChanges;
}

function isNestedRole(role: unknown): role is NestedRole {
  return typeof role === 'object' && role !== null;
}

/** Changes in the dialect's words, with secrets masked: what permissions are asked about. */
export function userOnTheWire(changes: UserChanges): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  if (changes.id !== undefined) wire['id'] = changes.id;
  for (const [name, [field]] of Object.entries(WIRE)) if (field in changes && changes[field] !== undefined) wire[name] = wireValue(name, changes[field]);
  return wire;
}

/** A rule may ask whether there is a value, never which. */
const SECRETS = new Set(['password', 'token', 'tfa_secret', 'auth_data']);

function wireValue(name: string, value: unknown): unknown {
  if (name === 'email') return (value as EmailAddress | null)?.address ?? null;
  if (name === 'policies') return attachmentsOnTheWire(value as AttachmentChanges);
  if (SECRETS.has(name)) return value === null ? null : MASK;
  return value instanceof Date ? value.toISOString() : value;
}

function attachmentsOnTheWire(policies: AttachmentChanges): unknown {
  if ('whole' in policies) return [...policies.whole.keep.map(({ accessId }) => accessId), ...policies.whole.create.map(attachmentOnTheWire)];
  return { create: policies.create.map(attachmentOnTheWire), update: policies.update.map(attachmentOnTheWire), delete: policies.delete };
}

function attachmentOnTheWire({ policyId, policy, sort, accessId }: NewAttachment & Partial<ChangedAttachment>): object {
  return { ...(accessId !== undefined && { id: accessId }), ...(policyId !== undefined && { policy: policyId }), ...(policy !== undefined && { policy }), ...(sort !== undefined && { sort }) };
}

function instant(text: string | null, context: z.RefinementCtx): Date | null {
  if (text === null) return null;
  // Without a zone it is UTC, as the dialect writes it.
  const date = new Date(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
  if (Number.isNaN(date.getTime()) || !/^\d{4}-/.test(text)) context.addIssue({ code: 'custom', params: { type: 'type' } });
  return date;
}
