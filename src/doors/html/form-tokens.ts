import { randomUUID } from 'node:crypto';
import CSRF, { type TokensUserinfo } from '@fastify/csrf';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config';
import type { DoorReply, DoorRequest } from '../http/door';
import { Cookies } from '../http/session-cookie';

const COOKIE = 'usher_form';

/** What every form carries in hidden fields (components/form-token). */
export interface FormIdentity {
  /** The token against forged requests, `_csrf`. */
  readonly csrf: string;
  /** Names this rendering of the form, `_form`: pressing its button twice has one effect. */
  readonly key: string;
}

/** Tokens against forged forms: the secret is in the visitor's cookie, the token is bound to the session (DESIGN.md 2.13). */
@Injectable()
export class FormTokens {
  readonly #tokens: TokensUserinfo;

  constructor(
    private readonly cookies: Cookies,
    config: AppConfig,
  ) {
    this.#tokens = new CSRF({ userInfo: true, hmacKey: config.key('form-token').toString('hex') });
  }

  /** The identity of a form that is about to be shown; makes the visitor's secret with the first one. */
  issue(request: DoorRequest, reply: DoorReply): FormIdentity {
    const secret = this.cookies.read(request, COOKIE) ?? this.#newSecret(request, reply);
    return { csrf: this.#tokens.create(secret, boundTo(request)), key: randomUUID() };
  }

  #newSecret(request: DoorRequest, reply: DoorReply): string {
    const secret = this.#tokens.secretSync();
    this.cookies.write(reply, COOKIE, secret, null);
    // A page may show several forms: they share the secret that was just made.
    request.cookies[this.cookies.nameOf(COOKIE)] = secret;
    return secret;
  }

  isGood(request: DoorRequest): boolean {
    const secret = this.cookies.read(request, COOKIE);
    const token = (request.body as Record<string, unknown> | undefined)?.['_csrf'];
    return Boolean(secret) && typeof token === 'string' && token !== '' && this.#tokens.verify(secret!, token, boundTo(request));
  }
}

function boundTo(request: DoorRequest): string {
  return request.accountability?.session ?? 'visitor';
}
