import { fieldsOf } from './cut';
import type { Random } from './random';
import { TABLES, type Data, type Json, type Question, type Reader, type Row, type Rule, type Type, type Value } from './tables';

/** How often each operator and each use of a field came up. */
export type Coverage = Map<string, number>;

const WORDS = ['ab', 'Ab', 'abba', 'b%c', 'a_b', 'bc', 'Cb a', 'cab', 'c\\b', "o'c", 'BAC', 'acb'];
const DATES = ['2024-02-29T23:59:59', '2025-11-24T09:00:00', '2025-11-24T09:00:01', '2026-01-01T00:00:00', '2026-11-24T08:55:46', '2027-06-15T12:30:00'];

/** A small directory in which most things come up more than once. */
export function makeData(random: Random): Data {
  const word = () => random.pick(WORDS);
  const orNull = <T>(value: T, probability = 0.25) => (random.chance(probability) ? null : value);
  const roles: Row[] = [];
  for (let index = 0; index < 5; index += 1) roles.push({ id: `r${index}`, name: word(), icon: random.pick(['shield', 'cab']), description: orNull(random.chance(0.2) ? '' : word()), parent: index === 0 ? null : orNull(`r${random.below(index)}`, 0.3) });
  const users: Row[] = Array.from({ length: 9 }, (_, index) => ({
    id: `u${index}`, first_name: orNull(word()), last_name: orNull(word()), email: orNull(`${word()}${index}@x.org`), location: orNull(random.pick(['', 'ab', 'bc', 'cab'])), title: orNull(word()), description: orNull(word(), 0.5),
    status: random.pick(['active', 'draft', 'archived']), provider: 'default', text_direction: 'auto', role: orNull(`r${random.below(5)}`), token: random.chance(0.3) ? `hash-${index}` : null,
    tags: orNull(random.some(WORDS, 0.2), 0.3), last_access: orNull(random.pick(DATES)), email_notifications: random.chance(0.5),
  }));
  const policies: Row[] = ['p0', 'p1', 'p2', 'reader'].map((id) => ({ id, name: word(), icon: 'badge', description: orNull(word()), admin_access: random.chance(0.3), app_access: random.chance(0.5), enforce_tfa: random.chance(0.3) }));
  const access: Row[] = Array.from({ length: 10 }, (_, index) => {
    const toUser = random.chance(0.5);
    return { id: `a${index}`, role: toUser ? null : orNull(`r${random.below(5)}`, 0.2), user: toUser ? `u${random.below(9)}` : null, policy: `p${random.below(3)}`, sort: orNull(random.below(4)) };
  });
  return { directus_users: users, directus_roles: roles, directus_policies: policies, directus_access: access };
}

export function makeReader(random: Random, data: Data, now: Date): Reader {
  const user = random.chance(0.1) ? null : random.pick(data['directus_users']!);
  const role = (user?.['role'] ?? null) as string | null;
  const roles: string[] = [];
  for (let id = role; id !== null; id = data['directus_roles']!.find((row) => row['id'] === id)!['parent'] as string | null) roles.push(id);
  return { user: (user?.['id'] ?? null) as string | null, role, roles, policies: ['reader'], now };
}

/** What everybody with app access has beside the stored rules. */
export const IMPLIED: readonly Rule[] = [
  { collection: 'directus_roles', fields: ['*'], permissions: { id: { _in: '$CURRENT_ROLES' } } },
  { collection: 'directus_users', fields: ['id', 'first_name', 'last_name', 'email', 'location', 'title', 'description', 'tags', 'status', 'role', 'provider'], permissions: { id: { _eq: '$CURRENT_USER' } } },
];

export class Generator {
  constructor(
    private readonly random: Random,
    private readonly data: Data,
    private readonly coverage: Coverage,
  ) {}

  rules(): Rule[] {
    return Object.keys(TABLES).flatMap((collection) => {
      const rules = Array.from({ length: this.random.pick([0, 1, 1, 2, 2, 3]) }, () => this.#rule(collection));
      return rules;
    });
  }

  #rule(collection: string): Rule {
    const { random } = this;
    const fields = random.chance(0.25) ? ['*'] : random.some(fieldsOf(collection), random.pick([0.3, 0.6, 0.9]));
    const permissions = random.chance(0.3) ? null : this.filter(collection, 2, fieldsOf);
    return { collection, fields, permissions };
  }

