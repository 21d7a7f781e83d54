import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import type { ApplicationError } from '../platform/errors/application-error';
import { ChangeUsers } from './change-users';
import { CreateUser } from './create-user';
import { PrepareUser } from './prepare-user';
import { RemoveUsers } from './remove-users';
import { RoleMembers, type MemberChanges } from './role-members';
import type { SeenUser } from './stale-user';
import { TakenValues } from './taken-values';
import type { UserChanges } from './user-changes';
import type { PreparedUserChanges } from './user-columns';

/**
 * What both doors call to change people. Methods that take an accountability prepare what is slow and open one transaction; those
 * that end in `In` work inside somebody else's.
 */
@Injectable()
export class UsersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly preparing: PrepareUser,
    private readonly creating: CreateUser,
    private readonly changing: ChangeUsers,
    private readonly removing: RemoveUsers,
    private readonly members: RoleMembers,
    private readonly taken: TakenValues,
  ) {}

  async create(accountability: Accountability, changes: UserChanges): Promise<string> {
    return (await this.createMany(accountability, [changes]))[0]!;
  }

  /** All or none; answers the keys in the order of the changes. */
  async createMany(accountability: Accountability, many: readonly UserChanges[]): Promise<string[]> {
    const prepared = await eachInTurn(many, (changes) => this.preparing.creation(accountability, changes));
    const people = prepared.map((changes) => ({ id: null, changes }));
    return this.taken.naming(accountability, people, () => this.transactions.run(accountability, (work) => this.creating.in(work, prepared)));
  }

  /** The same change on each of them; answers how many were not so already. `seen`: see ChangeUsers. */
  async change(accountability: Accountability, ids: readonly string[], changes: UserChanges, seen: SeenUser = {}): Promise<number> {
    const prepared = await this.preparing.change(accountability, ids, changes);
    return this.transactions.run(accountability, (work) => this.changing.in(work, ids, prepared, seen));
  }

  /** Each with their own change, all or none. */
  async changeMany(accountability: Accountability, edits: readonly { readonly id: string; readonly changes: UserChanges }[]): Promise<void> {
    const prepared = await eachInTurn(edits, async ({ id, changes }) => ({ id, changes: await this.preparing.change(accountability, [id], changes) }));
    await this.taken.naming(accountability, prepared, () => this.transactions.run(accountability, async (work) => {
      for (const { id, changes } of prepared) await this.changing.in(work, [id], changes);
    }));
  }

  async remove(accountability: Accountability, ids: readonly string[]): Promise<void> {
    await this.transactions.run(accountability, (work) => this.removing.in(work, ids));
  }

  /** For a change that creates people inside another one: call it before the transaction begins. */
  prepareCreation(accountability: Accountability, changes: UserChanges): Promise<PreparedUserChanges> {
    return this.preparing.creation(accountability, changes);
  }

  prepareChange(accountability: Accountability, id: string, changes: UserChanges): Promise<PreparedUserChanges> {
    return this.preparing.change(accountability, [id], changes);
  }

  /** Which of these new people have an address that is taken, as far as the caller may see by whom; `path` is the place among them. */
  takenAmong(work: UnitOfWork, people: readonly PreparedUserChanges[]): Promise<ApplicationError[]> {
    return this.taken.among({ ...work, work }, people.map((changes) => ({ id: null, changes })), 'email');
  }

  async createIn(work: UnitOfWork, changes: PreparedUserChanges, options: { readonly inviteUrl?: string | null } = {}): Promise<string> {
    return (await this.creating.in(work, [changes], options))[0]!;
  }

  async changeIn(work: UnitOfWork, ids: readonly string[], changes: PreparedUserChanges): Promise<void> {
    await this.changing.in(work, ids, changes);
  }

  /** The people of a role, as a save of the role wants them; answers the keys of who was created. */
  applyAlterations(work: UnitOfWork, role: { readonly roleId: string }, members: MemberChanges): Promise<string[]> {
    return this.members.applyAlterations(work, role, members);
  }

  /** Everybody into this role, or into none. */
  async setRole(work: UnitOfWork, ids: readonly string[], roleId: string | null): Promise<void> {
    await this.changing.in(work, ids, { roleId });
  }
}

/** One after the other: a transaction has one connection, and hashing has its own queue. */
async function eachInTurn<T, R>(items: readonly T[], step: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await step(item));
  return results;
}
