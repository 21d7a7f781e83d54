import { Injectable } from '@nestjs/common';
import type { Accountability } from '../../platform/accountability/accountability';
import { inChunks } from '../../platform/database/chunks';
import { SqlRunner } from '../../platform/database/sql-runner';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { ForbiddenError } from '../../platform/errors/errors';
import { DynamicVariables, filtersIn, queryWithValues, scopeWithValues, variablesIn } from '../permissions/dynamic-variables';
import { StoredRules } from '../permissions/stored-rules';
import type { Filter, Query, Variable } from '../query/ast';
import type { Key } from '../query/keys';
import { parseKeyedQuery, parseQuery, type RawQuery } from '../query/parse/parse-query';
import { QueryCompiler, type Question, type ReadyQuery } from '../query/query-compiler';
import type { Scope } from '../query/scope';
import { totalBeside, totalOf, type Listed, type Total } from './total';

/** A page of a list, from 1. */
export type PageQuery = RawQuery & { readonly limit: number; readonly page: number };

/** As on the wire: the dialect's names and texts. With no field asked for an item is its bare key. */
export type Item = Record<string, unknown>;

/** All reads at both doors: what a caller may see is decided here, and it is one statement beside that of the rules. */
@Injectable()
export class ItemReader {
  constructor(
    private readonly compiler: QueryCompiler,
    private readonly rules: StoredRules,
    private readonly variables: DynamicVariables,
    private readonly runner: SqlRunner,
  ) {}

  /** The items of one page, of whatever type the caller knows its fields to have. Throws INVALID_QUERY for what is not understood and FORBIDDEN for what may not be seen. */
  async read<T = Item>(accountability: Accountability, collection: string, query: RawQuery, work?: UnitOfWork): Promise<T[]> {
    return (await this.#run('items', accountability, collection, parseQuery(query), null, work)) as T[];
  }

  /** One item; FORBIDDEN when it does not exist or may not be seen. */
  async readOne<T = Item>(accountability: Accountability, collection: string, key: Key, query: RawQuery, work?: UnitOfWork): Promise<T> {
    const [item] = await this.readMany<T>(accountability, collection, [key], query, work);
    if (item === undefined) throw new ForbiddenError();
    return item;
  }

  /** Those of the keys that exist and may be seen, whatever the query's own page; its filter and sort apply. */
  async readMany<T = Item>(accountability: Accountability, collection: string, keys: readonly Key[], query: RawQuery, work?: UnitOfWork): Promise<T[]> {
    if (keys.length === 0) return [];
    return (await this.#run('items', accountability, collection, parseKeyedQuery(query), keys, work)) as T[];
  }

  /** The keys of everything that the query's filter and search find among what may be seen, at most as many as its limit. */
  async keys(accountability: Accountability, collection: string, query: RawQuery, work?: UnitOfWork): Promise<Key[]> {
    const { filter, search, sort, limit, offset, page } = query;
    return this.read<Key>(accountability, collection, { fields: [], filter, search, sort, limit: limit ?? -1, offset, page }, work);
  }

  /** How many items may be seen, under a filter and a search. */
  async count(accountability: Accountability, collection: string, query: { filter?: unknown; search?: unknown }, work?: UnitOfWork): Promise<number> {
    const parsed = parseQuery({ filter: query.filter, search: query.search });
    const [count] = await this.#run('count', accountability, collection, parsed, null, work);
    return count as number;
  }

  /** One page, and how many items there are in all: counted only where the page does not tell it, and no further than a list says it. */
  async page<T = Item>(accountability: Accountability, collection: string, query: PageQuery, listed: Listed): Promise<{ items: T[]; total: Total }> {
    const items = await this.read<T>(accountability, collection, query);
    const { filter, search, page, limit: perPage } = query;
    return { items, total: await totalBeside(items.length, { listed, page, perPage }, (upTo) => this.total(accountability, collection, { filter, search }, upTo)) };
  }

  /** How many items may be seen, under a filter and a search, counted no further than one past `upTo`. */
  async total(accountability: Accountability, collection: string, query: { filter?: unknown; search?: unknown }, upTo: number): Promise<Total> {
    const parsed = { ...parseQuery({ filter: query.filter, search: query.search }), limit: upTo + 1 };
    const [count] = await this.#run('countUpTo', accountability, collection, parsed, null);
    return totalOf(count as number, upTo);
  }

  /** How many of the items that may be seen have each of these values in a field, each counted no further than one past `upTo`. */
  async totalsBy(accountability: Accountability, collection: string, field: string, values: readonly string[], upTo: number): Promise<Map<string, Total>> {
    const totals = await inChunks(values, async (some) => {
      const filter: Filter = { kind: 'compare', call: { name: field, fn: null }, operator: 'in', operands: some.map((value) => ({ kind: 'literal', value })) };
      return (await this.#run('countsUpTo', accountability, collection, { ...parseQuery({}), filter, limit: upTo + 1 }, null)) as (readonly [value: string, count: number])[];
    });
    return new Map(totals.map(([value, count]) => [value, totalOf(count, upTo)]));
  }

  async #run(kind: Question, accountability: Accountability, collection: string, query: Query, keys: readonly Key[] | null, work?: UnitOfWork): Promise<unknown[]> {
    if (!this.compiler.registry.find(collection)) throw new ForbiddenError({ reason: `You don't have permission to access collection "${collection}" or it does not exist. Queried in root.` });
    const scope = await this.rules.readScope(accountability, work);
    const variables = variablesIn(...filtersIn(query, scope));
    const ready = variables.length === 0 ? this.compiler[kind](collection, query, scope, keys) : await this.#withValues(kind, accountability, collection, query, scope, variables, keys, work);
    return (await this.runner.lists(ready, work)).map(ready.read);
  }

  async #withValues(kind: Question, accountability: Accountability, collection: string, query: Query, scope: Scope, variables: readonly Variable[], keys: readonly Key[] | null, work?: UnitOfWork): Promise<ReadyQuery> {
    const values = await this.variables.valuesFor(accountability, variables, work);
    return this.compiler[kind](collection, queryWithValues(query, values), scopeWithValues(scope, values), keys);
  }
}
