import { flag, text, type FormBody } from '../doors/html/form-reader';
import { throwAll, type ApplicationError } from '../platform/errors/application-error';
import { FailedValidationError } from '../platform/errors/errors';
import { addressFilterMistake, type AddressFilter, type AddressFilterMistake } from './address-filter';
import { ADDRESS_RULE_KINDS, filterOf, rulesOf, type AddressMatch, type AddressRule, type AddressRuleKind } from './address-rules';
import type { SeenSettings } from './stale-settings';
import { settingsChangesSchema, settingsOnTheWire, type Settings, type SettingsChanges } from './settings-changes';

/** The form as it was typed: texts and switches, nothing judged yet. Kept in a draft between the steps of one edit. */
export interface SettingsForm {
  readonly projectName: string;
  readonly projectDescriptor: string;
  readonly projectUrl: string;
  readonly projectColor: string;
  readonly defaultLanguage: string;
  readonly passwordPolicy: string;
  readonly registration: boolean;
  readonly verifyEmail: boolean;
  readonly role: string;
  readonly filter: FilterForm;
  readonly testAddress: string;
}

export interface FilterForm {
  /** Lines where they can say it, JSON for everything else. */
  readonly mode: 'rules' | 'json';
  readonly match: AddressMatch;
  readonly rules: readonly AddressRule[];
  readonly json: string;
}

const EDITABLE = ['projectName', 'projectDescriptor', 'projectUrl', 'projectColor', 'defaultLanguage', 'authPasswordPolicy', 'publicRegistration', 'publicRegistrationVerifyEmail', 'publicRegistrationRoleId', 'publicRegistrationEmailFilter'] as const satisfies readonly (keyof Settings)[];

export function seenSettings(settings: Settings): SeenSettings {
  return settingsOnTheWire(Object.fromEntries(EDITABLE.map((field) => [field, settings[field]])));
}

/** The `seen` field of the form; what was tampered with only misleads its author. */
export function readSeen(body: FormBody): SeenSettings | null {
  try {
    const seen: unknown = JSON.parse(Buffer.from(text(body, 'seen'), 'base64url').toString('utf8'));
    return typeof seen === 'object' && seen !== null && !Array.isArray(seen) ? (seen as SeenSettings) : null;
  } catch {
    return null;
  }
}

export function writeSeen(seen: SeenSettings): string {
  return Buffer.from(JSON.stringify(seen)).toString('base64url');
}

export function formOf(settings: Settings): SettingsForm {
  const filter = settings.publicRegistrationEmailFilter;
  const rules = rulesOf(filter);
  return {
    projectName: settings.projectName,
    projectDescriptor: settings.projectDescriptor ?? '',
    projectUrl: settings.projectUrl ?? '',
    projectColor: settings.projectColor,
    defaultLanguage: settings.defaultLanguage,
    passwordPolicy: settings.authPasswordPolicy ?? '',
    registration: settings.publicRegistration,
    verifyEmail: settings.publicRegistrationVerifyEmail,
    role: settings.publicRegistrationRoleId ?? '',
    filter: rules ? { mode: 'rules', ...rules, json: '' } : { mode: 'json', match: 'any', rules: [], json: JSON.stringify(filter, null, 2) },
    testAddress: '',
  };
}

export function readForm(body: FormBody): SettingsForm {
  return {
    projectName: text(body, 'project_name'),
    projectDescriptor: text(body, 'project_descriptor'),
    projectUrl: text(body, 'project_url'),
    projectColor: text(body, 'project_color'),
    defaultLanguage: text(body, 'default_language'),
    passwordPolicy: text(body, 'auth_password_policy'),
    registration: flag(body, 'public_registration'),
    verifyEmail: flag(body, 'public_registration_verify_email'),
    role: text(body, 'public_registration_role'),
    filter: {
      mode: text(body, 'filter_mode') === 'json' ? 'json' : 'rules',
      match: text(body, 'filter_match') === 'all' ? 'all' : 'any',
      rules: readRules(body['rules']),
      json: text(body, 'filter_json'),
    },
    testAddress: text(body, 'test_address'),
  };
}

