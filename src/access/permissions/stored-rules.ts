import { Injectable } from '@nestjs/common';
import type { Accountability } from '../../platform/accountability/accountability';
import { SqlRunner } from '../../platform/database/sql-runner';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import type { Filter, Query } from '../query/ast';
import { parseFields } from '../query/parse/parse-fields';
import { parseFilter, type FilterPurpose } from '../query/parse/parse-filter';
import { parseQuery } from '../query/parse/parse-query';
import { QueryCompiler } from '../query/query-compiler';
import type { Scope } from '../query/scope';
import { IMPLIED_PERMISSIONS } from './implied-permissions';
import type { PermissionRow } from './permission-row';

export const ACTIONS = ['create', 'read', 'update', 'delete', 'share'] as const;
export type Action = (typeof ACTIONS)[number];

/** A permission that has been understood. */
export interface StoredRule {
  readonly row: PermissionRow;
  readonly collection: string;
  readonly action: string;
  readonly fields: readonly string[];
  /** Null: every row. */
  readonly rows: Filter | null;
  readonly validation: Filter | null;
  readonly presets: Readonly<Record<string, unknown>>;
}

/** All rules of a caller, or everything: administrators and Usher itself are recognised here and nowhere else. */
export type Rules = 'everything' | readonly StoredRule[];

/** Loads the rules afresh each time, so that a change of rights acts on the very next question. */
@Injectable()
export class StoredRules {
  constructor(
    private readonly compiler: QueryCompiler,
    private readonly runner: SqlRunner,
  ) {}

  async of(accountability: Accountability, action: Action | null, work?: UnitOfWork): Promise<Rules> {
    if (accountability.admin) return 'everything';
    const stored = await this.rowsOf(accountability.policies, action, work);
    const implied = accountability.app ? IMPLIED_PERMISSIONS.filter((row) => action === null || row.action === action) : [];
    return [...stored, ...implied].map(understand);
  }

  /** What a reader may see, for the query language. */
  async readScope(accountability: Accountability, work?: UnitOfWork): Promise<Scope> {
    return scopeOf(await this.of(accountability, 'read', work));
  }

  /** The stored permissions of policies, in the order of the policies. */
  async rowsOf(policies: readonly string[], action: Action | null, work?: UnitOfWork): Promise<PermissionRow[]> {
    if (policies.length === 0) return [];
    const query = this.compiler.items('directus_permissions', permissionsOf(policies, action), 'everything');
    const rows = (await this.runner.lists(query, work)).map((row) => query.read(row) as PermissionRow);
    const place = new Map(policies.map((policy, index) => [policy, index]));
    return rows.sort((a, b) => place.get(a.policy!)! - place.get(b.policy!)! || a.id! - b.id!);
  }
}

export function scopeOf(rules: Rules): Scope {
  if (rules === 'everything') return rules;
  const scope: Record<string, { fields: readonly string[]; rows: Filter | null }[]> = {};
  for (const { collection, fields, rows } of rules) {
    if (!Object.hasOwn(scope, collection)) Object.defineProperty(scope, collection, { value: [], enumerable: true });
    scope[collection]!.push({ fields, rows });
  }
  return scope;
}

/** A row rule or validation that makes no sense matches nothing: a mistake in a rule must not open anything. */
const NOTHING: Filter = { kind: 'any', filters: [] };

export function understand(row: PermissionRow): StoredRule {
  return {
    row,
    collection: row.collection,
    action: row.action,
    fields: row.fields ?? [],
    rows: conditions(row.permissions, 'query'),
    validation: conditions(row.validation, 'validation'),
    presets: row.presets !== null && typeof row.presets === 'object' ? row.presets : {},
  };
}

function conditions(raw: unknown, purpose: FilterPurpose): Filter | null {
  try {
    const filter = parseFilter(raw, 'rule', purpose);
    return filter === null || (filter.kind === 'all' && filter.filters.length === 0) ? null : filter;
  } catch (error) {
    if (applicationErrorsIn(error)) return NOTHING;
    throw error;
  }
}

const ALL = parseQuery({});
const COLUMNS = parseFields(['id', 'policy', 'collection', 'action', 'permissions', 'validation', 'presets', 'fields']);

function permissionsOf(policies: readonly string[], action: Action | null): Query {
  const operands = (values: readonly string[]) => values.map((value) => ({ kind: 'literal', value }) as const);
  const compare = (name: string, operator: 'in' | 'eq', values: readonly string[]): Filter => ({ kind: 'compare', call: { name, fn: null }, operator, operands: operands(values) });
  return {
    ...ALL,
    fields: COLUMNS,
    filter: { kind: 'all', filters: [compare('policy', 'in', policies), ...(action === null ? [] : [compare('action', 'eq', [action])])] },
    limit: Number.MAX_SAFE_INTEGER,
  };
}
