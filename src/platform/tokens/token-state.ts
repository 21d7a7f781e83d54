import type { OneTimeToken } from '../../generated/sqlite/client';
import type { TokenEndReason } from './token-purposes';

/** What a link is worth at this moment; each kind has its own page. */
export type TokenState =
  | { readonly kind: 'usable' | 'used' | 'expired' | TokenEndReason; readonly row: OneTimeToken }
  | { readonly kind: 'unknown' };

/** A row together with the address that its person has now. */
export type TokenWithUser = OneTimeToken & { readonly user: { readonly emailKey: string | null } | null };

/**
 * @param row null where no row has this hash
 * @param now expiry is judged by the caller's clock; a token is dead from its last instant on
 */
export function tokenState(row: TokenWithUser | null, now: Date): TokenState {
  if (!row) return { kind: 'unknown' };
  if (row.usedAt) return { kind: 'used', row };
  if (row.endedAt) return { kind: (row.endReason ?? 'revoked') as TokenEndReason, row };
  // The link went to an address that is no longer this person's: whoever reads that mailbox now gets nothing.
  if (row.userId && row.emailKey !== null && row.user?.emailKey !== row.emailKey) return { kind: 'revoked', row };
  if (row.expiresAt <= now) return { kind: 'expired', row };
  return { kind: 'usable', row };
}
