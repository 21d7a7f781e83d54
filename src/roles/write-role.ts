import { Injectable } from '@nestjs/common';
import { parsePayload } from '../access/permissions/parse-payload';
import type { Accountability } from '../platform/accountability/accountability';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { InvalidPayloadError } from '../platform/errors/errors';
import { at } from '../platform/database/at-place';
import { ChangeRole } from './change-role';
import { CreateRole } from './create-role';
import { assertFieldsAreGood, roleChangesSchema, type ChildOfRole, type ChildrenOfRole, type RoleChanges, type SeenRole } from './role-changes';
import { MembersOfRole, type PreparedChild, type PreparedChildren, type PreparedRole } from './role-members';

const MAX_DEPTH = 10;

/** A role with the roles below it, inside a change. Each is written, and asked about, as if it came alone. */
@Injectable()
export class WriteRole {
  constructor(
    private readonly members: MembersOfRole,
    private readonly creating: CreateRole,
    private readonly changing: ChangeRole,
  ) {}

  /** A role as it stands inside another item on the wire. */
  prepareNested(accountability: Accountability, payload: unknown, depth = 0): Promise<PreparedRole> {
    if (depth > MAX_DEPTH) throw new InvalidPayloadError({ reason: `"children" is nested more than ${MAX_DEPTH} times` });
    return this.prepare(accountability, parsePayload(accountability, 'directus_roles', roleChangesSchema, payload), depth);
  }

  /** What is slow, before the transaction: hashing. */
  async prepare(accountability: Accountability, { users, children, ...changes }: RoleChanges, depth = 0): Promise<PreparedRole> {
    const preparedUsers = await this.members.prepare(accountability, users);
    const preparedChildren = children && (await this.#prepareChildren(accountability, children, depth + 1));
    return { ...changes, ...(preparedUsers && { users: preparedUsers }), ...(preparedChildren && { children: preparedChildren }) };
  }

  /** Answers the new key. */
  async create(work: UnitOfWork, changes: PreparedRole, seen: SeenRole | null): Promise<string> {
    const id = await this.creating.in(work, changes, seen);
    if (changes.children) await this.#applyChildren(work, id, changes.children);
    return id;
  }

  async change(work: UnitOfWork, id: string, changes: PreparedRole, seen: SeenRole | null): Promise<void> {
    await this.changing.in(work, id, changes, seen);
    if (changes.children) await this.#applyChildren(work, id, changes.children);
  }

  /** Changes the role whose key stands in it, or makes one. Answers the key. */
  async createOrChange(work: UnitOfWork, changes: PreparedRole): Promise<string> {
    const { id } = changes;
    const isKnown = id !== undefined && (await work.db.role.count({ where: { id } })) > 0;
    assertFieldsAreGood(changes as RoleChanges, !isKnown);
    if (!isKnown) return this.create(work, changes, null);
    await this.change(work, id, changes, null);
    return id;
  }

  async #prepareChildren(accountability: Accountability, children: ChildrenOfRole, depth: number): Promise<PreparedChildren> {
    const each = async (items: readonly ChildOfRole[], ...place: string[]): Promise<PreparedChild[]> => {
      const prepared: PreparedChild[] = [];
      for (const [index, item] of items.entries()) {
        if (typeof item === 'string') prepared.push({ id: item, changes: null });
        else prepared.push(await at(['children', ...place, index], async () => child(await this.prepareNested(accountability, item, depth))));
      }
      return prepared;
    };
    if ('whole' in children) return { whole: await each(children.whole) };
    return { create: await each(children.create, 'create'), update: await each(children.update, 'update'), delete: children.delete };
  }

  async #applyChildren(work: UnitOfWork, id: string, children: PreparedChildren): Promise<void> {
    const there = (await work.db.role.findMany({ where: { parentId: id }, select: { id: true } })).map((role) => role.id);
    const leaving = 'whole' in children ? there.filter((key) => !children.whole.some((one) => one.id === key)) : children.delete.filter((key) => there.includes(key));
    for (const key of leaving) await this.changing.in(work, key, { parentId: null }, null);
    const each = async (named: readonly PreparedChild[], write: (changes: PreparedRole) => Promise<unknown>, ...place: string[]): Promise<void> => {
      for (const [index, { id: key, changes }] of named.entries()) {
        await at(['children', ...place, index], async () => {
          if (changes) await write({ ...changes, parentId: id });
          else if (!there.includes(key!)) await this.changing.in(work, key!, { parentId: id }, null);
        });
      }
    };
    if ('whole' in children) return each(children.whole, (changes) => this.createOrChange(work, changes));
    await each(children.create, (changes) => this.createOrChange(work, changes), 'create');
    await each(children.update, async ({ id: key, ...changes }) => {
      assertFieldsAreGood(changes as RoleChanges, false);
      await this.change(work, key!, changes, null);
    }, 'update');
  }
}

function child(changes: PreparedRole): PreparedChild {
  return { id: changes.id ?? null, changes };
}
