import { nameOfPerson, personName, seededWords } from '../activity/names';
import { ADDED, REMOVED, reviewPage, type ReviewLine, type ReviewPage } from '../doors/html/review-page.presenter';
import { undoStep } from './role-form';
import { countOf, type RoleDraft, type RoleField, type StagedEdit } from './role-draft';
import { reviewCount, reviewSentence } from './review-sentence';
import { iconWord } from './role-icons';
import type { AttachmentRow, PersonRow, PolicyRow, RoleRow } from './role-rows';
import { ROLES_URL, roleUrl, type RolePlace } from './role-urls';

export interface ReviewFacts {
  readonly roleId: string | null;
  readonly roleName: string;
  readonly draftId: string;
  readonly draft: RoleDraft;
  readonly roles: readonly RoleRow[];
  readonly people: ReadonlyMap<string, PersonRow>;
  readonly attachments: readonly AttachmentRow[];
  readonly policies: readonly PolicyRow[];
  readonly back: RolePlace;
}

const FIELD_LABELS: Record<RoleField, string> = { name: 'Name', icon: 'Icon', description: 'Description', parentId: 'Part of' };

export function roleReview(facts: ReviewFacts): ReviewPage {
  const { roleId, roleName, draftId, draft, back } = facts;
  const backUrl = roleUrl(roleId, { ...back, draft: draftId });
  const staged = countOf(draft);
  const page = {
    heading: 'Review your changes',
    breadcrumb: [{ label: 'Settings', url: null }, { label: 'Access control', url: ROLES_URL }, { label: roleName, url: backUrl }],
    note: staged === 0 ? '' : `${reviewCount(draft)}. ${reviewSentence(draft)} Nothing is written until you save.`,
    saveUrl: roleUrl(roleId, { draft: draftId }),
    stepUrl: roleUrl(roleId, { draft: draftId }, 'stage'),
    backUrl,
    draft: draftId,
  };
  const sections = { Details: fieldLines(facts), Policies: policyLines(facts), 'Users in Role': [...newUserLines(draft), ...joinLines(facts), ...leaveLines(facts)] };
  return reviewPage(page, { noun: 'role', isNew: roleId === null, staged, sections });
}

function fieldLines({ draft, roles }: ReviewFacts): ReviewLine[] {
  return (Object.keys(draft.fields) as RoleField[]).map((field) => {
    const { seen, value } = draft.fields[field]!;
    const shown = (stored: string | null) => (field === 'parentId' ? parentName(stored, roles) : field === 'icon' ? iconWord(stored) : stored || 'empty');
    return { rowClass: null, what: FIELD_LABELS[field], detail: null, from: shown(seen), to: shown(value), undo: undoOf({ kind: 'field', id: field }, `the ${FIELD_LABELS[field].toLowerCase()}`) };
  });
}

function parentName(id: string | null, roles: readonly RoleRow[]): string {
  if (id === null) return 'no other role';
  const parent = roles.find((role) => role.id === id);
  return parent ? seededWords(parent.name) : 'a role that is gone';
}

function policyLines({ draft, policies, attachments }: ReviewFacts): ReviewLine[] {
  const named = (policy: PolicyRow | null | undefined) => (policy ? seededWords(policy.name) : 'A policy that is gone');
  return [
    ...draft.attaching.map((id): ReviewLine => {
      const name = named(policies.find((policy) => policy.id === id));
      return { rowClass: ADDED, what: name, detail: null, from: null, to: 'is added to the role', undo: undoOf({ kind: 'attach', id }, name) };
    }),
    ...draft.detaching.map(({ accessId, policyId }): ReviewLine => {
      const name = named(attachments.find(({ id }) => id === accessId)?.policy ?? policies.find(({ id }) => id === policyId));
      return { rowClass: REMOVED, what: name, detail: null, from: null, to: 'is removed from the role', undo: undoOf({ kind: 'detach', id: accessId }, name) };
    }),
  ];
}

function newUserLines(draft: RoleDraft): ReviewLine[] {
  return draft.creating.map(({ key, changes }) => {
    const email = changes.email?.address ?? null;
    const name = personName({ firstName: changes.firstName, lastName: changes.lastName, email });
    const to = changes.status === 'invited' ? 'is created and gets an invitation by mail' : 'is created';
    return { rowClass: ADDED, what: name, detail: email === name ? null : email, from: null, to, undo: undoOf({ kind: 'create', id: key }, name) };
  });
}

function joinLines({ draft, people, roleName }: ReviewFacts): ReviewLine[] {
  return draft.joining.map(({ id }) => {
    const { name, detail, role } = personOf(people.get(id));
    return { rowClass: ADDED, what: name, detail, from: role ?? 'no role', to: roleName, undo: undoOf({ kind: 'join', id }, name) };
  });
}

function leaveLines({ draft, people, roleName }: ReviewFacts): ReviewLine[] {
  return draft.leaving.map(({ id }) => {
    const { name, detail } = personOf(people.get(id));
    return { rowClass: REMOVED, what: name, detail, from: roleName, to: 'no role', undo: undoOf({ kind: 'leave', id }, name) };
  });
}

function personOf(person: PersonRow | undefined): { name: string; detail: string | null; role: string | null } {
  if (!person) return { name: 'Somebody who no longer exists', detail: null, role: null };
  const name = nameOfPerson(person);
  return { name, detail: person.email === name ? null : person.email, role: person.role ? seededWords(person.role.name) : null };
}

const undoOf = (edit: StagedEdit, name: string) => ({ step: undoStep(edit), label: `Undo ${name}` });
