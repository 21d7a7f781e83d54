import { createHmac, randomUUID } from 'node:crypto';
import CSRF, { type TokensUserinfo } from '@fastify/csrf';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config';
import type { DoorReply, DoorRequest } from '../http/door';
import { Cookies } from '../http/session-cookie';

/** The cookie with a visitor's secret. Whoever signs in has another one, which follows from the session. */
export const FORM_COOKIE = 'usher_form';

/** What every form carries in hidden fields (components/form-token). */
export interface FormIdentity {
  /** The token against forged requests, `_csrf`. */
  readonly csrf: string;
  /** Names this rendering of the form, `_form`: pressing its button twice has one effect. */
  readonly key: string;
}

/**
 * Tokens against forged forms. A visitor's secret is in a cookie of theirs; that of somebody who is signed in follows
 * from the session, so that any number of tabs and frames that open at once show forms that are good.
 */
@Injectable()
export class FormTokens {
  readonly #tokens: TokensUserinfo;
  readonly #key: Buffer;

  constructor(
    private readonly cookies: Cookies,
    config: AppConfig,
  ) {
    this.#key = config.key('form-token');
    this.#tokens = new CSRF({ userInfo: true, hmacKey: this.#key.toString('hex') });
  }

  /** The identity of a form that is about to be shown; makes the visitor's secret with the first one. */
  issue(request: DoorRequest, reply: DoorReply): FormIdentity {
    const secret = this.#secretOf(request) ?? this.#newSecret(request, reply);
    return { csrf: this.#tokens.create(secret, boundTo(request)), key: randomUUID() };
  }

  #secretOf(request: DoorRequest): string | null {
    const session = request.accountability?.session;
    return session ? createHmac('sha256', this.#key).update(`session:${session}`).digest('base64url') : this.cookies.read(request, FORM_COOKIE);
  }

  #newSecret(request: DoorRequest, reply: DoorReply): string {
    const secret = this.#tokens.secretSync();
    this.cookies.write(reply, FORM_COOKIE, secret, null);
    // A page may show several forms: they share the secret that was just made.
    request.cookies[this.cookies.nameOf(FORM_COOKIE)] = secret;
    return secret;
  }

  isGood(request: DoorRequest): boolean {
    const secret = this.#secretOf(request);
    const token = (request.body as Record<string, unknown> | undefined)?.['_csrf'];
    return Boolean(secret) && typeof token === 'string' && token !== '' && this.#tokens.verify(secret!, token, boundTo(request));
  }
}

function boundTo(request: DoorRequest): string {
  return request.accountability?.session ?? 'visitor';
}
