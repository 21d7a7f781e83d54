import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { ActivityLog } from '../activity/activity.log';
import type { Named } from '../activity/activity.actions';
import { namedPolicy, namedRole, namedUser } from '../activity/names';
import type { Access } from '../generated/sqlite/client';
import { FailedValidationError, ForbiddenError, InvalidForeignKeyError } from '../platform/errors/errors';
import { at } from '../platform/database/at-place';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import type { AttachmentAlterations, AttachmentChanges, ChangedAttachment, NewAttachment } from './attachment-changes';

/** Where the caller stands: the attachments of one role, of one user, of the public, or those of one policy to users or to roles. */
export type AttachmentEnd = { readonly roleId: string } | { readonly userId: string } | 'public' | { readonly policyId: string; readonly of: 'users' | 'roles' };

const COLLECTION = 'directus_access';

/**
 * Attaches policies to roles and users. Every method works inside a change of somebody else, who holds the authority lock and asks
 * afterwards whether anybody got more than the caller has, and whether an administrator remains (`Authority#change`).
 */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly access: AccessControl,
    private readonly activity: ActivityLog,
  ) {}

  /** The relation of one end, as a save of a role, a user or a policy wants it. What is attached already is not attached twice. */
  async applyAlterations(work: UnitOfWork, end: AttachmentEnd, changes: AttachmentChanges): Promise<void> {
    const edits = 'whole' in changes ? await this.editsFor(work, end, changes.whole) : changes;
    await at(relationAt(end), async () => {
      await this.detach(work, await this.attachedHere(work, end, edits.delete));
      for (const edit of edits.update) await this.change(work, [edit.accessId], { ...withoutKey(edit), ...fixedEnd(end) });
      for (const attachment of edits.create) await this.attachOnce(work, end, attachment);
    });
  }

  /** Writes one attachment and answers its key. Takes no notice of one that is there already. */
  async attach(work: UnitOfWork, attachment: NewAttachment & { readonly accessId?: string }): Promise<string> {
    if (!attachment.policyId) throw new FailedValidationError({ field: 'policy', type: 'required' });
    const wanted = { id: attachment.accessId ?? randomUUID(), policyId: attachment.policyId, roleId: attachment.roleId ?? null, userId: attachment.userId ?? null, sort: attachment.sort ?? null };
    const payload = await this.access.checkPayload(work, 'create', COLLECTION, wireOf(wanted));
    const row = rowOf(payload, wanted);
    const names = await this.namesOf(work, row);
    await work.db.access.create({ data: row });
    await this.activity.record(work, { event: 'policy.attached', collection: COLLECTION, item: row.id, names, after: row, given: partialRowOf(payload) });
    return row.id;
  }

  /** Changes attachments that exist: another holder, another policy, another place in the order. */
  async change(work: UnitOfWork, ids: readonly string[], changes: NewAttachment): Promise<void> {
    if (ids.length === 0) return;
    const { policyId, roleId, userId, sort } = changes;
    const edits = Object.fromEntries(Object.entries({ policyId, roleId, userId, sort }).filter(([, value]) => value !== undefined)) as Partial<Access>;
    const payload = wireOf(edits);
    await this.access.requireItems(work, 'update', COLLECTION, ids, Object.keys(payload));
    const allowed = partialRowOf(await this.access.checkPayload(work, 'update', COLLECTION, payload));
    const rows = await work.db.access.findMany({ where: { id: { in: [...ids] } } });
    if (rows.length < new Set(ids).size) throw new ForbiddenError();
    for (const before of rows) {
      const after = { ...before, ...allowed };
      if (sameAttachment(before, after) && before.sort === after.sort) continue;
      const names = await this.namesOf(work, after);
      await work.db.access.update({ where: { id: before.id }, data: allowed });
      const happened = { collection: COLLECTION, item: before.id, before, after };
      if (sameAttachment(before, after)) await this.activity.record(work, { event: 'policy.reordered', names: { subject: names.subject }, ...happened });
      else await this.activity.record(work, { event: 'policy.reattached', names, ...happened });
    }
  }

  async detach(work: UnitOfWork, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.access.requireItems(work, 'delete', COLLECTION, ids);
    await this.forget(work, await work.db.access.findMany({ where: { id: { in: [...ids] } } }));
  }

  /** Takes rows away without asking: they go because the thing that they hang on goes. */
  async forget(work: UnitOfWork, rows: readonly Access[]): Promise<void> {
    for (const row of rows) {
      const names = await this.namesOf(work, row);
      await work.db.access.delete({ where: { id: row.id } });
      await this.activity.record(work, { event: 'policy.detached', collection: COLLECTION, item: row.id, names, before: row });
    }
  }

  /** Those of the keys that hang on this end. Others were taken away, or moved, by somebody else: nothing is left to do about them. */
  private async attachedHere(work: UnitOfWork, end: AttachmentEnd, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const scope = end !== 'public' && 'policyId' in end ? { policyId: end.policyId } : scopeOf(end);
    const rows = await work.db.access.findMany({ where: { AND: [scope, { id: { in: [...ids] } }] }, select: { id: true } });
    return rows.map(({ id }) => id);
  }

  private async attachOnce(work: UnitOfWork, end: AttachmentEnd, attachment: NewAttachment): Promise<void> {
    const wanted = { roleId: null, userId: null, ...attachment, ...fixedEnd(end) };
    if (!wanted.policyId) throw new FailedValidationError({ field: 'policy', type: 'required' });
    const twin = await work.db.access.findFirst({ where: { policyId: wanted.policyId, roleId: wanted.roleId ?? null, userId: wanted.userId ?? null }, select: { id: true } });
    if (twin) return;
    await this.attach(work, { ...wanted, sort: wanted.sort ?? (await this.nextSort(work, end)) });
  }

  /** The dialect numbers the policies of a role or user; the attachments of a policy have no order of their own. */
  private async nextSort(work: UnitOfWork, end: AttachmentEnd): Promise<number | null> {
    if (end === 'public' || 'policyId' in end) return null;
    const { _max } = await work.db.access.aggregate({ where: scopeOf(end), _max: { sort: true } });
    return (_max.sort ?? 0) + 1;
  }

  /** A whole new set, as edits of what is there. */
  private async editsFor(work: UnitOfWork, end: AttachmentEnd, whole: { create: readonly NewAttachment[]; keep: readonly ChangedAttachment[] }): Promise<AttachmentAlterations> {
    const there = await work.db.access.findMany({ where: scopeOf(end), select: { id: true } });
    const kept = new Set(whole.keep.map(({ accessId }) => accessId));
    const known = new Set(there.map(({ id }) => id));
    return {
      create: whole.create,
      // One that was named by key alone and is in the set already stays as it is; one from elsewhere moves here.
      update: whole.keep.filter((item) => !known.has(item.accessId) || Object.keys(item).length > 1),
      delete: there.map(({ id }) => id).filter((id) => !kept.has(id)),
    };
  }

  private async namesOf(work: UnitOfWork, row: { policyId: string; roleId: string | null; userId: string | null }): Promise<{ subject: Named; policy: Named }> {
    const { policyId, roleId, userId } = row;
    const policy = await work.db.policy.findUnique({ where: { id: policyId }, select: { id: true, name: true } });
    if (!policy) throw missing('policy', policyId);
    return { subject: await this.holderName(work, roleId, userId), policy: namedPolicy(policy) };
  }

  private async holderName(work: UnitOfWork, roleId: string | null, userId: string | null): Promise<Named> {
    if (roleId !== null) {
      const role = await work.db.role.findUnique({ where: { id: roleId }, select: { id: true, name: true } });
      if (!role) throw missing('role', roleId);
      return namedRole(role);
    }
    if (userId === null) return 'everybody';
    const user = await work.db.user.findUnique({ where: { id: userId }, select: { id: true, firstName: true, lastName: true, email: true } });
    if (!user) throw missing('user', userId);
    return namedUser(user);
  }
}

