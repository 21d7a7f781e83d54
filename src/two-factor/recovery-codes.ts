import { createHash, randomBytes } from 'node:crypto';
import { Secret } from 'otpauth';

const HOW_MANY = 10;
/** 80 bits: nobody finds one from its hash, so the hash needs neither salt nor slowness, and no key that could be lost. */
const BYTES = 10;

/** Ten new codes, in the groups of four that people copy. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: HOW_MANY }, () => new Secret({ buffer: new Uint8Array(randomBytes(BYTES)).buffer }).base32.match(/.{4}/g)!.join('-').toLowerCase());
}

/** What is stored of a code. Bound to its owner, so that equal hashes are one row of one person. */
export function recoveryHash(userId: string, code: string): string {
  return createHash('sha256').update(`recovery-code:${userId}:${withoutGaps(code).toUpperCase()}`).digest('hex');
}

/** A code as it may be typed: with spaces and hyphens, in any case. */
export function withoutGaps(code: string): string {
  return code.replace(/[ -]/g, '');
}

export function looksLikeRecoveryCode(code: string): boolean {
  return /^[a-z2-7]{16}$/i.test(withoutGaps(code));
}
