import type { ApplicationError, ErrorFacts } from '../../platform/errors/application-error';
import type { ErrorCode } from '../../platform/errors/error-codes';

interface Answer {
  readonly status: number;
  readonly message: (facts: ErrorFacts) => string;
}

const reasonAfter = (start: string) => (facts: ErrorFacts) => (facts['reason'] ? `${start} ${withFullStop(String(facts['reason']))}` : start);
const text = (message: string) => () => message;

/** The one table from codes to statuses and public texts (Directus, `packages/errors`). */
const ANSWERS: Record<ErrorCode, Answer> = {
  INVALID_CREDENTIALS: { status: 401, message: text('Invalid user credentials.') },
  INVALID_OTP: { status: 401, message: text('Invalid user OTP.') },
  TOKEN_EXPIRED: { status: 401, message: text('Token expired.') },
  INVALID_TOKEN: { status: 403, message: text('Invalid token.') },
  FORBIDDEN: { status: 403, message: (facts) => (facts['reason'] ? withFullStop(String(facts['reason'])) : "You don't have permission to access this.") },
  FORM_EXPIRED: { status: 403, message: text('This form has expired.') },
  TFA_SETUP_REQUIRED: { status: 403, message: text('Two-factor authentication has to be set up first.') },
  INVALID_PAYLOAD: { status: 400, message: reasonAfter('Invalid payload.') },
  INVALID_QUERY: { status: 400, message: reasonAfter('Invalid query.') },
  INVALID_INVITE: { status: 400, message: text('This invite is no longer valid.') },
  FAILED_VALIDATION: { status: 400, message: validationText },
  RECORD_NOT_UNIQUE: { status: 400, message: (facts) => `Value ${facts['value'] ? `"${String(facts['value'])}" ` : ''}for field "${String(facts['field'])}" in collection "${String(facts['collection'])}" has to be unique.` },
  INVALID_FOREIGN_KEY: { status: 400, message: (facts) => `Invalid foreign key${facts['field'] ? ` for field "${String(facts['field'])}"` : ''}${facts['collection'] ? ` in collection "${String(facts['collection'])}"` : ''}.` },
  ROUTE_NOT_FOUND: { status: 404, message: (facts) => `Route ${String(facts['path'])} doesn't exist.` },
  STALE_CHANGE: { status: 409, message: text('Somebody else changed this meanwhile.') },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: (facts) => `Unsupported media type${facts['mediaType'] ? ` "${String(facts['mediaType']).slice(0, 100)}"` : ''} in ${String(facts['where'] ?? 'body')}.` },
  UNPROCESSABLE_CONTENT: { status: 422, message: reasonAfter("Can't process content.") },
  REQUESTS_EXCEEDED: { status: 429, message: text('Too many requests.') },
  INTERNAL_SERVER_ERROR: { status: 500, message: text('An unexpected error occurred.') },
  SERVICE_UNAVAILABLE: { status: 503, message: (facts) => `Service "${String(facts['service'])}" is unavailable. ${withFullStop(String(facts['reason']))}` },
};

export interface ErrorBody {
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
}

/** What the REST door answers. Of several errors with different statuses the gravest counts: none of them is a fault of the server unless one says so. */
export function errorAnswer(errors: readonly ApplicationError[], now: Date): ErrorAnswer {
  return {
    status: Math.max(...errors.map((error) => ANSWERS[error.code].status)),
    headers: retryHeaders(errors, now),
    body: { errors: errors.map((error) => ({ message: ANSWERS[error.code].message(error.facts), extensions: { ...publicFacts(error), code: error.code } })) },
  };
}

/** For whatever nobody foresaw: a reference to the log, and no details. */
export function unexpectedAnswer(reference: string): ErrorAnswer {
  const { status, message } = ANSWERS.INTERNAL_SERVER_ERROR;
  return { status, headers: {}, body: { errors: [{ message: message({}), extensions: { code: 'INTERNAL_SERVER_ERROR', reference } }] } };
}

