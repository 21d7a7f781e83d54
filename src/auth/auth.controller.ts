import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { SessionMode, StartedSession } from '../access/sessions/sessions.service';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { InvalidPayloadError } from '../platform/errors/errors';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { parseEmail } from '../users/email-address';
import { loginBody, refreshBody } from './auth-bodies';
import { SessionCookies } from './session-cookies';
import { SignInService } from './sign-in.service';
import { SignOutService } from './sign-out.service';

/** REST: /auth/login, /auth/refresh, /auth/logout and /auth, with the dialect's bodies and cookies. */
@Controller('auth')
@Public()
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly signOut: SignOutService,
    private readonly cookies: SessionCookies,
  ) {}

  @Get()
  providers() {
    return { data: [], disableDefault: false };
  }

  @Post('login')
  @HttpCode(200)
  async login(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res({ passthrough: true }) reply: DoorReply, @Body() body: unknown) {
    const { email, password, mode } = parseFlowBody(loginBody, body);
    if (!parseEmail(email)) throw new InvalidPayloadError({ reason: '"email" must be a valid email' });
    const user = await this.signIn.prove(caller, { email, password, knownBrowser: this.cookies.knownBrowser(request) });
    return this.#answer(reply, await this.signIn.begin(caller, user, mode));
  }

  @Post('refresh')
  @HttpCode(200)
  async refresh(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res({ passthrough: true }) reply: DoorReply, @Body() body: unknown) {
    const { token, mode } = this.#tokenOf(request, body);
    return this.#answer(reply, await this.signOut.renew(caller, token, [mode]));
  }

  @Post('logout')
  @HttpCode(204)
  async logout(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res({ passthrough: true }) reply: DoorReply, @Body() body: unknown): Promise<void> {
    const { token } = this.#tokenOf(request, body);
    await this.signOut.end(caller, token);
    this.cookies.takeBack(request, reply);
  }

  /** The mode that was asked for; else json where a token is in the body, else cookie. */
  #tokenOf(request: DoorRequest, body: unknown): { token: string; mode: SessionMode } {
    const { refresh_token: given, mode: asked } = parseFlowBody(refreshBody, body);
    const mode = asked ?? (given ? 'json' : 'cookie');
    const token = mode === 'json' ? given : mode === 'cookie' ? (this.cookies.refreshToken(request) ?? this.cookies.sessionToken(request)) : this.cookies.sessionToken(request);
    if (!token) throw new InvalidPayloadError({ reason: 'The refresh token is required in either the payload or cookie' });
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
