import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import type { DoorRequest } from '../doors/http/door';
import { SessionCookies } from './session-cookies';
import { SignInService, type ProvenUser } from './sign-in.service';

/** passport-local over our own service and our own sessions (passport keeps none). */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy) {
  constructor(
    private readonly signIn: SignInService,
    private readonly cookies: SessionCookies,
  ) {
    super({ usernameField: 'email', passwordField: 'password', session: false, passReqToCallback: true });
  }

  validate(request: DoorRequest, email: string, password: string): Promise<ProvenUser> {
    return this.signIn.prove(request.accountability, { email, password, knownBrowser: this.cookies.knownBrowser(request) });
  }
}
