import { sql } from 'kysely';
import { ForbiddenError } from '../../../platform/errors/errors';
import type { ColumnField } from '../../collections/collection';
import { columnOf, type Collection, type CollectionRegistry, type NamedField } from '../../collections/registry';
import type { Filter } from '../ast';
import type { Dialect } from '../dialect';
import { rulesIn, type ReadRule, type Scope } from '../scope';
import type { Condition, Sql } from './condition';

/** What all parts of one statement share. */
export class Compilation {
  #aliases = 0;
  /** Values that one item of the answer has, with its relations. */
  outputs = 0;
  /** How many nested items one item of the answer can have at most, along the widest path. */
  nestedItems = 1;

  constructor(
    readonly registry: CollectionRegistry,
    readonly dialect: Dialect,
    /** Handed in, since rules are filters, and filters ask for fields, which ask for rules. */
    readonly compileFilter: (view: View, filter: Filter, path: string) => Condition,
  ) {}

  nextAlias(): string {
    return `t${this.#aliases++}`;
  }
}

/** A table as one reader sees it at one place of a statement. */
export class View {
  readonly alias: string;
  /** Null: nothing is restricted. */
  readonly rules: readonly ReadRule[] | null;
  /** The row filters of the rules, compiled once for this place. */
  readonly compiledRules = new Map<ReadRule, Condition>();

  constructor(
    readonly compilation: Compilation,
    readonly collection: Collection,
    readonly scope: Scope,
    /** Where the query names it, for refusals: `root`, `role`, `role.parent`. */
    readonly place: string,
    alias?: string,
  ) {
    this.alias = alias ?? compilation.nextAlias();
    this.rules = rulesIn(scope, collection.name);
  }

  get dialect(): Dialect {
    return this.compilation.dialect;
  }

  get isReadable(): boolean {
    return this.rules === null || this.rules.length > 0;
  }

  /** The same rows without restriction: what a rule's own filter looks at. */
  unrestricted(): View {
    return this.scope === 'everything' ? this : new View(this.compilation, this.collection, 'everything', this.place, this.alias);
  }

  /** The same view for a statement that is only checked, not run: what it costs does not count. */
  apart(): View {
    const { registry, dialect, compileFilter } = this.compilation;
    return new View(new Compilation(registry, dialect, compileFilter), this.collection, this.scope, this.place);
  }

  /** The collection at the other end of a relation. */
  related(collection: string, field: string): View {
    return new View(this.compilation, this.compilation.registry.get(collection), this.scope, this.place === 'root' ? field : `${this.place}.${field}`);
  }

  column(field: NamedField<ColumnField>): Sql {
    return sql`${sql.ref(`${this.alias}.${columnOf(field)}`)}`;
  }

  /** A column that one of our definitions names. */
  columnNamed(name: string): Sql {
    return this.column(this.collection.fields.get(name) as NamedField<ColumnField>);
  }

  get key(): Sql {
    return this.column(this.collection.primaryKey);
  }

  get from(): Sql {
    return sql`${sql.table(this.collection.name)} as ${sql.ref(this.alias)}`;
  }

  requireReadable(): void {
    if (!this.isReadable) throw new ForbiddenError({ reason: `You don't have permission to access collection "${this.collection.name}" or it does not exist. Queried in ${this.#quotedPlace}.` });
  }

  /** Several at once, in the words that the dialect has for several. */
  refuseAll(fields: readonly string[]): ForbiddenError {
    if (fields.length === 1) return this.refuse(fields[0]!);
    return new ForbiddenError({ reason: `You don't have permission to access fields ${fields.map((field) => `"${field}"`).join(', ')} in collection "${this.collection.name}" or they do not exist. Queried in ${this.#quotedPlace}.` });
  }

  /** Unknown and forbidden fields are refused with the same words. */
  refuse(field: string): ForbiddenError {
    return new ForbiddenError({ reason: `You don't have permission to access field "${field}" in collection "${this.collection.name}" or it does not exist. Queried in ${this.#quotedPlace}.` });
  }

  get #quotedPlace(): string {
    return this.place === 'root' ? 'root' : `"${this.place}"`;
  }
}
