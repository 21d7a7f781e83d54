import { Secret, TOTP } from 'otpauth';

/** Twice what RFC 4226 asks for at least (R6: 128 bits, 160 recommended). */
const SECRET_BYTES = 20;
const STEP_S = 30;
/** One step of drift each way: a phone's clock is not ours. */
const DRIFT = 1;

/** A new seed, as people and their apps write it (base32). */
export function newSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What a QR code holds. The parameters are those that every app understands (SHA-1, six digits, 30 seconds). */
export function otpauthUrl(secret: string, account: string, project: string): string {
  return totpOf(secret, { label: account, issuer: project }).toString();
}

/** The time step whose code this is, among those that are good at this moment; null for a wrong one. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  // ASCII only: \d of other engines, and people's keyboards, know more digits.
  if (!/^[0-9]{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window: DRIFT });
  return delta === null ? null : Math.floor(timestamp / 1000 / STEP_S) + delta;
}

function totpOf(secret: string, names: { label?: string; issuer?: string } = {}): TOTP {
  return new TOTP({ ...names, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: STEP_S });
}
