import { Injectable } from '@nestjs/common';
import { parsePayload } from '../access/permissions/parse-payload';
import type { Key } from '../access/query/keys';
import type { Payload } from '../doors/rest/batch';
import type { CollectionCommands } from '../doors/rest/collection-commands';
import type { Accountability } from '../platform/accountability/accountability';
import { permissionSchema, type PermissionChanges } from './permission-changes';
import { PermissionsService } from './permissions.service';

/** What a program writes to directus_permissions. Keys are given by the database. */
@Injectable()
export class PermissionCommands implements CollectionCommands {
  readonly changes = permissionSchema;

  constructor(private readonly permissions: PermissionsService) {}

  create(accountability: Accountability, payloads: readonly Payload[]): Promise<readonly Key[]> {
    return this.permissions.create(accountability, payloads.map((payload) => parse(accountability, payload)));
  }

  change(accountability: Accountability, keys: readonly Key[], payload: Payload): Promise<void> {
    const changes = parse(accountability, payload);
    return this.permissions.change(accountability, keys.map((key) => ({ id: Number(key), changes })));
  }

  changeEach(accountability: Accountability, each: readonly { readonly key: Key; readonly payload: Payload }[]): Promise<void> {
    return this.permissions.change(accountability, each.map(({ key, payload }) => ({ id: Number(key), changes: parse(accountability, payload) })));
  }

  remove(accountability: Accountability, keys: readonly Key[]): Promise<void> {
    return this.permissions.remove(accountability, keys.map(Number));
  }
}

function parse(accountability: Accountability, payload: Payload): PermissionChanges {
  return { ...parsePayload(accountability, 'directus_permissions', permissionSchema, payload), id: undefined } as PermissionChanges;
}
