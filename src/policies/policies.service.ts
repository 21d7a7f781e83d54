import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { parsePayload } from '../access/permissions/parse-payload';
import { ActivityLog } from '../activity/activity.log';
import { namedPolicy, seededWords } from '../activity/names';
import type { Policy } from '../generated/sqlite/client';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { DraftsService } from '../platform/drafts/drafts.service';
import { ForbiddenError, StaleChangeError } from '../platform/errors/errors';
import { AttachmentsService } from './attachments.service';
import { Authority } from './authority';
import { PermissionsService } from './permissions.service';
import { assertPolicyIsGood, parsedIpAccess, POLICY_FIELDS, policyChangesSchema, policyPayload, storedIpAccess, type PolicyChanges } from './policy-changes';
import { stalePolicy, type SeenPolicy } from './stale-policy';

const COLLECTION = 'directus_policies';

/** Parsed already, and checked against their own collections when they are applied. */
const RELATIONS = new Set(['permissions', 'users', 'roles']);

/** Where a change was staged, and what its author saw there. Programs give neither. */
export interface StagedIn {
  readonly seen?: SeenPolicy;
  readonly draft?: string;
}

/** Named sets of rules: created, changed and removed, each in one transaction with whoever holds them. */
@Injectable()
export class PoliciesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly access: AccessControl,
    private readonly authority: Authority,
    private readonly permissions: PermissionsService,
    private readonly attachments: AttachmentsService,
    private readonly drafts: DraftsService,
    private readonly activity: ActivityLog,
  ) {}

  /** All or none; answers the keys in the order of the changes. A draft that they come from ends with them. */
  async create(accountability: Accountability, changes: readonly PolicyChanges[], { draft }: StagedIn = {}): Promise<string[]> {
    const policies = changes.map((policy) => ({ ...policy, id: policy.id ?? randomUUID() }));
    return this.transactions.run(accountability, (work) =>
      this.authority.change(work, { policies: policies.map(({ id }) => id) }, async () => {
        for (const policy of policies) await this.createIn(work, policy);
        if (draft) await this.drafts.end(work, draft);
        return policies.map(({ id }) => id);
      }),
    );
  }

  /**
   * The same change on each of the policies. A draft that it comes from ends with it. `seen` is what the author of a form had in front of them: where that is different by
   * now, STALE_CHANGE is thrown and nothing is written.
   */
  async change(accountability: Accountability, ids: readonly string[], changes: PolicyChanges, staged: StagedIn = {}): Promise<void> {
    await this.changeEach(accountability, ids.map((id) => ({ id, changes })), staged);
  }

  /** Each policy with its own change, all or none. */
  async changeEach(accountability: Accountability, edits: readonly { readonly id: string; readonly changes: PolicyChanges }[], { seen = {}, draft }: StagedIn = {}): Promise<void> {
    await this.transactions.run(accountability, (work) =>
      this.authority.change(work, { policies: edits.map(({ id }) => id) }, async () => {
        for (const { id, changes } of edits) await this.changeIn(work, id, changes, seen);
        if (draft) await this.drafts.end(work, draft);
      }),
    );
  }

  /** A policy inside a role or a user: changed where its key is known, made otherwise. Works inside a change of theirs; answers the key. */
  async writeIn(work: UnitOfWork, changes: PolicyChanges): Promise<string> {
    const id = changes.id ?? randomUUID();
    const isKnown = changes.id !== undefined && (await work.db.policy.count({ where: { id } })) > 0;
    await this.authority.change(work, { policies: [id] }, () => (isKnown ? this.changeIn(work, id, changes, {}) : this.createIn(work, { ...changes, id })));
    return id;
  }

  /** Removes policies together with their rules and attachments; whoever held one loses what it gave. */
  async remove(accountability: Accountability, ids: readonly string[], { draft }: StagedIn = {}): Promise<void> {
    await this.transactions.run(accountability, (work) =>
      this.authority.change(work, { policies: ids }, async () => {
        await this.access.requireItems(work, 'delete', COLLECTION, ids);
        for (const id of new Set(ids)) await this.removeIn(work, id);
        if (draft) await this.drafts.end(work, draft);
      }),
    );
  }

  /** What the caller's policies say as a whole, for whoever is signed in; the dialect tells strangers only that they have no app access. */
  async globals(accountability: Accountability): Promise<Record<string, boolean>> {
    if (accountability.user === null) return { app_access: false };
    const enforcing = await this.prisma.client.policy.count({ where: { id: { in: [...accountability.policies] }, enforceTfa: true } });
    return { app_access: accountability.app || accountability.admin, admin_access: accountability.admin, enforce_tfa: enforcing > 0 };
  }

  private async createIn(work: UnitOfWork, changes: PolicyChanges & { readonly id: string }): Promise<void> {
    const allowed = await this.allowed(work, 'create', changes);
    assertPolicyIsGood(allowed, true);
    const row = await work.db.policy.create({ data: { ...storedFields(allowed), id: changes.id, name: allowed.name!, createdAt: work.now } });
    await this.activity.record(work, { event: 'policy.created', collection: COLLECTION, item: row.id, names: { subject: namedPolicy(row) }, after: readable(row), given: storedFields(allowed) });
    await this.applyRelations(work, row.id, allowed);
  }

  private async changeIn(work: UnitOfWork, id: string, changes: PolicyChanges, seen: SeenPolicy): Promise<void> {
    const edits: PolicyChanges = { ...changes, id: undefined };
    await this.access.requireItems(work, 'update', COLLECTION, [id], Object.keys(policyPayload(edits)));
    const before = await work.db.policy.findUnique({ where: { id } });
    if (!before) throw new ForbiddenError();
    const stale = stalePolicy(edits, seen, { fields: { ...before, ipAccess: parsedIpAccess(before.ipAccess) }, rules: seen.cells ? await this.permissions.rulesOf(work, id) : [] });
    if (stale.length > 0) throw new StaleChangeError(stale);
    const allowed = await this.allowed(work, 'update', edits);
    assertPolicyIsGood(allowed, false);
    await this.writeFields(work, before, storedFields(allowed));
    await this.applyRelations(work, id, allowed);
  }

  private async writeFields(work: UnitOfWork, before: Policy, fields: Partial<Policy>): Promise<void> {
    const differing = Object.fromEntries(Object.entries(fields).filter(([field, value]) => before[field as keyof Policy] !== value));
    if (Object.keys(differing).length === 0) return;
    const after = await work.db.policy.update({ where: { id: before.id }, data: differing });
    const happened = { collection: COLLECTION, item: before.id, before: readable(before), after: readable(after) };
    if (before.name === after.name) await this.activity.record(work, { event: 'policy.changed', names: { subject: namedPolicy(after) }, ...happened });
    else await this.activity.record(work, { event: 'policy.renamed', names: { subject: namedPolicy(after), from: seededWords(before.name) }, ...happened });
  }

  private async applyRelations(work: UnitOfWork, policyId: string, { permissions, users, roles }: PolicyChanges): Promise<void> {
    if (permissions) await this.permissions.applyToPolicy(work, policyId, permissions);
    if (users) await this.attachments.applyAlterations(work, { policyId, of: 'users' }, users);
    if (roles) await this.attachments.applyAlterations(work, { policyId, of: 'roles' }, roles);
  }

  private async removeIn(work: UnitOfWork, id: string): Promise<void> {
    const policy = await work.db.policy.findUnique({ where: { id } });
    if (!policy) throw new ForbiddenError();
    const permissions = await work.db.permission.findMany({ where: { policyId: id }, select: { id: true } });
    await this.attachments.forget(work, await work.db.access.findMany({ where: { policyId: id } }));
    await this.activity.record(work, {
      event: 'policy.removed',
      collection: COLLECTION,
      item: id,
      names: { subject: namedPolicy(policy) },
      before: { ...readable(policy), permissions: permissions.map((rule) => rule.id) },
    });
    await work.db.policy.delete({ where: { id } });
  }

  /** The change with the presets of the caller's own rules, after their field rights and validation were asked. */
  private async allowed(work: UnitOfWork, action: 'create' | 'update', changes: PolicyChanges): Promise<PolicyChanges> {
    const { permissions, users, roles } = changes;
    const payload = await this.access.checkPayload(work, action, COLLECTION, policyPayload(changes));
    const fields = Object.fromEntries(Object.entries(payload).filter(([field]) => !RELATIONS.has(field)));
    return { ...parsePayload(work.accountability, COLLECTION, policyChangesSchema, fields), permissions, users, roles };
  }
}

function storedFields(changes: PolicyChanges): Partial<Policy> {
  const fields = Object.fromEntries(POLICY_FIELDS.filter((field) => changes[field] !== undefined).map((field) => [field, changes[field]]));
  return { ...fields, ...(changes.ipAccess !== undefined && { ipAccess: storedIpAccess(changes.ipAccess) }) } as Partial<Policy>;
}

/** As on the wire: the IP list as a list. */
function readable(policy: Policy): object {
  return { ...policy, ipAccess: parsedIpAccess(policy.ipAccess) };
}

