import type { Accountability } from '../../platform/accountability/accountability';
import { ipIsAllowed } from '../permissions/ip-access';
import type { CallerAddress } from './accountability-resolver';
import type { CallerRow, PolicyFact } from './caller-query';

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

/** The caller with the policies that apply from this address. `hash` is that of the credential. */
export function accountabilityOf(row: CallerRow, from: CallerAddress, hash: string | null): Accountability {
  const policies = policiesThatApply(row, from.ip);
  // Flags of the public policy have no effect, as in the dialect: nobody becomes an administrator by not signing in.
  const own = policies.filter((policy) => policy.depth !== -1);
  const admin = own.some((policy) => Boolean(policy.admin));
  return {
    kind: row.user_id === null ? 'public' : 'user',
    user: row.user_id,
    name: row.user_id === null ? 'Somebody who is not signed in' : displayName(row),
    role: row.role,
    roles: [...row.roles].sort((a, b) => a.depth - b.depth).map((role) => role.id),
    policies: [...new Set(policies.map((policy) => policy.id))],
    admin,
    app: admin || own.some((policy) => Boolean(policy.app)),
    mustSetUpTwoFactor: row.user_id !== null && !row.second_factor && own.some((policy) => Boolean(policy.tfa)),
    ip: from.ip,
    userAgent: from.userAgent,
    origin: from.origin,
    session: row.session,
    staticToken: row.session === null ? hash : null,
    signedInAt: row.signed_in === null ? null : new Date(instant(row.signed_in)),
  };
}

/** Role rows in the order of the chain, nearest first; the user's own last. */
function policiesThatApply(row: CallerRow, ip: string | null): PolicyFact[] {
  const order = (policy: PolicyFact) => policy.depth ?? Number.MAX_SAFE_INTEGER;
  return row.policies
    .filter((policy) => ipIsAllowed(policy.ip ? policy.ip.split(',') : null, ip))
    .sort((a, b) => order(a) - order(b) || (a.sort ?? 0) - (b.sort ?? 0));
}

function displayName(row: CallerRow): string {
  return [row.first_name, row.last_name].filter(Boolean).join(' ') || row.email || 'Somebody without a name';
}

/** Milliseconds; both drivers give ISO text here. */
export function instant(text: string): number {
  return new Date(text).getTime();
}
