import type { FormBody } from '../doors/html/form-reader';
import type { StaleEdit } from '../platform/errors/errors';
import type { Seen, UserFormValues } from './user-form';
import { USERS_PATH } from './users-list';

export interface UserConflictPage {
  readonly title: string;
  readonly lead: string;
  readonly action: string;
  readonly breadcrumb: readonly { readonly label: string; readonly url: string }[];
  readonly rows: readonly { readonly label: string; readonly seen: string; readonly theirs: string; readonly mine: string }[];
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly note: string | null;
}

/** The form that came, to be sent once more with what is there now as what was seen. Passwords are not carried through a page. */
const SECRETS = ['password', 'current_password'];
const OF_THE_FORM = ['_csrf', '_form', 'seen'];

export function userConflictPage(facts: { path: string; name: string; stale: readonly StaleEdit[]; body: FormBody; seen: Seen; now: UserFormValues }): UserConflictPage {
  const { path, name, stale, body, seen, now } = facts;
  const renewed = Object.fromEntries(stale.map(({ subject }) => [subject, now[subject as keyof UserFormValues]]));
  const typedPassword = SECRETS.some((field) => typeof body[field] === 'string' && body[field] !== '');
  return {
    title: 'Somebody else changed this user',
    lead: `While you were editing, ${name} was changed by somebody else. Nothing of yours is saved yet.`,
    action: path,
    breadcrumb: [{ label: 'Users', url: USERS_PATH }, { label: name, url: path }],
    rows: stale.map((edit) => ({ label: edit.label, seen: edit.seen || '–', theirs: edit.theirs || '–', mine: edit.mine || '–' })),
    hidden: [
      { name: 'seen', value: JSON.stringify({ values: { ...seen.values, ...renewed }, attachments: seen.attachments }) },
      ...Object.entries(body).filter(([field]) => !SECRETS.includes(field) && !OF_THE_FORM.includes(field)).flatMap(([field, value]) => [value].flat().filter((one) => typeof one === 'string').map((one) => ({ name: field, value: one }))),
    ],
    note: typedPassword ? 'The password that you typed is not kept: enter it again after this save.' : null,
  };
}
