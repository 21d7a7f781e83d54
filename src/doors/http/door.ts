import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Accountability } from '../../platform/accountability/accountability';

/** Which door a request came through. Pages live under /admin; everything else speaks JSON. */
export type Door = 'html' | 'rest';

/** A request, or as much of one as says where it goes. */
export interface Addressed {
  readonly url: string;
  readonly routeOptions?: { readonly url?: string | undefined };
}

/** The path of the route that answers, however the request spelled it (`/%61dmin` reaches /admin); as it was spelled where none does. */
export function routeOf(request: Addressed): string {
  return request.routeOptions?.url ?? request.url;
}

export function doorOf(request: Addressed): Door {
  const path = routeOf(request);
  return /^\/admin(?:[/?#]|$)/i.test(path) || path.startsWith('/.well-known/') ? 'html' : 'rest';
}

/** A request after the guards: who is calling is known. */
export interface DoorRequest extends FastifyRequest {
  accountability: Accountability;
  /** How the caller said who they are; decides which cross-site checks apply. */
  credential: 'none' | 'bearer' | 'cookie';
  body: unknown;
}

export type DoorReply = FastifyReply;
