import { Injectable } from '@nestjs/common';
import type { AccessQuestion, AccessSubject, Explanation, JudgedRule } from '../access/permissions/explain';
import type { PolicySource } from '../access/permissions/policy-collector';
import { StoredRules } from '../access/permissions/stored-rules';
import type { Filter } from '../access/query/ast';
import type { Accountability } from '../platform/accountability/accountability';
import { ReadableNames, valueAt, type Known, type Named } from './readable-names';
import { filterWords, pathOf } from './rule-words';

/** A way in which a policy reaches the person. Names are null where the asker may not read them, and of what app access brings along. */
export interface NamedSource {
  readonly policy: Named | null;
  readonly via: 'user' | 'role' | 'public' | 'app';
  readonly role: Named | null;
}

export interface ExplainedRule {
  readonly permission: number | null;
  readonly fields: readonly string[];
  readonly permissions: unknown;
  readonly validation: unknown;
  readonly matches: boolean | null;
}

export interface ExplainedPolicy extends NamedSource {
  /** False where the policy's IP list leaves the address out. */
  readonly applies: boolean;
  readonly rules: readonly ExplainedRule[];
}

/** What would have to be otherwise for the answer to be yes. */
export type Remedy =
  /** The person is not active. `status` is null where the asker may not read it. */
  | { readonly remedy: 'activate'; readonly status: string | null }
  /** A policy of theirs lets them, from other addresses. */
  | (NamedSource & { readonly remedy: 'address'; readonly ip_access: readonly string[] | null })
  /** No policy of theirs lets them. These do, of those that the asker may read, and these roles hold them. */
  | { readonly remedy: 'grant'; readonly granted_by: readonly { readonly policy: Named; readonly roles: readonly Named[] }[] }
  /** The item does not exist, or is not for the asker to see. */
  | { readonly remedy: 'item' }
  /** It depends on an item, and none was named. */
  | { readonly remedy: 'name-item' }
  /** A rule leaves the item out: all of these conditions would have to hold. */
  | (NamedSource & { readonly remedy: 'condition'; readonly permission: number | null; readonly conditions: readonly FailedCondition[] })
  /** A rule that the asker may not read leaves the item out. */
  | { readonly remedy: 'hidden-rule' }
  /** The matching rules do not name these fields. `granted` are those they do name, where the asker may read the rules. */
  | { readonly remedy: 'fields'; readonly fields: readonly string[]; readonly granted: readonly string[] | null }
  /** Nobody changes these fields of their own. */
  | { readonly remedy: 'somebody-else'; readonly fields: readonly string[] };

export interface FailedCondition {
  /** Null where the condition looks at several items or offers alternatives. */
  readonly path: string | null;
  readonly text: string;
  /** What the item has there; absent where that cannot be told. */
  readonly actual?: unknown;
}

export interface Reasons {
  readonly explain: readonly ExplainedPolicy[];
  /** The policies that let them; empty where the answer is no. */
  readonly decided_by: readonly (NamedSource & { readonly permission: number | null })[];
  readonly remedies: readonly Remedy[];
}

const EXAMPLES_AT_MOST = 5;

/** An explanation as far as the asker may follow it: policies, roles, permissions and items are restricted like everywhere. */
@Injectable()
export class ExplainedAccess {
  constructor(
    private readonly names: ReadableNames,
    private readonly rules: StoredRules,
  ) {}

  async reasons(caller: Accountability, subject: AccessSubject, question: AccessQuestion, explanation: Explanation): Promise<Reasons> {
    const known = await this.names.known(caller, explanation.sources, explanation.rules.map(({ row }) => row.id));
    return {
      explain: shownPolicies(explanation, known),
      decided_by: explanation.allowed ? deciding(explanation, known) : [],
      remedies: explanation.allowed ? [] : await this.#remedies(caller, subject, question, explanation, known),
    };
  }

  async #remedies(caller: Accountability, subject: AccessSubject, question: AccessQuestion, explanation: Explanation, known: Known): Promise<Remedy[]> {
    switch (explanation.because) {
      case 'inactive':
        return [{ remedy: 'activate', status: subject.id === null ? null : (((await this.names.value(caller, 'directus_users', subject.id, 'status')) as string | undefined) ?? null) }];
      case 'no-rule':
        return [...(await this.#elsewhere(question, explanation, known)), await this.#grant(caller, question)];
      case 'depends-on-item':
        return [{ remedy: 'name-item' }];
      case 'own-rights':
        return [{ remedy: 'somebody-else', fields: explanation.missingFields }];
      case 'fields':
        return [{ remedy: 'fields', fields: explanation.missingFields, granted: grantedFields(explanation.rules, known) }];
      case 'item':
        return this.#leftOut(caller, question, explanation, known);
      default:
        return [];
    }
  }

  /** Policies that hold for them from other addresses and would let them. */
  async #elsewhere({ collection, action }: AccessQuestion, { sources }: Explanation, known: Known): Promise<Remedy[]> {
    const away = sources.filter(({ applies }) => !applies);
    const rows = await this.rules.rowsOf(away.map(({ policy }) => policy), action);
    return away
      .filter(({ policy, admin }) => admin || rows.some((row) => row.policy === policy && row.collection === collection))
      .map((source) => ({ remedy: 'address', ...named(source, known), ip_access: known.policies.has(source.policy) ? source.ipAccess : null }));
  }

