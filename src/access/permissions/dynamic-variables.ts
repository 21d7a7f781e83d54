import { Injectable } from '@nestjs/common';
import type { Accountability } from '../../platform/accountability/accountability';
import { Clock } from '../../platform/clock/clock';
import { SqlRunner } from '../../platform/database/sql-runner';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Collection } from '../collections/registry';
import type { Filter, Operand, Query, Scalar, TimeShift, Variable } from '../query/ast';
import { mapOperands, operandsIn } from '../query/operands';
import { parseQuery } from '../query/parse/parse-query';
import { QueryCompiler } from '../query/query-compiler';
import type { Scope } from '../query/scope';

/** The values that the variables of one question have for one caller. */
export type VariableValues = (variable: Variable) => readonly Scalar[];

/** Gives `$CURRENT_USER`, `$CURRENT_ROLE(S)`, `$CURRENT_POLICIES` and `$NOW` their values, and `$CURRENT_USER.title` its own. */
@Injectable()
export class DynamicVariables {
  constructor(
    private readonly compiler: QueryCompiler,
    private readonly runner: SqlRunner,
    private readonly clock: Clock,
  ) {}

  async valuesFor(accountability: Accountability, variables: readonly Variable[], work?: UnitOfWork): Promise<VariableValues> {
    const now = work?.now ?? this.clock.now();
    const user = await this.#item('directus_users', accountability.user, pathsOf(variables, '$CURRENT_USER'), work);
    const role = await this.#item('directus_roles', accountability.role, pathsOf(variables, '$CURRENT_ROLE'), work);
    return ({ name, path, shift }) => {
      switch (name) {
        case '$NOW':
          return [shifted(now, shift).toISOString()];
        case '$CURRENT_USER':
          return path.length > 0 ? scalarsAt(user, path) : present(accountability.user);
        case '$CURRENT_ROLE':
          return path.length > 0 ? scalarsAt(role, path) : present(accountability.role);
        case '$CURRENT_ROLES':
          return path.length > 0 ? [] : accountability.roles;
        case '$CURRENT_POLICIES':
          return path.length > 0 ? [] : accountability.policies;
      }
    };
  }

  /** The fields of the caller's own row that rules refer to. Rules are the administrators' words, so nothing is restricted here but secrets. */
  async #item(collection: string, key: string | null, paths: readonly (readonly string[])[], work?: UnitOfWork): Promise<unknown> {
    const known = paths.filter((path) => leadsToValue(this.compiler.registry.get(collection), path, (name) => this.compiler.registry.get(name)));
    if (key === null || known.length === 0) return null;
    const query = this.compiler.items(collection, parseQuery({ fields: known.map((path) => path.join('.')), filter: { id: { _eq: key } }, limit: 1 }), 'everything');
    const [row] = await this.runner.lists(query, work);
    return row ? query.read(row) : null;
  }
}

export function variablesIn(...filters: readonly (Filter | null)[]): Variable[] {
  return filters.flatMap((filter) => (filter ? operandsIn(filter) : [])).filter((operand) => operand.kind === 'variable');
}

/** All filters of a question and of a scope, to see which variables there are. */
export function filtersIn(query: Query, scope: Scope): (Filter | null)[] {
  const rules = scope === 'everything' ? [] : Object.values(scope).flatMap((list) => list.map((rule) => rule.rows));
  return [query.filter, ...Object.values(query.deep).flatMap((nested) => filtersIn(nested, 'everything')), ...rules];
}

/** A filter with values in the place of its variables. A variable without a value becomes an unknown operand. */
export function filterWithValues(filter: Filter, values: VariableValues): Filter {
  return mapOperands(filter, (operand, takes) => {
    if (operand.kind !== 'variable') return [operand];
    const found = values(operand);
    // An empty list in `_nin` would let everything through, and a comparison with several values would pick one of them.
    if (found.length === 0 || (takes === 'one' && found.length > 1)) return [{ kind: 'unknown' }];
    return found.map((value): Operand => ({ kind: 'literal', value }));
  });
}

export function queryWithValues(query: Query, values: VariableValues): Query {
  return {
    ...query,
    filter: query.filter && filterWithValues(query.filter, values),
    deep: Object.fromEntries(Object.entries(query.deep).map(([name, nested]) => [name, queryWithValues(nested, values)])),
  };
}

export function scopeWithValues(scope: Scope, values: VariableValues): Scope {
  if (scope === 'everything') return scope;
  return Object.fromEntries(Object.entries(scope).map(([name, rules]) => [name, rules.map((rule) => ({ ...rule, rows: rule.rows && filterWithValues(rule.rows, values) }))]));
}

function pathsOf(variables: readonly Variable[], name: Variable['name']): (readonly string[])[] {
  return variables.filter((variable) => variable.name === name && variable.path.length > 0).map((variable) => variable.path);
}

/** Relations, then a column that is no secret. */
function leadsToValue(collection: Collection, [step, ...rest]: readonly string[], get: (name: string) => Collection): boolean {
  const field = collection.fields.get(step!);
  if (!field) return false;
  const target = field.kind === 'list' ? field.of : field.refersTo;
  if (rest.length > 0) return target !== undefined && rest.length < 5 && leadsToValue(get(target), rest, get);
  return field.kind === 'list' || !field.concealed;
}

function scalarsAt(item: unknown, path: readonly string[]): Scalar[] {
  const [step, ...rest] = path;
  if (Array.isArray(item)) return item.flatMap((entry) => scalarsAt(entry, path));
  if (step !== undefined) return typeof item === 'object' && item !== null ? scalarsAt((item as Record<string, unknown>)[step], rest) : [];
  return typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? [item] : [];
}

function present(value: string | null): string[] {
  return value === null ? [] : [value];
}

const MILLISECONDS = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

/** A point in time further on, never outside the years that a date can be written in. */
function shifted(now: Date, shift: TimeShift | null): Date {
  if (!shift) return now;
  const date = new Date(now);
  if (shift.unit === 'month') date.setUTCMonth(date.getUTCMonth() + Math.trunc(shift.amount));
  else if (shift.unit === 'year') date.setUTCFullYear(date.getUTCFullYear() + Math.trunc(shift.amount));
  else date.setTime(date.getTime() + shift.amount * MILLISECONDS[shift.unit]);
  const year = Number.isNaN(date.getTime()) ? null : date.getUTCFullYear();
  if (year !== null && year >= 0 && year <= 9999) return date;
  return new Date(shift.amount < 0 ? '0000-01-01T00:00:00.000Z' : '9999-12-31T23:59:59.999Z');
}
