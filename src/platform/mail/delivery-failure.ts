import { beginningOf } from '../payload/storable-text';

const HOUR_MS = 3_600_000;
const MAX_DELAY_MS = HOUR_MS;
/** Somebody who has not been reached in a week needs another way, not another attempt. */
const GIVE_UP_AFTER_MS = 7 * 24 * HOUR_MS;
const MAX_REASON_LENGTH = 500;

export interface FailedAttempt {
  readonly error: unknown;
  /** How many attempts there were, this one included. */
  readonly attempts: number;
  readonly queuedAt: Date;
  readonly now: Date;
  readonly firstDelayMs: number;
  /** From 0 to 1: spreads the next attempts of mails that failed together. */
  readonly chance: number;
}

export type AfterFailure =
  | { readonly state: 'queued'; readonly nextAttemptAt: Date; readonly lastError: string }
  | { readonly state: 'failed'; readonly lastError: string };

/** What becomes of a mail that was not taken: another attempt later, or none where the server said that it never will. */
export function afterFailure(failure: FailedAttempt): AfterFailure {
  const lastError = reasonOf(failure.error);
  if (isPermanent(failure.error)) return { state: 'failed', lastError };
  if (failure.now.getTime() - failure.queuedAt.getTime() > GIVE_UP_AFTER_MS) return { state: 'failed', lastError: `Given up after a week. Last: ${lastError}` };
  return { state: 'queued', nextAttemptAt: new Date(failure.now.getTime() + delayMs(failure)), lastError };
}

/** Doubles from the first delay up to an hour, give or take a fifth. */
function delayMs({ attempts, firstDelayMs, chance }: FailedAttempt): number {
  const delay = Math.min(firstDelayMs * 2 ** Math.min(attempts - 1, 20), MAX_DELAY_MS);
  return Math.round(delay * (0.8 + 0.4 * chance));
}

/** The parts of nodemailer's errors that matter here. */
interface SmtpError {
  readonly code?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly message?: string;
}

/**
 * A 5xx to the sender, the recipient or the content is about this mail and final. A 5xx to the greeting, to STARTTLS or to the
 * sign-in (530, 534, 535, 538) is about our settings: those get mended, and the mail must still be there then.
 */
function isPermanent(error: unknown): boolean {
  const { code, responseCode } = (error ?? {}) as SmtpError;
  if (!responseCode || responseCode < 500 || responseCode > 599) return false;
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && ![530, 534, 535, 538].includes(responseCode);
}

/** What the administrator reads: the server's own words where it said any. */
export function reasonOf(error: unknown): string {
  const { response, message } = (error ?? {}) as SmtpError;
  const text = String(response ?? message ?? 'Unknown error').replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return beginningOf(text, MAX_REASON_LENGTH);
}
