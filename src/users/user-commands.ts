import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { parsePayload } from '../access/permissions/parse-payload';
import type { Key } from '../access/query/keys';
import type { Payload } from '../doors/rest/batch';
import type { CollectionCommands } from '../doors/rest/collection-commands';
import type { Accountability } from '../platform/accountability/accountability';
import { userChangesSchema, type UserChanges } from './user-changes';
import { UsersService } from './users.service';

const COLLECTION = 'directus_users';

/** The bodies of the REST door as the changes that the pages make, too. */
@Injectable()
export class UserCommands implements CollectionCommands {
  readonly changes = userChangesSchema;

  constructor(
    private readonly users: UsersService,
    private readonly access: AccessControl,
  ) {}

  async create(caller: Accountability, payloads: readonly Payload[]): Promise<readonly Key[]> {
    // Before anything is looked at: who may not create learns nothing from what their body would have led to.
    await this.access.require(caller, 'create', COLLECTION);
    return this.users.createMany(caller, payloads.map((payload) => parse(caller, payload)));
  }

  async change(caller: Accountability, keys: readonly Key[], payload: Payload): Promise<void> {
    await this.access.require(caller, 'update', COLLECTION);
    await this.users.change(caller, keys.map(String), parse(caller, payload));
  }

  async changeEach(caller: Accountability, changes: readonly { readonly key: Key; readonly payload: Payload }[]): Promise<void> {
    await this.access.require(caller, 'update', COLLECTION);
    await this.users.changeMany(caller, changes.map(({ key, payload }) => ({ id: String(key), changes: parse(caller, payload) })));
  }

  async remove(caller: Accountability, keys: readonly Key[]): Promise<void> {
    await this.access.require(caller, 'delete', COLLECTION);
    await this.users.remove(caller, keys.map(String));
  }
}

function parse(caller: Accountability, payload: Payload): UserChanges {
  return parsePayload(caller, COLLECTION, userChangesSchema, payload);
}