/** The form as the fields that it is sent in: the reverse of `readForm`. An open switch sends nothing. */
export function fieldsOf(form: SettingsForm): { name: string; value: string }[] {
  const { filter } = form;
  return [
    { name: 'project_name', value: form.projectName },
    { name: 'project_descriptor', value: form.projectDescriptor },
    { name: 'project_url', value: form.projectUrl },
    { name: 'project_color', value: form.projectColor },
    { name: 'default_language', value: form.defaultLanguage },
    { name: 'auth_password_policy', value: form.passwordPolicy },
    ...(form.registration ? [{ name: 'public_registration', value: 'true' }] : []),
    ...(form.verifyEmail ? [{ name: 'public_registration_verify_email', value: 'true' }] : []),
    { name: 'public_registration_role', value: form.role },
    { name: 'filter_mode', value: filter.mode },
    { name: 'filter_match', value: filter.match },
    ...filter.rules.flatMap(({ kind, value }, index) => [{ name: `rules[${index}][kind]`, value: kind }, { name: `rules[${index}][value]`, value }]),
    { name: 'filter_json', value: filter.json },
  ];
}

/** What is saved now, with the author's own changes on top: what somebody else saved in other fields stays. */
export function onTop(mine: SettingsForm, changes: SettingsChanges, now: Settings): SettingsForm {
  const theirs = formOf({ ...now, ...changes });
  return { ...theirs, filter: 'publicRegistrationEmailFilter' in changes ? mine.filter : theirs.filter };
}

const MAX_RULES = 50;

/** `rules[0][kind]`, `rules[0][value]` …, in the order of their numbers. */
function readRules(value: unknown): AddressRule[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).slice(0, MAX_RULES).flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null) return [];
    const kind = text(row as FormBody, 'kind') as AddressRuleKind;
    return [{ kind: ADDRESS_RULE_KINDS.includes(kind) ? kind : 'ends_with', value: text(row as FormBody, 'value') }];
  });
}

/** The form as a change: only the fields that differ from what the author saw. Throws all mistakes of the form at once. */
export function changesOf(form: SettingsForm, seen: SeenSettings): SettingsChanges {
  const mistakes: ApplicationError[] = [];
  let filter: AddressFilter | null = null;
  try {
    filter = filterIn(form.filter);
  } catch (error) {
    if (!(error instanceof FailedValidationError)) throw error;
    mistakes.push(error);
  }
  const parsed = settingsChangesSchema.safeParse({
    project_name: form.projectName,
    project_descriptor: form.projectDescriptor,
    project_url: form.projectUrl,
    project_color: form.projectColor,
    default_language: form.defaultLanguage,
    auth_password_policy: form.passwordPolicy,
    public_registration: form.registration,
    public_registration_verify_email: form.verifyEmail,
    public_registration_role: form.role || null,
    public_registration_email_filter: filter,
  });
  if (!parsed.success) mistakes.push(...parsed.error.issues.map((issue) => new FailedValidationError({ field: String(issue.path[0]), type: issue.code === 'too_big' ? 'max_length' : 'type', ...(issue.code === 'too_big' && { valid: issue.maximum }) })));
  throwAll(mistakes);
  return differing(parsed.data!, seen);
}

/** The filter that the form stands for, lines without a value left out. Throws FAILED_VALIDATION at the field. */
export function filterIn({ mode, match, rules, json }: FilterForm): AddressFilter | null {
  const filter = mode === 'rules' ? filterOf({ match, rules: rules.filter((rule) => rule.value !== '') }) : jsonIn(json);
  if (filter === null) return null;
  const mistake = addressFilterMistake(filter);
  if (mistake) throw unreadable({ type: mistake.path.length === 0 ? 'json' : 'rule', path: mistake.path, valid: mistake.path.length === 0 ? undefined : reasonOf(mistake) });
  return Object.keys(filter as object).length === 0 ? null : (filter as AddressFilter);
}

function reasonOf({ type, path }: AddressFilterMistake): string {
  return `“${path.join('.')}” is ${type === 'regex' ? 'no regular expression that Usher can read' : 'no condition on an address'}`;
}

function unreadable(facts: { type: 'json' | 'rule'; path?: (string | number)[]; valid?: string }): FailedValidationError {
  return new FailedValidationError({ field: 'public_registration_email_filter', ...facts });
}

function jsonIn(json: string): unknown {
  if (json === '') return null;
  try {
    return JSON.parse(json);
  } catch {
    throw unreadable({ type: 'json' });
  }
}

function differing(changes: SettingsChanges, seen: SeenSettings): SettingsChanges {
  const before = settingsChangesSchema.safeParse(seen);
  const was: SettingsChanges = before.success ? before.data : {};
  return Object.fromEntries(Object.entries(changes).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(was[field as keyof Settings])));
}
