import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config';
import type { DoorReply, DoorRequest } from '../http/door';
import { Cookies } from '../http/session-cookie';

/** What just happened, shown once on the next page. */
export interface Flash {
  readonly kind: 'good' | 'bad' | 'info';
  readonly text: string;
  /** A reversible change can be taken back from here: a form that posts these fields to `url`. */
  readonly undo?: { readonly url: string; readonly label: string; readonly fields: readonly { readonly name: string; readonly value: string }[] };
}

const COOKIE = 'usher_flash';
const ONE_MINUTE_MS = 60_000;

/** Carries a flash over the redirect in a signed cookie, so that nobody can put words into our mouth. */
@Injectable()
export class Flashes {
  readonly #key: Buffer;

  constructor(
    private readonly cookies: Cookies,
    config: AppConfig,
  ) {
    this.#key = config.key('form-token');
  }

  keep(reply: DoorReply, flash: Flash): void {
    const payload = Buffer.from(JSON.stringify(flash)).toString('base64url');
    this.cookies.write(reply, COOKIE, `${payload}.${this.#sign(payload)}`, ONE_MINUTE_MS);
  }

  /** The flash of this request, which is then gone. */
  take(request: DoorRequest, reply: DoorReply): Flash | null {
    const [payload, signature] = this.cookies.read(request, COOKIE)?.split('.') ?? [];
    if (!payload || !signature) return null;
    this.cookies.clear(reply, COOKIE);
    const expected = this.#sign(payload);
    if (signature.length !== expected.length || !timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return null;
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Flash;
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#key).update(`flash:${payload}`).digest('base64url');
  }
}
