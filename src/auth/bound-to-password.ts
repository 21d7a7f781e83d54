import { createHash } from 'node:crypto';
import type { OneTimeToken } from '../generated/sqlite/client';

type Purpose = 'password-reset' | 'second-step';

/** Kept with a token that is to die with its owner's password. Tells two stored hashes apart; nothing can be made of it. */
export function passwordMark(purpose: Purpose, passwordHash: string | null): string {
  return createHash('sha256').update(`${purpose}:${passwordHash ?? ''}`).digest('hex');
}

/** False once the password has changed, whichever way. */
export function isForPassword({ data }: Pick<OneTimeToken, 'data'>, purpose: Purpose, passwordHash: string | null): boolean {
  return typeof data === 'object' && data !== null && !Array.isArray(data) && data['password'] === passwordMark(purpose, passwordHash);
}
