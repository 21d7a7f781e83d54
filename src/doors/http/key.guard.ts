import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { ForbiddenError, RouteNotFoundError } from '../../platform/errors/errors';
import { doorOf, type DoorRequest } from './door';
import { pathOf } from './error.filter';

/** Nothing has a key with NUL in it, and PostgreSQL does not even let one be looked for. Programs hear what they hear of every key that is none. */
@Injectable()
export class KeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<DoorRequest>();
    if (!Object.values(request.params as Record<string, string>).some((key) => key.includes('\0'))) return true;
    throw doorOf(request) === 'html' ? new RouteNotFoundError({ path: pathOf(request) }) : new ForbiddenError();
  }
}
