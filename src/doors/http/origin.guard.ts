import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config';
import { ForbiddenError } from '../../platform/errors/errors';
import { doorOf, routeOf, type DoorRequest } from './door';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'SEARCH']);

/**
 * Cross-site protection of unsafe requests. Forms need our Origin (or, where the browser hides it because of the page's referrer
 * policy, its word that the request is from the same origin). JSON with a cookie is checked when a browser sent it; a program,
 * which sends neither Origin nor Sec-Fetch-Site, passes.
 */
@Injectable()
export class OriginGuard implements CanActivate {
  constructor(private readonly config: AppConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<DoorRequest>();
    if (SAFE_METHODS.has(request.method)) return true;
    const origin = request.headers.origin;
    const site = header(request, 'sec-fetch-site');
    if (doorOf(request) === 'html') return this.#isOurs(request, origin, site) || refuse();
    if (request.credential !== 'cookie' && !request.headers.cookie && !routeOf(request).startsWith('/auth/')) return true;
    if (origin === undefined && site === undefined) return true;
    if (origin !== undefined && this.config.http.cors.includes(origin)) return true;
    return this.#isOurs(request, origin, site) || refuse();
  }

  #isOurs(request: DoorRequest, origin: string | undefined, site: string | undefined): boolean {
    if (site !== undefined && site !== 'same-origin') return false;
    if (origin === undefined || origin === 'null') return site === 'same-origin';
    const { publicUrl } = this.config.http;
    // Without a configured address the request's own Host counts as ours for this check, never for links.
    return publicUrl ? origin === publicUrl.origin : sameHost(origin, request.headers.host);
  }
}

function sameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host;
}

function header(request: DoorRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function refuse(): never {
  throw new ForbiddenError({ reason: 'This request came from another site' });
}
