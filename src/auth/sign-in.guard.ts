import { Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { DoorRequest } from '../doors/http/door';
import type { ProvenUser } from './sign-in.service';

/** What passport found out; the page decides how to tell. */
export interface SignInRequest extends DoorRequest {
  user: ProvenUser | null;
  signInError: unknown;
}

/** Runs passport-local and lets the handler answer, so that a refusal is the form again and not a bare 401. */
@Injectable()
export class SignInGuard extends AuthGuard('local') {
  override handleRequest<TUser>(error: unknown, user: TUser, _info: unknown, context: ExecutionContext): TUser {
    const request = context.switchToHttp().getRequest<SignInRequest>();
    request.signInError = error ?? null;
    return (user || null) as TUser;
  }
}
