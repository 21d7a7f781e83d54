import { Injectable } from '@nestjs/common';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { FailedValidationError, InvalidForeignKeyError, InvalidPayloadError } from '../platform/errors/errors';

const FIELD = 'public_registration_role';

/**
 * The role of whoever registers must not hold administrator rights, neither itself nor through a parent (THREATS PE10). Asked when
 * the setting is saved, when the role or what it holds changes, and once more at each registration. Callers hold the authority lock.
 */
@Injectable()
export class RegistrationRole {
  /** The role can become the role of new users. */
  async assertSuitable(work: UnitOfWork, roleId: string): Promise<void> {
    if (!(await work.db.role.findUnique({ where: { id: roleId }, select: { id: true } }))) throw new InvalidForeignKeyError({ collection: 'directus_settings', field: FIELD, value: roleId });
    if (await this.hasAdminRights(work, roleId)) throw new FailedValidationError({ field: FIELD, type: 'not_admin_role' });
  }

  /**
   * After a change to roles, policies or attachments: what strangers can join has not become an administrator's role.
   * Throws INVALID_PAYLOAD with the name of the role.
   */
  async assertStillSuitable(work: UnitOfWork): Promise<void> {
    const settings = await work.db.settings.findFirst({ where: { publicRegistrationRoleId: { not: null } }, select: { publicRegistrationRole: { select: { id: true, name: true } } } });
    const role = settings?.publicRegistrationRole;
    if (role && (await this.hasAdminRights(work, role.id))) {
      throw new InvalidPayloadError({ reason: `People who register get the role "${role.name}", so it cannot hold administrator rights. Choose another role for new users in the settings first` });
    }
  }

  /** Through itself or an ancestor, whatever the policy's IP list says. */
  async hasAdminRights(work: UnitOfWork, roleId: string): Promise<boolean> {
    const lineage = await lineageOf(work, roleId);
    return (await work.db.access.count({ where: { roleId: { in: lineage }, policy: { adminAccess: true } } })) > 0;
  }
}

/** The role and its ancestors; ends at a role that was seen already. */
async function lineageOf(work: UnitOfWork, roleId: string): Promise<string[]> {
  const lineage: string[] = [];
  for (let next: string | null = roleId; next !== null && !lineage.includes(next); ) {
    lineage.push(next);
    const role: { parentId: string | null } | null = await work.db.role.findUnique({ where: { id: next }, select: { parentId: true } });
    next = role?.parentId ?? null;
  }
  return lineage;
}
