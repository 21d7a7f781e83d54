import { fieldsOnTopOf, fieldsWithout, pickedAfter, settledFields, typeFields, type FieldEdits, type TypedField } from '../platform/drafts/field-edits';
import type { RoleChanges, SeenRole, UserToCreate } from './role-changes';

export const ROLE_FIELDS = ['name', 'icon', 'description', 'parentId'] as const;
export type RoleField = (typeof ROLE_FIELDS)[number];
export type RoleFields = Record<RoleField, string | null>;

/** A person who joins or leaves, and the role that they had when that was staged. */
export interface StagedMove {
  readonly id: string;
  readonly seenRole: string | null;
}

/** Somebody who does not exist yet. `key` names them within the draft. A password is here as its hash only. */
export interface StagedUser {
  readonly key: string;
  readonly changes: UserToCreate;
}

/** What one author has staged on one role and not saved. Plain JSON; every function below gives a new one. */
export interface RoleDraft {
  readonly fields: FieldEdits<RoleField>;
  readonly creating: readonly StagedUser[];
  readonly joining: readonly StagedMove[];
  readonly leaving: readonly StagedMove[];
  readonly attaching: readonly string[];
  readonly detaching: readonly { readonly accessId: string; readonly policyId: string }[];
  /** Ticked in the Add Existing picker, not yet staged. */
  readonly picked: readonly string[];
}

export const EMPTY_DRAFT: RoleDraft = { fields: {}, creating: [], joining: [], leaving: [], attaching: [], detaching: [], picked: [] };

/** Takes over what was typed. */
export function type(draft: RoleDraft, typed: Partial<Record<RoleField, TypedField>>): RoleDraft {
  return { ...draft, fields: typeFields(draft.fields, typed) };
}

export function stageUser(draft: RoleDraft, user: StagedUser): RoleDraft {
  const known = draft.creating.some(({ key }) => key === user.key);
  const creating = known ? draft.creating.map((other) => (other.key === user.key ? user : other)) : [...draft.creating, user];
  return { ...draft, creating };
}

export function join(draft: RoleDraft, people: readonly StagedMove[]): RoleDraft {
  const known = new Set(draft.joining.map(({ id }) => id));
  return { ...draft, joining: [...draft.joining, ...people.filter(({ id }) => !known.has(id))], picked: [] };
}

/** × on a row: a member leaves; somebody who was only about to join does not join after all. */
export function leave(draft: RoleDraft, person: StagedMove): RoleDraft {
  if (draft.joining.some(({ id }) => id === person.id)) return undo(draft, { kind: 'join', id: person.id });
  if (draft.leaving.some(({ id }) => id === person.id)) return draft;
  return { ...draft, leaving: [...draft.leaving, person] };
}

export function attach(draft: RoleDraft, policyId: string): RoleDraft {
  if (draft.detaching.some((edit) => edit.policyId === policyId)) return { ...draft, detaching: draft.detaching.filter((edit) => edit.policyId !== policyId) };
  if (draft.attaching.includes(policyId)) return draft;
  return { ...draft, attaching: [...draft.attaching, policyId] };
}

export function detach(draft: RoleDraft, access: { readonly accessId: string; readonly policyId: string }): RoleDraft {
  if (draft.detaching.some(({ accessId }) => accessId === access.accessId)) return draft;
  return { ...draft, detaching: [...draft.detaching, access] };
}

/** What a staged edit is called in a button or in the address of an error. */
export type StagedEdit =
  | { readonly kind: 'field'; readonly id: RoleField }
  | { readonly kind: 'create' | 'join' | 'leave' | 'attach' | 'detach'; readonly id: string };

export function undo(draft: RoleDraft, edit: StagedEdit): RoleDraft {
  switch (edit.kind) {
    case 'field':
      return { ...draft, fields: fieldsWithout(draft.fields, new Set([edit.id])) };
    case 'create':
      return { ...draft, creating: draft.creating.filter(({ key }) => key !== edit.id) };
    case 'join':
      return { ...draft, joining: draft.joining.filter(({ id }) => id !== edit.id) };
    case 'leave':
      return { ...draft, leaving: draft.leaving.filter(({ id }) => id !== edit.id) };
    case 'attach':
      return { ...draft, attaching: draft.attaching.filter((id) => id !== edit.id) };
    case 'detach':
      return { ...draft, detaching: draft.detaching.filter(({ accessId }) => accessId !== edit.id) };
  }
}

