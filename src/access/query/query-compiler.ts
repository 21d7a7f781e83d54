import type { CollectionRegistry } from '../collections/registry';
import type { Query } from './ast';
import { compileCount, compileItems, type CompiledQuery } from './compile/compile-query';
import type { Dialect } from './dialect';
import { parametrize, type Parametrized } from './parametrize';
import type { Scope } from './scope';

/** A statement ready to be run, and how its rows are read. */
export interface ReadyQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly isPlannedAnew: boolean;
  readonly read: CompiledQuery['read'];
}

const KEPT_AT_MOST = 1000;

/** Compiles questions to SQL. Those that differ in their values only are compiled once: it costs more than running them. */
export class QueryCompiler {
  readonly #kept = new Map<string, CompiledQuery>();

  constructor(
    readonly registry: CollectionRegistry,
    private readonly dialect: Dialect,
  ) {}

  items(collection: string, query: Query, scope: Scope): ReadyQuery {
    return this.#ready('items', collection, query, scope);
  }

  /** How many items there are under the query's filter and search. */
  count(collection: string, query: Query, scope: Scope): ReadyQuery {
    return this.#ready('count', collection, query, scope);
  }

  #ready(kind: 'items' | 'count', collection: string, query: Query, scope: Scope): ReadyQuery {
    const parametrized = parametrize(collection, query, scope);
    const compiled = this.#compiled(kind, collection, parametrized);
    return { sql: compiled.sql, parameters: compiled.parameters(parametrized.values), isPlannedAnew: compiled.isPlannedAnew, read: compiled.read };
  }

  #compiled(kind: 'items' | 'count', collection: string, parametrized: Parametrized): CompiledQuery {
    const key = kind + parametrized.shape;
    const known = this.#kept.get(key);
    if (known) return known;
    const compile = kind === 'items' ? compileItems : compileCount;
    const compiled = compile(this.registry, this.dialect, collection, parametrized);
    if (this.#kept.size >= KEPT_AT_MOST) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, compiled);
    return compiled;
  }
}
