import { Injectable } from '@nestjs/common';
import { inChunks } from '../platform/database/chunks';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError } from '../platform/errors/errors';
import { ChangeUsers } from './change-users';
import { CreateUser } from './create-user';
import type { PreparedUserChanges } from './user-columns';

/** Somebody who is to be in the role, with further changes of theirs (none: `{}`). */
export interface MemberChange {
  readonly id: string;
  readonly changes: PreparedUserChanges;
}

/** Edits of the people in a role, or the whole new set: then whoever is not named in it leaves. */
export type MemberChanges =
  | { readonly create: readonly PreparedUserChanges[]; readonly update: readonly MemberChange[]; readonly delete: readonly string[] }
  | { readonly whole: { readonly create: readonly PreparedUserChanges[]; readonly keep: readonly MemberChange[] } };

/** Who is in a role, changed as a part of a change of the role. */
@Injectable()
export class RoleMembers {
  constructor(
    private readonly create: CreateUser,
    private readonly change: ChangeUsers,
  ) {}

  /** Creations first, so that "make a new administrator and leave" is one save. Answers the keys of who was created. */
  async applyAlterations(work: UnitOfWork, { roleId }: { readonly roleId: string }, members: MemberChanges): Promise<string[]> {
    const edits = 'whole' in members ? await this.#editsFor(work, roleId, members.whole) : members;
    const created = await this.create.in(work, edits.create.map((changes) => ({ ...changes, roleId })));
    for (const { ids, changes } of alike(edits.update)) await this.change.in(work, ids, { ...changes, roleId });
    await this.#leave(work, roleId, edits.delete);
    return created;
  }

  /** Takes people out of the role: only who is still in it, since somebody else may have moved them meanwhile. */
  async #leave(work: UnitOfWork, roleId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const named = await inChunks(ids, (some) => work.db.user.findMany({ where: { id: { in: some } }, select: { id: true, roleId: true } }));
    if (named.length < new Set(ids).size) throw new ForbiddenError();
    await this.change.in(work, named.filter((user) => user.roleId === roleId).map(({ id }) => id), { roleId: null });
  }

  async #editsFor(work: UnitOfWork, roleId: string, whole: { create: readonly PreparedUserChanges[]; keep: readonly MemberChange[] }) {
    const inside = new Set((await work.db.user.findMany({ where: { roleId }, select: { id: true } })).map(({ id }) => id));
    const kept = new Set(whole.keep.map(({ id }) => id));
    return {
      create: whole.create,
      // Who is in the role and only named stays untouched, so that naming people needs no right to change them.
      update: whole.keep.filter(({ id, changes }) => !inside.has(id) || Object.keys(changes).length > 0),
      delete: [...inside].filter((id) => !kept.has(id)),
    };
  }
}

/** People who only join are one change, however many they are; each other one is a change of its own. */
function alike(updates: readonly MemberChange[]): { ids: string[]; changes: PreparedUserChanges }[] {
  const joining = updates.filter(({ changes }) => Object.keys(changes).length === 0).map(({ id }) => id);
  const others = updates.filter(({ changes }) => Object.keys(changes).length > 0).map(({ id, changes }) => ({ ids: [id], changes }));
  return joining.length > 0 ? [{ ids: joining, changes: {} }, ...others] : others;
}
