import { AsyncLocalStorage } from 'node:async_hooks';

/** One press of a form's button. The first transaction that it causes leaves a receipt; a second press finds it. */
export interface Submission {
  readonly key: string;
  claimed: boolean;
}

/** The same form was sent before and has had its effect. */
export class DuplicateSubmissionError extends Error {
  constructor(readonly key: string) {
    super('duplicate submission');
    this.name = 'DuplicateSubmissionError';
  }
}

const current = new AsyncLocalStorage<Submission>();

/** Runs a handler as one press of a button; `Transactions` picks the key up. */
export function asSubmission<T>(key: string, handler: () => Promise<T>): Promise<T> {
  return current.run({ key, claimed: false }, handler);
}

/** For what is kept although the submission failed (a draft): it must not count as the effect of the press. */
export function apartFromSubmission<T>(work: () => Promise<T>): Promise<T> {
  return current.exit(work);
}

export function currentSubmission(): Submission | undefined {
  return current.getStore();
}