/** The codes behind each status, in ascending order. */
export function codesByStatus(): ReadonlyMap<number, readonly ErrorCode[]> {
  const codes = Object.keys(ANSWERS) as ErrorCode[];
  const statuses = [...new Set(codes.map(statusOf))].sort((a, b) => a - b);
  return new Map(statuses.map((status) => [status, codes.filter((code) => statusOf(code) === status)]));
}

export function statusOf(code: ErrorCode): number {
  return ANSWERS[code].status;
}

export function messageOf(error: ApplicationError): string {
  return ANSWERS[error.code].message(error.facts);
}

function publicFacts(error: ApplicationError): Record<string, unknown> {
  const { resetAt, retryAfterSeconds: _, stale: __, ...facts } = error.facts;
  return resetAt instanceof Date ? { ...facts, reset: resetAt.toISOString() } : facts;
}

function retryHeaders(errors: readonly ApplicationError[], now: Date): Record<string, string> {
  for (const { facts } of errors) {
    if (facts['resetAt'] instanceof Date) return { 'retry-after': String(Math.max(1, Math.ceil((facts['resetAt'].getTime() - now.getTime()) / 1000))) };
    if (typeof facts['retryAfterSeconds'] === 'number') return { 'retry-after': String(facts['retryAfterSeconds']) };
  }
  return {};
}

const VALIDATION_TEXTS: Record<string, string> = {
  required: 'Value is required.',
  null: 'Value has to be null.',
  nnull: "Value can't be null.",
  email: 'Value has to be a valid email address.',
  type: 'Value has the wrong type.',
  empty: 'Value has to be empty.',
  nempty: "Value can't be empty.",
  regex: "Value doesn't have the correct format.",
  max_length: 'Value is too long.',
  min_length: 'Value is too short.',
  common: 'Value is one of the most common passwords.',
  same_as_email: "Value can't be the email address.",
  not_admin_role: 'Value has to be a role without admin rights.',
  not_allowed: 'Value is not allowed.',
  wrong: 'Value is not right.',
  url: 'Value has to be a http or https address.',
  text: 'Value contains characters that cannot be stored.',
  language: 'Value has to be a language tag, like en-US.',
};

function validationText(facts: ErrorFacts): string {
  const type = String(facts['type']);
  const detail = VALIDATION_TEXTS[type] ?? comparison(type, facts);
  const within = Array.isArray(facts['path']) ? facts['path'].filter((step) => typeof step === 'string') : [];
  return `Validation failed for field "${String(facts['field'])}"${within.length > 0 ? ` at "${within.join('.')}"` : ''}. ${detail}`;
}

/** What the value was compared with comes behind the words, in quotes. */
const COMPARISONS: Record<string, string> = {
  eq: 'has to be',
  neq: "can't be",
  in: 'has to be one of',
  nin: "can't be one of",
  lt: 'has to be less than',
  lte: 'has to be less than or equal to',
  gt: 'has to be greater than',
  gte: 'has to be greater than or equal to',
  between: 'has to lie between',
  nbetween: "can't lie between",
  contains: 'has to contain',
  ncontains: "can't contain",
  starts_with: 'has to start with',
  nstarts_with: "can't start with",
  istarts_with: 'has to start with',
  nistarts_with: "can't start with",
  ends_with: 'has to end with',
  nends_with: "can't end with",
  iends_with: 'has to end with',
  niends_with: "can't end with",
};

function comparison(type: string, facts: ErrorFacts): string {
  const words = COMPARISONS[type];
  const operand = facts['valid'] ?? facts['substring'] ?? facts['invalid'];
  return words === undefined || operand === undefined ? `Value doesn't pass "${type}".` : `Value ${words} ${[operand].flat().map((one) => `"${String(one)}"`).join(', ')}.`;
}

function withFullStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
