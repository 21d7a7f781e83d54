import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { Grants } from '../access/permissions/grant';
import { Standing } from '../access/sessions/standing';
import { parsePayload } from '../access/permissions/parse-payload';
import { ActivityLog } from '../activity/activity.log';
import type { Named } from '../activity/activity.actions';
import { namedUser } from '../activity/names';
import type { User } from '../generated/sqlite/client';
import type { Accountability } from '../platform/accountability/accountability';
import { BulkInsert } from '../platform/database/bulk-insert';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { FailedValidationError, InvalidForeignKeyError } from '../platform/errors/errors';
import { NestedPolicies } from '../policies/nested-policies';
import { IssueInvitation } from './issue-invitation';
import { RoleNames } from './role-names';
import { columnsOf, NEW_USER, USERS, withRoleWritten, type PreparedUserChanges } from './user-columns';
import { userChangesSchema, userOnTheWire, type UserChanges } from './user-changes';
import { requireSettable } from './user-fields';

const COLLECTION = 'directus_users';

/** Somebody who is about to be there. */
interface NewPerson {
  readonly id: string;
  readonly changes: PreparedUserChanges;
}

/** New people, inside a change. */
@Injectable()
export class CreateUser {
  constructor(
    private readonly access: AccessControl,
    private readonly grants: Grants,
    private readonly policies: NestedPolicies,
    private readonly invitation: IssueInvitation,
    private readonly activity: ActivityLog,
    private readonly bulk: BulkInsert,
    private readonly roleNames: RoleNames,
    private readonly standing: Standing,
  ) {}

  /**
   * Answers the new keys in the order of the people. Whoever is created as invited, without a password, gets the mail in this very change.
   * Throws FORBIDDEN where the caller may not, or would give what they do not hold.
   */
  async in(work: UnitOfWork, wanted: readonly PreparedUserChanges[], options: { readonly inviteUrl?: string | null } = {}): Promise<string[]> {
    if (wanted.length === 0) return [];
    await this.standing.require(work);
    const people: NewPerson[] = [];
    for (const one of wanted) {
      const changes = await this.#allowed(work, await withRoleWritten(work, one));
      requireSettable(work.accountability, changes, 'create');
      people.push({ id: changes.id ?? randomUUID(), changes });
    }
    const ids = people.map(({ id }) => id);
    const write = () => this.#write(work, people);
    // An administrator holds everything, and who is in a role changes nothing about what the role gives to whoever registers.
    if (work.accountability.admin && people.every(({ changes }) => changes.policies === undefined)) await write();
    else await this.grants.around(work, { users: ids }, write);
    const invited = people.filter(({ changes }) => changes.status === 'invited' && !changes.passwordHash);
    await this.invitation.issueMany(work, invited.map(({ id }) => id), options);
    return ids;
  }

  /** What the permissions let through, with their presets underneath. */
  async #allowed(work: UnitOfWork, wanted: PreparedUserChanges): Promise<PreparedUserChanges> {
    const asked = onTheWire(wanted);
    const payload = await this.access.checkPayload(work, 'create', COLLECTION, asked);
    const presets = Object.fromEntries(Object.entries(payload).filter(([field]) => !(field in asked) && field !== 'password'));
    const changes: PreparedUserChanges = { ...presetChanges(work.accountability, presets), ...wanted };
    if (changes.email === null) throw new FailedValidationError({ field: 'email', type: 'email' });
    if (changes.status === 'invited' && !changes.email) throw new FailedValidationError({ field: 'email', type: 'required' });
    return changes;
  }

  async #write(work: UnitOfWork, people: readonly NewPerson[]): Promise<void> {
    const roles = await this.#roles(work, people);
    const rows = people.map(({ id, changes }): User => ({ ...NEW_USER, ...columnsOf(changes), id, createdAt: work.now }));
    await this.bulk.into(work, USERS, rows);
    await this.activity.recordMany(work, rows.map((after, index) => ({
      event: 'user.created', collection: COLLECTION, item: after.id, names: { subject: namedUser(after), role: after.roleId === null ? null : roles.get(after.roleId)! }, after, given: givenIn(people[index]!.changes),
    })));
    for (const { id, changes } of people) if (changes.policies) await this.policies.applyAlterations(work, { userId: id }, changes.policies);
  }

  async #roles(work: UnitOfWork, people: readonly NewPerson[]): Promise<ReadonlyMap<string, Named>> {
    const ids = people.flatMap(({ changes }) => changes.roleId ?? []);
    const roles = await this.roleNames.of(work, ids);
    const missing = ids.find((id) => !roles.has(id));
    if (missing !== undefined) throw new InvalidForeignKeyError({ collection: COLLECTION, field: 'role', value: missing });
    return roles;
  }
}

function givenIn(changes: PreparedUserChanges): object {
  return { ...(changes.id !== undefined && { id: changes.id }), ...columnsOf(changes) };
}

/** Presets fill columns; they make no roles. */
export function presetChanges(accountability: Accountability, presets: Record<string, unknown>): Omit<UserChanges, 'role'> {
  const { role: _, ...changes } = parsePayload(accountability, COLLECTION, userChangesSchema, presets);
  return changes;
}

/** Changes as the permissions are asked about them; that a password comes along is a fact, too. */
export function onTheWire({ passwordHash, madeToken, writeRole: _, ...changes }: PreparedUserChanges): Record<string, unknown> {
  return userOnTheWire({ ...changes, ...(passwordHash !== undefined && { password: passwordHash }), ...(madeToken !== undefined && { token: madeToken }) });
}
