/** Who is calling, with what rights, from where. Every service takes it first. */
export interface Accountability {
  readonly kind: 'public' | 'user' | 'system';
  /** Id of the user; null for the public and the system. */
  readonly user: string | null;
  /** Display name at the time of the call, for rows that outlive the person. */
  readonly name: string;
  readonly role: string | null;
  /** The own role and its ancestors, nearest first. */
  readonly roles: readonly string[];
  /** The policies that apply after the IP filter: role rows nearest first, user rows last. */
  readonly policies: readonly string[];
  readonly admin: boolean;
  readonly app: boolean;
  /** A policy of theirs asks for two-factor sign-in, and they have not set it up: the doors let them do that and nothing else. */
  readonly mustSetUpTwoFactor: boolean;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly origin: string | null;
  /** The session row behind the call; null for static tokens, the public and the system. */
  readonly session: string | null;
  /** The hash of the static token behind the call; null for everybody else. */
  readonly staticToken: string | null;
  /** When the password was last given in this session. */
  readonly signedInAt: Date | null;
}

/** Nobody is signed in. The public policies apply. */
export const PUBLIC: Accountability = Object.freeze({
  kind: 'public',
  user: null,
  name: 'Somebody who is not signed in',
  role: null,
  roles: [],
  policies: [],
  admin: false,
  app: false,
  mustSetUpTwoFactor: false,
  ip: null,
  userAgent: null,
  origin: null,
  session: null,
  staticToken: null,
  signedInAt: null,
});

/** Usher itself: seeds, jobs, and flows that redeemed a one-time token. Never the answer to "who sent this request". */
export const SYSTEM: Accountability = Object.freeze({ ...PUBLIC, kind: 'system', name: 'Usher', admin: true, app: true });
