import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { chainOf } from './role-tree';

/** Whether whoever is in this role is an administrator: by itself or one above it, whatever addresses the policy is bound to. */
export async function isAdminRole({ db }: Pick<UnitOfWork, 'db'>, roleId: string): Promise<boolean> {
  const chain = chainOf(await db.role.findMany({ select: { id: true, parentId: true } }), roleId);
  return (await db.access.count({ where: { roleId: { in: chain }, policy: { adminAccess: true } } })) > 0;
}
