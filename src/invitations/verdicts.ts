import type { UserStatus } from '../users/user-changes';
import type { ListedAddress } from './address-list';

/** Somebody of the directory who has one of the listed addresses. */
export interface KnownPerson {
  readonly id: string;
  readonly emailKey: string;
  readonly status: UserStatus;
  readonly roleId: string | null;
}

/** What an invitation would do with one entry of the list. */
export type Verdict =
  | { readonly kind: 'new' | 'invalid' | 'duplicate' }
  /** Invited before and has not answered: the invitation can be sent again, with the role of this one. */
  | { readonly kind: 'invited'; readonly person: KnownPerson; readonly hasRole: boolean }
  /** Somebody who needs no invitation: the role can be given to them instead. */
  | { readonly kind: 'user'; readonly person: KnownPerson; readonly hasRole: boolean };

export interface JudgedAddress extends ListedAddress {
  readonly verdict: Verdict;
}

/** A verdict for each entry, in the order of the list. Only the first of several spellings of one address counts. An invitation without a role takes nobody's role away. */
export function judge(list: readonly ListedAddress[], known: readonly KnownPerson[], roleId: string | null): JudgedAddress[] {
  const people = new Map(known.map((person) => [person.emailKey, person]));
  const seen = new Set<string>();
  return list.map((entry) => {
    const key = entry.email?.key;
    if (key === undefined) return { ...entry, verdict: { kind: 'invalid' } };
    if (seen.has(key)) return { ...entry, verdict: { kind: 'duplicate' } };
    seen.add(key);
    const person = people.get(key);
    if (!person) return { ...entry, verdict: { kind: 'new' } };
    return { ...entry, verdict: { kind: person.status === 'invited' ? 'invited' : 'user', person, hasRole: roleId === null || person.roleId === roleId } };
  });
}
