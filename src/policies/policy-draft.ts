import type { Action } from '../access/permissions/stored-rules';
import { fieldsOnTopOf, fieldsWithout, pickedAfter, typeFields, type FieldEdits, type TypedField } from '../platform/drafts/field-edits';
import type { AttachmentChanges } from './attachment-changes';
import type { PermissionChanges, PermissionsOfPolicy } from './permission-changes';
import type { PolicyChanges, PolicyField } from './policy-changes';
import { cellSubject, sameRules, type Rule } from './policy-rule';
import type { SeenPolicy } from './stale-policy';

/** Fields as the form has them: yes and no as words, the IP list one entry a line. */
export type PolicyFields = Record<PolicyField, string | null>;

/** Who is to hold the policy. `id` is empty for everybody. */
export interface StagedHolder {
  readonly kind: 'role' | 'user' | 'public';
  readonly id: string;
}

export interface StagedDetachment extends StagedHolder {
  readonly accessId: string;
}

/** One cell of the matrix: the rules of one action on one collection, as seen and as wanted. */
export interface CellEdit {
  readonly collection: string;
  readonly action: Action;
  readonly seen: readonly Rule[];
  readonly wanted: readonly Rule[];
}

/** What one author has staged on one policy and not saved. Plain JSON; every function below gives a new one. */
export interface PolicyDraft {
  readonly fields: FieldEdits<PolicyField>;
  readonly attaching: readonly StagedHolder[];
  readonly detaching: readonly StagedDetachment[];
  readonly cells: readonly CellEdit[];
  /** Ticked in the picker of users, not yet staged. */
  readonly picked: readonly string[];
}

export const EMPTY_POLICY_DRAFT: PolicyDraft = Object.freeze({ fields: {}, attaching: [], detaching: [], cells: [], picked: [] });

export const FORM_FIELDS: readonly PolicyField[] = ['name', 'icon', 'description', 'appAccess', 'adminAccess', 'enforceTfa', 'ipAccess'];

/** Takes over what was typed. */
export function type(draft: PolicyDraft, typed: Partial<Record<PolicyField, TypedField>>): PolicyDraft {
  return { ...draft, fields: typeFields(draft.fields, typed) };
}

/** Stages new holders; one that was about to lose the policy keeps it instead. */
export function attach(draft: PolicyDraft, holders: readonly StagedHolder[]): PolicyDraft {
  return holders.reduce((current, holder) => {
    const leaving = current.detaching.find((other) => sameHolder(other, holder));
    if (leaving) return { ...current, detaching: current.detaching.filter((other) => other !== leaving) };
    if (current.attaching.some((other) => sameHolder(other, holder))) return current;
    return { ...current, attaching: [...current.attaching, { kind: holder.kind, id: holder.id }] };
  }, draft);
}

export function detach(draft: PolicyDraft, detachment: StagedDetachment): PolicyDraft {
  if (draft.detaching.some(({ accessId }) => accessId === detachment.accessId)) return draft;
  return { ...draft, detaching: [...draft.detaching, detachment] };
}

/** The ticks of one page of the picker. */
export function pick(draft: PolicyDraft, listed: readonly string[], ticked: readonly string[]): PolicyDraft {
  return { ...draft, picked: pickedAfter(draft.picked, listed, ticked) };
}

/** The ticks become staged holders. */
export function attachPicked(draft: PolicyDraft): PolicyDraft {
  return { ...attach(draft, draft.picked.map((id) => ({ kind: 'user', id }))), picked: [] };
}

/** Sets the rules of a cell. Back to what was seen means that there is nothing to save. */
export function setCell(draft: PolicyDraft, edit: CellEdit): PolicyDraft {
  const former = draft.cells.find((cell) => sameCell(cell, edit));
  const seen = former ? former.seen : edit.seen;
  const others = draft.cells.filter((cell) => !sameCell(cell, edit));
  return { ...draft, cells: sameRules(seen, edit.wanted) ? others : [...others, { ...edit, seen }] };
}

/** What a staged edit is called in a button. */
export type StagedEdit =
  | { readonly kind: 'field'; readonly id: PolicyField }
  | { readonly kind: 'attach'; readonly holder: StagedHolder }
  | { readonly kind: 'detach'; readonly accessId: string }
  | { readonly kind: 'cell'; readonly collection: string; readonly action: string };

export function undo(draft: PolicyDraft, edit: StagedEdit): PolicyDraft {
  switch (edit.kind) {
    case 'field':
      return { ...draft, fields: fieldsWithout(draft.fields, new Set([edit.id])) };
    case 'attach':
      return { ...draft, attaching: draft.attaching.filter((holder) => !sameHolder(holder, edit.holder)) };
    case 'detach':
      return { ...draft, detaching: draft.detaching.filter(({ accessId }) => accessId !== edit.accessId) };
    case 'cell':
      return { ...draft, cells: draft.cells.filter((cell) => !(cell.collection === edit.collection && cell.action === edit.action)) };
  }
}

