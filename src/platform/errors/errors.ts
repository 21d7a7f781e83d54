import { ApplicationError } from './application-error';

/** The caller may not, or the thing does not exist: the two look alike. `reason` is for what the caller may know. */
export class ForbiddenError extends ApplicationError {
  constructor(facts: { reason?: string } = {}) {
    super('FORBIDDEN', facts);
  }
}

/** The body as a whole is not of the expected form. `reason` names the key and says what is expected. */
export class InvalidPayloadError extends ApplicationError {
  constructor(facts: { reason: string }) {
    super('INVALID_PAYLOAD', facts);
  }
}

/** A query that is not understood; `reason` contains the path of the mistake. */
export class InvalidQueryError extends ApplicationError {
  constructor(facts: { reason: string }) {
    super('INVALID_QUERY', facts);
  }
}

/** What a value failed on: the dialect's types and ours for passwords and addresses. */
export type ValidationType =
  | 'required' | 'nnull' | 'null' | 'empty' | 'nempty' | 'email' | 'eq' | 'neq' | 'in' | 'nin' | 'gt' | 'gte' | 'lt' | 'lte'
  | 'between' | 'nbetween' | 'contains' | 'ncontains' | 'starts_with' | 'nstarts_with' | 'istarts_with' | 'nistarts_with' | 'ends_with' | 'nends_with' | 'iends_with' | 'niends_with' | 'regex' | 'type'
  | 'max_length' | 'min_length' | 'common' | 'same_as_email' | 'not_admin_role' | 'not_allowed' | 'url' | 'wrong' | 'code' | 'text' | 'icon' | 'color'
  | 'language' | 'json' | 'rule' | 'ip_list' | 'ip' | 'unknown_collection' | 'key' | 'row';

/** `path` leads to the field where it lies within a relation. */
type ValidationFacts = Readonly<{ field: string; type: ValidationType; path?: (string | number)[]; valid?: unknown; invalid?: unknown; substring?: unknown }>;

/** One field of an item does not hold a value that it may have. */
export class FailedValidationError extends ApplicationError {
  declare readonly facts: ValidationFacts;

  constructor(facts: ValidationFacts) {
    super('FAILED_VALIDATION', { path: [], ...facts });
  }
}

/** A unique field holds this value already. `value` is null where saying it would give something away. */
export class RecordNotUniqueError extends ApplicationError {
  constructor(facts: { collection: string; field: string; value: unknown }) {
    super('RECORD_NOT_UNIQUE', facts);
  }
}

export class InvalidForeignKeyError extends ApplicationError {
  constructor(facts: { collection: string | null; field: string | null; value: unknown }) {
    super('INVALID_FOREIGN_KEY', facts);
  }
}

export class InvalidCredentialsError extends ApplicationError {
  constructor() {
    super('INVALID_CREDENTIALS');
  }
}

/** The second factor is missing, wrong or spent. Only ever told to somebody whose password was right. */
export class InvalidOtpError extends ApplicationError {
  constructor() {
    super('INVALID_OTP');
  }
}

/** A policy asks the caller for two-factor sign-in, and they have not set it up. */
export class TwoFactorSetupRequiredError extends ApplicationError {
  constructor() {
    super('TFA_SETUP_REQUIRED');
  }
}

/** A one-time token that does not exist, or not for this purpose. */
export class InvalidTokenError extends ApplicationError {
  constructor() {
    super('INVALID_TOKEN');
  }
}

export class TokenExpiredError extends ApplicationError {
  constructor() {
    super('TOKEN_EXPIRED');
  }
}

/** The invitation was accepted, revoked or replaced. */
export class InvalidInviteError extends ApplicationError {
  constructor() {
    super('INVALID_INVITE');
  }
}

/** The change is well-formed and would leave the directory in a state that must not be. */
export class UnprocessableContentError extends ApplicationError {
  constructor(facts: { reason: string }) {
    super('UNPROCESSABLE_CONTENT', facts);
  }
}

/** `resetAt` is when the caller may try again. */
export class RequestsExceededError extends ApplicationError {
  constructor(override readonly facts: { limit: number; resetAt: Date }) {
    super('REQUESTS_EXCEEDED', facts);
  }
}

export class RouteNotFoundError extends ApplicationError {
  constructor(facts: { path: string }) {
    super('ROUTE_NOT_FOUND', facts);
  }
}

export class ServiceUnavailableError extends ApplicationError {
  constructor(override readonly facts: { service: string; reason: string; retryAfterSeconds: number }) {
    super('SERVICE_UNAVAILABLE', facts);
  }
}

/** The form's token is missing, stale or somebody else's: nothing was changed, the form is shown again. */
export class FormExpiredError extends ApplicationError {
  constructor() {
    super('FORM_EXPIRED');
  }
}

/** One thing that somebody else changed after the author of a draft saw it. Values are display-ready where they are people or roles. */
export interface StaleEdit {
  /** `name`, `parent`, `user:<id>`, `policy:<id>` … */
  readonly subject: string;
  readonly label: string;
  readonly seen: string | null;
  readonly theirs: string | null;
  readonly mine: string | null;
  /** The stored value behind `theirs`: what the next save compares with, once the author has seen it. */
  readonly current?: string | null;
}

/** Somebody else changed the very things that this save touches. */
export class StaleChangeError extends ApplicationError {
  constructor(readonly stale: readonly StaleEdit[]) {
    super('STALE_CHANGE', { stale });
  }
}
