import { Injectable } from '@nestjs/common';
import { parsePayload } from '../access/permissions/parse-payload';
import type { Key } from '../access/query/keys';
import type { Payload } from '../doors/rest/batch';
import type { CollectionCommands } from '../doors/rest/collection-commands';
import type { Accountability } from '../platform/accountability/accountability';
import { roleChangesSchema, type RoleChanges } from './role-changes';
import { RolesService } from './roles.service';

/** The writes of `/roles`: raw payloads become the changes that the pages make, too. */
@Injectable()
export class RoleCommands implements CollectionCommands {
  readonly changes = roleChangesSchema;

  constructor(private readonly roles: RolesService) {}

  create(caller: Accountability, payloads: readonly Payload[]): Promise<readonly Key[]> {
    return this.roles.createMany(caller, payloads.map((payload) => changesIn(caller, payload)));
  }

  async change(caller: Accountability, keys: readonly Key[], payload: Payload): Promise<void> {
    const changes = changesIn(caller, payload);
    await this.roles.changeMany(caller, keys.map((key) => ({ id: String(key), changes })));
  }

  async changeEach(caller: Accountability, edits: readonly { readonly key: Key; readonly payload: Payload }[]): Promise<void> {
    await this.roles.changeMany(caller, edits.map(({ key, payload }) => ({ id: String(key), changes: changesIn(caller, payload) })));
  }

  async remove(caller: Accountability, keys: readonly Key[]): Promise<void> {
    await this.roles.removeMany(caller, keys.map(String));
  }
}

function changesIn(caller: Accountability, payload: Payload): RoleChanges {
  return parsePayload(caller, 'directus_roles', roleChangesSchema, payload);
}
