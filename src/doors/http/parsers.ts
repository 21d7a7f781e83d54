import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import qs from 'qs';
import { ApplicationError } from '../../platform/errors/application-error';
import { InvalidPayloadError, InvalidQueryError } from '../../platform/errors/errors';
import { doorOf } from './door';

/** Bytes of a body; the dialect's default (MAX_PAYLOAD_SIZE). */
export const BODY_LIMIT_BYTES = 1_048_576;
const JSON_DEPTH_LIMIT = 20;
const PARAMETER_LIMIT = 1000;

/** `filter[role][name][_eq]=x` → nested objects, with limits; never an object with a prototype. */
export function parseQueryString(text: string): Record<string, unknown> {
  return parseNested(text, (reason) => new InvalidQueryError({ reason }));
}

const UNREADABLE = Symbol('unreadable');
/** Programs ask the same few questions over and over. Longer texts are rarely the same twice. */
const KEPT_AT_MOST = 500;
const KEPT_CHARACTERS_AT_MOST = 500;
/** Tokens may come in an address (`access_token`, a mailed `token`), and outlive their request nowhere. */
const SECRET = /token=/;
const kept = new Map<string, Record<string | symbol, unknown>>();

/**
 * For the router, which parses before any handler of errors is in place: what it throws would end the process. `installParsers` refuses such a request.
 * The same text gives the same object, frozen through and through, so that what it means is worked out once (`parseQuery`).
 */
export function parseRoutedQuery(text: string): Record<string | symbol, unknown> {
  const known = kept.get(text);
  if (known) return known;
  try {
    const query = frozen(parseQueryString(text));
    if (text.length > KEPT_CHARACTERS_AT_MOST || SECRET.test(text)) return query;
    if (kept.size >= KEPT_AT_MOST) kept.delete(kept.keys().next().value!);
    kept.set(text, query);
    return query;
  } catch (error) {
    return { [UNREADABLE]: error };
  }
}

function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) frozen(inner);
  return Object.freeze(value);
}

/** Installs the only two body types there are: JSON at the REST door, forms at the HTML door. */
export async function installParsers(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRequest', async (request) => {
    const mistake = (request.query as Record<symbol, unknown> | undefined)?.[UNREADABLE];
    if (mistake) throw mistake as Error;
  });
  fastify.addHook('onRequest', async (request) => {
    if (countOf('host', request.raw.rawHeaders) > 1) throw new InvalidPayloadError({ reason: 'A request names one host' });
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity' && hasBody(request)) throw new ApplicationError('UNSUPPORTED_MEDIA_TYPE', { mediaType: encoding, where: 'content-encoding' });
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(/^application\/(?:[\w.+-]*\+)?json(?:\s*;|$)/, { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES }, (request: FastifyRequest, body: string, done) => {
    if (doorOf(request) === 'html') return done(unsupported(request));
    if (body.trim() === '') return done(null, undefined);
    try {
      done(null, parseJson(body));
    } catch (error) {
      done(error as Error);
    }
  });
  await fastify.register(formbody, {
    bodyLimit: BODY_LIMIT_BYTES,
    parser: (text: string) => parseNested(text, (reason) => new InvalidPayloadError({ reason })),
  });
  fastify.addHook('preValidation', async (request) => {
    if (doorOf(request) === 'rest' && request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) throw unsupported(request);
  });
  fastify.addContentTypeParser('*', (request, payload, done) => {
    payload.resume();
    // A DELETE or GET with an odd type and no body is nobody's mistake.
    done(hasBody(request) ? unsupported(request) : null, undefined);
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Node keeps the first of two and says nothing; whatever stands before Usher may have looked at the other (RFC 9112, 3.2). */
function countOf(name: string, namesAndValues: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < namesAndValues.length; index += 2) {
    const one = namesAndValues[index]!;
    if (one.length === name.length && one.toLowerCase() === name) count += 1;
  }
  return count;
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text, (key, inner: unknown) => {
      if (key === '__proto__') throw new SyntaxError('the key "__proto__" is not allowed');
      return inner;
    });
  } catch (error) {
    throw new InvalidPayloadError({ reason: error instanceof SyntaxError ? error.message.replace(/\s+/g, ' ').slice(0, 200) : 'The body is nested too deeply' });
  }
  // `null` is not the same as no body at all, which some verbs take for an empty one.
  if (typeof value !== 'object' || value === null) throw new InvalidPayloadError({ reason: 'The body has to be an object or an array' });
  if (deeperThan(value, JSON_DEPTH_LIMIT)) throw new InvalidPayloadError({ reason: `The body is nested more than ${JSON_DEPTH_LIMIT} levels deep` });
  return value;
}

function deeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  return Object.values(value).some((inner) => deeperThan(inner, limit - 1));
}

function parseNested(text: string, refusal: (reason: string) => ApplicationError): Record<string, unknown> {
  try {
    return qs.parse(text, {
      depth: 12,
      strictDepth: true,
      parameterLimit: PARAMETER_LIMIT,
      throwOnLimitExceeded: true,
      arrayLimit: 500,
      plainObjects: true,
      allowPrototypes: false,
      decoder: readable,
    }) as Record<string, unknown>;
  } catch (error) {
    throw refusal(error instanceof RangeError ? error.message : 'It could not be read');
  }
}

/** qs drops what stands under `__proto__` without a word, and a filter that is gone gives more than was asked for. */
function readable(text: string, decode: (text: string) => string, _charset: string, type?: 'key' | 'value'): string {
  const decoded = decode(text);
  // A key is `first[second][third]`; a name that only holds the word is a name like others.
  if (type === 'key' && decoded.split(/[[\]]/).includes('__proto__')) throw new RangeError('The name "__proto__" is not allowed');
  return decoded;
}

function unsupported(request: FastifyRequest): ApplicationError {
  return new ApplicationError('UNSUPPORTED_MEDIA_TYPE', { mediaType: request.headers['content-type'] ?? null, where: 'body' });
}
