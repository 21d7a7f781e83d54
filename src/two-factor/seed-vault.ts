import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../platform/config/app-config';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seeds as the database holds them: encrypted, since they have to be read again, and each bound to its owner, so that one row cannot be
 * given another's. The text names its key, so that a seed from before a change of SECRET is still read while FORMER_SECRETS has the old one.
 */
@Injectable()
export class SeedVault {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #keyId: string;

  constructor(config: AppConfig) {
    this.#keys = config.keys('two-factor');
    this.#keyId = config.keyId;
  }

  seal(seed: string, owner: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.get(this.#keyId)!, iv).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([iv, cipher.update(seed, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${this.#keyId}.${sealed.toString('base64url')}`;
  }

  /** Null where no key opens it: another SECRET, another owner, or a text that is none of ours. */
  open(sealed: string, owner: string): string | null {
    const [keyId, text] = sealed.split('.', 2);
    const key = this.#keys.get(keyId!);
    const bytes = Buffer.from(text ?? '', 'base64url');
    if (!key || bytes.length <= IV_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  /** Sealed with a former key: to be sealed again when it is next at hand. */
  isOld(sealed: string): boolean {
    return !sealed.startsWith(`${this.#keyId}.`);
  }
}
