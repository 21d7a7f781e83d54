import { z } from 'zod';
import type { Route } from '../../http/route-table';
import { collectionBody } from './collection-bodies';
import type { DescribedRoute } from './described-route';
import type { Answer, RouteDescription } from './describes.decorator';
import { errorAnswers } from './error-responses';
import { keySchema, reference, schemaName } from './item-schema';
import { jsonSchemaOf, type JsonSchema } from './json-schema';
import { parametersOf } from './query-parameters';
import { samplesOf } from './samples';

/** `/users/:key` → `/users/{key}`. */
export function templatePath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}').replace(/(?<=.)\/$/, '');
}

/** The Operation Object of a route. */
export function operationOf(described: DescribedRoute, origin: string): JsonSchema {
  const { route, area, description } = described;
  const parameters = [...pathParameters(described), ...queryParameters(description)];
  const body = description.body === undefined ? null : bodySchema(described);
  const example = exampleOf(described);
  return {
    operationId: route.handler.replace(/Controller\./, '.').replace(/^\w/, (letter) => letter.toLowerCase()),
    tags: [area.name],
    summary: description.summary,
    ...(description.note ? { description: description.note } : {}),
    security: securityOf(route.access, description.forPeople ?? false),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body, ...(example === undefined ? {} : { example }) } } } } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(description.answers).map(([status, answer]) => [status, response(answer, described)])),
      ...errorAnswers({ access: String(route.access), hasBody: body !== null, hasQuery: description.query !== undefined }),
    },
    'x-codeSamples': samplesOf(described, templatePath(route.path), example, origin),
  };
}

function securityOf(access: Route['access'], isForPeople: boolean): JsonSchema[] {
  if (access === 'public') return [{}];
  return [{ bearer: [] }, { session: [] }, ...(access === 'by-policy' && !isForPeople ? [{}] : [])];
}

function pathParameters({ route, collection }: DescribedRoute): JsonSchema[] {
  return [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: name === 'key' && collection ? keySchema(collection) : { type: 'string' } }));
}

function queryParameters({ query }: RouteDescription): JsonSchema[] {
  if (query === undefined) return [];
  if (typeof query === 'string') return parametersOf(query);
  const { properties, required } = jsonSchemaOf(query, 'input') as { properties: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required?.includes(name) ?? false, schema }));
}

function bodySchema({ description: { body }, collection }: DescribedRoute): JsonSchema {
  if (body instanceof z.ZodType) return jsonSchemaOf(body, 'input');
  if (!collection) throw new Error('A route with the body of a collection has to be in an area with a collection');
  return collectionBody(body!, reference(`${schemaName(collection.name)}Changes`), collection.primaryKey.name, keySchema(collection));
}

function exampleOf({ description, area, collection }: DescribedRoute): unknown {
  if (description.example !== undefined) return description.example;
  const key = collection?.primaryKey.type === 'integer' ? 1 : EXAMPLE_KEY;
  switch (description.body) {
    case 'one-or-many': return area.example;
    case 'changes': return area.example && firstOf(area.example);
    case 'batch': return area.example && { keys: [key], data: firstOf(area.example) };
    case 'search': return { query: { limit: 10 } };
    case 'selection': return { keys: [key] };
    default: return undefined;
  }
}

const EXAMPLE_KEY = '0b8e4c1e-6a52-4f5b-9d0c-3c1f2a7e9b10';

function firstOf(example: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(example).slice(0, 1));
}

function response(answer: Answer, { collection, description }: DescribedRoute): JsonSchema {
  if (answer === 'nothing') return { description: 'Done; there is nothing to show.' };
  if (typeof answer === 'object' && 'to' in answer) return { description: answer.to, headers: { Location: { schema: { type: 'string' } } } };
  if (typeof answer === 'object' && 'body' in answer) return content('As it is, without envelope.', { [answer.type ?? 'application/json']: { schema: jsonSchemaOf(answer.body, 'output') } });
  if (typeof answer === 'object' && 'data' in answer) return content('The answer in its envelope.', { 'application/json': { schema: envelope(jsonSchemaOf(answer.data, 'output')) } });
  const item = reference(schemaName(collection!.name));
  if (answer === 'one-or-many') return content('The new item, or the new items of a list, as far as the caller may see them.', { 'application/json': { schema: envelope({ anyOf: [item, { type: 'array', items: item }] }) } });
  if (answer === 'item') return content('The item, as far as the caller may see it.', { 'application/json': { schema: envelope(item) } });
  const items = { type: 'array', items: answer === 'items' ? item : { anyOf: [item, jsonSchemaOf(answer.itemsOr, 'output')] } };
  const withMeta = envelope(items, { meta: reference('Meta') });
  if (description.query !== 'list' && description.body !== 'search') return content('The items, as far as the caller may see them.', { 'application/json': { schema: envelope(items) } });
  return content('The items, or a file where `export` asks for one.', { 'application/json': { schema: { anyOf: [withMeta, items] } }, ...FILES });
}

const FILES = Object.fromEntries(['text/csv', 'text/xml', 'text/yaml'].map((type) => [type, { schema: { type: 'string' } }]));

function content(description: string, types: JsonSchema): JsonSchema {
  return { description, content: types };
}

function envelope(data: JsonSchema, more: JsonSchema = {}): JsonSchema {
  return { type: 'object', required: ['data'], properties: { data, ...more }, additionalProperties: false };
}
