import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Accountability } from '../../platform/accountability/accountability';

/** Which door a request came through. Pages live under /admin; everything else speaks JSON. */
export type Door = 'html' | 'rest';

export function doorOf(request: { url: string }): Door {
  return /^\/admin(?:[/?#]|$)/i.test(request.url) || request.url.startsWith('/.well-known/') ? 'html' : 'rest';
}

/** A request after the guards: who is calling is known. */
export interface DoorRequest extends FastifyRequest {
  accountability: Accountability;
  /** How the caller said who they are; decides which cross-site checks apply. */
  credential: 'none' | 'bearer' | 'cookie';
  body: unknown;
}

export type DoorReply = FastifyReply;
