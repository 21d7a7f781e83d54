import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AccountabilityResolver, type CallerAddress, type Credentials } from '../../access/sessions/accountability-resolver';
import { AppConfig } from '../../platform/config/app-config';
import { ForbiddenError, InvalidCredentialsError, InvalidPayloadError, TwoFactorSetupRequiredError } from '../../platform/errors/errors';
import { BEFORE_TWO_FACTOR, ROUTE_ACCESS, type RouteAccess } from './access.decorator';
import { doorOf, type DoorRequest } from './door';
import { Cookies } from './session-cookie';

const USER_AGENT_AT_MOST = 255;

/**
 * Says who is calling, and refuses whoever may not knock. It is a global guard and not middleware: three published bypasses
 * of Nest middleware on Fastify (HEAD, encoded paths, trailing slashes) do not reach it. A route that declares nothing is shut.
 */
@Injectable()
export class AccountabilityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly resolver: AccountabilityResolver,
    private readonly cookies: Cookies,
    private readonly config: AppConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [context.getHandler(), context.getClass()]);
    if (!access) throw new ForbiddenError();
    const request = context.switchToHttp().getRequest<DoorRequest>();
    const credentials = this.#credentials(request);
    const from = callerAddress(request);
    const given = credentials.bearer !== null || credentials.sessionCookie !== null;
    const caller = given ? await this.resolver.resolve(credentials, from) : null;
    request.credential = caller === null ? 'none' : credentials.bearer !== null ? 'bearer' : 'cookie';
    // A credential that is no longer good is refused, except where none is needed and on pages, where it means: sign in again.
    if (given && caller === null && access !== 'public' && doorOf(request) === 'rest') throw new InvalidCredentialsError();
    const isHeldUp = caller?.mustSetUpTwoFactor === true && !this.#isOpenBeforeTwoFactor(context);
    if (isHeldUp && access !== 'public') {
      // Known from here on, for the page that leads them on.
      request.accountability = caller;
      throw new TwoFactorSetupRequiredError();
    }
    request.accountability = isHeldUp || caller === null ? await this.resolver.visitor(from) : caller;
    if (access === 'public' || access === 'by-policy') return true;
    if (request.accountability.kind !== 'user') throw new InvalidCredentialsError();
    if (access === 'admin-app' && !request.accountability.app && !request.accountability.admin) throw new ForbiddenError();
    return true;
  }

  #isOpenBeforeTwoFactor(context: ExecutionContext): boolean {
    return this.reflector.getAllAndOverride<boolean | undefined>(BEFORE_TWO_FACTOR, [context.getHandler(), context.getClass()]) === true;
  }

  #credentials(request: DoorRequest): Credentials {
    const authorization = request.headers.authorization;
    const sessionCookie = this.cookies.read(request, this.config.sessions.cookieName);
    if (authorization === undefined || doorOf(request) === 'html') return { bearer: null, sessionCookie };
    const match = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization);
    if (!match) {
      // Other schemes are somebody else's business; a bare "Bearer" is a mistake worth an answer.
      if (/^Bearer\b/i.test(authorization)) throw new InvalidPayloadError({ reason: 'The Authorization header must read "Bearer <token>"' });
      return { bearer: null, sessionCookie };
    }
    return { bearer: match[1]!, sessionCookie: null };
  }
}

function callerAddress(request: DoorRequest): CallerAddress {
  const userAgent = request.headers['user-agent'];
  return {
    ip: request.ip ?? null,
    userAgent: userAgent ? printable(userAgent).slice(0, USER_AGENT_AT_MOST) : null,
    origin: request.headers.origin ? printable(request.headers.origin).slice(0, USER_AGENT_AT_MOST) : null,
  };
}

const printable = (text: string) => text.replace(/\p{Cc}/gu, ' ');
