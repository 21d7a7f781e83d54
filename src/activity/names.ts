import type { Named } from './activity.actions';

/** What people call a person: the name, else the address, else something that is not empty. */
export function personName(user: { firstName?: string | null; lastName?: string | null; email?: string | null }): string {
  return [user.firstName, user.lastName].map((part) => part?.trim()).filter(Boolean).join(' ') || user.email || 'Somebody without a name';
}

/** The same of a person as the wire has them. */
export function nameOfPerson(person: { first_name?: string | null; last_name?: string | null; email?: string | null }): string {
  return personName({ firstName: person.first_name, lastName: person.last_name, email: person.email });
}

export function namedUser(user: { id: string; firstName?: string | null; lastName?: string | null; email?: string | null }): Exclude<Named, string> {
  return { name: personName(user), collection: 'directus_users', id: user.id };
}

export function namedRole(role: { id: string; name: string }): Exclude<Named, string> {
  return { name: seededWords(role.name), collection: 'directus_roles', id: role.id };
}

export function namedPolicy(policy: { id: string; name: string }): Exclude<Named, string> {
  return { name: seededWords(policy.name), collection: 'directus_policies', id: policy.id };
}

const SEEDED_WORDS: Record<string, string> = {
  '$t:public_label': 'Public',
  '$t:public_description': 'What anybody may do without signing in.',
  '$t:admin_description': 'Initial administrative role with unrestricted access.',
};

/** The dialect seeds some texts as translation keys. They stay so on the wire; people read words. */
export function seededWords<T extends string | null>(text: T): T | string {
  return (text && SEEDED_WORDS[text]) || text;
}
