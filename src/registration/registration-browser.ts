import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { Cookies } from '../doors/http/session-cookie';
import { AppConfig } from '../platform/config/app-config';

const COOKIE = 'registration-browser';

/**
 * Knows the browser that registered again when the mailed link is opened. In that browser one button is enough; in any other a
 * password has to be chosen, so that a stranger who registered first with somebody else's address gains nothing.
 */
@Injectable()
export class RegistrationBrowser {
  readonly #key: Buffer;

  constructor(
    private readonly cookies: Cookies,
    private readonly config: AppConfig,
  ) {
    this.#key = config.key('registration-browser');
  }

  /** Marks this browser, always in the same way; what the link has to remember of it comes back. */
  mark(request: DoorRequest, reply: DoorReply): string {
    const known = this.cookies.read(request, COOKIE);
    const value = known && /^[\w-]{43}$/.test(known) ? known : randomBytes(32).toString('base64url');
    this.cookies.write(reply, COOKIE, value, this.config.tokens.verificationTtlMs);
    return this.#hash(value);
  }

  /** The mark of a browser that has one. */
  markOf(request: DoorRequest): string | null {
    const value = this.cookies.read(request, COOKIE);
    return value ? this.#hash(value) : null;
  }

  /** After the link was used there is nothing left to remember. */
  forget(reply: DoorReply): void {
    this.cookies.clear(reply, COOKIE);
  }

  #hash(value: string): string {
    return createHmac('sha256', this.#key).update(value).digest('hex');
  }
}
