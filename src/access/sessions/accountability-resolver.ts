import type { Accountability } from '../../platform/accountability/accountability';
import type { UnitOfWork } from '../../platform/database/unit-of-work';

/** What a request brought along to say who is calling. At most one of them is used: a bearer token wins over the cookie. */
export interface Credentials {
  readonly bearer: string | null;
  readonly sessionCookie: string | null;
}

/** Where a call comes from, for the IP lists of policies and for activity rows. */
export interface CallerAddress {
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly origin: string | null;
}

/** Turns credentials into a caller, afresh on every request, so that a change of rights acts on the next one. */
export abstract class AccountabilityResolver {
  /** Null when the credential is unknown, expired or revoked, or its user may not sign in. */
  abstract resolve(credentials: Credentials, from: CallerAddress): Promise<Accountability | null>;
  /** The caller of a change as they are now, seen by its transaction; null where their session or static token is over, or they may not sign in any more. */
  abstract again(work: UnitOfWork): Promise<Accountability | null>;
  /** Somebody who is not signed in, with the public policies. */
  abstract visitor(from: CallerAddress): Promise<Accountability>;
}
