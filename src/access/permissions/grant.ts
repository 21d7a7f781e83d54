import { Injectable } from '@nestjs/common';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { ForbiddenError, InvalidPayloadError } from '../../platform/errors/errors';
import { isAdminRole } from './admin-role';
import { policiesOfPerson, policiesOfPublic, policiesOfRole, readAuthority, readPeople, type Attachment, type Authority, type Person } from './authority';
import { circumstancesOf } from './circumstances';
import { isWithin, NO_RIGHTS, rightsOf, type Rights } from './rights';
import { fieldsOfPeopleIn, type Holder } from './rule-text';
import { chainOf } from './role-tree';
import { letsOff, peopleAsked } from './two-factor-demand';

/** Whom a change acts upon: existing ones that it changes or removes, and people it makes. */
export interface GrantSubjects {
  readonly users?: readonly string[];
  readonly roles?: readonly string[];
  readonly policies?: readonly string[];
  /** Says that settings are written; what registration gives away is looked at in any case. */
  readonly settings?: true;
}

/** Whose rights are compared, and where they are read. */
type Asking = Pick<UnitOfWork, 'db' | 'accountability'>;

/**
 * Nobody hands out what they do not hold. Around every write on users, roles, policies, permissions, access and settings: effective
 * rights before and after are compared, whatever way the change takes to them.
 */
@Injectable()
export class Grants {
  /**
   * Runs the writes. Before them, none of the subjects may hold more than the caller (except the caller themselves); after them,
   * no person, role, policy, visitor or newly registered person may hold anything that neither they held before nor the caller
   * holds, and nobody is let off two-factor sign-in. Throws FORBIDDEN. Nobody at all, administrators included, makes the role that registration gives an administrators' role.
   * Take the authority lock first.
   */
  async around<T>(work: UnitOfWork, subjects: GrantSubjects, writes: () => Promise<T>): Promise<T> {
    if (work.accountability.admin) {
      const result = await writes();
      await assertRegistrationIsHarmless(work);
      return result;
    }
    const before = await readAuthority(work.db);
    const people = await readPeople(work.db, subjects.users ?? []);
    const me = await readCaller(work);
    refuseWhatIsAbove(work, subjects, before, people, me);
    const result = await writes();
    const after = await readAuthority(work.db);
    await this.#refuseGains(work, subjects, { before, after }, people, givableBy(work, before, me));
    await refuseLettingOff(work, before, after);
    await assertRegistrationIsHarmless(work);
    return result;
  }

  /**
   * FORBIDDEN when one of these people holds something that the caller does not: whoever sets a password or an address takes over
   * what its owner holds. For changes of credentials and status that leave rights alone.
   */
  async requireNotAbove(work: UnitOfWork, userIds: readonly string[]): Promise<void> {
    if ((await this.aboveAmong(work, userIds)).length > 0) throw new ForbiddenError();
  }

  /** Who of these people holds something that the caller does not: to offer nothing about them that would be refused. */
  async aboveAmong(asking: Asking, userIds: readonly string[]): Promise<string[]> {
    if (asking.accountability.admin) return [];
    const authority = await readAuthority(asking.db);
    const people = await readPeople(asking.db, userIds);
    const isAbove = aboveCaller(asking, authority, givableBy(asking, authority, await readCaller(asking)));
    return [...people.values()].filter(isAbove).map(({ id }) => id);
  }

  /** Those of the roles that the caller could give to anybody at all. Where rules speak of their reader, it is decided at each giving. */
  async givableRoles(asking: Asking, roleIds: readonly string[]): Promise<string[]> {
    if (asking.accountability.admin) return [...roleIds];
    const authority = await readAuthority(asking.db);
    const givable = givableInText(asking, authority, await readCaller(asking));
    return roleIds.filter((id) => isWithin(rightsOfRole(authority, id), givable));
  }

