import type { CollectionRegistry } from '../collections/registry';
import type { Query, Scalar } from './ast';
import { compileCount, compileCounts, compileCountUpTo, compileItems, type CompiledQuery } from './compile/compile-query';
import type { Dialect } from './dialect';
import { possibleKeys, type Key } from './keys';
import { FIRST_KEY_SLOT, parametrize, type Parametrized } from './parametrize';
import type { Scope } from './scope';

/** A statement ready to be run, and how its rows are read. */
export interface ReadyQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly isPlannedAnew: boolean;
  readonly read: CompiledQuery['read'];
}

const COMPILED = { items: compileItems, count: compileCount, countUpTo: compileCountUpTo, countsUpTo: compileCounts } as const;

/** What is asked about a query: its items, or only how many there are. */
export type Question = keyof typeof COMPILED;

const KEPT_AT_MOST = 1000;

/** A question that was asked before in the very same words: only its keys can be others. */
interface Recent {
  readonly compiled: CompiledQuery;
  readonly valuesAfterKeys: readonly Scalar[];
}

/** Compiles questions to SQL. Those that differ in their values only are compiled once: it costs more than running them. */
export class QueryCompiler {
  readonly #kept = new Map<string, CompiledQuery>();
  /** Of frozen queries without any restriction, which stay what they are. */
  readonly #recent = new WeakMap<Query, Map<string, Recent>>();

  constructor(
    readonly registry: CollectionRegistry,
    private readonly dialect: Dialect,
  ) {}

  /** With keys: only items with these. The query's own page does not matter then. */
  items(collection: string, query: Query, scope: Scope, keys: readonly Key[] | null = null): ReadyQuery {
    return this.#ready('items', collection, query, scope, keys);
  }

  /** How many items there are under the query's filter and search. */
  count(collection: string, query: Query, scope: Scope, keys: readonly Key[] | null = null): ReadyQuery {
    return this.#ready('count', collection, query, scope, keys);
  }

  /** The same, counted no further than the query's limit. */
  countUpTo(collection: string, query: Query, scope: Scope): ReadyQuery {
    return this.#ready('countUpTo', collection, query, scope, null);
  }

  /** How many items there are for each of the values that the query's filter names for one field, each counted no further than the query's limit. */
  countsUpTo(collection: string, query: Query, scope: Scope): ReadyQuery {
    return this.#ready('countsUpTo', collection, query, scope, null);
  }

  #ready(kind: Question, collection: string, query: Query, scope: Scope, keys: readonly Key[] | null): ReadyQuery {
    const possible = keys && possibleKeys(this.registry.get(collection).primaryKey.type, keys);
    const recents = scope === 'everything' && Object.isFrozen(query) ? this.#recentsOf(query) : null;
    const words = `${kind} ${collection} ${possible?.length}`;
    const recent = recents?.get(words);
    if (recent) return ready(recent.compiled, [query.offset, ...(possible ?? []), ...recent.valuesAfterKeys]);
    const parametrized = parametrize(collection, possible ? { ...query, keys: possible.map((value) => ({ kind: 'literal', value })), limit: possible.length } : query, scope);
    const compiled = this.#compiled(kind, collection, parametrized);
    recents?.set(words, { compiled, valuesAfterKeys: parametrized.values.slice(FIRST_KEY_SLOT + (possible?.length ?? 0)) });
    return ready(compiled, parametrized.values);
  }

  #recentsOf(query: Query): Map<string, Recent> {
    const known = this.#recent.get(query) ?? new Map<string, Recent>();
    this.#recent.set(query, known);
    return known;
  }

  #compiled(kind: Question, collection: string, parametrized: Parametrized): CompiledQuery {
    const key = kind + parametrized.shape;
    const known = this.#kept.get(key);
    if (known) return known;
    const compiled = COMPILED[kind](this.registry, this.dialect, collection, parametrized);
    if (this.#kept.size >= KEPT_AT_MOST) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, compiled);
    return compiled;
  }
}

function ready({ sql, parameters, isPlannedAnew, read }: CompiledQuery, values: readonly Scalar[]): ReadyQuery {
  return { sql, parameters: parameters(values), isPlannedAnew, read };
}
