import { parsePayload } from '../access/permissions/parse-payload';
import type { FieldLabels, FormErrors } from '../doors/html/field-messages';
import { list, rawText, refuseOthers, text, type FormBody } from '../doors/html/form-reader';
import type { Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn, throwAll } from '../platform/errors/application-error';
import { FailedValidationError, InvalidPayloadError } from '../platform/errors/errors';
import { languageOptions } from './languages';
import { passwordHint } from './password-hint';
import { COMPARED_COLUMNS, type ComparedColumn, type SeenUser } from './stale-user';
import { userChangesSchema, type UserChanges, type UserStatus } from './user-changes';
import { STATUS_WORDS } from './user-event';
import { USER_STATUSES } from './users.collection';

/** How somebody new gets in: by a link in a mail, with a password that is set now, or not yet. */
const SIGN_IN_WAYS = ['invitation', 'password', 'later'] as const;
export type SignInWay = (typeof SIGN_IN_WAYS)[number];

/** The form as it was typed: what is shown again after a mistake. */
export interface UserFormValues {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly signIn: SignInWay;
  readonly password: string;
  readonly currentPassword: string;
  readonly status: string;
  readonly title: string;
  readonly location: string;
  readonly language: string;
  readonly description: string;
  /** Empty: no role. Not looked at where the page gives the role. */
  readonly roleId: string;
  /** Keys of the policies that are ticked. */
  readonly policies: readonly string[];
}

export const BLANK_USER_FORM: UserFormValues = Object.freeze({
  firstName: '', lastName: '', email: '', signIn: 'invitation', password: '', currentPassword: '', status: 'active', title: '', location: '', language: '', description: '', roleId: '', policies: [],
});

/** Labels by the dialect's names, which are also the names of the controls. */
export const USER_LABELS: FieldLabels = {
  first_name: 'First name', last_name: 'Last name', email: 'E-mail address', sign_in: 'How they sign in', password: 'Password', current_password: 'Your current password', status: 'Status',
  title: 'Title', location: 'Location', language: 'Language', description: 'Description', role: 'Role', policies: 'Policies',
};

const TEXT_FIELDS = { firstName: 'first_name', lastName: 'last_name', title: 'title', location: 'location', language: 'language', description: 'description' } as const;

/** Controls of views/users/_fields.hbs. A form that holds more names its own besides. */
const USER_CONTROLS: readonly string[] = [...Object.keys(USER_LABELS), 'seen'];
const OF_EVERY_FORM = ['_csrf', '_form'];

export function parseUserForm(body: FormBody, alsoAllowed: readonly string[] = []): UserFormValues {
  refuseOthers(body, new Set([...USER_CONTROLS, ...OF_EVERY_FORM, ...alsoAllowed]));
  return {
    firstName: text(body, 'first_name'),
    lastName: text(body, 'last_name'),
    email: text(body, 'email'),
    signIn: SIGN_IN_WAYS.find((way) => way === text(body, 'sign_in')) ?? 'later',
    password: rawText(body, 'password'),
    currentPassword: rawText(body, 'current_password'),
    status: text(body, 'status'),
    title: text(body, 'title'),
    location: text(body, 'location'),
    language: text(body, 'language'),
    description: text(body, 'description'),
    roleId: text(body, 'role'),
    policies: list(body, 'policies'),
  };
}

/** Somebody new. Throws all mistakes at once, each at its field. `hasPassword`: one was given before (a staged person), so an empty field keeps it. */
export function newUser(accountability: Accountability, values: UserFormValues, { withRole, hasPassword = false }: { readonly withRole: boolean; readonly hasPassword?: boolean }): UserChanges {
  const lacksPassword = values.signIn === 'password' && values.password === '' && !hasPassword;
  const missing = [...(values.email === '' ? ['email'] : []), ...(lacksPassword ? ['password'] : [])];
  return parse(accountability, {
    ...Object.fromEntries(Object.entries(TEXT_FIELDS).flatMap(([field, wire]) => (values[field as keyof typeof TEXT_FIELDS] === '' ? [] : [[wire, values[field as keyof typeof TEXT_FIELDS]]]))),
    // Nobody can sign in or be told of anything without an address, so a person is asked for one (a program is not).
    email: values.email,
    ...(values.signIn === 'invitation' ? { status: 'invited' } : { status: values.status }),
    ...(values.signIn === 'password' && values.password !== '' && { password: values.password }),
    ...(withRole && values.roleId !== '' && { role: values.roleId }),
    ...(values.policies.length > 0 && { policies: { create: values.policies.map((policy) => ({ policy })) } }),
  }, missing);
}

