import type { Collection, CollectionRegistry, NamedField } from '../../src/access/collections/registry';
import { DATE_PARTS, OPERATORS } from '../../src/access/query/operators';
import type { Random } from './random';

type Json = Record<string, unknown>;

const VALUES: readonly unknown[] = [
  'a', 'active', 'two words', ' blank at both ends ', 'a,b', 'one\ntwo', '', 'true', 'null', '$5', '2026-01-01T00:00', 0, 7, -1.5, true, false, null,
  '$CURRENT_USER', '$CURRENT_USER.title', '$CURRENT_USER.role.name', '$CURRENT_ROLE', '$CURRENT_ROLE.parent', '$CURRENT_ROLES', '$CURRENT_POLICIES', '$CURRENT_NOBODY', '$NOW', '$NOW(-1 day)', '$NOW(+ 2.5 h)', '$NOW(7)',
];

/**
 * A rule in one of the many spellings that the language has: bare values, dotted names, functions before and behind the relations,
 * lists as texts and as objects, groups of comparisons. Not each is accepted; that is the parser's to say.
 */
export class RandomRule {
  constructor(
    private readonly random: Random,
    private readonly registry: CollectionRegistry,
  ) {}

  on(collection: string): Json {
    return this.#conditions(this.registry.find(collection), 0);
  }

  #conditions(collection: Collection | null, depth: number): Json {
    if (depth > 0 && this.random.chance(0.03)) return {};
    const keys = this.random.chance(0.6) ? 1 : 2 + this.random.below(2);
    return Object.fromEntries(Array.from({ length: keys }, () => this.#condition(collection, depth)));
  }

  #condition(collection: Collection | null, depth: number): readonly [string, unknown] {
    if (depth < 5 && this.random.chance(0.25)) return [this.random.pick(['_and', '_or']), Array.from({ length: this.random.below(4) }, () => this.#conditions(collection, depth + 1))];
    if (this.random.chance(0.02)) return [this.random.pick(['_eqq', '_eq', '__proto__', 'constructor', '_intersects']), this.random.pick([1, {}, { _eq: 1 }])];
    const field = collection && this.random.chance(0.97) ? this.random.pick([...collection.fields.values()]) : null;
    const name = field?.name ?? this.random.pick(['nonsense', 'author', 'two words']);
    const target = field ? this.#targetOf(field) : this.random.chance(0.4) ? null : undefined;
    const called = this.#called(name, field);
    if (called !== null) return [called, this.#comparisons(false)];
    if (target !== undefined && depth < 5 && this.random.chance(0.6)) return this.#through(name, target, depth);
    return [name, this.#comparisons(true)];
  }

  /** On with what a relation leads to: as an object, in one name with a dot, or as one of several items. */
  #through(name: string, target: Collection | null, depth: number): readonly [string, unknown] {
    if (this.random.chance(0.35)) return [name, { [this.random.pick(['_some', '_none'])]: this.#conditions(target, depth + 1), ...(this.random.chance(0.2) && (this.#comparisons(true) as object)) }];
    if (this.random.chance(0.3)) {
      const [inner, value] = this.#condition(target, depth + 1);
      if (!inner.startsWith('_')) return [inner.includes('(') && this.random.chance(0.5) ? inner.replace('(', `(${name}.`) : `${name}.${inner}`, value];
    }
    return [name, { ...this.#conditions(target, depth + 1), ...(this.random.chance(0.15) && (this.#comparisons(true) as object)) }];
  }

  #called(name: string, field: NamedField | null): string | null {
    const isDate = field?.kind === 'column' && (field.type === 'timestamp' || field.type === 'dateTime');
    const isCounted = field?.kind === 'list' || (field?.kind === 'column' && field.type === 'json');
    if (!isDate && !isCounted && this.random.chance(0.97)) return null;
    return this.random.chance(0.4) ? `${isDate ? this.random.pick(DATE_PARTS) : 'count'}(${this.random.chance(0.1) ? ` ${name} ` : name})` : null;
  }

  #comparisons(alsoGroups: boolean): unknown {
    if (this.random.chance(0.15)) return this.random.pick(VALUES);
    if (alsoGroups && this.random.chance(0.12)) return { [this.random.pick(['_and', '_or'])]: Array.from({ length: 1 + this.random.below(3) }, () => this.#compared()) };
    return this.#compared();
  }

  #compared(): Json {
    return Object.fromEntries(Array.from({ length: this.random.chance(0.8) ? 1 : 2 }, () => {
      const [word, { takes }] = this.random.pick([...OPERATORS]);
      return [word, takes === 'one' ? this.random.pick(VALUES) : takes === 'flag' ? this.random.pick([true, true, false, 'true', '0', '']) : this.#listed(takes === 'pair' ? 2 : 1 + this.random.below(3))];
    }));
  }

  #listed(length: number): unknown {
    const values = Array.from({ length }, () => this.random.pick(VALUES));
    if (this.random.chance(0.2)) return values.join(',');
    return this.random.chance(0.1) ? { ...values } : values;
  }

  #targetOf(field: NamedField): Collection | undefined {
    const name = field.kind === 'list' ? field.of : field.refersTo;
    return name === undefined ? undefined : this.registry.get(name);
  }
}
