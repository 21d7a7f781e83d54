import { LIMIT_DEFAULT, LIMIT_MAX, RELATION_DEPTH, SEARCH_LENGTH } from '../../../access/query/limits';
import { OPERATORS } from '../../../access/query/operators';
import { EXPORT_FORMATS } from '../export/export-file';
import { JSON_REFERENCE, type JsonSchema } from './json-schema';
import { reference } from './item-schema';

interface ParameterText {
  readonly about: string;
  readonly schema: JsonSchema;
  /** Lists travel comma-joined, objects as JSON text. */
  readonly travels: 'plain' | 'comma' | 'json';
  readonly forLists?: true;
  readonly example: unknown;
}

const TEXTS: JsonSchema = { type: 'array', items: { type: 'string' } };

/** The dialect's query parameters, once; the same words are the keys of the body of a SEARCH. */
const PARAMETERS: Readonly<Record<string, ParameterText>> = {
  fields: { about: `What to deliver: names, paths such as \`role.name\`, \`*\` for all of a level. At most ${RELATION_DEPTH} relations deep.`, schema: TEXTS, travels: 'comma', example: ['id', 'email', 'role.name'] },
  filter: { about: 'Which items: operators on fields, `_and` and `_or`, paths through relations.', schema: reference('Filter'), travels: 'json', forLists: true, example: { status: { _eq: 'active' } } },
  search: { about: `A text that one of the item's text fields contains. At most ${SEARCH_LENGTH} characters.`, schema: { type: 'string', maxLength: SEARCH_LENGTH }, travels: 'plain', forLists: true, example: 'ada' },
  sort: { about: 'Fields in the order of their weight; `-` turns one around.', schema: TEXTS, travels: 'comma', forLists: true, example: ['last_name', '-email'] },
  limit: { about: `How many items; -1 means ${LIMIT_MAX}.`, schema: { type: 'integer', minimum: -1, default: LIMIT_DEFAULT }, travels: 'plain', forLists: true, example: 25 },
  offset: { about: 'How many items to skip.', schema: { type: 'integer', minimum: 0 }, travels: 'plain', forLists: true, example: 0 },
  page: { about: 'The page, counted from 1, in steps of `limit`; wins over `offset`.', schema: { type: 'integer', minimum: 1 }, travels: 'plain', forLists: true, example: 1 },
  meta: { about: 'Counts beside the items: all that the caller may see, and those that filter and search find.', schema: { type: 'array', items: { enum: ['total_count', 'filter_count', '*'] } }, travels: 'comma', forLists: true, example: ['filter_count'] },
  aggregate: { about: 'Functions with the fields they are computed of, instead of items.', schema: { type: 'object', propertyNames: { enum: ['count', 'countDistinct', 'countAll', 'sum', 'sumDistinct', 'avg', 'avgDistinct', 'min', 'max'] }, additionalProperties: { anyOf: [{ type: 'string' }, TEXTS] } }, travels: 'json', forLists: true, example: { count: '*' } },
  groupBy: { about: 'Fields, or functions of them, that an aggregate is computed for.', schema: TEXTS, travels: 'comma', forLists: true, example: ['status'] },
  alias: { about: 'Other names for fields in the answer.', schema: { type: 'object', additionalProperties: { type: 'string' } }, travels: 'json', example: { name: 'first_name' } },
  deep: { about: 'Parameters of nested lists, by relation; their names start with `_`.', schema: { type: 'object', additionalProperties: { type: 'object' } }, travels: 'json', example: { users: { _limit: 3 } } },
  export: { about: 'The list as a file, without envelope.', schema: { enum: EXPORT_FORMATS }, travels: 'plain', forLists: true, example: 'csv' },
};

/** `components.parameters`. */
export function parameterComponents(): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(PARAMETERS).map(([name, { about, schema, travels, example }]) => [name, { name, in: 'query', description: about, ...wayOf(travels, schema, example) }]));
}

export function parametersOf(kind: 'list' | 'item'): JsonSchema[] {
  return Object.entries(PARAMETERS).filter(([, { forLists }]) => kind === 'list' || !forLists).map(([name]) => ({ $ref: `#/components/parameters/${name}` }));
}

/** The same parameters as an object: the `query` of a SEARCH and of batches. */
export function querySchema(): JsonSchema {
  return {
    type: 'object',
    description: 'The query parameters as an object.',
    properties: Object.fromEntries(Object.entries(PARAMETERS).map(([name, { about, schema }]) => [name, '$ref' in schema ? schema : { ...schema, description: about }])),
  };
}

/** A condition: fields, relations, `_and`, `_or`, and at the end of a path the operators. */
export function filterSchema(): JsonSchema {
  return {
    type: 'object',
    description: 'By the names of fields and relations: operators on a field (`{ "email": { "_contains": "a" } }`), further fields on a relation.',
    properties: {
      _and: { type: 'array', items: reference('Filter') },
      _or: { type: 'array', items: reference('Filter') },
      _some: reference('Filter'),
      _none: reference('Filter'),
      ...Object.fromEntries([...OPERATORS].filter(([, { validationOnly }]) => !validationOnly).map(([name, { takes }]) => [name, OPERANDS[takes]])),
    },
    additionalProperties: { anyOf: [reference('Filter'), { type: ['string', 'number', 'boolean', 'null'] }] },
  };
}

const OPERANDS: Readonly<Record<'one' | 'list' | 'pair' | 'flag', JsonSchema>> = {
  one: JSON_REFERENCE,
  list: { anyOf: [{ type: 'array', items: { type: ['string', 'number', 'boolean', 'null'] } }, { type: 'string' }] },
  pair: { anyOf: [{ type: 'array', items: { type: ['string', 'number'] }, minItems: 2, maxItems: 2 }, { type: 'string' }] },
  flag: { type: ['boolean', 'string'] },
};

function wayOf(travels: ParameterText['travels'], schema: JsonSchema, example: unknown): JsonSchema {
  if (travels === 'json') return { content: { 'application/json': { schema, example } } };
  return travels === 'comma' ? { schema, style: 'form', explode: false, example } : { schema, example };
}
