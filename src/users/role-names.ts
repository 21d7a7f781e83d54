import { Injectable } from '@nestjs/common';
import type { Named } from '../activity/activity.actions';
import { namedRole } from '../activity/names';
import { KeyedRows, type KeyedTable } from '../platform/database/keyed-rows';
import type { UnitOfWork } from '../platform/database/unit-of-work';

const ROLES: KeyedTable = { name: 'directus_roles', columns: { id: 'id', name: 'name' }, json: [], dates: [], booleans: [] };

/** What the activity of people calls their roles. */
@Injectable()
export class RoleNames {
  constructor(private readonly rows: KeyedRows) {}

  /** By key; a role that does not exist is missing. */
  async of(work: UnitOfWork, ids: Iterable<string>): Promise<ReadonlyMap<string, Named>> {
    const roles = await this.rows.find<{ id: string; name: string }>(work, ROLES, [...new Set(ids)]);
    return new Map(roles.map((role) => [role.id, namedRole(role)]));
  }
}
