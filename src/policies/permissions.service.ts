import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { parsePayload } from '../access/permissions/parse-payload';
import { ActivityLog } from '../activity/activity.log';
import { namedPolicy } from '../activity/names';
import { Prisma, type Permission } from '../generated/sqlite/client';
import type { Accountability } from '../platform/accountability/accountability';
import { at } from '../platform/database/at-place';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { throwAll } from '../platform/errors/application-error';
import { FailedValidationError, ForbiddenError, InvalidForeignKeyError } from '../platform/errors/errors';
import { Authority } from './authority';
import { permissionPayload, permissionSchema, type PermissionChanges, type PermissionsOfPolicy } from './permission-changes';
import type { Rule } from './policy-rule';
import { RuleCheck } from './rule-check';
import { RuleSight, type Conditions } from './rule-sight';

const COLLECTION = 'directus_permissions';

/** The rules of policies: what their holders may do with which rows and fields. */
@Injectable()
export class PermissionsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly access: AccessControl,
    private readonly authority: Authority,
    private readonly ruleCheck: RuleCheck,
    private readonly sight: RuleSight,
    private readonly activity: ActivityLog,
  ) {}

  /** All or none; answers the keys in the order of the changes. */
  async create(accountability: Accountability, changes: readonly PermissionChanges[]): Promise<number[]> {
    return this.transactions.run(accountability, (work) =>
      this.authority.change(work, { policies: policiesOf(changes) }, async () => {
        const ids: number[] = [];
        for (const rule of changes) ids.push(await this.createIn(work, rule));
        return ids;
      }),
    );
  }

  async change(accountability: Accountability, edits: readonly { readonly id: number; readonly changes: PermissionChanges }[]): Promise<void> {
    await this.transactions.run(accountability, async (work) => {
      const rows = await work.db.permission.findMany({ where: { id: { in: edits.map(({ id }) => id) } }, select: { policyId: true } });
      const policies = [...rows.map(({ policyId }) => policyId), ...policiesOf(edits.map(({ changes }) => changes))];
      await this.authority.change(work, { policies }, async () => {
        for (const { id, changes } of edits) await this.changeIn(work, id, changes);
      });
    });
  }

  async remove(accountability: Accountability, ids: readonly number[]): Promise<void> {
    await this.transactions.run(accountability, async (work) => {
      const rows = await work.db.permission.findMany({ where: { id: { in: [...ids] } }, select: { policyId: true } });
      await this.authority.change(work, { policies: rows.map(({ policyId }) => policyId) }, () => this.removeIn(work, ids));
    });
  }

  /** The relation of one policy, inside a change of it. */
  async applyToPolicy(work: UnitOfWork, policyId: string, changes: PermissionsOfPolicy): Promise<void> {
    const there = await work.db.permission.findMany({ where: { policyId }, select: { id: true } });
    const known = new Set(there.map(({ id }) => id));
    const edits = 'whole' in changes ? editsFor(known, changes.whole) : changes;
    await at(['permissions'], async () => {
      await this.removeIn(work, edits.delete.filter((id) => known.has(id)));
      for (const { id, ...rule } of edits.update) await this.changeIn(work, id, { ...rule, policyId });
      for (const rule of edits.create) await this.createIn(work, { ...rule, policyId });
    });
  }

  /** The stored rules of a policy, in the order of their keys. */
  async rulesOf(work: UnitOfWork, policyId: string): Promise<(Rule & { collection: string; action: string })[]> {
    const rows = await work.db.permission.findMany({ where: { policyId }, orderBy: { id: 'asc' } });
    return rows.map(({ policyId: _, fields, ...rule }) => ({ ...rule, fields: fields?.split(',') ?? null }) as Rule & { collection: string; action: string });
  }

  private async createIn(work: UnitOfWork, rule: PermissionChanges): Promise<number> {
    const allowed = await this.allowed(work, 'create', rule);
    throwAll((['policyId', 'collection', 'action'] as const).filter((key) => allowed[key] === undefined).map((key) => new FailedValidationError({ field: key === 'policyId' ? 'policy' : key, type: 'required' })));
    this.ruleCheck.assertUnderstood(allowed.collection!, allowed);
    await this.sight.require(work, conditionsOf(allowed));
    const row = await work.db.permission.create({ data: { collection: allowed.collection!, action: allowed.action!, policyId: await existingPolicy(work, allowed.policyId!), ...storedRule(allowed) } });
    await this.record(work, 'permission.created', undefined, row, allowed);
    return row.id;
  }

  private async changeIn(work: UnitOfWork, id: number, rule: PermissionChanges): Promise<void> {
    await this.access.requireItems(work, 'update', COLLECTION, [id], Object.keys(permissionPayload(rule)));
    const before = await work.db.permission.findUnique({ where: { id } });
    if (!before) throw new ForbiddenError();
    const allowed = await this.allowed(work, 'update', rule);
    this.ruleCheck.assertUnderstood(allowed.collection ?? before.collection, allowed);
    const { policyId, collection, action } = allowed;
    // Who only changes its fields passes the rest on as it is.
    const [was, is] = [conditionsOf(before), conditionsOf({ ...before, ...allowed })];
    if (!isDeepStrictEqual(was, is) || (policyId !== undefined && policyId !== before.policyId)) await this.sight.require(work, is);
    if (policyId !== undefined) await existingPolicy(work, policyId);
    const after = await work.db.permission.update({ where: { id }, data: { policyId, collection, action, ...storedRule(allowed) } });
    if (JSON.stringify(readable(before)) !== JSON.stringify(readable(after))) await this.record(work, 'permission.changed', before, after);
  }

  private async removeIn(work: UnitOfWork, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.access.requireItems(work, 'delete', COLLECTION, ids);
    for (const row of await work.db.permission.findMany({ where: { id: { in: [...ids] } } })) {
      await work.db.permission.delete({ where: { id: row.id } });
      await this.record(work, 'permission.removed', row, undefined);
    }
  }

  /** The change with the presets of the caller's own rules, after their field rights and validation were asked. */
  private async allowed(work: UnitOfWork, action: 'create' | 'update', rule: PermissionChanges): Promise<PermissionChanges> {
    const complete = await this.access.checkPayload(work, action, COLLECTION, permissionPayload(rule));
    // Once more: what a preset fills in, nobody has looked at.
    return parsePayload(work.accountability, COLLECTION, permissionSchema, complete);
  }

  private async record(work: UnitOfWork, event: 'permission.created' | 'permission.changed' | 'permission.removed', before: Permission | undefined, after: Permission | undefined, given?: PermissionChanges): Promise<void> {
    const row = (after ?? before)!;
    const policy = await work.db.policy.findUniqueOrThrow({ where: { id: row.policyId }, select: { id: true, name: true } });
    await this.activity.record(work, {
      event,
      collection: COLLECTION,
      item: row.id,
      names: { subject: namedPolicy(policy), right: `${row.action} ${row.collection.replace(/^directus_/, '')}` },
      ...(before && { before: readable(before) }),
      ...(after && { after: readable(after) }),
      ...(given && { given }),
    });
  }
}

