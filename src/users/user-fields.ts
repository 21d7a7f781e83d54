import type { Accountability } from '../platform/accountability/accountability';
import { ForbiddenError, InvalidPayloadError } from '../platform/errors/errors';
import type { PreparedUserChanges } from './user-columns';

/** Fields that only an administrator may set, whatever a permission lets through; in the dialect's words. */
const ADMINISTRATORS_ONLY = { provider: 'provider', externalIdentifier: 'external_identifier', authData: 'auth_data', lastAccess: 'last_access' } as const;

/** Refuses what nobody, or nobody but an administrator, sets by hand. */
export function requireSettable(accountability: Accountability, changes: PreparedUserChanges, action: 'create' | 'update'): void {
  // Usher makes and keeps the secret of the second factor; one that came from elsewhere is known elsewhere.
  if (changes.tfaSecret !== undefined && !(action === 'create' && changes.tfaSecret === null)) throw manually('tfa_secret');
  if (accountability.admin) return;
  for (const [field, wire] of Object.entries(ADMINISTRATORS_ONLY)) if (changes[field as keyof typeof ADMINISTRATORS_ONLY] !== undefined) throw manually(wire);
  // A token that a person can choose is a token that a person can guess; "unique" would tell of a right guess, too.
  if (typeof changes.token === 'string') throw new ForbiddenError();
}

const manually = (field: string) => new InvalidPayloadError({ reason: `You can't change the "${field}" value manually` });
