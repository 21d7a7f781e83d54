import type { ColumnField } from '../../../access/collections/collection';
import type { Collection, CollectionRegistry, NamedField } from '../../../access/collections/registry';
import { MASK } from '../../../access/query/shape';
import { JSON_REFERENCE, type JsonSchema } from './json-schema';

/** What the asker may read of a collection's fields: never, on some rows, on every row. */
export type FieldSight = 'never' | 'sometimes' | 'always';

export interface Sight {
  /** Nothing is kept from the asker. */
  readonly isWhole: boolean;
  collection(name: string): boolean;
  field(collection: string, field: string): FieldSight;
}

/** `directus_users` → `Users`. */
export function schemaName(collection: string): string {
  return collection.replace(/^directus_/, '').replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

export function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An item as it is answered, from the definition of its collection. Nothing is required: `fields` decides what comes. */
export function itemSchema(collection: Collection, registry: CollectionRegistry, sight: Sight, writable: ReadonlySet<string>): JsonSchema {
  const fields = [...collection.fields.values()].filter(({ name }) => sight.field(collection.name, name) !== 'never');
  const properties = fields.map((field): [string, JsonSchema] => {
    const isWhole = sight.field(collection.name, field.name) === 'always';
    return [field.name, { ...fieldSchema(field, isWhole, registry, sight), ...(writable.has(field.name) ? {} : { readOnly: true }) }];
  });
  return {
    type: 'object',
    description: `An item of ${collection.name}. Further properties are values under an alias, or of a function.`,
    properties: Object.fromEntries(properties),
    additionalProperties: JSON_REFERENCE,
  };
}

export function keySchema(collection: Collection): JsonSchema {
  return columnType(collection.primaryKey);
}

function fieldSchema(field: NamedField, isWhole: boolean, registry: CollectionRegistry, sight: Sight): JsonSchema {
  if (field.kind === 'list') return isWhole ? listSchema(field.of, registry, sight) : orNull(listSchema(field.of, registry, sight));
  const type = field.refersTo === undefined ? columnType(field) : relatedSchema(field.refersTo, registry, sight);
  const described = { ...(field.onRequest ? { description: 'Only when it is named in `fields`.' } : {}) };
  // A relation to what may not be seen reads as null.
  const isNeverNull = field.notNull && (field.refersTo === undefined ? isWhole : sight.isWhole);
  return { ...(isNeverNull ? type : orNull(type)), ...described };
}

function listSchema(of: string, registry: CollectionRegistry, sight: Sight): JsonSchema {
  return { type: 'array', items: relatedSchema(of, registry, sight), description: `Keys of ${of}, or the items where \`fields\` reaches into them.` };
}

/** The key of the other item, or the item itself where `fields` reaches into it. */
function relatedSchema(collection: string, registry: CollectionRegistry, sight: Sight): JsonSchema {
  const key = keySchema(registry.get(collection));
  return sight.collection(collection) ? { anyOf: [key, reference(schemaName(collection))] } : key;
}

function columnType(field: ColumnField): JsonSchema {
  if (field.concealed) return { const: MASK, description: 'Asterisks where there is one: it is never shown.' };
  switch (field.type) {
    case 'uuid': return { type: 'string', format: 'uuid' };
    case 'integer': return { type: 'integer' };
    case 'boolean': return { type: 'boolean' };
    case 'json': return JSON_REFERENCE;
    case 'csv': return { type: 'array', items: { type: 'string' } };
    case 'timestamp': return { type: 'string', format: 'date-time' };
    case 'dateTime': return { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$', description: 'In UTC, without a zone.' };
    default: return { type: 'string' };
  }
}

function orNull(schema: JsonSchema): JsonSchema {
  if (schema === JSON_REFERENCE) return schema;
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] };
  if (Array.isArray(schema['anyOf'])) return { ...schema, anyOf: [...(schema['anyOf'] as JsonSchema[]), { type: 'null' }] };
  const { const: value, ...rest } = schema;
  return { ...rest, enum: [value, null] };
}
