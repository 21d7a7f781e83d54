import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../platform/config/app-config';
import { passwordLengthMistake } from '../platform/config/password-length';
import { FailedValidationError, ServiceUnavailableError } from '../platform/errors/errors';
import { Log } from '../platform/log/log';
import { CurrentSettings } from '../settings/current-settings';
import { meetsPasswordPolicy, passwordPolicyMistake, STRONG_PASSWORD_POLICY } from '../settings/password-policy';
import { isCommonPassword } from './common-passwords';
import { parseEmail } from './email-address';

/** OWASP's floor: 19 MiB, two passes, one lane; about 11 ms, off the main thread. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const WAITING_AT_MOST = 64;
/** Of what is hashed for its own sake; one at a time. */
const TEXTS_WAITING_AT_MOST = 8;

/** A hash of nothing anybody knows, made with the same cost: an unknown account costs as much work as a known one. */
const NOBODYS_HASH = '$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbiBieXRlcyEh$Jm1kE8pPq0v1mJ8sQd3o0bq5y6mW2nV4xT7uZ9aR1cE';

/** What a password must be, and its hash. Characters are normalised first, so that two keyboards type the same password. */
@Injectable()
export class Passwords {
  readonly #queue = new Queue(availableParallelism(), WAITING_AT_MOST, 'Too many sign-ins at once');
  /** Apart, so that nobody who has texts hashed keeps others from signing in. */
  readonly #texts = new Queue(1, TEXTS_WAITING_AT_MOST, 'Too many texts at once');

  constructor(
    private readonly config: AppConfig,
    private readonly settings: CurrentSettings,
    private readonly log: Log,
  ) {}

  /** Throws FAILED_VALIDATION at `password`; never with the password in it. */
  assertAcceptable(password: string, email: string | null): void {
    const mistake = this.mistakeIn(password, email);
    if (mistake) throw mistake;
  }

  /** The same, to be told beside the mistakes of other fields. */
  mistakeIn(password: string, email: string | null): FailedValidationError | null {
    const { minBytes, maxBytes } = this.config.passwords;
    const normalised = password.normalize('NFC');
    const mistake = passwordLengthMistake(normalised, minBytes);
    if (mistake) return refusal(mistake, mistake === 'min_length' ? minBytes : maxBytes);
    if (isCommonPassword(normalised)) return refusal('common');
    return email !== null && isSameAs(normalised, email) ? refusal('same_as_email') : null;
  }

  /**
   * Argon2id text of a new password. Throws FAILED_VALIDATION where the project's own policy (a setting) does not take it: here and
   * not beside the other rules, because everybody who sets a password comes by. SERVICE_UNAVAILABLE when too many are waiting.
   */
  async hash(password: string): Promise<string> {
    if (!meetsPasswordPolicy(await this.#policy(), password.normalize('NFC'))) throw refusal('regex');
    return this.#queue.run(() => hashed(password));
  }

  /** Settings refuse a policy that cannot be asked. One that was written past them must neither let everything in nor stop everybody. */
  async #policy(): Promise<string | null> {
    const { authPasswordPolicy } = await this.settings.read();
    if (authPasswordPolicy === null || !passwordPolicyMistake(authPasswordPolicy)) return authPasswordPolicy;
    this.log.error({ setting: 'auth_password_policy', found: authPasswordPolicy }, 'the stored password policy is no regular expression; the strong one of the program counts until it is mended in the settings');
    return STRONG_PASSWORD_POLICY;
  }

  /** The same of any text, whatever it may be good for. */
  hashText(text: string): Promise<string> {
    return this.#texts.run(() => hashed(text));
  }

  /** False also for somebody who has no password (null), after the same work. */
  verify(stored: string | null, password: string): Promise<boolean> {
    return this.#verify(this.#queue, stored, password);
  }

  verifyText(stored: string, text: string): Promise<boolean> {
    return this.#verify(this.#texts, stored, text);
  }

  async #verify(queue: Queue, stored: string | null, text: string): Promise<boolean> {
    // Hashing a megabyte is an attack, not a sign-in; nobody has such a password.
    const attempt = Buffer.byteLength(text) > this.config.passwords.maxBytes ? '' : text.normalize('NFC');
    const isRight = await queue.run(() => verify(stored ?? NOBODYS_HASH, attempt).catch(() => false));
    return isRight && stored !== null && attempt !== '';
  }
}

function hashed(text: string): Promise<string> {
  return hash(text.normalize('NFC'), COST);
}

function refusal(type: 'min_length' | 'max_length' | 'common' | 'same_as_email' | 'regex', valid?: number): FailedValidationError {
  return new FailedValidationError({ field: 'password', type, ...(valid === undefined ? {} : { valid }) });
}

function isSameAs(password: string, email: string): boolean {
  const lower = password.trim().toLowerCase();
  return lower === email.trim().toLowerCase() || lower === parseEmail(email)?.key;
}

/** So many at once, for sign-ins as many as there are cores; a bounded number waits. */
class Queue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly width: number,
    private readonly waitingAtMost: number,
    private readonly whenFull: string,
  ) {}

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.width) await this.#turn();
    else this.#running += 1;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed on, not given up: nobody can slip in between.
      if (next) next();
      else this.#running -= 1;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.waitingAtMost) throw new ServiceUnavailableError({ service: 'passwords', reason: this.whenFull, retryAfterSeconds: 2 });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
