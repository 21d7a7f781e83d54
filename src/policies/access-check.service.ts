import { Injectable } from '@nestjs/common';
import { CollectionRegistry } from '../access/collections/registry';
import { ItemReader } from '../access/items/item-reader';
import { Explainer, type AccessSubject, type Explanation } from '../access/permissions/explain';
import { parsePayload } from '../access/permissions/parse-payload';
import type { Key } from '../access/query/keys';
import { SYSTEM, type Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { accessChecks, requireSensible, type AccessCheck } from './access-check';

/** As it is answered to programs. */
export interface AccessAnswer {
  readonly allowed: boolean;
  readonly access: Explanation['access'];
  readonly because: Explanation['because'];
  readonly missing_fields: readonly string[];
  readonly explain?: readonly ExplainedPolicy[];
}

interface ExplainedPolicy {
  /** Null for what app access brings along, and where the asker may not read the policy. */
  readonly policy: { readonly id: string; readonly name: string } | null;
  readonly via: 'user' | 'role' | 'public' | 'app';
  readonly role: { readonly id: string; readonly name: string } | null;
  /** False where the policy's IP list leaves the address out. */
  readonly applies: boolean;
  readonly rules: readonly { readonly permission: number | null; readonly fields: readonly string[]; readonly permissions: unknown; readonly validation: unknown; readonly matches: boolean | null }[];
}

/** Usher as the place that other programs ask: may this person do that, and why. */
@Injectable()
export class AccessCheckService {
  constructor(
    private readonly explainer: Explainer,
    private readonly reader: ItemReader,
    private readonly registry: CollectionRegistry,
  ) {}

  /** One answer per check, in order. Throws FORBIDDEN for all of them where the caller may not read somebody they ask about. */
  async check(caller: Accountability, body: unknown): Promise<AccessAnswer[]> {
    const checks = parsePayload(caller, 'directus_access', accessChecks, body);
    requireSensible(checks, this.registry);
    const answers: AccessAnswer[] = [];
    for (const check of checks) answers.push(await this.#answer(caller, check));
    return answers;
  }

  async #answer(caller: Accountability, { user, ip, explain, ...question }: AccessCheck): Promise<AccessAnswer> {
    const explanation = await this.explainer.explain(await this.#subject(caller, user, ip), question);
    const { allowed, access, because, missingFields } = explanation;
    return { allowed, access, because, missing_fields: missingFields, ...(explain ? { explain: await this.#shown(caller, explanation) } : {}) };
  }

  async #subject(caller: Accountability, user: string | null | undefined, ip: string | undefined): Promise<AccessSubject> {
    const id = user === undefined ? caller.user : user;
    const address = ip ?? (id === caller.user ? caller.ip : null);
    if (id === null) return { id, role: null, status: 'active', ip: address };
    if (id !== caller.user) await this.reader.readOne(caller, 'directus_users', id, { fields: ['id'] });
    const { role, status } = await this.reader.readOne<{ role: string | null; status: string }>(SYSTEM, 'directus_users', id, { fields: ['role', 'status'] });
    return { id, role, status, ip: address };
  }

  /** What of the explanation the asker may read anyway: policies, roles and permissions are restricted like everywhere. */
  async #shown(caller: Accountability, { sources, rules }: Explanation): Promise<ExplainedPolicy[]> {
    const policies = await this.#readable(caller, 'directus_policies', sources.map(({ policy }) => policy), ['id', 'name']);
    const roles = await this.#readable(caller, 'directus_roles', sources.flatMap(({ role }) => role ?? []), ['id', 'name']);
    const permissions = await this.#readable(caller, 'directus_permissions', rules.flatMap(({ row }) => row.id ?? []), ['id']);
    const shown = (policy: string | null) =>
      rules
        .filter(({ row }) => row.policy === policy && (row.id === null || permissions.has(row.id)))
        .map(({ row, matches }) => ({ permission: row.id, fields: row.fields ?? [], permissions: row.permissions, validation: row.validation, matches }));
    const implied = shown(null);
    return [
      ...sources.map(({ policy, via, role, applies }) => ({ policy: policies.get(policy) ?? null, via, role: role === null ? null : (roles.get(role) ?? null), applies, rules: shown(policy) })),
      ...(implied.length > 0 ? [{ policy: null, via: 'app', role: null, applies: true, rules: implied } as const] : []),
    ];
  }

  async #readable(caller: Accountability, collection: string, keys: readonly Key[], fields: string[]): Promise<Map<Key, { id: string; name: string }>> {
    try {
      const items = await this.reader.readMany<{ id: string; name: string }>(caller, collection, [...new Set(keys)], { fields });
      return new Map(items.map((item) => [item.id, item]));
    } catch (error) {
      if (applicationErrorsIn(error)?.every(({ code }) => code === 'FORBIDDEN')) return new Map();
      throw error;
    }
  }
}
