import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/sqlite/client';
import type { Accountability } from '../accountability/accountability';
import { Clock } from '../clock/clock';
import { IdleChecks } from '../database/idle-checks';
import { Locks } from '../database/locks';
import { PrismaService } from '../database/prisma.service';
import { Transactions } from '../database/transactions';
import type { UnitOfWork } from '../database/unit-of-work';
import { apartFromSubmission } from '../database/submission';
import { ForbiddenError } from '../errors/errors';
import { isStorable } from '../payload/storable-text';

const LIFETIME_MS = 7 * 24 * 3_600_000;

/** Staged edits of one author on one subject. */
export interface Draft<Edits> {
  readonly id: string;
  readonly subject: string;
  readonly edits: Edits;
  readonly updatedAt: Date;
}

/** The draft was saved or discarded before, perhaps by the first of two presses: there is nothing left to do. */
export class DraftEndedError extends Error {
  constructor() {
    super('draft ended');
    this.name = 'DraftEndedError';
  }
}

/** Which draft a step goes into; with `id` null a new one is made. */
export interface DraftRef {
  readonly id: string | null;
  readonly subject: string;
}

/**
 * Staged edits: no change, no activity, no rights come from them until somebody saves. Only its author can read a draft; one
 * that is somebody else's, has expired or never was looks like a missing one. Reading never makes one.
 */
@Injectable()
export class DraftsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly idle: IdleChecks,
    private readonly locks: Locks,
  ) {}

  /** The draft with this id on this subject, or null. */
  async find<Edits>(accountability: Accountability, id: string, subject: string): Promise<Draft<Edits> | null> {
    if (!accountability.user || !isStorable(id)) return null;
    const row = await this.prisma.client.draft.findFirst({ where: { ...this.#open(accountability.user, this.clock.now()), id, subject } });
    return row && (row as unknown as Draft<Edits>);
  }

  /** The author's latest open draft on the subject, or null: what a second tab or the back button comes back to. */
  async findOpen<Edits>(accountability: Accountability, subject: string): Promise<Draft<Edits> | null> {
    if (!accountability.user) return null;
    const row = await this.prisma.client.draft.findFirst({ where: { ...this.#open(accountability.user, this.clock.now()), subject }, orderBy: { updatedAt: 'desc' } });
    return row && (row as unknown as Draft<Edits>);
  }

  /**
   * One step: reads, edits and writes the draft alone, so that two tabs at once lose nothing. `edit` gets null where there is
   * no draft yet, and may return null for "nothing staged", which makes none. Returns the draft, or null.
   */
  stage<Edits extends object>(accountability: Accountability, ref: DraftRef, edit: (edits: Edits | null) => Edits | null): Promise<Draft<Edits> | null> {
    // Staging is no effect of a form: the same press may come again after the save that it belongs to was refused.
    return apartFromSubmission(() => this.transactions.run(accountability, async (work) => {
      const authorId = accountability.user;
      if (!authorId) throw new ForbiddenError();
      const id = ref.id !== null && isStorable(ref.id) ? ref.id : null;
      if (id !== null) await this.locks.rows(work, 'usher_drafts', [id]);
      const row = id === null ? null : await work.db.draft.findFirst({ where: { ...this.#open(authorId, work.now), id, subject: ref.subject } });
      const edits = edit(row && (row.edits as unknown as Edits));
      if (!edits) return null;
      const stored = { edits: edits as unknown as Prisma.InputJsonValue, updatedAt: work.now, expiresAt: new Date(work.now.getTime() + LIFETIME_MS) };
      const kept = row
        ? await work.db.draft.update({ where: { id: row.id }, data: stored })
        : await work.db.draft.create({ data: { id: randomUUID(), authorId, subject: ref.subject, createdAt: work.now, ...stored } });
      return kept as unknown as Draft<Edits>;
    }));
  }

  /** Throws the staged edits away. A draft that is gone already is none to complain about. */
  async discard(accountability: Accountability, id: string): Promise<void> {
    await this.transactions.run(accountability, (work) => this.discardIn(work, id));
  }

  /** The same inside another change. False where there was nothing to throw away. */
  async discardIn(work: UnitOfWork, id: string): Promise<boolean> {
    if (!isStorable(id)) return false;
    const { count } = await work.db.draft.deleteMany({ where: { id, authorId: work.accountability.user ?? '' } });
    return count > 0;
  }

  /** Part of the save: the draft ends in the transaction that its edits become true in. Throws DraftEndedError where it had ended before. */
  async end(work: UnitOfWork, id: string): Promise<void> {
    if (!(await this.discardIn(work, id))) throw new DraftEndedError();
  }

  /** Forgets what nobody came back to within its time. */
  async removeExpired(): Promise<number> {
    const now = this.clock.now();
    if (!(await this.idle.find('a draft has expired', now))) return 0;
    const { count } = await this.prisma.client.draft.deleteMany({ where: { expiresAt: { lte: now } } });
    return count;
  }

  #open(authorId: string, now: Date) {
    return { authorId, expiresAt: { gt: now } };
  }
}
