import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { SessionMode, StartedSession } from '../access/sessions/sessions.service';
import { BeforeTwoFactor, Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { InvalidPayloadError } from '../platform/errors/errors';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { parseEmail } from '../users/email-address';
import { loginBody, providersAnswer, refreshBody, tokensAnswer } from './auth-bodies';
import { SessionCookies } from './session-cookies';
import { SignInService } from './sign-in.service';
import { SignOutService } from './sign-out.service';

/** REST: /auth/login, /auth/refresh, /auth/logout and /auth, with the dialect's bodies and cookies. */
@Controller('auth')
@InArea({ name: 'Authentication', about: 'Signing in and out, in the three modes of the dialect: tokens as JSON, a refresh token in a cookie, a session in one cookie.' })
@Public()
@BeforeTwoFactor()
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly signOut: SignOutService,
    private readonly cookies: SessionCookies,
  ) {}

  @Get()
  @Describes({ summary: 'List other ways to sign in', answers: { 200: { body: providersAnswer } }, sdk: 'readProviders()' })
  providers() {
    return { data: [], disableDefault: false };
  }

  @Post('login')
  @HttpCode(200)
  @Describes({ summary: 'Sign in', note: 'Mode `json` answers with both tokens, `cookie` keeps the refresh token in a cookie, `session` puts everything into one cookie. Whoever has two-factor sign-in on gives a code as `otp`: without a right one 401 INVALID_OTP, and only after a right password. After too many failures 429, with Retry-After.', body: loginBody, example: { email: 'ada@example.org', password: 'analytical engines dream of numbers', mode: 'json' }, answers: { 200: { data: tokensAnswer } }, sdk: "client.login({ email, password })" })
  async login(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res({ passthrough: true }) reply: DoorReply, @Body() body: unknown) {
    const { email, password, mode, otp } = parseFlowBody(loginBody, body);
    if (!parseEmail(email)) throw new InvalidPayloadError({ reason: '"email" must be a valid email' });
    const proven = await this.signIn.prove(caller, { email, password, knownBrowser: this.cookies.knownBrowser(request) });
    const user = await this.signIn.giveCode(caller, proven, otp ?? '');
    return this.#answer(reply, await this.signIn.begin(caller, user, mode));
  }

  @Post('refresh')
  @HttpCode(200)
  @Describes({ summary: 'Trade the refresh token for new tokens', note: 'Of the body in mode `json`, else of the cookie. The old one is spent.', body: refreshBody, example: { refresh_token: 'the-refresh-token', mode: 'json' }, answers: { 200: { data: tokensAnswer } }, sdk: 'client.refresh()' })
  async refresh(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res({ passthrough: true }) reply: DoorReply, @Body() body: unknown) {
    const { token, mode } = this.#given(request, body);
    return this.#answer(reply, await this.signOut.renew(caller, required(token), [mode]));
  }

  @Post('logout')
  @HttpCode(204)
  @Describes({ summary: 'Sign out', body: refreshBody, example: { refresh_token: 'the-refresh-token', mode: 'json' }, answers: { 204: 'nothing' }, sdk: 'client.logout()' })
  async logout(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res({ passthrough: true }) reply: DoorReply, @Body() body: unknown): Promise<void> {
    const { token, mode } = this.#given(request, body);
    // Whoever does not say which cookie may mean either: a session that was to end must not go on.
    await this.signOut.end(caller, required(token ?? (mode === 'cookie' ? this.cookies.sessionToken(request) : null)));
    this.cookies.takeBack(request, reply);
  }

  /** The mode that was asked for; else json where a token is in the body, else cookie. */
  #given(request: DoorRequest, body: unknown): { token: string | null | undefined; mode: SessionMode } {
    const { refresh_token: given, mode: asked } = parseFlowBody(refreshBody, body);
    const mode = asked ?? (given ? 'json' : 'cookie');
    const token = mode === 'json' ? given : mode === 'cookie' ? this.cookies.refreshToken(request) : this.cookies.sessionToken(request);
    return { token, mode };
  }

  #answer(reply: DoorReply, session: StartedSession) {
    this.cookies.give(reply, session);
    return {
      data: {
        expires: session.expiresInMs,
        ...(session.mode === 'json' ? { refresh_token: session.token } : {}),
        ...(session.accessToken ? { access_token: session.accessToken } : {}),
      },
    };
  }
}

function required(token: string | null | undefined): string {
  if (!token) throw new InvalidPayloadError({ reason: 'The refresh token is required in either the payload or cookie' });
  return token;
}