/** The attachments that the author of the form saw: key of the policy → key of the attachment. */
export type SeenPolicies = Readonly<Record<string, string>>;

/** Only what differs from what the author had in front of them: nobody else's change of another field is undone. */
export function changedUser(accountability: Accountability, values: UserFormValues, seen: UserFormValues, attachments: SeenPolicies): UserChanges {
  const fields = { ...TEXT_FIELDS, email: 'email', status: 'status', roleId: 'role' } as const;
  const wire: Record<string, unknown> = {};
  for (const [field, name] of Object.entries(fields)) {
    const [mine, theirs] = [values[field as keyof typeof fields], seen[field as keyof typeof fields]];
    // What was stored with blanks around it is no change of whoever only looked at it.
    if (mine !== theirs.trim()) wire[name] = mine === '' && name !== 'email' && name !== 'status' ? null : mine;
  }
  if (values.password !== '') wire['password'] = values.password;
  if (values.currentPassword !== '') wire['current_password'] = values.currentPassword;
  const ticked = new Set(values.policies);
  const create = values.policies.filter((policy) => !(policy in attachments)).map((policy) => ({ policy }));
  const gone = Object.entries(attachments).filter(([policy]) => !ticked.has(policy)).map(([, access]) => access);
  if (create.length + gone.length > 0) wire['policies'] = { create, update: [], delete: gone };
  return parse(accountability, wire, wire['email'] === '' ? ['email'] : []);
}

/** A required field that is empty is told together with all other mistakes. */
function parse(accountability: Accountability, wire: Record<string, unknown>, missing: readonly string[]): UserChanges {
  const required = missing.map((field) => new FailedValidationError({ field, type: 'required' }));
  try {
    const changes = parsePayload(accountability, 'directus_users', userChangesSchema, wire);
    throwAll(required);
    return changes;
  } catch (thrown) {
    const errors = applicationErrorsIn(thrown);
    if (!errors || required.length === 0) throw thrown;
    throwAll([...errors.filter(({ facts }) => !missing.includes(String(facts['field']))), ...required]);
    throw thrown;
  }
}

/** What the author of a form had in front of them. */
export interface Seen {
  readonly values: UserFormValues;
  readonly attachments: SeenPolicies;
}

