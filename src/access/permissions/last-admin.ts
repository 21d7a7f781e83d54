import { Injectable } from '@nestjs/common';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { UnprocessableContentError } from '../../platform/errors/errors';
import { withDescendants } from './role-tree';

/** Somebody can always repair the directory. */
@Injectable()
export class LastAdmin {
  /**
   * Throws UNPROCESSABLE_CONTENT when, after what was written so far, no active person holds admin access from everywhere: of
   * their own, by their role, or by one of its ancestors. Call it after every write that could take an administrator away,
   * with the authority lock taken before the first one.
   */
  async assertRemains(work: UnitOfWork): Promise<void> {
    if (!(await this.#someoneIsAdmin(work))) throw new UnprocessableContentError({ reason: 'Cannot remove the last admin user from the system' });
  }

  async #someoneIsAdmin({ db }: UnitOfWork): Promise<boolean> {
    // A policy with an IP list may shut everybody out, the one who wrote the list first, so it does not count.
    const attachments = await db.access.findMany({
      where: { policy: { adminAccess: true, OR: [{ ipAccess: null }, { ipAccess: '' }] }, OR: [{ roleId: { not: null } }, { userId: { not: null } }] },
      select: { roleId: true, userId: true },
    });
    const users = attachments.flatMap(({ userId }) => userId ?? []);
    const roles = attachments.flatMap(({ roleId }) => roleId ?? []);
    const adminRoles = roles.length === 0 ? [] : [...withDescendants(await db.role.findMany({ select: { id: true, parentId: true } }), roles)];
    const admin = await db.user.findFirst({ where: { status: 'active', OR: [{ id: { in: users } }, { roleId: { in: adminRoles } }] }, select: { id: true } });
    return admin !== null;
  }
}
