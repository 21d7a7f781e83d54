import type { FormErrors } from '../doors/html/field-messages';
import { letsAddressIn } from './address-filter';
import type { AddressRuleKind } from './address-rules';
import { changesOf, filterIn, writeSeen, type SettingsForm } from './settings-form';
import { settingsOnTheWire } from './settings-changes';
import { SETTINGS_LABELS, shownSetting, type SeenSettings } from './stale-settings';

export interface SettingsPageFacts {
  readonly form: SettingsForm;
  readonly seen: SeenSettings;
  readonly draftId: string | null;
  /** The roles that the reader may see, without those that hold administrator rights. */
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly errors: FormErrors;
  /** Without SMTP nothing is sent, and the page says so. */
  readonly mailIsSent: boolean;
}

export interface SettingsPage {
  readonly action: string;
  readonly draftId: string | null;
  readonly seen: string;
  readonly changeCount: number;
  /** Null while nothing differs from what is saved. */
  readonly review: { readonly title: string; readonly text: string } | null;
  readonly errors: FormErrors['summary'];
  readonly project: {
    readonly name: Field;
    readonly descriptor: Field;
    readonly url: Field;
    readonly color: Field;
    readonly language: Choice;
    readonly passwordPolicy: Field;
  };
  readonly registration: {
    readonly isOpen: Switch;
    readonly verifiesEmail: Switch;
    readonly mailIsSent: boolean;
    readonly role: Choice & { readonly isEmpty: boolean; readonly createRoleUrl: string };
  };
  readonly filter: FilterView;
}

export interface FilterView {
  readonly error: string | null;
  readonly asRules: boolean;
  readonly mode: 'rules' | 'json';
  readonly match: readonly Option[];
  readonly rules: readonly { readonly index: number; readonly number: number; readonly name: string; readonly value: string; readonly kinds: readonly Option[]; readonly removeAction: string; readonly removeLabel: string }[];
  readonly json: string;
  readonly test: { readonly address: string; readonly verdict: { readonly text: string; readonly tone: string; readonly icon: string } | null };
}

/** `was` is the saved value of a field that differs from it, in words. */
interface Changeable {
  readonly error: string | null;
  readonly was: string | null;
}
type Field = Changeable & { readonly value: string };
type Switch = Changeable & { readonly checked: boolean };
type Choice = Changeable & { readonly options: readonly Option[] };

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

/** Offered in the picker; any other language tag that is stored already is kept. */
const LANGUAGES: readonly (readonly [tag: string, label: string])[] = [
  ['en-US', 'English (United States)'], ['en-GB', 'English (United Kingdom)'], ['de-DE', 'German'], ['fr-FR', 'French'], ['es-ES', 'Spanish'], ['it-IT', 'Italian'],
  ['nl-NL', 'Dutch'], ['pl-PL', 'Polish'], ['pt-BR', 'Portuguese (Brazil)'], ['sv-SE', 'Swedish'], ['tr-TR', 'Turkish'], ['ja-JP', 'Japanese'], ['zh-CN', 'Chinese (simplified)'],
];

export function settingsPage(facts: SettingsPageFacts): SettingsPage {
  const { form, seen, draftId, roles, errors, mailIsSent } = facts;
  const changed = changedFields(form, seen);
  const roleNames = new Map(roles.map((role) => [role.id, role.name]));
  const state = (field: string): Changeable => ({ error: errors.byField[field] ?? null, was: changed?.has(field) ? (shownSetting(field, seen[field], roleNames) ?? 'Nothing') : null });
  return {
    action: '/admin/settings',
    draftId,
    seen: writeSeen(seen),
    changeCount: changed?.size ?? 0,
    review: review(changed),
    errors: errors.summary,
    project: {
      name: { value: form.projectName, ...state('project_name') },
      descriptor: { value: form.projectDescriptor, ...state('project_descriptor') },
      url: { value: form.projectUrl, ...state('project_url') },
      color: { value: form.projectColor, ...state('project_color') },
      language: { options: languageOptions(form.defaultLanguage), ...state('default_language') },
      passwordPolicy: { value: form.passwordPolicy, ...state('auth_password_policy') },
    },
    registration: {
      isOpen: { checked: form.registration, ...state('public_registration') },
      verifiesEmail: { checked: form.verifyEmail, ...state('public_registration_verify_email') },
      mailIsSent,
      role: { options: roleOptions(roles, form.role), isEmpty: roles.length === 0, createRoleUrl: '/admin/settings/roles/new', ...state('public_registration_role') },
    },
    filter: filterView(form, errors),
  };
}

