import { Injectable } from '@nestjs/common';
import { PUBLIC, type Accountability } from '../../platform/accountability/accountability';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import { CollectionRegistry } from '../collections/registry';
import type { Filter } from '../query/ast';
import type { Key } from '../query/keys';
import { satisfies } from '../query/match/match-filter';
import { grants } from '../query/scope';
import { DynamicVariables, filterWithValues, variablesIn, type VariableValues } from './dynamic-variables';
import { ItemsUnder } from './items-under';
import { ownRightsAmong } from './own-rights';
import type { PermissionRow } from './permission-row';
import { PolicyCollector, type CollectedPolicies, type PolicySource } from './policy-collector';
import { StoredRules, type Action, type Rules, type StoredRule } from './stored-rules';

/** May this person do that? `item` is a key in a collection of ours, and the row itself in one of another application, or what is to be created. */
export interface AccessQuestion {
  readonly action: Action;
  readonly collection: string;
  readonly item?: Key | Readonly<Record<string, unknown>>;
  readonly fields?: readonly string[];
}

/** Whose access is asked about. */
export interface AccessSubject {
  /** Null: nobody is signed in. */
  readonly id: string | null;
  readonly role: string | null;
  readonly status: string;
  /** The address they call from; null is on no policy's list. */
  readonly ip: string | null;
}

export const BECAUSE = [
  // They may: as an administrator, or by a rule.
  'admin', 'rule',
  // They may not: not active; no rule for this; none for this item, or for some of the fields; or it depends on an item that was not named.
  'inactive', 'no-rule', 'item', 'fields', 'depends-on-item',
  // They may not, whatever rules say: nobody writes what decides about their own rights.
  'own-rights',
] as const;

export type Because = (typeof BECAUSE)[number];

export interface JudgedRule {
  readonly row: PermissionRow;
  /** Whether it lets the item through; null where that could not be decided. */
  readonly matches: boolean | null;
  /** The conditions that do not hold for the item, as the rule has them; only where reasons were asked for. */
  readonly failing: readonly Filter[];
}

export interface Explanation {
  readonly allowed: boolean;
  /** Whether they may do it to any item (full), to some (partial), or to none. */
  readonly access: 'full' | 'partial' | 'none';
  readonly because: Because;
  /** The rules for this action and collection. */
  readonly rules: readonly JudgedRule[];
  /** Fields that no matching rule grants, or that nobody may write about themselves. */
  readonly missingFields: readonly string[];
  /** Where the policies come from that decided, or that would have if they applied. */
  readonly sources: readonly PolicySource[];
}

/** A rule of more conditions than this is told in part; each one is a question to the database. */
const FAILING_AT_MOST = 12;

/** The same evaluation as everywhere, with its reasons kept. */
@Injectable()
export class Explainer {
  constructor(
    private readonly collector: PolicyCollector,
    private readonly rules: StoredRules,
    private readonly variables: DynamicVariables,
    private readonly registry: CollectionRegistry,
    private readonly items: ItemsUnder,
  ) {}

