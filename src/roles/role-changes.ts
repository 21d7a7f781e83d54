import { z } from 'zod';
import { throwAll } from '../platform/errors/application-error';
import { FailedValidationError } from '../platform/errors/errors';
import { key, newKey, reference } from '../platform/payload/reference';
import { isStorable } from '../platform/payload/storable-text';
import { heldPoliciesSchema, type AttachmentChanges } from '../policies/attachment-changes';
import { userChangesOf, userShape, type UserChanges } from '../users/user-changes';

/** The parsed intent of one save of a role. Whatever is absent stays untouched. */
export interface RoleChanges {
  id?: string;
  name?: string | null;
  icon?: string | null;
  description?: string | null;
  parentId?: string | null;
  users?: UsersOfRole;
  policies?: AttachmentChanges;
  children?: ChildrenOfRole;
}

/** A role below this one, as it stands on the wire: its key, or its fields (with `id`: one that is there already, or gets that key). */
export type ChildOfRole = string | Readonly<Record<string, unknown>>;

/** Only these edits; or the whole new set: what it does not name moves to the top level. */
export type ChildrenOfRole =
  | { readonly whole: readonly ChildOfRole[] }
  | { readonly create: readonly ChildOfRole[]; readonly update: readonly ChildOfRole[]; readonly delete: readonly string[] };

/** Somebody who is to be made in the role. A draft holds the hash that was made when the password was typed, and no password. */
export type UserToCreate = UserChanges & { readonly passwordHash?: string };

/** Somebody who is to be in the role, with further changes of theirs (none: `{}`). */
export interface UserInRole {
  readonly id: string;
  readonly changes: UserChanges;
}

/** Only these edits; or the whole new set, of which an empty one means nobody. */
export type UsersOfRole = UserAlterations | { readonly whole: { readonly create: readonly UserToCreate[]; readonly keep: readonly UserInRole[] } };

export interface UserAlterations {
  readonly create: readonly UserToCreate[];
  readonly update: readonly UserInRole[];
  readonly delete: readonly string[];
}

/** What the author of a change saw; only this is compared. REST sends none: there the last writer wins, as in the dialect. */
export interface SeenRole {
  readonly fields: Partial<Record<'name' | 'icon' | 'description' | 'parentId', string | null>>;
  /** The role that each person had, by the person's id. */
  readonly roleOf: Readonly<Record<string, string | null>>;
}

/** An item of `users`: an object with the wire's fields of a user; `id` and `role` are the relation's own business. */
const user = z.strictObject({ ...userShape, id: key.optional(), role: z.unknown().optional() }).transform(({ id, role: _, ...fields }) => ({ id: id ?? null, changes: userChangesOf(fields) }));
const newUser = user.transform(({ id, changes }) => (id === null ? changes : { ...changes, id }));
const knownUser = user.transform(({ id, changes }, context) => {
  if (id !== null) return { id, changes };
  context.addIssue({ code: 'custom', message: '"id" is required' });
  return z.NEVER;
});

const users = z.union([
  z.array(z.union([key.transform((id) => ({ id, changes: {} as UserChanges })), user])).transform((items) => ({
    whole: {
      create: items.flatMap(({ id, changes }) => (id === null ? [changes] : [])),
      keep: items.flatMap(({ id, changes }) => (id === null ? [] : [{ id, changes }])),
    },
  })),
  z.strictObject({ create: z.array(newUser).default([]), update: z.array(knownUser).default([]), delete: z.array(key).default([]) }),
]);

const item = z.record(z.string(), z.unknown());
const children = z.union([
  z.array(z.union([key, item])).transform((whole): ChildrenOfRole => ({ whole })),
  z.strictObject({ create: z.array(item).default([]), update: z.array(z.looseObject({ id: key })).default([]), delete: z.array(key).default([]) }).transform((edits): ChildrenOfRole => edits),
]);

/**
 * The wire's object of changes. A relation that is omitted stays untouched; an array is the whole new set; an object of
 * alterations is only those edits. What stands in `children` is read by this schema, too, when it is prepared.
 */
export const roleChangesSchema = z
  .strictObject({
    id: newKey.optional(),
    name: z.string().nullable().optional(),
    icon: z.string().nullable().optional(),
    description: z.string().nullable().optional(),
    parent: reference.nullable().optional(),
    users: users.optional(),
    policies: heldPoliciesSchema.optional(),
    children: children.optional(),
  })
  .transform(({ parent, ...changes }): RoleChanges => ({ ...changes, ...(parent !== undefined && { parentId: parent }) }));

const LENGTHS = { name: 100, icon: 64, description: 10_000 } as const;

/** Throws what is wrong with the fields themselves, all of it at once. A new role needs a name. */
export function assertFieldsAreGood(changes: RoleChanges, isNew: boolean): void {
  const errors: FailedValidationError[] = [];
  const { name, icon } = changes;
  if (isNew && name === undefined) errors.push(new FailedValidationError({ field: 'name', type: 'required' }));
  if (name === null) errors.push(new FailedValidationError({ field: 'name', type: 'nnull' }));
  if (name !== undefined && name !== null && name.trim() === '') errors.push(new FailedValidationError({ field: 'name', type: 'nempty' }));
  if (icon === null) errors.push(new FailedValidationError({ field: 'icon', type: 'nnull' }));
  for (const [field, length] of Object.entries(LENGTHS)) {
    const value = changes[field as keyof typeof LENGTHS];
    if (typeof value !== 'string') continue;
    if (!isStorable(value)) errors.push(new FailedValidationError({ field, type: 'text' }));
    else if ([...value].length > length) errors.push(new FailedValidationError({ field, type: 'max_length', valid: length }));
  }
  if (typeof icon === 'string' && icon.length <= LENGTHS.icon && !/^[a-z0-9][a-z0-9_-]*$/i.test(icon)) errors.push(new FailedValidationError({ field: 'icon', type: 'icon' }));
  throwAll(errors);
}
