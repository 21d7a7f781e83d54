import { policiesOfPerson, policiesOfRole, type Authority, type Person } from './authority';
import { ipOf, reaches } from './rights';

/**
 * Whether a change lets some role or person off the two-factor sign-in that a policy asked of them: the switch, its addresses, the
 * attachment or the policy is gone. Whoever goes to another role is asked what that role asks; that is no letting off.
 *
 * @param people those with policies of their own before the change who are still there
 */
export function letsOff(before: Authority, after: Authority, people: readonly Person[]): boolean {
  const stay = new Set(after.roles.map(({ id }) => id));
  return (
    before.roles.some(({ id }) => stay.has(id) && !isKept(demands(before, policiesOfRole(before, id)), demands(after, policiesOfRole(after, id)))) ||
    people.some((person) => !isKept(demands(before, ownPolicies(before, person.id)), demands(after, policiesOfPerson(after, person))))
  );
}

/** The people whom policies of their own ask for it. */
export function peopleAsked(authority: Authority): string[] {
  return [...new Set(authority.attachments.flatMap(({ userId, policyId }) => (userId !== null && demands(authority, [policyId]).length > 0 ? [userId] : [])))];
}

/** From which addresses it is asked for: lists, or null for everywhere. */
function demands({ policies }: Authority, ids: readonly string[]): (string | null)[] {
  return ids.flatMap((id) => policies.get(id) ?? []).flatMap((policy) => (policy.enforceTfa ? [ipOf(policy)] : []));
}

function isKept(was: readonly (string | null)[], is: readonly (string | null)[]): boolean {
  return was.every((from) => is.some((wider) => reaches(wider, from)));
}

function ownPolicies({ attachments }: Authority, id: string): string[] {
  return attachments.flatMap(({ userId, policyId }) => (userId === id ? [policyId] : []));
}
