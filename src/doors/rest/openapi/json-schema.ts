import { z } from 'zod';

/** A schema of JSON Schema 2020-12, which is that of OpenAPI 3.1. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Any JSON value. It is the only thing without a form, and stands wherever a field holds JSON. */
export const JSON_REFERENCE: JsonSchema = Object.freeze({ $ref: '#/components/schemas/Json' });
export const JSON_SCHEMA: JsonSchema = { description: 'Any JSON value.', type: ['object', 'array', 'string', 'number', 'boolean', 'null'] };

type Direction = 'input' | 'output';

const made: Record<Direction, WeakMap<z.ZodType, JsonSchema>> = { input: new WeakMap(), output: new WeakMap() };

/** What a zod schema takes (`input`, for bodies) or gives (`output`, for answers). Schemas do not change, so each is turned once. */
export function jsonSchemaOf(schema: z.ZodType, direction: Direction): JsonSchema {
  const known = made[direction].get(schema);
  if (known) return known;
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: direction,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (['unknown', 'any'].includes(zodSchema._zod.def.type)) Object.assign(jsonSchema, JSON_REFERENCE);
    },
  });
  const tidied = tidy(json) as JsonSchema;
  made[direction].set(schema, tidied);
  return tidied;
}

type Mutable = { [keyword: string]: unknown };

/** Leaves out what says nothing: a reader looks for what is asked of them. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  const json: Mutable = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tidy(inner)]));
  // Objects that let other keys pass say so by keeping silent.
  if (isEmpty(json['additionalProperties'])) delete json['additionalProperties'];
  if (isPlainText(json['propertyNames'])) delete json['propertyNames'];
  if (typeof json['format'] === 'string') delete json['pattern'];
  if (json['maximum'] === Number.MAX_SAFE_INTEGER) delete json['maximum'];
  if (json['minimum'] === Number.MIN_SAFE_INTEGER) delete json['minimum'];
  if (Array.isArray(json['allOf'])) withoutAnything(json, json['allOf'] as Mutable[]);
  return json;
}

/** "This, and any JSON" is this. */
function withoutAnything(json: Mutable, all: readonly Mutable[]): void {
  const rest = all.filter(({ $ref }) => $ref !== JSON_REFERENCE['$ref']);
  if (rest.length !== 1) return;
  delete json['allOf'];
  Object.assign(json, rest[0]);
}

function isEmpty(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0;
}

function isPlainText(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && Object.keys(schema).length === 1 && (schema as Mutable)['type'] === 'string';
}
