import { Injectable } from '@nestjs/common';
import type { StartedSession } from '../access/sessions/sessions.service';
import { FORM_COOKIE } from '../doors/html/form-tokens';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { Cookies } from '../doors/http/session-cookie';
import { AppConfig } from '../platform/config/app-config';
import { KnownBrowsers } from './known-browsers';

const KNOWN_BROWSER = 'usher_known_browser';
const SECOND_STEP = 'usher_second_step';
const ONE_YEAR_MS = 31_536_000_000;

/** The cookies of a session, with the dialect's names. */
@Injectable()
export class SessionCookies {
  constructor(
    private readonly cookies: Cookies,
    private readonly config: AppConfig,
    private readonly browsers: KnownBrowsers,
  ) {}

  give(reply: DoorReply, session: StartedSession): void {
    if (session.mode === 'session') this.cookies.write(reply, this.config.sessions.cookieName, session.token, session.expiresInMs);
    if (session.mode === 'cookie') this.cookies.write(reply, this.config.sessions.refreshCookieName, session.token, session.refreshExpiresInMs);
  }

  /** After signing in on a page: forms that were shown to the visitor before are no longer good, and the browser is known. */
  giveToPerson(reply: DoorReply, session: StartedSession, emailKey: string): void {
    this.give(reply, session);
    this.cookies.clear(reply, FORM_COOKIE);
    this.cookies.write(reply, KNOWN_BROWSER, this.browsers.mark(emailKey), ONE_YEAR_MS);
  }

  /** Between the two steps of signing in. */
  giveStep(reply: DoorReply, { token, ttlMs }: { readonly token: string; readonly ttlMs: number }): void {
    this.cookies.write(reply, SECOND_STEP, token, ttlMs);
  }

  step(request: DoorRequest): string | null {
    return this.cookies.read(request, SECOND_STEP);
  }

  takeStepBack(reply: DoorReply): void {
    this.cookies.clear(reply, SECOND_STEP);
  }

  knownBrowser(request: DoorRequest): string | null {
    return this.cookies.read(request, KNOWN_BROWSER);
  }

  sessionToken(request: DoorRequest): string | null {
    return this.cookies.read(request, this.config.sessions.cookieName);
  }

  refreshToken(request: DoorRequest): string | null {
    return this.cookies.read(request, this.config.sessions.refreshCookieName);
  }

  /** Only what the browser sent is taken back. */
  takeBack(request: DoorRequest, reply: DoorReply): void {
    if (this.sessionToken(request)) this.cookies.clear(reply, this.config.sessions.cookieName);
    if (this.refreshToken(request)) this.cookies.clear(reply, this.config.sessions.refreshCookieName);
  }
}