/** The hidden field `seen`. It is the author's own claim: whoever forges it only loses the comparison. */
export function parseSeen(body: FormBody): Seen {
  let raw: unknown;
  try {
    raw = JSON.parse(text(body, 'seen'));
  } catch {
    throw new InvalidPayloadError({ reason: '"seen" is not what this page sends' });
  }
  const { values, attachments } = (raw ?? {}) as { values?: Record<string, unknown>; attachments?: Record<string, unknown> };
  if (typeof values !== 'object' || values === null || typeof attachments !== 'object' || attachments === null) throw new InvalidPayloadError({ reason: '"seen" is not what this page sends' });
  const word = (field: keyof UserFormValues) => (typeof values[field] === 'string' ? values[field] : '');
  return {
    values: {
      ...BLANK_USER_FORM, signIn: 'later', firstName: word('firstName'), lastName: word('lastName'), email: word('email'), status: word('status'), title: word('title'), location: word('location'),
      language: word('language'), description: word('description'), roleId: word('roleId'),
    },
    attachments: Object.fromEntries(Object.entries(attachments).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

/** The same for the service, which compares columns. */
export function seenColumns(values: UserFormValues): SeenUser {
  const columns = Object.keys(COMPARED_COLUMNS) as ComparedColumn[];
  return Object.fromEntries(columns.map((column) => [column, values[column] === '' ? null : values[column]]));
}

/** An item of the reader as the form shows it. */
export function valuesOf(user: Readonly<Record<string, unknown>>): UserFormValues {
  const word = (field: string) => (typeof user[field] === 'string' ? user[field] : '');
  const role = user['role'];
  return {
    ...BLANK_USER_FORM,
    firstName: word('first_name'), lastName: word('last_name'), email: word('email'), signIn: 'later', status: word('status'),
    title: word('title'), location: word('location'), language: word('language'), description: word('description'),
    roleId: typeof role === 'string' ? role : String((role as { id?: string } | null)?.id ?? ''),
  };
}

/** Somebody new who is staged: what the form showed when they were entered, without the password, which is kept as a hash only. */
export function valuesOfStaged(changes: Omit<UserChanges, 'password'> & { readonly passwordHash?: string | null }): UserFormValues {
  return {
    ...BLANK_USER_FORM,
    firstName: changes.firstName ?? '', lastName: changes.lastName ?? '', email: changes.email?.address ?? '', title: changes.title ?? '', location: changes.location ?? '',
    language: changes.language ?? '', description: changes.description ?? '', roleId: changes.roleId ?? '',
    signIn: changes.status === 'invited' ? 'invitation' : changes.passwordHash ? 'password' : 'later',
    status: changes.status === 'invited' ? 'active' : (changes.status ?? 'active'),
    policies: changes.policies && !('whole' in changes.policies) ? changes.policies.create.flatMap(({ policyId }) => policyId ?? []) : [],
  };
}

/** A policy or role that can be chosen. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface UserFieldsOptions {
  readonly isNew: boolean;
  /** The person on the page is the one who looks at it: a new password or address needs the current password. */
  readonly isOwn?: boolean;
  /** Fields that are shown and not changed, by the dialect's names. None: all may be. */
  readonly closed?: ReadonlySet<string>;
  /** Null where the page gives the role, or the person may not choose one. */
  readonly roles: readonly Choice[] | null;
  /** Null where the person may not choose policies. */
  readonly policies: readonly Choice[] | null;
  readonly passwordMinBytes: number;
  /** A password is set already (a staged person). */
  readonly hasPassword?: boolean;
}

/** Everything that views/users/_fields.hbs shows. */
export function userFields(values: UserFormValues, errors: FormErrors, options: UserFieldsOptions) {
  const error = (field: string) => errors.byField[field] ?? null;
  const isClosed = (name: string) => options.closed?.has(name) ?? false;
  const field = (name: string, value: string) => ({ name, label: USER_LABELS[name]!, value, error: error(name), isClosed: isClosed(name) });
  const statuses = options.isNew ? USER_STATUSES.filter((status) => status !== 'invited' && status !== 'unverified') : statusesFor(values.status);
  return {
    isNew: options.isNew,
    firstName: field('first_name', values.firstName),
    lastName: field('last_name', values.lastName),
    email: field('email', values.email),
    signIn: {
      error: error('sign_in'),
      ways: [
        { value: 'invitation', label: 'Send an invitation', hint: 'They get a mail and choose their own password. Until then their status is Invited.', checked: values.signIn === 'invitation' },
        { value: 'password', label: 'Set a password now', hint: 'Tell it to them in a safe way. No mail is sent.', checked: values.signIn === 'password' },
        { value: 'later', label: 'Not yet', hint: 'They cannot sign in until they are invited or have a password.', checked: values.signIn === 'later' },
      ],
    },
    // A typed password is never sent back.
    password: isClosed('password') ? null : { ...field('password', ''), label: options.isNew ? 'Password' : 'New password', hint: hintOf(options) },
    currentPassword: options.isOwn && !(isClosed('password') && isClosed('email')) ? field('current_password', '') : null,
    status: { ...field('status', values.status), options: statuses.map((status) => ({ value: status, label: STATUS_WORDS[status], selected: status === values.status })), hint: options.isNew ? 'With an invitation the status is Invited until they accept it.' : null },
    title: field('title', values.title),
    location: field('location', values.location),
    language: { ...field('language', values.language), options: languageOptions(values.language) },
    description: field('description', values.description),
    role: options.roles && { ...field('role', values.roleId), options: [{ value: '', label: 'No role', selected: values.roleId === '' }, ...options.roles.map((role) => ({ value: role.value, label: role.label, selected: role.value === values.roleId }))] },
    policies: options.policies && { error: error('policies'), items: options.policies.map((policy) => ({ value: policy.value, label: policy.label, hint: policy.hint ?? null, checked: values.policies.includes(policy.value) })) },
  };
}

export type UserFieldsView = ReturnType<typeof userFields>;

/** Nobody becomes invited or unverified by choosing the word; who is, may stay so. */
function statusesFor(current: string): UserStatus[] {
  return USER_STATUSES.filter((status) => (status !== 'invited' && status !== 'unverified') || status === current);
}

function hintOf({ isNew, hasPassword, passwordMinBytes }: UserFieldsOptions): string {
  const hint = passwordHint(passwordMinBytes);
  if (hasPassword) return `Leave it empty to keep the one that you entered. ${hint}`;
  return isNew ? hint : `Leave it empty to keep the present one. ${hint}`;
}
