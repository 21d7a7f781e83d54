import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { FormExpiredError } from '../../platform/errors/errors';
import { doorOf, type DoorRequest } from '../http/door';
import { FormTokens } from './form-tokens';

/** Every unsafe HTML request, signed in or not, carries the token of a form that we showed to this very visitor. */
@Injectable()
export class FormTokenGuard implements CanActivate {
  constructor(private readonly tokens: FormTokens) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<DoorRequest>();
    if (doorOf(request) !== 'html' || ['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return true;
    if (!this.tokens.isGood(request)) throw new FormExpiredError();
    return true;
  }
}