  /** Whether only an administrator can take back that a policy asks for two-factor sign-in, since somebody would be let off. */
  async isBindingTwoFactor({ db, accountability }: Asking, policyId: string): Promise<boolean> {
    if (accountability.admin) return false;
    const before = await readAuthority(db);
    const policy = before.policies.get(policyId);
    if (!policy?.enforceTfa) return false;
    const after: Authority = { ...before, policies: new Map(before.policies).set(policyId, { ...policy, enforceTfa: false }) };
    return letsOff(before, after, [...(await readPeople(db, peopleAsked(before))).values()]);
  }

  /** Whether some rule asks for one of these fields of its reader, so that changing it changes what that person holds. Fields in the dialect's names. */
  async decideRights({ db, accountability }: UnitOfWork, fields: readonly string[]): Promise<boolean> {
    if (accountability.admin) return false;
    const asked = fieldsOfPeopleIn(await db.permission.findMany({ select: { permissions: true, validation: true, presets: true } }));
    return fields.some((field) => asked.has(field));
  }

  /** Writes fields of somebody's own row, on whatever way. FORBIDDEN where rules ask for them of their reader, and that person would hold more. */
  async ofOwnRow<T>(work: UnitOfWork, userId: string, fields: readonly string[], writes: () => Promise<T>): Promise<T> {
    if (!(await this.decideRights(work, fields))) return writes();
    // It may be their link that says who they are, and not a session.
    return this.around({ ...work, accountability: { ...work.accountability, user: userId } }, { users: [userId] }, writes);
  }

  async #refuseGains(work: UnitOfWork, subjects: GrantSubjects, { before, after }: { before: Authority; after: Authority }, peopleBefore: Map<string, Person>, givable: readonly Rights[]): Promise<void> {
    const reattached = [...attachedPeople(before.attachments, after.attachments), ...attachedPeople(after.attachments, before.attachments)];
    // Whoever holds policies of their own may hold more by them now, or be bound by less.
    const elsewhere = circumstancesOf(before) === circumstancesOf(after) ? [] : after.attachments.flatMap(({ userId }) => userId ?? []);
    const others = [...reattached, ...elsewhere];
    const peopleAfter = await readPeople(work.db, [...new Set([...(subjects.users ?? []), ...others])]);
    const gains = (was: Rights, is: Rights) => !isWithin(is, [was, ...givable]);
    const refused =
      [...peopleAfter.values()].some((person) => {
        const was = peopleBefore.get(person.id) ?? (subjects.users?.includes(person.id) ? null : person);
        return gains(was ? rightsOfPerson(before, was) : NO_RIGHTS, rightsOfPerson(after, person));
      }) ||
      after.roles.some(({ id }) => gains(rightsOfRole(before, id), rightsOfRole(after, id))) ||
      [...after.policies.keys()].some((id) => gains(rightsOfPolicy(before, id), rightsOfPolicy(after, id))) ||
      gains(rightsOfVisitors(before), rightsOfVisitors(after)) ||
      gains(rightsOfRegistration(before), rightsOfRegistration(after));
    if (refused) throw new ForbiddenError();
  }
}

/** Registration must never make an administrator, so that a mistake in one setting cannot give the directory away. */
async function assertRegistrationIsHarmless(work: UnitOfWork): Promise<void> {
  const settings = await work.db.settings.findUnique({ where: { id: 1 }, select: { publicRegistrationRole: { select: { id: true, name: true } } } });
  const role = settings?.publicRegistrationRole ?? null;
  if (role === null) return;
  // Told on the pages of roles and policies, where there is no field of the settings to point at.
  if (await isAdminRole(work, role.id)) throw new InvalidPayloadError({ reason: `People who register get the role "${role.name}", so it cannot hold administrator rights. Choose another role for new users in the settings first` });
}

/** A demand for two-factor sign-in binds those who may otherwise change policies, and it is an administrator who takes it back. */
async function refuseLettingOff({ db }: UnitOfWork, before: Authority, after: Authority): Promise<void> {
  const people = await readPeople(db, peopleAsked(before));
  if (letsOff(before, after, [...people.values()])) throw new ForbiddenError();
}

