import { parseEmail } from '../users/email-address';
import { ADMINISTRATORS, EXPIRED_INVITATIONS, PENDING_INVITATIONS, people, POLICIES, ROLES, UNVERIFIED } from './organisation';

describe('the made-up organisation', () => {
  const everybody = [...people(), ...ADMINISTRATORS, ...UNVERIFIED].map(({ email }) => email).concat(EXPIRED_INVITATIONS, PENDING_INVITATIONS);

  test('has two hundred people with addresses of their own', () => {
    expect(everybody).toHaveLength(200);
    expect(new Set(everybody).size).toBe(everybody.length);
    expect(everybody.filter((email) => parseEmail(email) === null)).toEqual([]);
  });

  test('is the same at every run', () => expect(people()).toEqual(people()));

  test('has eight roles, each below one that comes before it, and six policies that they name', () => {
    expect([ROLES.length, POLICIES.length]).toEqual([8, 6]);
    const seen = new Set<string | null>([null]);
    for (const role of ROLES) {
      expect(seen).toContain(role.parent);
      seen.add(role.key);
    }
    const policies = POLICIES.map(({ key }) => key);
    expect(ROLES.flatMap((role) => role.policies).filter((key) => !policies.includes(key))).toEqual([]);
  });
});
