import type { FieldType } from '../access/collections/collection';
import type { CollectionRegistry, NamedField } from '../access/collections/registry';
import { allows, allowsConcealed, OPERATORS, type OperandShape } from '../access/query/operators';
import { fieldLabel } from '../activity/field-words';

/** What the visual builder of rules offers for one collection; js/rule-builder.js reads it. */
export interface RuleBuilderOffer {
  /** Empty for a collection of another program: then paths are typed. */
  readonly fields: readonly { readonly path: string; readonly label: string; readonly type: string }[];
  /** By type of field, in the order of the list. `any` is for what is not known. */
  readonly operators: Readonly<Record<string, readonly string[]>>;
  readonly words: Readonly<Record<string, string>>;
  readonly takes: Readonly<Record<string, OperandShape>>;
  readonly variables: readonly { readonly value: string; readonly label: string }[];
}

const WORDS: Readonly<Record<string, string>> = {
  _eq: 'is', _neq: 'is not', _in: 'is one of', _nin: 'is none of', _lt: 'is less than', _lte: 'is at most', _gt: 'is more than', _gte: 'is at least', _between: 'is between', _nbetween: 'is not between',
  _icontains: 'contains', _nicontains: 'does not contain', _istarts_with: 'starts with', _nistarts_with: 'does not start with', _iends_with: 'ends with', _niends_with: 'does not end with',
  _contains: 'contains (same case)', _ncontains: 'does not contain (same case)', _starts_with: 'starts with (same case)', _nstarts_with: 'does not start with (same case)', _ends_with: 'ends with (same case)', _nends_with: 'does not end with (same case)',
  _null: 'is not set', _nnull: 'is set', _empty: 'is empty', _nempty: 'is not empty', _regex: 'matches the pattern', _submitted: 'is sent',
};

const VARIABLES = [
  { value: '$CURRENT_USER', label: 'the person themselves' },
  { value: '$CURRENT_ROLE', label: 'their role' },
  { value: '$CURRENT_ROLES', label: 'their role and those above it' },
  { value: '$CURRENT_POLICIES', label: 'the policies that hold for them' },
  { value: '$NOW', label: 'now' },
] as const;

const TYPES: readonly FieldType[] = ['uuid', 'string', 'text', 'integer', 'boolean', 'json', 'csv', 'timestamp', 'dateTime', 'hash'];

export function ruleBuilderOffer(registry: CollectionRegistry, collection: string, purpose: 'query' | 'validation'): RuleBuilderOffer {
  const known = Object.keys(WORDS).filter((word) => purpose === 'validation' || !OPERATORS.get(word)!.validationOnly);
  const forType = (type: FieldType) => known.filter((word) => OPERATORS.get(word)!.validationOnly || allows(type, OPERATORS.get(word)!.operator));
  return {
    fields: fieldsOf(registry, collection),
    operators: {
      ...Object.fromEntries(TYPES.map((type) => [type, forType(type)])),
      secret: known.filter((word) => allowsConcealed(OPERATORS.get(word)!.operator)),
      any: known,
    },
    words: WORDS,
    takes: Object.fromEntries(known.map((word) => [word, OPERATORS.get(word)!.takes])),
    variables: VARIABLES,
  };
}

/** The collection's own columns, then those behind each of its to-one relations. */
function fieldsOf(registry: CollectionRegistry, name: string): { path: string; label: string; type: string }[] {
  const collection = registry.find(name);
  if (!collection) return [];
  const own = [...collection.fields.values()];
  return [
    ...own.flatMap((field) => offered(field, [])),
    ...own.flatMap((field) => (field.kind === 'column' && field.refersTo !== undefined ? [...registry.get(field.refersTo).fields.values()].flatMap((behind) => offered(behind, [field.name])) : [])),
  ];
}

function offered(field: NamedField, before: readonly string[]): { path: string; label: string; type: string }[] {
  if (field.kind !== 'column' || field.onRequest) return [];
  const path = [...before, field.name];
  return [{ path: path.join('.'), label: path.map((step) => fieldLabel(step)).join(' › '), type: field.concealed ? 'secret' : field.type }];
}
