import type { ErrorCode } from './error-codes';

/** Facts that go into `extensions` beside the code. Never a secret, never what was typed as a password. */
export type ErrorFacts = Record<string, unknown>;

/**
 * Something that a caller can be told. It knows no HTTP and holds no sentence: `doors/http/error-response.ts` has the
 * status and the public text of each code.
 */
export class ApplicationError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly facts: ErrorFacts = {},
  ) {
    super(code);
    this.name = 'ApplicationError';
  }
}

/** Several mistakes found at once, for instance one per field of a form. */
export class ManyErrors extends Error {
  constructor(readonly errors: readonly ApplicationError[]) {
    super(errors.map((error) => error.code).join(', '));
    this.name = 'ManyErrors';
  }
}

/** Throws nothing for an empty list, the error itself for one, and `ManyErrors` for more. */
export function throwAll(errors: readonly ApplicationError[]): void {
  const [first] = errors;
  if (!first) return;
  throw errors.length === 1 ? first : new ManyErrors(errors);
}

/** The application errors inside a thrown value, or null where it is something unforeseen. */
export function applicationErrorsIn(thrown: unknown): readonly ApplicationError[] | null {
  if (thrown instanceof ApplicationError) return [thrown];
  if (thrown instanceof ManyErrors) return thrown.errors;
  return null;
}
