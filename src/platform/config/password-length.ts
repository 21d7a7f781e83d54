/** What is longer is an attack on the hash and no password. */
export const PASSWORD_MAX_BYTES = 1024;

/** As it is hashed: two keyboards type the same password in different characters. */
export function passwordBytes(password: string): number {
  return Buffer.byteLength(password.normalize('NFC'));
}

/** What is wrong with the length of a new password; null where nothing is. */
export function passwordLengthMistake(password: string, minBytes: number): 'min_length' | 'max_length' | null {
  const bytes = passwordBytes(password);
  return bytes < minBytes ? 'min_length' : bytes > PASSWORD_MAX_BYTES ? 'max_length' : null;
}

/** "15 to 1,024 bytes" */
export function expectedPasswordLength(minBytes: number): string {
  return `${minBytes} to ${PASSWORD_MAX_BYTES.toLocaleString('en-GB')} bytes`;
}
