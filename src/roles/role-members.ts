import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { ApplicationError, applicationErrorsIn, throwAll } from '../platform/errors/application-error';
import { inChunks } from '../platform/database/chunks';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import type { PreparedUserChanges } from '../users/user-columns';
import { UsersService } from '../users/users.service';
import { at } from '../platform/database/at-place';
import type { RoleChanges, UsersOfRole, UserToCreate } from './role-changes';

/** The same people as in `UsersOfRole`, with passwords turned into hashes: what a transaction may be given. */
export type PreparedUsers =
  | { readonly create: readonly PreparedUserChanges[]; readonly update: readonly PreparedMember[]; readonly delete: readonly string[] }
  | { readonly whole: { readonly create: readonly PreparedUserChanges[]; readonly keep: readonly PreparedMember[] } };

/** A change whose slow part is done. */
export type PreparedRole = Omit<RoleChanges, 'users' | 'children'> & { readonly users?: PreparedUsers; readonly children?: PreparedChildren };

/** The roles below it: as a whole new set, or only these edits. An item without a key is new. */
export type PreparedChildren =
  | { readonly whole: readonly PreparedChild[] }
  | { readonly create: readonly PreparedChild[]; readonly update: readonly PreparedChild[]; readonly delete: readonly string[] };

/** A role that is to hang below another one. `changes` is null where it is only named. */
export interface PreparedChild {
  readonly id: string | null;
  readonly changes: PreparedRole | null;
}

interface PreparedMember {
  readonly id: string;
  readonly changes: PreparedUserChanges;
}

/** The people of a role as a save of the role wants them. What a person is and may become is the users' own business. */
@Injectable()
export class MembersOfRole {
  constructor(private readonly users: UsersService) {}

  /** The slow part, before the transaction: hashing. */
  async prepare(accountability: Accountability, members: UsersOfRole | undefined): Promise<PreparedUsers | undefined> {
    if (!members) return undefined;
    const { create, kept } = 'whole' in members ? { create: members.whole.create, kept: members.whole.keep } : { create: members.create, kept: members.update };
    const created: PreparedUserChanges[] = [];
    for (const [index, changes] of create.entries()) created.push(await at(['users', 'create', index], () => this.#prepareNew(accountability, changes)));
    const updated: PreparedMember[] = [];
    for (const { id, changes } of kept) updated.push({ id, changes: await this.users.prepareChange(accountability, id, changes) });
    return 'whole' in members ? { whole: { create: created, keep: updated } } : { create: created, update: updated, delete: members.delete };
  }

  /**
   * Creations first, so that "make a new administrator and leave" is one save. A mistake in one of them says which one, so that
   * a page can point at the row.
   */
  async apply(work: UnitOfWork, roleId: string, members: PreparedUsers): Promise<void> {
    const create = 'whole' in members ? members.whole.create : members.create;
    const created = await this.#create(work, roleId, create);
    if ('whole' in members) {
      // Whoever was just made is in the set, too.
      const keep = [...members.whole.keep, ...created.map((id) => ({ id, changes: {} }))];
      await this.users.applyAlterations(work, { roleId }, { whole: { create: [], keep } });
    } else {
      await this.users.applyAlterations(work, { roleId }, { ...members, create: [] });
    }
  }

  /** All or none; what is wrong is told of each of them at once, as far as that can be known without writing. */
  async #create(work: UnitOfWork, roleId: string, create: readonly PreparedUserChanges[]): Promise<string[]> {
    const taken = await this.#takenAmong(work, create);
    const created: string[] = [];
    const refused: ApplicationError[] = [];
    for (const [index, changes] of create.entries()) {
      try {
        created.push(await at(['users', 'create', index], () => this.users.createIn(work, { ...changes, roleId })));
      } catch (thrown) {
        const errors = applicationErrorsIn(thrown);
        const isTaken = errors?.some(({ code }) => code === 'RECORD_NOT_UNIQUE');
        if (!errors || !(isTaken || errors.every(({ code }) => code === 'FAILED_VALIDATION'))) throw thrown;
        if (!isTaken) {
          refused.push(...errors);
          continue;
        }
        // The database takes nothing more after that. The other taken addresses are known, and this caller may know them: the first was told as well.
        const known = taken.filter((one) => one.index >= index);
        throwAll([...refused, ...(known[0]?.index === index ? [] : errors), ...known.map(({ error }) => error)]);
      }
    }
    throwAll(refused);
    return created;
  }

  async #takenAmong(work: UnitOfWork, create: readonly PreparedUserChanges[]): Promise<{ index: number; error: ApplicationError }[]> {
    const known = new Set((await inChunks(create.flatMap(({ email }) => email?.key ?? []), (some) => work.db.user.findMany({ where: { emailKey: { in: some } }, select: { emailKey: true } }))).map(({ emailKey }) => emailKey));
    return create.flatMap(({ email }, index) => {
      if (!email) return [];
      const isTaken = known.has(email.key);
      known.add(email.key);
      return isTaken ? [{ index, error: new ApplicationError('RECORD_NOT_UNIQUE', { collection: 'directus_users', field: 'email', value: email.address, path: ['users', 'create', index] }) }] : [];
    });
  }

  /** A draft holds the hash already; everything else hashes what was typed. */
  #prepareNew(accountability: Accountability, { passwordHash, ...changes }: UserToCreate): Promise<PreparedUserChanges> | PreparedUserChanges {
    return passwordHash === undefined ? this.users.prepareCreation(accountability, changes) : { ...changes, passwordHash };
  }
}
