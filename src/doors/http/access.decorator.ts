import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { DoorRequest } from './door';

/** Who may knock. What may happen then is decided by the services. */
export type RouteAccess = 'public' | 'signed-in' | 'admin-app' | 'by-policy';

export const ROUTE_ACCESS = 'usher:route-access';

/** Anybody, also with a credential that is no longer good. */
export const Public = () => SetMetadata(ROUTE_ACCESS, 'public' satisfies RouteAccess);

/** Whoever is signed in, with or without app access. */
export const SignedIn = () => SetMetadata(ROUTE_ACCESS, 'signed-in' satisfies RouteAccess);

/** Whoever has app or admin access: the pages of the directory. */
export const AdminApp = () => SetMetadata(ROUTE_ACCESS, 'admin-app' satisfies RouteAccess);

/**
 * A route of the REST door that the policies alone decide about: the public may call it, too, and gets what the public
 * policies allow. A credential that is given must be good.
 */
export const ByPolicy = () => SetMetadata(ROUTE_ACCESS, 'by-policy' satisfies RouteAccess);

export const BEFORE_TWO_FACTOR = 'usher:before-two-factor';

/** Also for whoever has yet to set up the two-factor sign-in that a policy asks of them. On public routes without it they count as a visitor. */
export const BeforeTwoFactor = () => SetMetadata(BEFORE_TWO_FACTOR, true);

/** The caller's accountability as a handler's parameter. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<DoorRequest>().accountability);