  async explain(subject: AccessSubject, question: AccessQuestion, { reasons = false } = {}): Promise<Explanation> {
    const collected = await this.collector.collect(subject.id, subject.role, subject.ip);
    const none = { allowed: false, access: 'none', rules: [], missingFields: [], sources: collected.sources } as const;
    if (subject.status !== 'active') return { ...none, because: 'inactive' };
    const accountability = accountabilityOf(subject, collected);
    const all = await this.rules.of(accountability, question.action);
    if (all === 'everything') return { ...none, ...(await this.#forAdministrators(question)) };
    const rules = all.filter((rule) => rule.collection === question.collection);
    if (rules.length === 0) return { ...none, because: 'no-rule' };
    const filters = rules.flatMap(({ rows, validation }) => [rows, validation]);
    const values = await this.variables.valuesFor(accountability, variablesIn(...filters));
    const judged: Judged[] = [];
    for (const rule of rules) {
      const matches = await this.#matches(rule, question, values);
      judged.push({ rule, matches, failing: reasons && matches === false ? await this.#failing(filterOf(rule, question), question, values) : [] });
    }
    return { ...none, ...verdict(judged, question, this.#ownRights(subject, question)), rules: judged.map(({ rule, ...rest }) => ({ row: rule.row, ...rest })) };
  }

  /** The rules that hold for somebody, for a call from one address. */
  async rulesOf(subject: AccessSubject): Promise<Rules> {
    return this.rules.of(accountabilityOf(subject, await this.collector.collect(subject.id, subject.role, subject.ip)), null);
  }

  /** Everything that somebody holds for a call from one address, and `elsewhere` what they would hold besides from others, which IP lists name. */
  async holdings(subject: AccessSubject): Promise<{ readonly rules: Rules; readonly elsewhere: readonly StoredRule[]; readonly sources: readonly PolicySource[] }> {
    const collected = await this.collector.collect(subject.id, subject.role, subject.ip);
    const rules = await this.rules.of(accountabilityOf(subject, collected), null);
    const away = collected.sources.filter(({ applies }) => !applies);
    const others: CollectedPolicies = { ...collected, policies: [...new Set(away.map(({ policy }) => policy))], app: !collected.app && away.some(({ app }) => app) };
    const elsewhere = rules === 'everything' ? rules : await this.rules.of(accountabilityOf(subject, others), null);
    return { rules, elsewhere: elsewhere === 'everything' ? [] : elsewhere, sources: collected.sources };
  }

  /** Administrators may do everything to everything that exists. */
  async #forAdministrators({ collection, item, action }: AccessQuestion): Promise<Pick<Explanation, 'allowed' | 'access' | 'because'>> {
    const exists = action === 'create' || !isKey(item) || this.registry.find(collection) === null || (await this.#finds(collection, item, null));
    return { allowed: exists, access: 'full', because: exists ? 'admin' : 'item' };
  }

  /** Null where it depends on an item that was not named. */
  async #matches(rule: StoredRule, { action, collection, item }: AccessQuestion, values: VariableValues): Promise<boolean | null> {
    const filter = filterOf(rule, { action });
    if (item === undefined) return filter === null ? true : null;
    if (isKey(item)) return this.registry.find(collection) !== null && this.#finds(collection, item, filter && filterWithValues(filter, values));
    return filter === null || satisfies(filterWithValues(filter, values), item, action === 'create' ? 'passes' : 'fails');
  }

  /** The parts of a rule that do not hold, each asked by itself; of alternatives all of them together. */
  async #failing(filter: Filter | null, question: AccessQuestion, values: VariableValues): Promise<Filter[]> {
    const failing: Filter[] = [];
    for (const condition of conditionsOf(filter)) {
      if (failing.length === FAILING_AT_MOST) break;
      if (!(await this.#holds(condition, question, values))) failing.push(condition);
    }
    return failing;
  }

  async #holds(filter: Filter, { action, collection, item }: AccessQuestion, values: VariableValues): Promise<boolean> {
    const ready = filterWithValues(filter, values);
    if (isKey(item)) return this.registry.find(collection) !== null && this.#finds(collection, item, ready);
    return item !== undefined && satisfies(ready, item, action === 'create' ? 'passes' : 'fails');
  }

  #ownRights({ id }: AccessSubject, { collection, action, item, fields = [] }: AccessQuestion): string[] {
    const known = this.registry.find(collection);
    return known ? ownRightsAmong(known, action, id !== null && item === id, fields) : [];
  }

  async #finds(collection: string, key: Key, filter: Filter | null): Promise<boolean> {
    try {
      return (await this.items.count(filter, collection, [key])) > 0;
    } catch (error) {
      // A rule that makes no sense for this collection lets nothing through.
      if (applicationErrorsIn(error)) return false;
      throw error;
    }
  }
}

type Judged = Omit<JudgedRule, 'row'> & { readonly rule: StoredRule };

/** What of a rule decides about an item: its rows, or for what does not exist yet its validation. */
function filterOf({ rows, validation }: StoredRule, { action }: Pick<AccessQuestion, 'action'>): Filter | null {
  return action === 'create' ? validation : rows;
}

function conditionsOf(filter: Filter | null): Filter[] {
  if (filter === null) return [];
  return filter.kind === 'all' ? filter.filters.flatMap(conditionsOf) : [filter];
}

function verdict(judged: readonly Judged[], { action, fields = [], item }: AccessQuestion, ownRights: readonly string[]): Pick<Explanation, 'allowed' | 'access' | 'because' | 'missingFields'> {
  const isFull = judged.some(({ rule }) => rule.rows === null && fields.every((field) => grants(rule, field)));
  const access = isFull ? 'full' : 'partial';
  const named = action === 'create' && item !== undefined && !isKey(item) ? [...fields, ...Object.keys(item)] : fields;
  // What is created has to satisfy every rule's validation, as when it is written.
  if (action === 'create' && judged.some(({ matches }) => matches === false)) return { allowed: false, access, because: 'item', missingFields: [] };
  const matching = judged.filter(({ matches }) => matches === true);
  if (matching.length === 0 && judged.some(({ matches }) => matches === null)) return { allowed: false, access, because: 'depends-on-item', missingFields: [] };
  if (matching.length === 0) return { allowed: false, access, because: 'item', missingFields: [] };
  if (ownRights.length > 0) return { allowed: false, access, because: 'own-rights', missingFields: ownRights };
  const missingFields = named.filter((field) => !matching.some(({ rule }) => grants(rule, field)));
  return { allowed: missingFields.length === 0, access, because: missingFields.length === 0 ? 'rule' : 'fields', missingFields };
}

function accountabilityOf({ id, role, ip }: AccessSubject, { roles, policies, admin, app }: CollectedPolicies): Accountability {
  return { ...PUBLIC, kind: id === null ? 'public' : 'user', user: id, role, roles, policies, admin, app, ip };
}

function isKey(item: AccessQuestion['item']): item is Key {
  return typeof item === 'string' || typeof item === 'number';
}
