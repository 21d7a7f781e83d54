import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { Grants } from '../access/permissions/grant';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';

const COLLECTION = 'directus_users';

/** The fields of the form of a person, in the dialect's names. */
const FORM_FIELDS = ['first_name', 'last_name', 'email', 'password', 'status', 'title', 'location', 'language', 'description', 'role', 'policies'] as const;
/** Who somebody is, or what they hold: nobody writes that of people who hold more. */
const OF_RIGHTS_OR_IDENTITY: readonly string[] = ['email', 'password', 'status', 'role', 'policies'];

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

  /** Those of the roles that the viewer can put somebody into; beside them `kept`, which somebody has already. */
  async rolesToGive<R>(viewer: Accountability, roles: readonly R[], idOf: (role: R) => string, kept: string | null = null): Promise<R[]> {
    const givable = new Set(await this.grants.givableRoles({ db: this.prisma.client, accountability: viewer }, roles.map(idOf)));
    return roles.filter((role) => givable.has(idOf(role)) || idOf(role) === kept);
  }

  /** The fields of one person's form that a save would be refused for; null where that is each of them. */
  async closedFields(viewer: Accountability, id: string): Promise<ReadonlySet<string> | null> {
    if (viewer.admin) return new Set();
    const isAbove = (await this.grants.aboveAmong({ db: this.prisma.client, accountability: viewer }, [id])).length > 0;
    // A list that cannot show what is chosen would choose something else.
    const closed = new Set<string>((await this.access.readableFields(viewer, COLLECTION, ['status'])).length > 0 ? [] : ['status']);
    for (const field of FORM_FIELDS) {
      const isOpen = !(isAbove && OF_RIGHTS_OR_IDENTITY.includes(field)) && (await this.access.itemsAmong(viewer, 'update', COLLECTION, [id], [field])).length > 0;
      if (!isOpen) closed.add(field);
    }
    return closed.size === FORM_FIELDS.length ? null : closed;
  }
}
