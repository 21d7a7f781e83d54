import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { ActivityLog } from '../activity/activity.log';
import type { Role } from '../generated/sqlite/client';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError, InvalidForeignKeyError, InvalidPayloadError } from '../platform/errors/errors';
import { Authority } from '../policies/authority';
import { NestedPolicies } from '../policies/nested-policies';
import { compareWithSeen } from './compare-seen';
import type { SeenRole } from './role-changes';
import { MembersOfRole, type PreparedRole, type PreparedUsers } from './role-members';
import { columnsOf, differences, roleEvent, roleOnTheWire, type RoleColumns } from './role-row';
import { circleBy } from './role-tree';

const COLLECTION = 'directus_roles';

/** One change of one role, inside a change: its fields, its people and its policies. */
@Injectable()
export class ChangeRole {
  constructor(
    private readonly access: AccessControl,
    private readonly authority: Authority,
    private readonly members: MembersOfRole,
    private readonly policies: NestedPolicies,
    private readonly activity: ActivityLog,
  ) {}

  /** Only what differs is written. With `seen`, what somebody else changed meanwhile on the same things throws STALE_CHANGE. */
  async in(work: UnitOfWork, id: string, changes: PreparedRole, seen: SeenRole | null): Promise<void> {
    const asked = roleOnTheWire({ ...changes, id: undefined } as never);
    await this.access.requireItems(work, 'update', COLLECTION, [id], Object.keys(asked));
    const columns = columnsOf(await this.access.checkPayload(work, 'update', COLLECTION, asked));
    const concerned = { roles: [id], users: changes.users ? touched(changes.users) : [] };
    await this.authority.change(work, concerned, async () => {
      // Read under the lock: a parent that somebody else sets right now must be seen here.
      const before = await work.db.role.findUnique({ where: { id } });
      if (!before) throw new ForbiddenError();
      const users = seen ? await compareWithSeen(work, { roleId: id, role: before, columns, users: changes.users }, seen) : changes.users;
      await this.#writeFields(work, before, columns);
      // What joins before what leaves, so that an administrator may hand over and go in one save.
      if (users) await this.members.apply(work, id, users);
      if (changes.policies) await this.policies.applyAlterations(work, { roleId: id }, changes.policies);
    });
  }

  async #writeFields(work: UnitOfWork, before: Role, columns: RoleColumns): Promise<void> {
    const changed = differences(before, columns);
    if (Object.keys(changed).length === 0) return;
    const parent = await parentFor(work, before.id, changed.parentId ?? null);
    const after = await work.db.role.update({ where: { id: before.id }, data: changed });
    const { event, names } = roleEvent(before, after, parent);
    await this.activity.record(work, { event, names: names as never, collection: COLLECTION, item: before.id, before, after });
  }
}

/** The new parent, which must exist and must not hang below the role itself. */
export async function parentFor(work: UnitOfWork, id: string, parentId: string | null): Promise<{ id: string; name: string } | null> {
  if (parentId === null) return null;
  const roles = await work.db.role.findMany({ select: { id: true, name: true, parentId: true } });
  const circle = circleBy(roles, id, parentId);
  if (circle === 'itself') throw new InvalidPayloadError({ reason: 'A role cannot be a parent of itself' });
  if (circle === 'descendant') throw new InvalidPayloadError({ reason: 'A role cannot have a parent that is already a descendant of itself' });
  const parent = roles.find((role) => role.id === parentId);
  if (!parent) throw new InvalidForeignKeyError({ collection: COLLECTION, field: 'parent', value: parentId });
  return parent;
}

function touched(users: PreparedUsers): string[] {
  return 'whole' in users ? users.whole.keep.map(({ id }) => id) : [...users.update.map(({ id }) => id), ...users.delete];
}
