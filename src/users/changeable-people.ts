import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { Grants } from '../access/permissions/grant';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';

const COLLECTION = 'directus_users';

/** What is done to somebody: a field that decides who they are or what they hold is written, or they go. */
export type DoneToPeople = 'status' | 'role' | 'token' | 'delete';

/** To whom a viewer can do something: rules let them, and the person holds nothing that they do not. Pages offer only that. */
@Injectable()
export class ChangeablePeople {
  constructor(
    private readonly access: AccessControl,
    private readonly grants: Grants,
    private readonly prisma: PrismaService,
  ) {}

  /** Those of the people to whom at least one of these things can be done, in their order. */
  async among(viewer: Accountability, ids: readonly string[], things: readonly DoneToPeople[]): Promise<string[]> {
    if (viewer.admin) return [...ids];
    const open = new Set<string>();
    for (const thing of things) {
      const allowed = thing === 'delete' ? this.access.itemsAmong(viewer, 'delete', COLLECTION, ids) : this.access.itemsAmong(viewer, 'update', COLLECTION, ids, [thing]);
      for (const id of await allowed) open.add(String(id));
    }
    if (open.size === 0) return [];
    const above = new Set(await this.grants.aboveAmong({ db: this.prisma.client, accountability: viewer }, [...open]));
    return ids.filter((id) => open.has(id) && !above.has(id));
  }
}
