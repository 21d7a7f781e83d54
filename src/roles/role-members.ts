import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { ApplicationError, applicationErrorsIn, throwAll } from '../platform/errors/application-error';
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
    const taken = (await this.users.takenAmong(work, create)).map(({ code, facts }) => new ApplicationError(code, { ...facts, path: [...AT_CREATE, ...(facts['path'] as number[])] }));
    const created: string[] = [];
    const refused: ApplicationError[] = [];
    for (const [index, changes] of create.entries()) {
      try {
        created.push(await at([...AT_CREATE, index], () => this.users.createIn(work, { ...changes, roleId })));
      } catch (thrown) {
        const errors = applicationErrorsIn(thrown);
        const isTaken = errors?.some(({ code, facts }) => code === 'RECORD_NOT_UNIQUE' && facts['field'] === 'email');
        // The database takes nothing more after that.
        if (errors && isTaken) throwAll(work.accountability.admin || create.length === 1 ? [...refused, ...withTaken(errors, taken)] : taken.length > 0 ? taken : errors.map(withoutPlace));
        if (!errors?.every(({ code }) => code === 'FAILED_VALIDATION')) throw thrown;
        refused.push(...errors);
      }
    }
    throwAll(refused);
    return created;
  }

  /** A draft holds the hash already; everything else hashes what was typed. */
  #prepareNew(accountability: Accountability, { passwordHash, ...changes }: UserToCreate): Promise<PreparedUserChanges> | PreparedUserChanges {
    return passwordHash === undefined ? this.users.prepareCreation(accountability, changes) : { ...changes, passwordHash };
  }
}

const AT_CREATE = ['users', 'create'] as const;

/** What is known beforehand says the value, too; somebody else may have taken one since. */
function withTaken(errors: readonly ApplicationError[], taken: readonly ApplicationError[]): readonly ApplicationError[] {
  const isKnown = ({ facts }: ApplicationError) => taken.some((one) => String(one.facts['path']) === String(facts['path']));
  return [...errors.filter((error) => !isKnown(error)), ...taken];
}

/** A list is refused as a whole and leaves no trace: which of it has an account is not for somebody who cannot see that person. */
function withoutPlace({ code, facts }: ApplicationError): ApplicationError {
  return new ApplicationError(code, { ...facts, path: [...AT_CREATE] });
}