/** The dialect's names of what a save would write; null where the form has a mistake and cannot be compared yet. */
function changedFields(form: SettingsForm, seen: SeenSettings): ReadonlySet<string> | null {
  try {
    return new Set(Object.keys(settingsOnTheWire(changesOf(form, seen))));
  } catch {
    return null;
  }
}

function review(changed: ReadonlySet<string> | null): SettingsPage['review'] {
  if (changed === null) return { title: 'Unsaved changes', text: 'Some fields need your attention' };
  if (changed.size === 0) return null;
  const labels = [...changed].map((field) => SETTINGS_LABELS[field] ?? field);
  return { title: changed.size === 1 ? '1 unsaved change' : `${changed.size} unsaved changes`, text: labels.join(', ') };
}

const KIND_LABELS: Record<AddressRuleKind, string> = { ends_with: 'ends with', is: 'is', contains: 'contains', pattern: 'matches pattern' };

function filterView({ filter, testAddress }: SettingsForm, errors: FormErrors): FilterView {
  // An empty line waits for the first rule, so that it takes no extra step.
  const rules = filter.rules.length === 0 ? [{ kind: 'ends_with' as const, value: '' }] : filter.rules;
  return {
    error: errors.byField['public_registration_email_filter'] ?? null,
    asRules: filter.mode === 'rules',
    mode: filter.mode,
    match: [
      { value: 'any', label: 'any of these is true', selected: filter.match === 'any' },
      { value: 'all', label: 'all of these are true', selected: filter.match === 'all' },
    ],
    rules: rules.map((rule, index) => ({
      index,
      number: index + 1,
      name: `rules[${index}]`,
      value: rule.value,
      kinds: Object.entries(KIND_LABELS).map(([value, label]) => ({ value, label, selected: value === rule.kind })),
      removeAction: `remove-rule-${index}`,
      removeLabel: `Remove rule ${index + 1}`,
    })),
    json: filter.json,
    test: { address: testAddress, verdict: testAddress === '' ? null : verdict(filter, testAddress) },
  };
}

/** What the filter as typed says about the address; whether somebody has it already is not asked. */
function verdict(filter: SettingsForm['filter'], address: string): FilterView['test']['verdict'] {
  const yes = (text: string) => ({ text, tone: 'callout--good', icon: 'circle-check' });
  const no = (text: string) => ({ text, tone: 'callout--bad', icon: 'circle-x' });
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) return no(`${address} is not an e-mail address.`);
  try {
    const parsed = filterIn(filter);
    if (parsed === null) return yes(`${address} may register: there is no rule.`);
    return letsAddressIn(parsed, address) ? yes(`${address} may register.`) : no(`${address} may not register.`);
  } catch {
    return no('The rules cannot be read yet. Correct them and test again.');
  }
}

function languageOptions(current: string): Option[] {
  const known = LANGUAGES.some(([tag]) => tag === current) || current === '' ? LANGUAGES : [...LANGUAGES, [current, current] as const];
  return known.map(([value, label]) => ({ value, label, selected: value === current }));
}

/** A role that was chosen and is no choice any more stays visible, so that saving does not change it silently. */
function roleOptions(roles: SettingsPageFacts['roles'], current: string): Option[] {
  const missing = current !== '' && !roles.some((role) => role.id === current);
  return [
    { value: '', label: 'No role', selected: current === '' },
    ...roles.map((role) => ({ value: role.id, label: role.name, selected: role.id === current })),
    ...(missing ? [{ value: current, label: 'The role chosen before (no longer possible)', selected: true }] : []),
  ];
}
