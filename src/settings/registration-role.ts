import { Injectable } from '@nestjs/common';
import { isAdminRole } from '../access/permissions/admin-role';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { FailedValidationError, InvalidForeignKeyError } from '../platform/errors/errors';

const FIELD = 'public_registration_role';

/**
 * The role of whoever registers must not hold administrator rights, neither itself nor through a parent. Asked when
 * the setting is saved and once more at each registration; `Grants` asks when the role, or what it holds, changes. Callers hold the
 * authority lock.
 */
@Injectable()
export class RegistrationRole {
  /** The role can become the role of new users. */
  async assertSuitable(work: UnitOfWork, roleId: string): Promise<void> {
    if (!(await work.db.role.findUnique({ where: { id: roleId }, select: { id: true } }))) throw new InvalidForeignKeyError({ collection: 'directus_settings', field: FIELD, value: roleId });
    if (await isAdminRole(work, roleId)) throw new FailedValidationError({ field: FIELD, type: 'not_admin_role' });
  }
}
