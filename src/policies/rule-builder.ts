import type { FieldType } from '../access/collections/collection';
import type { CollectionRegistry, NamedField } from '../access/collections/registry';
import { RELATION_DEPTH } from '../access/query/limits';
import { allows, allowsConcealed, DATE_PARTS, FUNCTION_NAMES, OPERATORS, type OperandShape } from '../access/query/operators';
import { fieldLabel } from '../activity/field-words';

/** A value, and how it is called. */
export type Choice = readonly [value: string, words: string];

export interface OfferedField {
  readonly name: string;
  readonly label: string;
  /** `secret` is asked only whether there is one. */
  readonly type: FieldType | 'secret' | 'list';
  /** The collection that a relation leads to. */
  readonly to?: string;
  /** It leads to many items. */
  readonly many?: true;
  readonly functions?: readonly string[];
  /** Which of the offer's lists holds the values that there are. */
  readonly choices?: string;
}

/** What the rows of rules and presets offer for one collection; js/rule-builder.js and js/preset-rows.js read it. */
export interface RuleBuilderOffer {
  readonly collection: string;
  /** How many relations a path may follow. */
  readonly relations: number;
  /** Every collection that relations lead to from this one, with it; none for one of another program, whose paths are typed. */
  readonly collections: Readonly<Record<string, readonly OfferedField[]>>;
  /** By type of field, in the order of the list. `any` is for what is not known. */
  readonly operators: Readonly<Record<string, readonly string[]>>;
  readonly validationOnly: readonly string[];
  readonly words: Readonly<Record<string, string>>;
  /** What some of the words are of a time. */
  readonly timeWords: Readonly<Record<string, string>>;
  readonly takes: Readonly<Record<string, OperandShape | 'items'>>;
  readonly functions: Readonly<Record<string, string>>;
  readonly variables: readonly OfferedVariable[];
  readonly choices: Readonly<Record<string, readonly Choice[]>>;
  /** The fields that can be filled in. */
  readonly presets: readonly string[];
}

interface OfferedVariable {
  /** As it is written; the ones that end with a dot or brackets are completed. */
  readonly value: string;
  readonly label: string;
  /** What it compares with. */
  readonly about: string;
  /** What it fills in as a preset, which is one value. */
  readonly fills?: string;
  readonly suits: 'key' | 'time' | 'any';
  /** It stands for several values. */
  readonly list?: true;
}

const WORDS: Readonly<Record<string, string>> = {
  _some: 'has one where', _none: 'has none where', one: 'is one where',
  _eq: 'is', _neq: 'is not', _in: 'is one of', _nin: 'is none of', _lt: 'is less than', _lte: 'is at most', _gt: 'is more than', _gte: 'is at least', _between: 'is between', _nbetween: 'is not between',
  _icontains: 'contains', _nicontains: 'does not contain', _istarts_with: 'starts with', _nistarts_with: 'does not start with', _iends_with: 'ends with', _niends_with: 'does not end with',
  _contains: 'contains (same case)', _ncontains: 'does not contain (same case)', _starts_with: 'starts with (same case)', _nstarts_with: 'does not start with (same case)', _ends_with: 'ends with (same case)', _nends_with: 'does not end with (same case)',
  _null: 'is not set', _nnull: 'is set', _empty: 'is empty', _nempty: 'is not empty', _regex: 'matches the pattern', _submitted: 'is sent',
};

const TIME_WORDS: Readonly<Record<string, string>> = { _lt: 'is before', _lte: 'is at the latest', _gt: 'is after', _gte: 'is at the earliest' };

const FUNCTION_WORDS: Readonly<Record<string, string>> = { year: 'the year', month: 'the month, 1 to 12', week: 'the week of the year', day: 'the day of the month', weekday: 'the day of the week, 0 (Sunday) to 6', hour: 'the hour', minute: 'the minute', second: 'the second', count: 'how many' };

const VARIABLES: readonly OfferedVariable[] = [
  { value: '$CURRENT_USER', label: 'the person themselves', about: 'The key of whoever asks, as in one’s own row. Nothing matches where nobody is signed in.', fills: 'The key of whoever writes.', suits: 'key' },
  { value: '$CURRENT_USER.', label: 'a field of the person', about: 'What whoever asks has in this field of theirs. Nothing matches where it is empty.', fills: 'What whoever writes has in this field of theirs.', suits: 'any' },
  { value: '$CURRENT_ROLE', label: 'their role', about: 'The key of the role of whoever asks. Nothing matches where they have none.', fills: 'The key of the role of whoever writes.', suits: 'key' },
  { value: '$CURRENT_ROLE.', label: 'a field of their role', about: 'What the role of whoever asks has in this field. Nothing matches where it is empty.', fills: 'What the role of whoever writes has in this field.', suits: 'any' },
  { value: '$CURRENT_ROLES', label: 'their role and those above it', about: 'The keys of the role of whoever asks, of its parent, and so on to the top.', suits: 'key', list: true },
  { value: '$CURRENT_POLICIES', label: 'the policies that hold for them', about: 'The keys of all policies that hold for whoever asks, from the address that they ask from.', suits: 'key', list: true },
  { value: '$NOW', label: 'now', about: 'The time at which somebody asks.', fills: 'The time at which it is written.', suits: 'time' },
  { value: '$NOW()', label: 'some time ago, or from now', about: 'Counted from the time at which somebody asks.', fills: 'Counted from the time at which it is written.', suits: 'time' },
];

