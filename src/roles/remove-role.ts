import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { ActivityLog } from '../activity/activity.log';
import { namedRole } from '../activity/names';
import type { Role } from '../generated/sqlite/client';
import { Locks } from '../platform/database/locks';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError, InvalidForeignKeyError } from '../platform/errors/errors';
import { AttachmentsService } from '../policies/attachments.service';
import { Authority } from '../policies/authority';
import { UsersService } from '../users/users.service';

const COLLECTION = 'directus_roles';

/** Roles that go, inside a change. */
@Injectable()
export class RemoveRole {
  constructor(
    private readonly access: AccessControl,
    private readonly authority: Authority,
    private readonly users: UsersService,
    private readonly attachments: AttachmentsService,
    private readonly activity: ActivityLog,
    private readonly locks: Locks,
  ) {}

  /**
   * The people of the roles go into another role, or into none; their status stays (the dialect suspends them). The roles
   * below come to the top level. All or none.
   */
  async in(work: UnitOfWork, keys: readonly string[], moveUsersTo: string | null): Promise<void> {
    const ids = [...new Set(keys)];
    if (ids.length === 0) return;
    await this.access.requireItems(work, 'delete', COLLECTION, ids);
    if (moveUsersTo !== null && ids.includes(moveUsersTo)) throw new InvalidForeignKeyError({ collection: 'directus_users', field: 'role', value: moveUsersTo });
    await this.locks.authority(work);
    // From here on nobody joins them, so that whoever is in them is among those who move.
    await this.locks.rows(work, 'directus_roles', ids);
    const people = (await work.db.user.findMany({ where: { roleId: { in: ids } }, select: { id: true } })).map(({ id }) => id);
    await this.authority.change(work, { roles: ids, users: people }, async () => {
      const roles = await work.db.role.findMany({ where: { id: { in: ids } } });
      if (roles.length < ids.length) throw new ForbiddenError();
      await this.users.setRole(work, people, moveUsersTo);
      for (const role of roles) await this.#remove(work, role, ids);
    });
  }

  async #remove(work: UnitOfWork, role: Role, alsoGoing: readonly string[]): Promise<void> {
    const children = await work.db.role.findMany({ where: { parentId: role.id } });
    await work.db.role.updateMany({ where: { parentId: role.id }, data: { parentId: null } });
    for (const before of children.filter(({ id }) => !alsoGoing.includes(id))) {
      await this.activity.record(work, { event: 'role.moved_to_top', collection: COLLECTION, item: before.id, names: { subject: namedRole(before) }, before, after: { ...before, parentId: null } });
    }
    await this.attachments.forget(work, await work.db.access.findMany({ where: { roleId: role.id } }));
    await work.db.role.delete({ where: { id: role.id } });
    await this.activity.record(work, { event: 'role.removed', collection: COLLECTION, item: role.id, names: { subject: namedRole(role) }, before: role });
  }
}