/** The ticks of one page of the picker. */
export function pick(draft: RoleDraft, listed: readonly string[], ticked: readonly string[]): RoleDraft {
  return { ...draft, picked: pickedAfter(draft.picked, listed, ticked) };
}

/** Without what has come true meanwhile: a field that holds what its author wants needs no edit any more. */
export function settle(draft: RoleDraft, stored: RoleFields): RoleDraft {
  return { ...draft, fields: settledFields(draft.fields, stored) };
}

/** The number on the Save button: every field, person and policy counts once. */
export function countOf(draft: RoleDraft): number {
  return Object.keys(draft.fields).length + draft.creating.length + draft.joining.length + draft.leaving.length + draft.attaching.length + draft.detaching.length;
}

/** True where there is nothing to keep, not even a tick in the picker. */
export function isEmpty(draft: RoleDraft): boolean {
  return countOf(draft) === 0 && draft.picked.length === 0;
}

/** The draft as the change that REST could have sent, with what its author saw. */
export function toChanges(draft: RoleDraft, roleId: string | null): { changes: RoleChanges; seen: SeenRole } {
  const fields = Object.fromEntries(Object.entries(draft.fields).map(([field, edit]) => [field, edit.value]));
  const movedAway = draft.leaving.filter(({ seenRole }) => seenRole !== roleId);
  const users = {
    create: draft.creating.map(({ changes }) => changes),
    update: [
      ...draft.joining.map(({ id }) => ({ id, changes: {} })),
      // Somebody else moved this person meanwhile, and the author wants them without a role all the same.
      ...movedAway.map(({ id }) => ({ id, changes: { roleId: null } })),
    ],
    delete: draft.leaving.filter(({ seenRole }) => seenRole === roleId).map(({ id }) => id),
  };
  const policies = { create: draft.attaching.map((policyId) => ({ policyId })), update: [], delete: draft.detaching.map(({ accessId }) => accessId) };
  const changes: RoleChanges = {
    ...fields,
    ...(users.create.length + users.update.length + users.delete.length > 0 && { users }),
    ...(policies.create.length + policies.delete.length > 0 && { policies }),
  };
  const seen: SeenRole = {
    fields: Object.fromEntries(Object.entries(draft.fields).map(([field, edit]) => [field, edit.seen])),
    roleOf: Object.fromEntries([...draft.joining, ...draft.leaving].map(({ id, seenRole }) => [id, seenRole])),
  };
  return { changes, seen };
}

/** "Apply mine on top": the author has now seen their values, so these are what the next save compares with. */
export function onTopOf(draft: RoleDraft, theirs: ReadonlyMap<string, string | null>): RoleDraft {
  const seeing = (move: StagedMove): StagedMove => ({ ...move, seenRole: theirs.has(`user:${move.id}`) ? theirs.get(`user:${move.id}`)! : move.seenRole });
  return { ...draft, fields: fieldsOnTopOf(draft.fields, theirs), joining: draft.joining.map(seeing), leaving: draft.leaving.map(seeing) };
}

/** "Keep theirs": the edits that met somebody else's are dropped, the rest stays staged. */
export function without(draft: RoleDraft, dropped: ReadonlySet<string>): RoleDraft {
  const stays = ({ id }: { readonly id: string }) => !dropped.has(`user:${id}`);
  return {
    ...draft,
    fields: fieldsWithout(draft.fields, dropped),
    joining: draft.joining.filter(stays),
    leaving: draft.leaving.filter(stays),
    attaching: draft.attaching.filter((id) => !dropped.has(`policy:${id}`)),
    detaching: draft.detaching.filter(({ policyId }) => !dropped.has(`policy:${policyId}`)),
  };
}