/** The number on the Save button. */
export function countOf(draft: PolicyDraft): number {
  return Object.keys(draft.fields).length + draft.attaching.length + draft.detaching.length + draft.cells.length;
}

export function isEmpty(draft: PolicyDraft): boolean {
  return countOf(draft) === 0 && draft.picked.length === 0;
}

/** The draft as the change that REST could have sent, with what its author saw. */
export function toChanges(draft: PolicyDraft): { changes: PolicyChanges; seen: SeenPolicy } {
  const fields = Object.fromEntries(Object.entries(draft.fields).map(([field, edit]) => [field, fieldValue(field as PolicyField, edit.value)])) as PolicyChanges;
  const users = attachmentsOf(draft, (kind) => kind === 'user');
  // The attachment to everybody has neither a user nor a role; it goes along with the roles.
  const roles = attachmentsOf(draft, (kind) => kind !== 'user');
  return {
    changes: { ...fields, ...(users && { users }), ...(roles && { roles }), ...(draft.cells.length > 0 && { permissions: permissionsOf(draft.cells) }) },
    seen: {
      fields: Object.fromEntries(Object.entries(draft.fields).map(([field, edit]) => [field, fieldValue(field as PolicyField, edit.seen)])),
      cells: draft.cells.map(({ collection, action, seen }) => ({ collection, action, rules: seen })),
    },
  };
}

/** A form's text as the value of the field. */
function fieldValue(field: PolicyField, text: string | null): unknown {
  if (field === 'appAccess' || field === 'adminAccess' || field === 'enforceTfa') return text === 'true';
  if (field !== 'ipAccess') return text;
  const entries = (text ?? '').split(/[\n,]/).map((entry) => entry.trim()).filter(Boolean);
  return entries.length > 0 ? entries : null;
}

function attachmentsOf(draft: PolicyDraft, isOf: (kind: StagedHolder['kind']) => boolean): AttachmentChanges | undefined {
  const create = draft.attaching.filter(({ kind }) => isOf(kind)).map(({ kind, id }) => ({ roleId: kind === 'role' ? id : null, userId: kind === 'user' ? id : null }));
  const gone = draft.detaching.filter(({ kind }) => isOf(kind)).map(({ accessId }) => accessId);
  return create.length + gone.length > 0 ? { create, update: [], delete: gone } : undefined;
}

function permissionsOf(cells: readonly CellEdit[]): PermissionsOfPolicy {
  const edits = { create: [] as PermissionChanges[], update: [] as ({ id: number } & PermissionChanges)[], delete: [] as number[] };
  for (const { collection, action, seen, wanted } of cells) {
    for (const { id, ...rule } of wanted) {
      if (id === null) edits.create.push({ collection, action, ...rule });
      else if (!seen.some((before) => before.id === id && sameRules([before], [{ id, ...rule }]))) edits.update.push({ id, ...rule });
    }
    const kept = new Set(wanted.map(({ id }) => id));
    edits.delete.push(...seen.flatMap(({ id }) => (id === null || kept.has(id) ? [] : [id])));
  }
  return edits;
}

function sameHolder(a: StagedHolder, b: StagedHolder): boolean {
  return a.kind === b.kind && a.id === b.id;
}

function sameCell(a: CellEdit, b: CellEdit): boolean {
  return a.collection === b.collection && a.action === b.action;
}

/** "Apply mine on top": the author has now seen their values, so these are what the next save compares with. */
export function onTopOf(draft: PolicyDraft, theirs: ReadonlyMap<string, string | null>): PolicyDraft {
  const cells = draft.cells.map((cell) => {
    const stored = theirs.get(cellSubject(cell.collection, cell.action));
    if (stored === undefined) return cell;
    const seen = (stored === null ? [] : JSON.parse(stored)) as Rule[];
    // A rule that is gone meanwhile has to be made anew.
    const known = new Set(seen.map(({ id }) => id));
    return { ...cell, seen, wanted: cell.wanted.map((rule) => (rule.id !== null && !known.has(rule.id) ? { ...rule, id: null } : rule)) };
  });
  return { ...draft, fields: fieldsOnTopOf(draft.fields, theirs), cells };
}

/** "Keep theirs": the edits that met somebody else's are dropped, the rest stays staged. */
export function without(draft: PolicyDraft, subjects: ReadonlySet<string>): PolicyDraft {
  return {
    ...draft,
    fields: fieldsWithout(draft.fields, subjects),
    cells: draft.cells.filter(({ collection, action }) => !subjects.has(cellSubject(collection, action))),
  };
}
