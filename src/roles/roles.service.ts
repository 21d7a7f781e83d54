import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { DraftsService } from '../platform/drafts/drafts.service';
import { RemoveRole } from './remove-role';
import { assertFieldsAreGood, type RoleChanges, type SeenRole } from './role-changes';
import type { PreparedRole } from './role-members';
import { WriteRole } from './write-role';

/** What a page adds to a change; a program sends neither. */
export interface FromPage {
  /** What its author saw: where that is different by now, STALE_CHANGE is thrown. */
  readonly seen?: SeenRole;
  /** The draft that this save makes true, and so ends. */
  readonly draftId?: string | null;
}

/** What both doors call to change roles: prepares what is slow, then everything in one transaction, or nothing. */
@Injectable()
export class RolesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly drafts: DraftsService,
    private readonly writing: WriteRole,
    private readonly removing: RemoveRole,
  ) {}

  /** Answers the new key. */
  async create(accountability: Accountability, changes: RoleChanges, from: FromPage = {}): Promise<string> {
    return (await this.createMany(accountability, [changes], from))[0]!;
  }

  async createMany(accountability: Accountability, many: readonly RoleChanges[], from: FromPage = {}): Promise<string[]> {
    for (const changes of many) assertFieldsAreGood(changes, true);
    const prepared: PreparedRole[] = [];
    for (const changes of many) prepared.push(await this.writing.prepare(accountability, changes));
    return this.transactions.run(accountability, async (work) => {
      await this.#endDraft(work, from);
      const ids: string[] = [];
      for (const changes of prepared) ids.push(await this.writing.create(work, changes, from.seen ?? null));
      return ids;
    });
  }

  async change(accountability: Accountability, id: string, changes: RoleChanges, from: FromPage = {}): Promise<void> {
    await this.changeMany(accountability, [{ id, changes }], from);
  }

  /** Each with its own change, all or none. */
  async changeMany(accountability: Accountability, edits: readonly { readonly id: string; readonly changes: RoleChanges }[], from: FromPage = {}): Promise<void> {
    for (const { changes } of edits) assertFieldsAreGood(changes, false);
    const prepared: { id: string; changes: PreparedRole }[] = [];
    for (const { id, changes } of edits) prepared.push({ id, changes: await this.writing.prepare(accountability, changes) });
    await this.transactions.run(accountability, async (work) => {
      await this.#endDraft(work, from);
      for (const { id, changes } of prepared) await this.writing.change(work, id, changes, from.seen ?? null);
    });
  }

  /** Its people go into another role, or into none; nobody's status changes. */
  async remove(accountability: Accountability, id: string, { moveUsersTo }: { readonly moveUsersTo: string | null }): Promise<void> {
    await this.transactions.run(accountability, (work) => this.removing.in(work, [id], moveUsersTo));
  }

  async removeMany(accountability: Accountability, ids: readonly string[]): Promise<void> {
    await this.transactions.run(accountability, (work) => this.removing.in(work, ids, null));
  }

  async #endDraft(work: UnitOfWork, { draftId }: FromPage): Promise<void> {
    if (draftId) await this.drafts.end(work, draftId);
  }
}
