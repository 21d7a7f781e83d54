import { codesByStatus } from '../../http/error-response';
import type { JsonSchema } from './json-schema';
import { reference } from './item-schema';

const WORDS: Readonly<Record<number, string>> = {
  400: 'The query or the body is not understood, or a value is not allowed',
  401: 'The credentials are not good',
  403: 'The caller may not, or there is no such thing: the two look alike',
  404: 'There is no such route',
  409: 'Somebody else changed this meanwhile',
  415: 'The body is not JSON',
  422: 'The change would leave the directory in a state that must not be',
  429: 'Too many requests; Retry-After says when to try again',
  500: 'A fault of the server',
  503: 'A service that is needed does not answer',
};

/** `components.responses`: one for each status of the error table. */
export function errorResponses(): Record<string, JsonSchema> {
  return Object.fromEntries([...codesByStatus()].map(([status, codes]) => [name(status), {
    description: `${WORDS[status] ?? 'Refused'}. ${codes.join(', ')}.`,
    content: { 'application/json': { schema: reference(name(status)) } },
  }]));
}

/** `components.schemas` of the errors. The gravest of several gives the status, so lesser ones may stand beside it. */
export function errorSchemas(): Record<string, JsonSchema> {
  const table = [...codesByStatus()];
  return Object.fromEntries(table.map(([status]) => [name(status), errors(table.filter(([lesser]) => lesser <= status).flatMap(([, codes]) => codes))]));
}

/** What every route may answer besides what it says itself. */
export function errorAnswers({ access, hasBody, hasQuery }: { access: string; hasBody: boolean; hasQuery: boolean }): Record<string, JsonSchema> {
  const statuses = [...(hasBody || hasQuery || access !== 'public' ? [400, 401, 403] : []), ...(hasBody ? [415] : []), ...(hasBody || hasQuery ? [422] : []), 429, 500, 503];
  return Object.fromEntries(statuses.map((status) => [String(status), { $ref: `#/components/responses/${name(status)}` }]));
}

function name(status: number): string {
  return `Error${status}`;
}

function errors(codes: readonly string[]): JsonSchema {
  const error = {
    type: 'object',
    required: ['message', 'extensions'],
    properties: { message: { type: 'string' }, extensions: { type: 'object', description: 'The code, and facts such as the field.', required: ['code'], properties: { code: { enum: codes } } } },
    additionalProperties: false,
  };
  return { type: 'object', required: ['errors'], properties: { errors: { type: 'array', minItems: 1, items: error } }, additionalProperties: false };
}
