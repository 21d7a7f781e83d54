import { ACTIONS } from '../access/permissions/stored-rules';
import { fieldLabel, valueText } from '../activity/field-words';
import type { FormErrors } from '../doors/html/field-messages';
import type { AccessAnswer } from '../policies/access-check.service';
import { collectionLabel, isOwnCollection, OWN_COLLECTIONS } from '../policies/collection-words';
import type { ExplainedPolicy, FailedCondition, Remedy } from '../policies/explained-access';
import { fieldList, policyPart, rolePart, ruleSentence, sourceParts, words, type Part } from './access-words';
import { STATUS_WORDS } from './user-event';
import { whyUrl } from './user-access.presenter';
import type { WhyForm } from './why-form';
import { USERS_PATH } from './users-list';

interface WhyField {
  readonly value: string;
  readonly error: string | null;
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

interface LookedAt {
  readonly source: readonly Part[];
  readonly note: string | null;
  readonly rules: readonly { readonly sentence: string; readonly json: string | null; readonly verdict: string; readonly icon: string; readonly tone: string | null }[];
}

export interface WhyAnswer {
  readonly isAllowed: boolean;
  readonly verdict: string;
  readonly icon: string;
  readonly tone: string;
  readonly sentence: string;
  readonly reasons: readonly (readonly Part[])[];
  readonly remedies: readonly (readonly Part[])[];
  readonly note: string | null;
  readonly lookedAt: readonly LookedAt[];
  readonly url: string;
}

/** The question, and its answer once it was asked. */
export interface WhyPage {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly closeUrl: string;
  readonly collections: readonly Choice[];
  readonly collectionError: string | null;
  readonly other: string;
  readonly actions: readonly Choice[];
  readonly actionError: string | null;
  readonly item: WhyField;
  readonly fields: WhyField;
  readonly ip: WhyField;
  readonly answer: WhyAnswer | null;
  readonly errors: FormErrors['summary'];
}

export interface WhyFacts {
  readonly userId: string;
  readonly name: string;
  /** Where the viewer may know it. */
  readonly roleId: string | null;
  readonly form: WhyForm;
  readonly answer: AccessAnswer | null;
  readonly errors: FormErrors;
}

export function whyPage(facts: WhyFacts): WhyPage {
  const { userId, name, form, answer, errors } = facts;
  const field = (key: keyof WhyForm): WhyField => ({ value: form[key], error: errors.byField[key] ?? null });
  const isForeign = form.collection !== '' && !isOwnCollection(form.collection);
  return {
    title: `What may ${name} do, and why?`,
    text: answer ? 'The same rules answer that decide when it is really done.' : 'Ask about one action, and see which policy decides.',
    action: whyUrl(userId),
    closeUrl: `${USERS_PATH}/${userId}#access`,
    collections: [{ value: '', label: 'Choose one', selected: form.collection === '' || isForeign }, ...Object.entries(OWN_COLLECTIONS).map(([value, label]) => ({ value, label, selected: value === form.collection }))],
    collectionError: errors.byField['collection'] ?? null,
    other: isForeign ? form.collection : '',
    actions: [{ value: '', label: 'Choose one', selected: form.action === '' }, ...ACTIONS.map((value) => ({ value, label: `${value[0]!.toUpperCase()}${value.slice(1)}`, selected: value === form.action }))],
    actionError: errors.byField['action'] ?? null,
    item: field('item'),
    fields: field('fields'),
    ip: field('ip'),
    answer: answer && whyAnswer(facts, answer),
    errors: errors.summary,
  };
}

function whyAnswer({ userId, name, form, roleId }: WhyFacts, answer: AccessAnswer): WhyAnswer {
  const { collection, action } = form;
  const what = form.item === '' ? `items of ${collectionLabel(collection)}` : action === 'create' ? `this in ${collectionLabel(collection)}` : `this item of ${collectionLabel(collection)}`;
  const fields = form.fields === '' ? '' : ` (${form.fields})`;
  const asked = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
  return {
    isAllowed: answer.allowed,
    ...(answer.allowed ? { verdict: 'Yes', icon: 'circle-check', tone: 'yes' } : answer.because === 'depends-on-item' ? { verdict: 'It depends', icon: 'circle-help', tone: 'depends' } : { verdict: 'No', icon: 'circle-x', tone: 'no' }),
    sentence: `${name} ${answer.allowed ? 'may' : answer.because === 'depends-on-item' ? 'may not always' : 'may not'} ${action} ${what}${fields}.`,
    reasons: answer.allowed ? decidedBy(answer, action, roleId) : [[words(refusal(answer, form))]],
    remedies: (answer.remedies ?? []).flatMap((remedy) => remedyLines(remedy, form, roleId)),
    note: answer.allowed && answer.because !== 'admin' ? caution(collection, action) : null,
    lookedAt: (answer.explain ?? []).map((policy) => lookedAt(policy, action, roleId)),
    url: whyUrl(userId, asked),
  };
}

function decidedBy({ because, decided_by = [], explain = [] }: AccessAnswer, action: string, roleId: string | null): Part[][] {
  return decided_by.map((source) => {
    const rule = explain.flatMap(({ rules }) => rules).find(({ permission, matches }) => permission === source.permission && matches === true && (permission !== null || source.via === 'app'));
    const said = because === 'admin' ? 'administrator rights, which nothing limits' : rule ? ruleSentence(rule, action) : 'a rule that you may not see';
    return [...sourceParts(source, roleId), words(`: ${said}.`)];
  });
}

function refusal({ because, missing_fields, explain = [] }: AccessAnswer, { collection, action }: WhyForm): string {
  const label = collectionLabel(collection);
  switch (because) {
    case 'inactive':
      return 'They are not active, and only active people may do anything.';
    case 'no-rule':
      return explain.length === 0 ? 'They hold no policy at all.' : `No policy of theirs that holds at the moment has ${article(action)} ${action} permission on ${label}.`;
    case 'fields':
      return `What they may ${action} does not include: ${fieldList(missing_fields)}.`;
    case 'own-rights':
      return `Nobody changes this of their own, whatever a rule says: ${fieldList(missing_fields)}.`;
    case 'depends-on-item':
      return `It depends on the item: some they may ${action}, others not.`;
    default:
      return action === 'create' ? 'What is to be created does not match what the rules ask of it.' : 'They may do it to some items, and this is none of them.';
  }
}

function remedyLines(remedy: Remedy, form: WhyForm, roleId: string | null): Part[][] {
  switch (remedy.remedy) {
    case 'activate':
      return [[words(`The person would have to be active${remedy.status === null ? '' : `; the status is “${(STATUS_WORDS as Readonly<Record<string, string>>)[remedy.status] ?? remedy.status}”`}.`)]];
    case 'address':
      return [[words('It would hold for '), words(remedy.ip_access ? `requests from ${remedy.ip_access.join(', ')}` : 'requests from certain addresses'), words(', by '), ...sourceParts(remedy, roleId), words('.')]];
    case 'grant':
      return grantLines(remedy.granted_by, form);
    case 'item':
      return [[words('There would have to be such an item. There is none, or it is not for you to see.')]];
    case 'name-item':
      return [[words('Name an item below, and ask again.')]];
    case 'hidden-rule':
      return [[words('A rule that you may not see leaves the item out.')]];
    case 'condition':
      return remedy.conditions.map((condition) => conditionParts(condition, form, sourceParts(remedy, roleId)));
    case 'fields':
      return [[words(`A rule would have to grant ${fieldList(remedy.fields)}. ${remedy.granted === null ? 'Which fields are granted is not for you to see.' : remedy.granted.length === 0 ? 'The rules grant no field.' : `The rules grant: ${fieldList(remedy.granted)}.`}`)]];
    case 'somebody-else':
      return [[words('Somebody else who may has to do it.')]];
  }
}

function grantLines(grantedBy: Extract<Remedy, { remedy: 'grant' }>['granted_by'], { collection, action }: WhyForm): Part[][] {
  const permission = `${article(action)} ${action} permission on ${collectionLabel(collection)}`;
  if (grantedBy.length === 0) return [[words(`One of their policies would have to get ${permission}. No policy that you may see has one.`)]];
  return grantedBy.map(({ policy, roles }) => [
    words('Policy '), policyPart({ policy }), words(' grants it'),
    ...(roles.length === 0 ? [words(', and no role that you may see holds it.')] : [words(' to '), ...roles.flatMap((role, index) => [...(index > 0 ? [words(', ')] : []), rolePart(role)]), words('.')]),
  ]);
}

function conditionParts({ path, text, actual }: FailedCondition, { action }: WhyForm, source: Part[]): Part[] {
  const item = action === 'create' ? 'what is to be created' : 'this item';
  const there = path === null || actual === undefined ? '' : ` That does not hold: its ${path.split('.').map((step) => fieldLabel(step)).join(' › ')} is ${valueText(actual) === null ? 'not set' : `“${valueText(actual)}”`}.`;
  return [...source, words(` asks of ${item}: ${text}.${there || ' That does not hold.'}`)];
}

function lookedAt(policy: ExplainedPolicy, action: string, roleId: string | null): LookedAt {
  return {
    source: sourceParts(policy, roleId),
    note: policy.applies ? (policy.rules.length === 0 ? 'has nothing about this that you may see' : null) : 'does not hold for requests from this address',
    rules: policy.rules.map((rule) => ({
      sentence: ruleSentence(rule, action),
      json: json(action === 'create' ? rule.validation : rule.permissions),
      ...(rule.matches === null ? { verdict: 'Depends on the item', icon: 'circle-help', tone: null } : rule.matches ? { verdict: 'Lets it through', icon: 'check', tone: 'good' } : { verdict: 'Leaves it out', icon: 'x', tone: 'bad' }),
    })),
  };
}

/** What the engine asks on top when authority is written. */
function caution(collection: string, action: string): string | null {
  const touches = ['directus_users', 'directus_roles', 'directus_policies', 'directus_permissions', 'directus_access', 'directus_settings'].includes(collection);
  return touches && (action === 'create' || action === 'update') ? 'When it is done, what it hands out is checked as well: nobody can give what they do not hold.' : null;
}

function json(rule: unknown): string | null {
  return typeof rule === 'object' && rule !== null && Object.keys(rule).length > 0 ? JSON.stringify(rule) : null;
}

function article(action: string): string {
  return action === 'update' ? 'an' : 'a';
}
