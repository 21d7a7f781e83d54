import type { z } from 'zod';
import { InvalidPayloadError } from '../errors/errors';

/**
 * The body of a flow (register, accept, reset …) through its strict schema. The dialect answers these with INVALID_PAYLOAD and one
 * sentence about the first mistake, unlike the collections, which name each field. Never says what was sent: it may be a password.
 */
export function parseFlowBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  throw new InvalidPayloadError({ reason: sentence(result.error.issues[0]!) });
}

function sentence(issue: z.core.$ZodIssue): string {
  const name = `"${issue.path.map(String).join('.') || 'value'}"`;
  switch (issue.code) {
    case 'unrecognized_keys': return `"${[...issue.path.map(String), issue.keys[0]].join('.')}" is not allowed`;
    case 'too_small': return issue.origin === 'string' ? `${name} is not allowed to be empty` : `${name} is too small`;
    case 'too_big': return `${name} is too long`;
    case 'invalid_format': return issue.format === 'email' ? `${name} must be a valid email` : `${name} is not valid`;
    case 'invalid_value': return `${name} must be one of [${issue.values.map(String).join(', ')}]`;
    case 'invalid_type': return issue.message.endsWith('received undefined') ? `${name} is required` : `${name} must be ${article(issue.expected)} ${issue.expected}`;
    default: return `${name} is not valid`;
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}
