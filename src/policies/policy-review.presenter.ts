import { nameOfPerson } from '../activity/names';
import { counted, number } from '../doors/html/list-page.presenter';
import { ADDED, REMOVED, reviewPage, type ReviewLine, type ReviewPage } from '../doors/html/review-page.presenter';
import { sentenceOf } from '../doors/html/staged-page.presenter';
import { collectionLabel } from './collection-words';
import { levelOf } from './matrix.presenter';
import type { PolicyField } from './policy-changes';
import { countOf, type PolicyDraft, type StagedEdit, type StagedHolder } from './policy-draft';
import { undoStep } from './policy-form';
import { nameOfRole, type PersonRow, type RoleRow } from './policy-rows';
import { POLICIES_URL, policyUrl, type PolicyPlace } from './policy-urls';
import { POLICY_LABELS } from './stale-policy';

export interface ReviewFacts {
  readonly policyId: string | null;
  readonly policyName: string;
  readonly draftId: string;
  readonly draft: PolicyDraft;
  readonly roles: readonly RoleRow[];
  readonly people: ReadonlyMap<string, PersonRow>;
  readonly back: PolicyPlace;
}

export function policyReview(facts: ReviewFacts): ReviewPage {
  const { policyId, policyName, draftId, draft, back } = facts;
  const page = {
    heading: `Review changes of ${policyName}`,
    breadcrumb: [{ label: 'Policies', url: POLICIES_URL }, { label: policyName, url: policyUrl(policyId, { draft: draftId }) }],
    note: 'Nothing is written until you save.',
    saveUrl: policyUrl(policyId, { draft: draftId }),
    stepUrl: policyUrl(policyId, { draft: draftId }, 'stage'),
    backUrl: policyUrl(policyId, { ...back, draft: draftId }),
    draft: draftId,
  };
  const sections = { Details: fieldLines(draft), 'Who holds it': holderLines(facts), Permissions: cellLines(draft) };
  return reviewPage(page, { noun: 'policy', isNew: policyId === null, staged: countOf(draft), sections });
}

const FIELD_WORDS: Record<PolicyField, string> = {
  name: 'the name changes', icon: 'the icon changes', description: 'the description changes', appAccess: 'app access changes', adminAccess: 'administrator rights change', enforceTfa: 'two-factor sign-in changes', ipAccess: 'the IP addresses change',
};

/**
 * "2 holders get it, 1 loses it, 3 permissions change, the name changes."
 *
 * @param wouldAskEditor the editor holds the policy and has no second factor: whoever requires one is the first to be asked
 */
export function reviewSentence(draft: PolicyDraft, wouldAskEditor: boolean): string {
  const gain = draft.attaching.length;
  const lose = draft.detaching.length;
  const cells = draft.cells.length;
  const fields = Object.keys(draft.fields) as PolicyField[];
  const parts = [
    ...(gain > 0 ? [`${counted(gain, 'holder')} ${gain === 1 ? 'gets' : 'get'} it`] : []),
    ...(lose > 0 ? [`${gain > 0 ? number(lose) : counted(lose, 'holder')} ${lose === 1 ? 'loses' : 'lose'} it`] : []),
    ...(cells > 0 ? [`${counted(cells, 'permission')} ${cells === 1 ? 'changes' : 'change'}`] : []),
    ...fields.map((field) => FIELD_WORDS[field]),
    ...(wouldAskEditor && draft.fields.enforceTfa?.value === 'true' ? ['once it is saved you have to set up two-factor sign-in yourself before you can go on'] : []),
  ];
  return sentenceOf(parts);
}

function fieldLines(draft: PolicyDraft): ReviewLine[] {
  return (Object.keys(draft.fields) as PolicyField[]).map((field) => {
    const { seen, value } = draft.fields[field]!;
    return { rowClass: null, what: POLICY_LABELS[field], detail: null, from: fieldWords(field, seen), to: fieldWords(field, value), undo: undoOf({ kind: 'field', id: field }, POLICY_LABELS[field]) };
  });
}

function fieldWords(field: PolicyField, value: string | null): string {
  if (field === 'ipAccess') return value ? value.split('\n').join(', ') : 'every address';
  if (value === 'true' || value === 'false') return value === 'true' ? 'on' : 'off';
  return value || 'empty';
}

function holderLines({ draft, roles, people }: ReviewFacts): ReviewLine[] {
  const name = (holder: StagedHolder) => holderName(holder, roles, people);
  return [
    ...draft.attaching.map((holder): ReviewLine => ({ rowClass: ADDED, what: name(holder), detail: KINDS[holder.kind], from: null, to: 'gets this policy', undo: undoOf({ kind: 'attach', holder }, name(holder)) })),
    ...draft.detaching.map((holder): ReviewLine => ({ rowClass: REMOVED, what: name(holder), detail: KINDS[holder.kind], from: null, to: 'loses this policy', undo: undoOf({ kind: 'detach', accessId: holder.accessId }, name(holder)) })),
  ];
}

const KINDS: Record<StagedHolder['kind'], string | null> = { role: 'role', user: 'user', public: null };

export function holderName({ kind, id }: StagedHolder, roles: readonly RoleRow[], people: ReadonlyMap<string, PersonRow>): string {
  if (kind === 'public') return 'Everybody';
  if (kind === 'role') {
    const role = roles.find((candidate) => candidate.id === id);
    return role ? nameOfRole(role) : 'A role that is gone';
  }
  const person = people.get(id);
  return person ? nameOfPerson(person) : 'Somebody who is gone';
}

function cellLines(draft: PolicyDraft): ReviewLine[] {
  return draft.cells.map(({ collection, action, seen, wanted }) => {
    const what = `${collectionLabel(collection)}: ${action}`;
    return { rowClass: null, what, detail: null, from: levelOf(seen), to: levelOf(seen) === levelOf(wanted) ? `${levelOf(wanted)}, with other rules` : levelOf(wanted), undo: undoOf({ kind: 'cell', collection, action }, what) };
  });
}

const undoOf = (edit: StagedEdit, name: string) => ({ step: undoStep(edit), label: `Undo ${name}` });
