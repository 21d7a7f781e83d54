import { Injectable } from '@nestjs/common';
import { PUBLIC, type Accountability } from '../../platform/accountability/accountability';
import { SqlRunner } from '../../platform/database/sql-runner';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import { CollectionRegistry } from '../collections/registry';
import type { Filter } from '../query/ast';
import { keyOperands, type Key } from '../query/keys';
import { satisfies } from '../query/match/match-filter';
import { parseQuery } from '../query/parse/parse-query';
import { QueryCompiler } from '../query/query-compiler';
import { grants } from '../query/scope';
import { DynamicVariables, filterWithValues, variablesIn, type VariableValues } from './dynamic-variables';
import type { PermissionRow } from './permission-row';
import { PolicyCollector, type CollectedPolicies, type PolicySource } from './policy-collector';
import { StoredRules, type Action, type StoredRule } from './stored-rules';

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

export type Because =
  /** They may: as an administrator, or by a rule. */
  | 'admin' | 'rule'
  /** They may not: not active; no rule for this; none for this item, or for some of the fields; or it depends on an item that was not named. */
  | 'inactive' | 'no-rule' | 'item' | 'fields' | 'depends-on-item';

export interface Explanation {
  readonly allowed: boolean;
  /** Whether they may do it to any item (full), to some (partial), or to none. */
  readonly access: 'full' | 'partial' | 'none';
  readonly because: Because;
  /** The rules for this action and collection, and whether each lets the item through; null where that could not be decided. */
  readonly rules: readonly { readonly row: PermissionRow; readonly matches: boolean | null }[];
  /** Fields that no matching rule grants. */
  readonly missingFields: readonly string[];
  /** Where the policies come from that decided, or that would have if they applied. */
  readonly sources: readonly PolicySource[];
}

/** The same evaluation as everywhere, with its reasons kept. */
@Injectable()
export class Explainer {
  constructor(
    private readonly collector: PolicyCollector,
    private readonly rules: StoredRules,
    private readonly variables: DynamicVariables,
    private readonly registry: CollectionRegistry,
    private readonly compiler: QueryCompiler,
    private readonly runner: SqlRunner,
  ) {}

  async explain(subject: AccessSubject, question: AccessQuestion): Promise<Explanation> {
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
    const judged = await Promise.all(rules.map(async (rule) => ({ rule, matches: await this.#matches(rule, question, values) })));
    return { ...none, ...verdict(judged, question), rules: judged.map(({ rule, matches }) => ({ row: rule.row, matches })) };
  }

  /** Administrators may do everything to everything that exists. */
  async #forAdministrators({ collection, item, action }: AccessQuestion): Promise<Pick<Explanation, 'allowed' | 'access' | 'because'>> {
    const exists = action === 'create' || !isKey(item) || this.registry.find(collection) === null || (await this.#finds(collection, item, null));
    return { allowed: exists, access: 'full', because: exists ? 'admin' : 'item' };
  }

  /** Null where it depends on an item that was not named. */
  async #matches({ rows, validation }: StoredRule, { action, collection, item }: AccessQuestion, values: VariableValues): Promise<boolean | null> {
    const filter = action === 'create' ? validation : rows;
    if (item === undefined) return filter === null ? true : null;
    if (isKey(item)) return this.registry.find(collection) !== null && this.#finds(collection, item, filter && filterWithValues(filter, values));
    return filter === null || satisfies(filterWithValues(filter, values), item, action === 'create' ? 'passes' : 'fails');
  }

  async #finds(collection: string, key: Key, filter: Filter | null): Promise<boolean> {
    const { type } = this.registry.get(collection).primaryKey;
    try {
      const ready = this.compiler.count(collection, { ...parseQuery({}), keys: keyOperands(type, [key]), filter }, 'everything');
      const [row] = await this.runner.run(ready);
      return (ready.read(row!) as number) > 0;
    } catch (error) {
      // A rule that makes no sense for this collection lets nothing through.
      if (applicationErrorsIn(error)) return false;
      throw error;
    }
  }
}

type Judged = { readonly rule: StoredRule; readonly matches: boolean | null };

function verdict(judged: readonly Judged[], { action, fields = [], item }: AccessQuestion): Pick<Explanation, 'allowed' | 'access' | 'because' | 'missingFields'> {
  const isFull = judged.some(({ rule }) => rule.rows === null && fields.every((field) => grants(rule, field)));
  const access = isFull ? 'full' : 'partial';
  const named = action === 'create' && item !== undefined && !isKey(item) ? [...fields, ...Object.keys(item)] : fields;
  // What is created has to satisfy every rule's validation, as when it is written.
  if (action === 'create' && judged.some(({ matches }) => matches === false)) return { allowed: false, access, because: 'item', missingFields: [] };
  const matching = judged.filter(({ matches }) => matches === true);
  if (matching.length === 0 && judged.some(({ matches }) => matches === null)) return { allowed: false, access, because: 'depends-on-item', missingFields: [] };
  if (matching.length === 0) return { allowed: false, access, because: 'item', missingFields: [] };
  const missingFields = named.filter((field) => !matching.some(({ rule }) => grants(rule, field)));
  return { allowed: missingFields.length === 0, access, because: missingFields.length === 0 ? 'rule' : 'fields', missingFields };
}

function accountabilityOf({ id, role, ip }: AccessSubject, { roles, policies, admin, app }: CollectedPolicies): Accountability {
  return { ...PUBLIC, kind: id === null ? 'public' : 'user', user: id, role, roles, policies, admin, app, ip };
}

function isKey(item: AccessQuestion['item']): item is Key {
  return typeof item === 'string' || typeof item === 'number';
}
