import { counted, number } from '../doors/html/list-page.presenter';
import { sentenceOf, unsavedChanges } from '../doors/html/staged-page.presenter';
import { countOf, type RoleDraft, type RoleField } from './role-draft';

/** How a change is told before and after it: one person, several, and the role's own fields. */
interface Tense {
  readonly joins: readonly [one: string, many: string];
  readonly leaves: readonly [one: string, many: string];
  readonly added: readonly [one: string, many: string];
  readonly removed: readonly [one: string, many: string];
  readonly fields: Readonly<Record<RoleField, string>>;
}

const TO_COME: Tense = {
  joins: ['joins', 'join'],
  leaves: ['leaves', 'leave'],
  added: ['is added', 'are added'],
  removed: ['is removed', 'are removed'],
  fields: { name: 'the name changes', icon: 'the icon changes', description: 'the description changes', parentId: 'the place in the tree changes' },
};

const DONE: Tense = {
  joins: ['joined', 'joined'],
  leaves: ['left', 'left'],
  added: ['was added', 'were added'],
  removed: ['was removed', 'were removed'],
  fields: { name: 'the name changed', icon: 'the icon changed', description: 'the description changed', parentId: 'the place in the tree changed' },
};

/** "2 people join, 1 leaves, the name changes." What the save will do. */
export function reviewSentence(draft: RoleDraft): string {
  return sentence(draft, TO_COME);
}

/** "2 people joined, 1 left, the name changed." What the save did. */
export function savedSentence(draft: RoleDraft): string {
  return sentence(draft, DONE);
}

/** "4 unsaved changes" */
export function reviewCount(draft: RoleDraft): string {
  return unsavedChanges(countOf(draft));
}

function sentence(draft: RoleDraft, tense: Tense): string {
  const joins = draft.joining.length + draft.creating.length;
  const leaves = draft.leaving.length;
  const does = (count: number, [one, many]: readonly [string, string]) => (count === 1 ? one : many);
  const parts = [
    ...(joins > 0 ? [`${people(joins)} ${does(joins, tense.joins)}`] : []),
    ...(leaves > 0 ? [`${joins > 0 ? number(leaves) : people(leaves)} ${does(leaves, tense.leaves)}`] : []),
    ...(draft.attaching.length > 0 ? [`${policies(draft.attaching.length)} ${does(draft.attaching.length, tense.added)}`] : []),
    ...(draft.detaching.length > 0 ? [`${policies(draft.detaching.length)} ${does(draft.detaching.length, tense.removed)}`] : []),
    ...(Object.keys(tense.fields) as RoleField[]).filter((field) => field in draft.fields).map((field) => tense.fields[field]),
  ];
  return sentenceOf(parts);
}

const people = (count: number) => counted(count, 'person', 'people');
const policies = (count: number) => counted(count, 'policy', 'policies');
