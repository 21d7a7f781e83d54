import { personName } from '../activity/names';
import { formErrors, type FieldLabels, type FormErrors } from '../doors/html/field-messages';
import { applicationErrorsIn, type ApplicationError } from '../platform/errors/application-error';
import { USER_LABELS } from '../users/user-form';
import type { RoleDraft } from './role-draft';

/** What the role page shows after a refusal. */
export interface RoleErrors extends FormErrors {
  /** By the key of a new user, or the id of somebody who joins or leaves. */
  readonly byPerson: Readonly<Record<string, string>>;
}

export const NO_ROLE_ERRORS: RoleErrors = Object.freeze({ summary: [], byField: {}, byPerson: {} });

const ROLE_LABELS: FieldLabels = { name: 'Name', icon: 'Icon', description: 'Description', parent: 'Part of' };

/** Null where the page cannot show it: a missing right, somebody else's change, a defect. */
export function roleErrors(thrown: unknown, draft: RoleDraft): RoleErrors | null {
  const errors = applicationErrorsIn(thrown);
  if (!errors) return null;
  const summary: { text: string; href: string | null }[] = [];
  const byField: Record<string, string> = {};
  const byPerson: Record<string, string> = {};
  for (const error of errors) {
    const person = personOf(error, draft);
    const shown = formErrors(error, isOfPeople(error) ? USER_LABELS : ROLE_LABELS);
    if (!shown) return null;
    const text = shown.summary[0]!.text;
    if (person) {
      byPerson[person.key] = text;
      summary.push({ text: `${person.name}: ${text}`, href: `#person-${person.key}` });
    } else {
      Object.assign(byField, shown.byField);
      summary.push(...shown.summary);
    }
  }
  return { summary, byField, byPerson };
}

function isOfPeople(error: ApplicationError): boolean {
  return (error.facts['path'] as unknown[] | undefined)?.[0] === 'users';
}

/** A mistake in a nested person says where it stands: `path: ['users', 'create', 1]`. */
function personOf(error: ApplicationError, draft: RoleDraft): { key: string; name: string } | null {
  const [relation, kind, index] = (error.facts['path'] as unknown[] | undefined) ?? [];
  if (relation !== 'users' || kind !== 'create' || typeof index !== 'number') return null;
  const user = draft.creating[index];
  if (!user) return null;
  const { firstName, lastName, email } = user.changes;
  return { key: user.key, name: personName({ firstName, lastName, email: email?.address }) };
}
