import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../platform/config/app-config';

/**
 * What a browser keeps after a sign-in, to be known again ("device cookie", OWASP): a number of its own, bound to the account by a
 * signature. It is useless for signing in; it only takes this browser out of the count that strangers can drive up.
 */
@Injectable()
export class KnownBrowsers {
  readonly #key: Buffer;

  constructor(config: AppConfig) {
    this.#key = config.key('known-browser');
  }

  mark(emailKey: string): string {
    const number = randomBytes(16).toString('base64url');
    return `${number}.${this.#sign(number, emailKey)}`;
  }

  /** The browser's number, or null for one that is not known for this account. */
  recognise(mark: string | null, emailKey: string): string | null {
    const [number, signature, more] = mark?.split('.') ?? [];
    if (!number || !signature || more !== undefined) return null;
    const expected = Buffer.from(this.#sign(number, emailKey));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected) ? number : null;
  }

  #sign(number: string, emailKey: string): string {
    return createHmac('sha256', this.#key).update(`${number}:${emailKey}`).digest('base64url');
  }
}