function conditionsOf({ collection, permissions, validation, presets }: Partial<Conditions>): Conditions {
  return { collection: collection!, permissions: permissions ?? null, validation: validation ?? null, presets: presets ?? null };
}

function policiesOf(changes: readonly PermissionChanges[]): string[] {
  return changes.flatMap(({ policyId }) => (policyId === undefined ? [] : [policyId]));
}

function editsFor(known: ReadonlySet<number>, whole: Extract<PermissionsOfPolicy, { whole: unknown }>['whole']): Exclude<PermissionsOfPolicy, { whole: unknown }> {
  const kept = new Set(whole.keep.map(({ id }) => id));
  return { create: whole.create, update: whole.keep.filter((rule) => !known.has(rule.id) || Object.keys(rule).length > 1), delete: [...known].filter((id) => !kept.has(id)) };
}

async function existingPolicy(work: UnitOfWork, policyId: string): Promise<string> {
  if (!(await work.db.policy.findUnique({ where: { id: policyId }, select: { id: true } }))) throw new InvalidForeignKeyError({ collection: COLLECTION, field: 'policy', value: policyId });
  return policyId;
}

function storedRule({ permissions, validation, presets, fields }: PermissionChanges) {
  return { ...storedJson({ permissions, validation, presets }), ...(fields !== undefined && { fields: fields === null || fields.length === 0 ? null : fields.join(',') }) };
}

function storedJson(values: Record<string, Record<string, unknown> | null | undefined>): Record<string, Prisma.InputJsonValue | typeof Prisma.DbNull> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue)]),
  );
}

/** As on the wire: the field names as a list. */
function readable(row: Permission): object {
  return { ...row, fields: row.fields?.split(',') ?? null };
}