/** Nobody is above themselves. */
function aboveCaller({ accountability }: Asking, authority: Authority, givable: readonly Rights[]): (person: Person) => boolean {
  return (person) => person.id !== accountability.user && !isWithin(rightsOfPerson(authority, person), givable);
}

function refuseWhatIsAbove(work: UnitOfWork, subjects: GrantSubjects, authority: Authority, people: Map<string, Person>, me: Person | null): void {
  const givable = givableBy(work, authority, me);
  const asText = givableInText(work, authority, me);
  const refused =
    [...people.values()].some(aboveCaller(work, authority, givable)) ||
    (subjects.roles ?? []).some((id) => !isWithin(rightsOfRole(authority, id), asText)) ||
    (subjects.policies ?? []).some((id) => !isWithin(rightsOfPolicy(authority, id), asText));
  if (refused) throw new ForbiddenError();
}

/** A role or policy is not above me because it speaks of its reader's title: whom it is given to is asked at each giving. */
function givableInText(asking: Asking, authority: Authority, me: Person | null): Rights[] {
  return [...givableBy(asking, authority, me), rightsOf(authority, { ...callerOf(asking, authority, me), who: 'anybody' })];
}

/** The people who got an attachment of their own that was not there. */
function attachedPeople(before: readonly Attachment[], after: readonly Attachment[]): string[] {
  const known = new Set(before.map(({ userId, policyId }) => `${userId} ${policyId}`));
  return after.flatMap(({ userId, policyId }) => (userId !== null && !known.has(`${userId} ${policyId}`) ? [userId] : []));
}

async function readCaller({ db, accountability: { user } }: Asking): Promise<Person | null> {
  return user === null ? null : ((await readPeople(db, [user])).get(user) ?? null);
}

/** What the policies give that apply to this very call, and what anybody has who does not sign in. */
function givableBy(asking: Asking, authority: Authority, me: Person | null): Rights[] {
  const visitor: Holder = { ...VISITOR, policies: policiesOfPublic(authority) };
  return [rightsOf(authority, callerOf(asking, authority, me)), rightsOf(authority, visitor)];
}

const VISITOR: Omit<Holder, 'policies'> = { who: 'visitor', role: null, roles: [], flagged: new Set() };

function callerOf({ accountability: { role, policies } }: Asking, authority: Authority, me: Person | null): Holder {
  return { who: me ?? 'visitor', role, roles: chainOf(authority.roles, role), policies, flagged: new Set(me ? policiesOfPerson(authority, me) : []) };
}

function rightsOfPerson(authority: Authority, person: Person): Rights {
  const own = policiesOfPerson(authority, person);
  const policies = person.roleId === null ? [...policiesOfPublic(authority), ...own] : own;
  return rightsOf(authority, { who: person, role: person.roleId, roles: chainOf(authority.roles, person.roleId), policies, flagged: new Set(own) });
}

/** What whoever is not signed in may do, as it would be for anybody: somebody without a role has it, too. */
function rightsOfVisitors(authority: Authority): Rights {
  return rightsOf(authority, { ...VISITOR, who: 'anybody', policies: policiesOfPublic(authority) });
}

function rightsOfRole(authority: Authority, id: string): Rights {
  const roles = chainOf(authority.roles, id);
  return roles.length === 0 ? NO_RIGHTS : rightsOf(authority, held({ who: 'anybody', role: id, roles, policies: policiesOfRole(authority, id) }));
}

/** What a policy gives to whoever it will be attached to. */
function rightsOfPolicy(authority: Authority, id: string): Rights {
  return rightsOf(authority, held({ who: 'anybody', role: null, roles: [], policies: [id] }));
}

function held(holder: Omit<Holder, 'flagged'>): Holder {
  return { ...holder, flagged: new Set(holder.policies) };
}

function rightsOfRegistration(authority: Authority): Rights {
  return authority.registrationRole === null ? NO_RIGHTS : rightsOfRole(authority, authority.registrationRole);
}
