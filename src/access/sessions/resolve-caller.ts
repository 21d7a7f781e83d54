import type { Accountability } from '../../platform/accountability/accountability';
import { ipIsAllowed } from '../permissions/ip-access';
import type { CallerAddress } from './accountability-resolver';

/** The row of `callerSql`, as either driver gives it. */
export interface CallerRow {
  readonly session: string | null;
  readonly mode: string | null;
  readonly expires: string | null;
  readonly access_expires: string | null;
  readonly signed_in: string | null;
  readonly last_used: string | null;
  readonly rotated: string | null;
  readonly by_previous: number | null;
  readonly user_id: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly status: string;
  readonly role: string | null;
  readonly roles: string | null;
  readonly policies: string | null;
}

interface RoleFact {
  readonly id: string;
  readonly depth: number;
}

interface PolicyFact {
  readonly id: string;
  /** Of the role that holds it; null for the user's own, -1 for the public ones. */
  readonly depth: number | null;
  readonly ip: string | null;
  readonly admin: boolean | number | null;
  readonly app: boolean | number | null;
  readonly sort: number | null;
}

/** For how long the token before the last rotation is still good: two tabs refresh at once. */
export const ROTATION_GRACE_MS = 10_000;

/** False where the credential has expired or its user may not sign in (any more). */
export function isUsable(row: CallerRow, now: Date): boolean {
  if (row.status !== 'active') return false;
  if (row.session === null) return true;
  const expires = row.mode === 'session' ? row.expires : row.access_expires;
  if (expires === null || instant(expires) <= now.getTime()) return false;
  return !row.by_previous || (row.rotated !== null && now.getTime() - instant(row.rotated) < ROTATION_GRACE_MS);
}

/** The caller with the policies that apply from this address. */
export function accountabilityOf(row: CallerRow, from: CallerAddress): Accountability {
  const policies = policiesThatApply(row, from.ip);
  // Flags of the public policy have no effect (BEHAVIOUR of the dialect): nobody becomes an administrator by not signing in.
  const own = policies.filter((policy) => policy.depth !== -1);
  const admin = own.some((policy) => Boolean(policy.admin));
  return {
    kind: row.user_id === null ? 'public' : 'user',
    user: row.user_id,
    name: row.user_id === null ? 'Somebody who is not signed in' : displayName(row),
    role: row.role,
    roles: list<RoleFact>(row.roles).sort((a, b) => a.depth - b.depth).map((role) => role.id),
    policies: [...new Set(policies.map((policy) => policy.id))],
    admin,
    app: admin || own.some((policy) => Boolean(policy.app)),
    ip: from.ip,
    userAgent: from.userAgent,
    origin: from.origin,
    session: row.session,
    signedInAt: row.signed_in === null ? null : new Date(instant(row.signed_in)),
  };
}

/** Role rows in the order of the chain, nearest first; the user's own last. */
function policiesThatApply(row: CallerRow, ip: string | null): PolicyFact[] {
  const order = (policy: PolicyFact) => policy.depth ?? Number.MAX_SAFE_INTEGER;
  return list<PolicyFact>(row.policies)
    .filter((policy) => ipIsAllowed(policy.ip ? policy.ip.split(',') : null, ip))
    .sort((a, b) => order(a) - order(b) || (a.sort ?? 0) - (b.sort ?? 0));
}

function displayName(row: CallerRow): string {
  return [row.first_name, row.last_name].filter(Boolean).join(' ') || row.email || 'Somebody without a name';
}

function list<T>(json: string | null): T[] {
  return json === null ? [] : (JSON.parse(json) as T[]);
}

/** Milliseconds; both drivers give ISO text here. */
export function instant(text: string): number {
  return new Date(text).getTime();
}