  async #grant(caller: Accountability, { collection, action }: AccessQuestion): Promise<Remedy> {
    const rows = await this.names.rows<{ policy: Named | null }>(caller, 'directus_permissions', { fields: ['policy.id', 'policy.name'], filter: { collection: { _eq: collection }, action: { _eq: action } }, sort: ['id'], limit: 100 });
    const policies = new Map(rows.flatMap(({ policy }) => (policy ? [[policy.id, policy] as const] : [])));
    const some = [...policies.values()].slice(0, EXAMPLES_AT_MOST);
    if (some.length === 0) return { remedy: 'grant', granted_by: [] };
    const held = await this.names.rows<{ policy: string; role: Named | null }>(caller, 'directus_access', { fields: ['policy', 'role.id', 'role.name'], filter: { policy: { _in: some.map(({ id }) => id) }, role: { _nnull: true } }, sort: ['id'], limit: 100 });
    return { remedy: 'grant', granted_by: some.map(({ id, name }) => ({ policy: { id, name }, roles: held.flatMap(({ policy, role }) => (policy === id && role ? [role] : [])).slice(0, EXAMPLES_AT_MOST) })) };
  }

  /** Each rule with what it asks and the item has not. An item that the asker may not see is like one that does not exist. */
  async #leftOut(caller: Accountability, question: AccessQuestion, { rules, sources }: Explanation, known: Known): Promise<Remedy[]> {
    const { collection, item } = question;
    const key = typeof item === 'object' ? null : (item ?? null);
    if (key !== null && (await this.names.keys(caller, collection, [key])).size === 0) return [{ remedy: 'item' }];
    const judged = rules.filter(({ matches }) => matches === false);
    const remedies: Remedy[] = [];
    for (const rule of judged.filter(({ row }) => isShown(row.id, known))) {
      const source = sources.find(({ policy, applies }) => policy === rule.row.policy && applies);
      const conditions: FailedCondition[] = [];
      for (const failing of rule.failing) conditions.push(await this.#condition(caller, question, key, failing));
      remedies.push({ remedy: 'condition', ...(source === undefined ? APP : named(source, known)), permission: rule.row.id, conditions });
    }
    return remedies.length < judged.length ? [...remedies, { remedy: 'hidden-rule' }] : remedies;
  }

  async #condition(caller: Accountability, { collection, item }: AccessQuestion, key: string | number | null, failing: Filter): Promise<FailedCondition> {
    const path = pathOf(failing);
    const text = filterWords(failing);
    if (path === null || path.includes('(')) return { path: null, text };
    const actual = key === null ? valueAt(item, path.split('.')) : await this.names.value(caller, collection, key, path);
    return { path, text, ...(actual !== undefined && { actual }) };
  }
}

/** What app access brings along, whichever policy gives it. */
export const APP: NamedSource = Object.freeze({ policy: null, via: 'app', role: null });

export function named({ policy, via, role }: PolicySource, { policies, roles }: Known): NamedSource {
  return { policy: policies.get(policy) ?? null, via, role: role === null ? null : (roles.get(role) ?? null) };
}

function shownPolicies({ sources, rules }: Explanation, known: Known): ExplainedPolicy[] {
  const implied = rulesOf(null, rules, known);
  return [
    ...sources.map((source) => ({ ...named(source, known), applies: source.applies, rules: rulesOf(source.policy, rules, known) })),
    ...(implied.length > 0 ? [{ ...APP, applies: true, rules: implied }] : []),
  ];
}

function rulesOf(policy: string | null, rules: readonly JudgedRule[], known: Known): ExplainedRule[] {
  return rules
    .filter(({ row }) => row.policy === policy && isShown(row.id, known))
    .map(({ row, matches }) => ({ permission: row.id, fields: row.fields ?? [], permissions: row.permissions, validation: row.validation, matches }));
}

/** The administrators' policies, or each rule that lets the item through. */
function deciding({ because, sources, rules }: Explanation, known: Known): Reasons['decided_by'] {
  if (because === 'admin') return sources.filter(({ admin, applies }) => admin && applies).map((source) => ({ ...named(source, known), permission: null }));
  return rules
    .filter(({ matches }) => matches === true)
    .flatMap(({ row }) => {
      const permission = isShown(row.id, known) ? row.id : null;
      if (row.policy === null) return [{ ...APP, permission }];
      const source = sources.find(({ policy, applies }) => policy === row.policy && applies);
      return source ? [{ ...named(source, known), permission }] : [];
    });
}

function grantedFields(rules: readonly JudgedRule[], known: Known): string[] | null {
  const matching = rules.filter(({ matches }) => matches === true);
  return matching.every(({ row }) => isShown(row.id, known)) ? [...new Set(matching.flatMap(({ row }) => row.fields ?? []))] : null;
}

/** What app access brings along is no secret. */
export function isShown(id: number | null, { permissions }: Known): boolean {
  return id === null || permissions.has(id);
}
