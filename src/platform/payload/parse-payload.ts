import type { z } from 'zod';
import { ApplicationError, throwAll } from '../errors/application-error';
import { FailedValidationError, InvalidPayloadError, type ValidationType } from '../errors/errors';

/**
 * A body through its schema: the parsed value, or application errors, one for each field that is wrong.
 * An unknown key is a mistake of the body (INVALID_PAYLOAD); a wrong value is a mistake of its field (FAILED_VALIDATION).
 * Custom issues of a schema name their type: `context.addIssue({ code: 'custom', params: { type: 'url' } })`.
 */
export function parsePayload<T>(schema: z.ZodType<T>, payload: unknown): T {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  throwAll(payloadErrors(result.error));
  throw new InvalidPayloadError({ reason: '"value" is invalid' });
}

/** The same mistakes as a list, for a caller who adds some of its own. */
export function payloadErrors(error: z.ZodError): ApplicationError[] {
  return error.issues.flatMap((issue) => errorsOf(issue));
}

function errorsOf(issue: z.core.$ZodIssue): ApplicationError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => new InvalidPayloadError({ reason: `"${[...issue.path.map(String), key].join('.')}" is not allowed` }));
  }
  const [field, ...path] = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (field === undefined) return [new InvalidPayloadError({ reason: '"value" must be of type object' })];
  return [new FailedValidationError({ field: String(field), path, ...factsOf(issue) })];
}

/** Never the value itself: it may be a password. */
function factsOf(issue: z.core.$ZodIssue): { type: ValidationType; valid?: unknown } {
  switch (issue.code) {
    case 'custom': return { type: 'type', ...(issue.params as { type?: ValidationType; valid?: unknown } | undefined) };
    case 'invalid_value': return { type: 'in', valid: issue.values };
    case 'too_big': return { type: issue.origin === 'string' ? 'max_length' : 'lte', valid: issue.maximum };
    case 'too_small': return { type: issue.origin === 'string' ? 'min_length' : 'gte', valid: issue.minimum };
    case 'invalid_format': return { type: issue.format === 'email' ? 'email' : issue.format === 'url' ? 'url' : issue.format === 'regex' ? 'regex' : 'type' };
    case 'invalid_type': return { type: missingOrNull(issue) };
    default: return { type: 'type' };
  }
}

/** zod drops the input from its issues, but its message says whether there was none or null. */
function missingOrNull(issue: z.core.$ZodIssue): ValidationType {
  if (issue.message.endsWith('received undefined')) return 'required';
  return issue.message.endsWith('received null') ? 'nnull' : 'type';
}
