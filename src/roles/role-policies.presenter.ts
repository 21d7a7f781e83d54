import { seededWords } from '../activity/names';
import { undoStep } from './role-form';
import type { RoleDraft } from './role-draft';
import type { AttachmentRow, PolicyRow, RoleRow } from './role-rows';

export interface PolicyChip {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly state: 'unchanged' | 'added' | 'removed';
  /** "Administrator rights" or "App access": what makes this policy special. */
  readonly note: string | null;
  /** Says in words what the colour says. */
  readonly unsaved: string | null;
  readonly action: { readonly isUndo: boolean; readonly step: string; readonly label: string } | null;
}

export interface RolePolicies {
  readonly own: readonly PolicyChip[];
  readonly inherited: readonly { readonly name: string; readonly url: string; readonly source: string; readonly sourceUrl: string; readonly note: string | null }[];
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly isBlank: boolean;
  /** Where the caller may not read what roles hold, the page must not say that it is nothing. */
  readonly canSee: boolean;
  readonly canChange: boolean;
  /** Where there is no policy to choose from. */
  readonly createUrl: string;
}

export interface RolePoliciesFacts {
  readonly roleId: string | null;
  /** The ancestors through which policies come, nearest first. */
  readonly ancestors: readonly RoleRow[];
  readonly attachments: readonly AttachmentRow[];
  readonly policies: readonly PolicyRow[];
  readonly draft: RoleDraft;
  readonly canSee: boolean;
  readonly canChange: boolean;
}

/** The policies on the role and those that come from above, with their source. */
export function rolePolicies({ roleId, ancestors, attachments, policies, draft, canChange, canSee }: RolePoliciesFacts): RolePolicies {
  const own = attachments.filter(({ role }) => role === roleId);
  const removed = new Set(draft.detaching.map(({ accessId }) => accessId));
  const chips: PolicyChip[] = own.flatMap(({ id, policy }) => (policy ? [removed.has(id) ? removedChip(id, policy) : ownChip(id, policy, canChange)] : []));
  const added = draft.attaching.flatMap((id) => policies.find((policy) => policy.id === id) ?? []).map(addedChip);
  const held = new Set([...own.flatMap(({ policy }) => policy?.id ?? []), ...draft.attaching]);
  const inherited = ancestors.flatMap((ancestor) =>
    attachments
      .filter(({ role, policy }) => role === ancestor.id && policy)
      .map(({ policy }) => ({ name: seededWords(policy!.name), url: policyUrl(policy!.id), source: seededWords(ancestor.name), sourceUrl: `/admin/settings/roles/${ancestor.id}`, note: noteOf(policy!) })),
  );
  return {
    own: [...added, ...chips],
    inherited,
    choices: policies.filter(({ id }) => !held.has(id)).map(choiceOf),
    isBlank: chips.length + added.length + inherited.length === 0,
    canSee,
    canChange,
    createUrl: '/admin/settings/policies/new',
  };
}

/** A policy to choose from, with what makes it special. */
export function choiceOf(policy: PolicyRow): { value: string; label: string } {
  const [name, note] = [seededWords(policy.name), noteOf(policy)];
  return { value: policy.id, label: note ? `${name} (${note.toLowerCase()})` : name };
}

function ownChip(accessId: string, policy: PolicyRow, canChange: boolean): PolicyChip {
  const action = canChange ? ({ isUndo: false, step: `detach:${accessId}`, label: `Remove policy ${seededWords(policy.name)}` } as const) : null;
  return { id: policy.id, name: seededWords(policy.name), url: policyUrl(policy.id), state: 'unchanged', note: noteOf(policy), unsaved: null, action };
}

function removedChip(accessId: string, policy: PolicyRow): PolicyChip {
  return { id: policy.id, name: seededWords(policy.name), url: policyUrl(policy.id), state: 'removed', note: null, unsaved: 'goes when you save', action: { isUndo: true, step: undoStep({ kind: 'detach', id: accessId }), label: `Undo removing policy ${seededWords(policy.name)}` } };
}

function addedChip(policy: PolicyRow): PolicyChip {
  return { id: policy.id, name: seededWords(policy.name), url: policyUrl(policy.id), state: 'added', note: noteOf(policy), unsaved: 'not saved', action: { isUndo: true, step: undoStep({ kind: 'attach', id: policy.id }), label: `Undo adding policy ${seededWords(policy.name)}` } };
}

function noteOf(policy: Pick<PolicyRow, 'admin_access' | 'app_access'>): string | null {
  return policy.admin_access ? 'Administrator rights' : policy.app_access ? 'App access' : null;
}

const policyUrl = (id: string) => `/admin/settings/policies/${id}`;