const TYPES: readonly FieldType[] = ['uuid', 'string', 'text', 'integer', 'boolean', 'json', 'csv', 'timestamp', 'dateTime', 'hash'];
const OF_LISTS = ['_some', '_none', '_empty', '_nempty'];
const ABOUT_ITEMS = ['_some', '_none'];

/** `keys`: the keys of collections that can be named to whoever builds the rule. */
export function ruleBuilderOffer(registry: CollectionRegistry, collection: string, keys: Readonly<Record<string, readonly Choice[]>>): RuleBuilderOffer {
  const known = [...OPERATORS.keys()].sort((a, b) => Object.keys(WORDS).indexOf(a) - Object.keys(WORDS).indexOf(b));
  const forType = (type: FieldType) => known.filter((word) => OPERATORS.get(word)!.validationOnly || allows(type, OPERATORS.get(word)!.operator));
  const names = reachable(registry, collection);
  return {
    collection,
    relations: RELATION_DEPTH,
    collections: Object.fromEntries(names.map((name) => [name, [...registry.get(name).fields.values()].flatMap((field) => offered(field, name, registry, keys))])),
    operators: {
      ...Object.fromEntries(TYPES.map((type) => [type, forType(type)])),
      secret: known.filter((word) => allowsConcealed(OPERATORS.get(word)!.operator)),
      list: OF_LISTS,
      any: [...known, ...ABOUT_ITEMS],
    },
    validationOnly: known.filter((word) => OPERATORS.get(word)!.validationOnly),
    words: WORDS,
    timeWords: TIME_WORDS,
    takes: Object.fromEntries([...known.map((word) => [word, OPERATORS.get(word)!.takes] as const), ...ABOUT_ITEMS.map((word) => [word, 'items'] as const)]),
    functions: Object.fromEntries([...FUNCTION_NAMES].map((name) => [name, FUNCTION_WORDS[name] ?? name])),
    variables: VARIABLES,
    choices: { ...keys, ...Object.fromEntries(names.flatMap((name) => [...registry.get(name).fields.values()].flatMap((field) => (field.kind === 'column' && field.choices ? [[`${name}.${field.name}`, field.choices.map((value): Choice => [value, fieldLabel(value)])]] : [])))) },
    presets: presettable(registry, collection),
  };
}

/** The collection and all that its relations lead to. Paths on the caller and their role lead through these, too. */
function reachable(registry: CollectionRegistry, collection: string): string[] {
  const names = new Set(['directus_users', 'directus_roles', ...(registry.find(collection) ? [collection] : [])].filter((name) => registry.find(name)));
  for (const name of names) for (const field of registry.get(name).fields.values()) {
    const target = targetOf(field);
    if (target !== undefined) names.add(target);
  }
  return [...names];
}

function offered(field: NamedField, collection: string, registry: CollectionRegistry, keys: Readonly<Record<string, readonly Choice[]>>): OfferedField[] {
  const { name } = field;
  const label = fieldLabel(name);
  if (field.kind === 'list') return [{ name, label, type: 'list', to: field.of, many: true, functions: ['count'] }];
  if (field.onRequest) return [];
  if (field.concealed) return [{ name, label, type: 'secret' }];
  const { type, refersTo } = field;
  const choices = field.choices ? `${collection}.${name}` : refersTo ?? (registry.get(collection).primaryKey.name === name ? collection : '');
  const functions = type === 'timestamp' || type === 'dateTime' ? DATE_PARTS : type === 'json' ? ['count'] : null;
  return [{ name, label, type, ...(refersTo !== undefined && { to: refersTo }), ...(functions && { functions }), ...((field.choices || choices in keys) && { choices }) }];
}

/** Secrets are no one's to fill in for others, and a key is made for each item. */
function presettable(registry: CollectionRegistry, collection: string): string[] {
  const known = registry.find(collection);
  return known ? [...known.fields.values()].flatMap((field) => (field.kind === 'column' && !field.concealed && !field.onRequest && field.name !== known.primaryKey.name ? [field.name] : [])) : [];
}

function targetOf(field: NamedField): string | undefined {
  return field.kind === 'list' ? field.of : field.refersTo;
}
