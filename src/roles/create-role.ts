import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { ActivityLog } from '../activity/activity.log';
import { namedRole } from '../activity/names';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { InvalidPayloadError } from '../platform/errors/errors';
import { Authority } from '../policies/authority';
import { NestedPolicies } from '../policies/nested-policies';
import { compareWithSeen } from './compare-seen';
import { parentFor } from './change-role';
import type { RoleChanges, SeenRole } from './role-changes';
import { MembersOfRole, type PreparedRole } from './role-members';
import { columnsOf, roleOnTheWire } from './role-row';

const COLLECTION = 'directus_roles';

/** One new role with its people and policies, inside a change. */
@Injectable()
export class CreateRole {
  constructor(
    private readonly access: AccessControl,
    private readonly authority: Authority,
    private readonly members: MembersOfRole,
    private readonly policies: NestedPolicies,
    private readonly activity: ActivityLog,
  ) {}

  /** Answers the new key. */
  async in(work: UnitOfWork, changes: PreparedRole, seen: SeenRole | null): Promise<string> {
    const { name, ...columns } = columnsOf(await this.access.checkPayload(work, 'create', COLLECTION, roleOnTheWire(changes as RoleChanges)));
    const id = changes.id ?? randomUUID();
    if (columns.parentId === id) throw new InvalidPayloadError({ reason: 'A role cannot be a parent of itself' });
    await this.authority.change(work, { roles: [id], users: [] }, async () => {
      const parent = await parentFor(work, id, columns.parentId ?? null);
      const after = await work.db.role.create({ data: { id, name: name!, ...columns, createdAt: work.now } });
      await this.activity.record(work, { event: 'role.created', collection: COLLECTION, item: id, names: { subject: namedRole(after), parent: parent && namedRole(parent) }, after, given: { ...(changes.id !== undefined && { id }), name, ...columns } });
      const users = seen ? await compareWithSeen(work, { roleId: id, role: null, columns: {}, users: changes.users }, seen) : changes.users;
      if (users) await this.members.apply(work, id, users);
      if (changes.policies) await this.policies.applyAlterations(work, { roleId: id }, changes.policies);
    });
    return id;
  }
}