/** What the end itself says about each of its attachments. */
function fixedEnd(end: AttachmentEnd): Partial<Pick<Access, 'policyId' | 'roleId' | 'userId'>> {
  if (end === 'public') return { roleId: null, userId: null };
  if ('policyId' in end) return { policyId: end.policyId };
  return 'roleId' in end ? { roleId: end.roleId, userId: null } : { userId: end.userId, roleId: null };
}

/** Where in the holder's body its attachments stand. */
function relationAt(end: AttachmentEnd): string[] {
  if (end === 'public') return [];
  return 'policyId' in end ? [end.of] : ['policies'];
}

function scopeOf(end: AttachmentEnd): object {
  if (end === 'public') return { roleId: null, userId: null };
  if ('roleId' in end) return { roleId: end.roleId };
  if ('userId' in end) return { userId: end.userId };
  // Emptying a policy's roles must not take it from people (and the other way round), though both hang on one table.
  return { policyId: end.policyId, ...(end.of === 'users' ? { userId: { not: null } } : { roleId: { not: null } }) };
}

function withoutKey({ accessId: _, ...edit }: ChangedAttachment): NewAttachment {
  return edit;
}

function sameAttachment(a: Access, b: Access): boolean {
  return a.policyId === b.policyId && a.roleId === b.roleId && a.userId === b.userId;
}

const WIRE: Record<string, keyof Access> = { id: 'id', policy: 'policyId', role: 'roleId', user: 'userId', sort: 'sort' };

function wireOf(row: Partial<Access>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(WIRE).filter(([, key]) => row[key] !== undefined).map(([wire, key]) => [wire, row[key]]));
}

function partialRowOf(payload: Record<string, unknown>): Partial<Access> {
  return Object.fromEntries(Object.entries(WIRE).filter(([wire]) => payload[wire] !== undefined).map(([wire, key]) => [key, payload[wire]]));
}

/** Presets may have filled what was left out. */
function rowOf(payload: Record<string, unknown>, wanted: Access): Access {
  return { ...wanted, ...partialRowOf(payload) };
}

function missing(field: string, value: string): InvalidForeignKeyError {
  return new InvalidForeignKeyError({ collection: COLLECTION, field, value });
}