  /** `granted` says which fields the reader may use; mostly one of them is taken. */
  question(granted: (collection: string) => readonly string[]): Question {
    const { random } = this;
    // People twice: they have the most kinds of fields.
    const readable = [...Object.keys(TABLES), 'directus_users'].filter((name) => granted(name).length > 0);
    const collection = readable.length > 0 && random.chance(0.97) ? random.pick(readable) : random.pick(Object.keys(TABLES));
    const filter = random.chance(0.6) ? { filter: this.filter(collection, 2, granted) } : {};
    const search = random.chance(0.15) ? { search: this.#used('search', random.pick(['a', 'b%', 'cab', '_', 'AB', '2', "o'", '\\'])) } : {};
    const page = { ...(random.chance(0.4) ? { limit: random.below(6) } : {}), ...(random.chance(0.15) ? { offset: random.below(3) } : {}) };
    if (random.chance(0.2)) return { collection, ...filter, ...search, ...page, ...this.#aggregate(collection, granted) };
    const sort = random.chance(0.5) ? { sort: this.#sort(collection, granted) } : {};
    return { collection, ...filter, ...search, ...page, ...sort, ...this.#selection(collection, granted) };
  }

  filter(table: string, depth: number, granted: (collection: string) => readonly string[]): Json {
    const { random } = this;
    if (depth > 0 && table === 'directus_users' && random.chance(0.15)) return this.#alternative(granted(table)) ?? this.filter(table, depth - 1, granted);
    if (depth > 0 && random.chance(0.3)) {
      const key = random.pick(['_and', '_or']);
      return { [key]: Array.from({ length: 1 + random.below(3) }, () => this.filter(table, depth - 1, granted)) };
    }
    const field = this.#filterField(table, granted);
    const relation = TABLES[table]!.relations[field];
    if (relation) {
      if (random.chance(0.15)) return { [field]: { [this.#used('op list', random.pick(['_null', '_nnull']))]: random.chance(0.7) } };
      if (random.chance(0.2)) return { [this.#used('use filter function', `count(${field})`)]: this.#comparison('integer', () => random.below(4)) };
      if (depth === 0) return { [field]: { _null: random.chance(0.5) } };
      const inner = this.filter(relation.from, depth - 1, granted);
      const word = random.pick(['_some', '_none', '']);
      this.#used('op quantifier', word || 'implicit');
      return { [field]: word === '' ? this.#fieldOnly(relation.from, inner, granted) : { [word]: inner } };
    }
    const { type, to } = TABLES[table]!.columns[field]!;
    if (to && depth > 0 && random.chance(0.4)) return { [this.#used('use filter relation', field)]: this.#fieldOnly(to, this.filter(to, depth - 1, granted), granted) };
    if (type === 'date' && random.chance(0.3)) return { [this.#used('use filter function', `${random.pick(['year', 'month', 'day', 'weekday', 'hour', 'minute', 'second'])}(${field})`)]: this.#comparison('integer', () => random.pick([0, 1, 9, 11, 24, 59, 2025, 2026])) };
    if (type === 'list' && random.chance(0.6)) return { [this.#used('use filter function', `count(${field})`)]: this.#comparison('integer', () => random.below(4)) };
    this.#used('use filter', field);
    return { [field]: this.#comparison(type, () => this.#operand(table, field)) };
  }

  /** What is answered from several indexes: rows of a role, of a status or of a key. */
  #alternative(granted: readonly string[]): Json | null {
    const { random } = this;
    const fields = ['role', 'status', 'id'].filter((field) => granted.includes(field));
    if (fields.length === 0) return null;
    this.#used('use filter', 'alternative of keys');
    const table = 'directus_users';
    return { _or: Array.from({ length: 2 + random.below(2) }, () => {
      const field = random.pick(fields);
      const whole = () => random.pick(this.data[table]!)[field] ?? 'none';
      return { [field]: random.pick([{ _eq: whole() }, { _eq: whole() }, { _in: [whole(), whole()] }, { _null: true }, { _eq: this.#operand(table, field) }]) };
    }) };
  }

  /** Conditions below a relation without a word have to begin with a field. */
  #fieldOnly(table: string, filter: Json, granted: (collection: string) => readonly string[]): Json {
    return '_and' in filter || '_or' in filter ? this.filter(table, 0, granted) : filter;
  }

  #comparison(type: Type, operand: () => Value): Json {
    const { random } = this;
    const operator = this.#used('op', random.pick(OPERATORS[type]));
    if (/null|empty/.test(operator)) return { [operator]: random.chance(0.7) };
    if (operator === '_in' || operator === '_nin') {
      const variable = type === 'text' || type === 'id' ? random.pick(['$CURRENT_ROLES', '$CURRENT_POLICIES', '$CURRENT_USER']) : null;
      return { [operator]: variable && random.chance(0.4) ? this.#used('op variable', variable) : Array.from({ length: 1 + random.below(3) }, operand) };
    }
    if (operator === '_between' || operator === '_nbetween') return { [operator]: [operand(), operand()] };
    return { [operator]: operand() };
  }

  #operand(table: string, field: string): Value {
    const { random } = this;
    const { type } = TABLES[table]!.columns[field]!;
    if (type === 'date') return random.chance(0.15) ? this.#used('op variable', random.pick(['$NOW', '$NOW(-1 year)'])) : random.pick(DATES);
    if (type === 'boolean') return random.chance(0.5);
    if (type === 'integer') return random.below(4);
    if (random.chance(0.12)) return this.#used('op variable', random.pick(['$CURRENT_USER', '$CURRENT_ROLE', '$CURRENT_USER', '$CURRENT_ROLE', '$CURRENT_WEATHER']));
    const values = this.data[table]!.map((row) => row[field]).filter((value): value is string => typeof value === 'string' && value !== '');
    const value = values.length > 0 && random.chance(0.8) ? random.pick(values) : random.pick(WORDS);
    const start = random.below(value.length);
    return random.chance(0.35) ? value.slice(start, start + 1 + random.below(3)) : value;
  }

  /** Numbers and dates are few among texts, and have most operators. */
  #filterField(table: string, granted: (collection: string) => readonly string[]): string {
    return (this.random.chance(0.3) ? this.#column(table, granted, ['integer', 'date', 'list']) : null) ?? this.#field(table, granted);
  }

  #field(table: string, granted: (collection: string) => readonly string[]): string {
    const own = granted(table);
    return own.length > 0 && this.random.chance(0.98) ? this.random.pick(own) : this.random.pick(fieldsOf(table));
  }

  #column(table: string, granted: (collection: string) => readonly string[], types: readonly Type[]): string | null {
    const fields = granted(table).filter((name) => types.includes(TABLES[table]!.columns[name]?.type ?? 'secret'));
    const columns = this.random.chance(0.98) ? fields : Object.keys(TABLES[table]!.columns).filter((name) => types.includes(TABLES[table]!.columns[name]!.type));
    return columns.length > 0 ? this.random.pick(columns) : null;
  }

  #sort(table: string, granted: (collection: string) => readonly string[]): string[] {
    const { random } = this;
    // The order that the indexes of people have.
    if (table === 'directus_users' && granted(table).includes('email') && random.chance(0.3)) return [`${random.chance(0.5) ? '-' : ''}${this.#used('use sort', 'email')}`];
    const path = (at: string, depth: number): string | null => {
      const dated = random.chance(0.15) ? this.#column(at, granted, ['date']) : null;
      const name = dated ?? this.#column(at, granted, ['id', 'text', 'boolean', 'integer', 'date']);
      if (name === null) return null;
      const { to, type } = TABLES[at]!.columns[name]!;
      if (to && depth > 0 && granted(to).length > 0 && random.chance(0.5)) {
        const rest = path(to, depth - 1);
        return rest === null ? name : `${name}.${this.#used('use sort relation', rest)}`;
      }
      return type === 'date' && random.chance(0.7) ? this.#used('use sort function', `year(${name})`) : this.#used('use sort', name);
    };
    return Array.from({ length: 1 + random.below(2) }, () => path(table, 2)).flatMap((found) => (found === null ? [] : [`${random.chance(0.5) ? '-' : ''}${found}`]));
  }

  #selection(table: string, granted: (collection: string) => readonly string[]): Pick<Question, 'fields' | 'alias' | 'deep'> {
    const { random } = this;
    if (random.chance(0.1)) return {};
    const fields = new Set(random.chance(0.6) ? ['id'].filter((name) => granted(table).includes(name)) : []);
    for (let index = 1 + random.below(4); index > 0; index -= 1) fields.add(this.#path(table, 2, granted));
    const relations = [...new Set([...fields].map((path) => path.split('.')[0]!))].filter((name) => targetOf(table, name));
    const deep: Record<string, Json> = {};
    for (const name of relations) if (random.chance(0.4)) deep[name] = this.#deep(targetOf(table, name)!, name in TABLES[table]!.relations, granted);
    const alias: Record<string, string> = {};
    if (random.chance(0.2)) {
      alias['other'] = this.#field(table, granted);
      const target = targetOf(table, alias['other']);
      fields.add(target && granted(target).length > 0 && random.chance(0.6) ? `other.${this.#field(target, granted)}` : 'other');
      this.#used('use alias', alias['other']);
      if (target && random.chance(0.5)) deep['other'] = this.#deep(target, alias['other'] in TABLES[table]!.relations, granted);
    }
    return { fields: [...fields], ...(Object.keys(deep).length > 0 ? { deep } : {}), ...(Object.keys(alias).length > 0 ? { alias } : {}) };
  }

  #path(table: string, depth: number, granted: (collection: string) => readonly string[]): string {
    const { random } = this;
    if (random.chance(0.1)) return depth > 0 && random.chance(0.3) ? '*.*' : '*';
    const name = this.#field(table, granted);
    const target = targetOf(table, name);
    if (target && depth > 0 && random.chance(0.7)) return `${name}.${this.#path(target, depth - 1, granted)}`;
    if (name in TABLES[table]!.relations && random.chance(0.3)) return this.#used('use output function', `count(${name})`);
    const { type } = TABLES[table]!.columns[name] ?? {};
    if (type === 'date' && random.chance(0.3)) return this.#used('use output function', `month(${name})`);
    if (type === 'list' && random.chance(0.3)) return this.#used('use output function', `count(${name})`);
    this.#used('use output', name);
    return name;
  }

  #deep(target: string, isMany: boolean, granted: (collection: string) => readonly string[]): Json {
    const { random } = this;
    this.#used('use deep', target);
    return {
      ...(random.chance(0.7) ? { _filter: this.filter(target, 1, granted) } : {}),
      ...(isMany && random.chance(0.4) ? { _sort: this.#sort(target, granted) } : {}),
      ...(isMany && random.chance(0.4) ? { _limit: random.below(4) } : {}),
    };
  }

  #aggregate(table: string, granted: (collection: string) => readonly string[]): Pick<Question, 'aggregate' | 'groupBy'> {
    const { random } = this;
    const aggregate: Record<string, string[]> = {};
    if (random.chance(0.6)) aggregate['count'] = ['*'];
    for (const [fn, types] of AGGREGATES) {
      if (!random.chance(0.25) || aggregate[fn]) continue;
      const field = this.#column(table, granted, types);
      if (field) aggregate[fn] = [this.#used('use aggregate', field)];
    }
    const key = random.chance(0.6) ? this.#column(table, granted, ['id', 'text', 'boolean', 'integer', 'date']) : null;
    const groupBy = key ? { groupBy: [this.#used('use group', TABLES[table]!.columns[key]!.type === 'date' && random.chance(0.5) ? `year(${key})` : key)] } : {};
    if (Object.keys(aggregate).length === 0 && !key) aggregate['count'] = ['*'];
    return { ...(Object.keys(aggregate).length > 0 ? { aggregate } : {}), ...groupBy };
  }

  /** Counts kinds of use, not each field by its name. */
  #used<T extends string>(kind: string, what: T): T {
    const key = kind.startsWith('use') ? kind : `${kind} ${what}`;
    this.coverage.set(key, (this.coverage.get(key) ?? 0) + 1);
    return what;
  }
}

const AGGREGATES: readonly [string, readonly Type[]][] = [
  ['count', ['id', 'text', 'boolean', 'integer', 'date']], ['countDistinct', ['id', 'text', 'boolean', 'integer', 'date']], ['min', ['text', 'date', 'integer']], ['max', ['text', 'date', 'integer']],
  ['sum', ['integer']], ['avg', ['integer']], ['sumDistinct', ['integer']], ['avgDistinct', ['integer']],
];

const PRESENCE = ['_null', '_nnull'];
const EMPTINESS = [...PRESENCE, '_empty', '_nempty'];
const EQUALITY = ['_eq', '_neq', '_in', '_nin'];
const ORDER = ['_lt', '_lte', '_gt', '_gte', '_between', '_nbetween'];
const PIECES = ['contains', 'starts_with', 'ends_with'].flatMap((word) => ['', 'n', 'i', 'ni'].map((mark) => `_${mark}${word}`));

const OPERATORS: Readonly<Record<Type, readonly string[]>> = {
  id: [...EQUALITY, ...EMPTINESS], text: [...EQUALITY, ...EMPTINESS, ...PIECES], boolean: ['_eq', '_neq', ...PRESENCE], integer: [...ORDER, ...EQUALITY, ...PRESENCE],
  date: [...ORDER, ...EQUALITY, ...EMPTINESS], list: PRESENCE, secret: EMPTINESS,
};

function targetOf(table: string, field: string): string | undefined {
  return TABLES[table]!.relations[field]?.from ?? TABLES[table]!.columns[field]?.to;
}
