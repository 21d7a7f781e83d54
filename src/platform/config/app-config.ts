import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Env } from './env';
import { makeFolder } from './make-folder';
import { PASSWORD_MAX_BYTES } from './password-length';

/** What a key is for: one key per purpose, so that none can be used for another. */
export type KeyPurpose = 'one-time-token' | 'refresh-successor' | 'form-token' | 'registration-browser' | 'known-browser' | 'two-factor' | 'demo';

/** The configuration of one process: typed, grouped, frozen. Durations are in milliseconds. */
export class AppConfig {
  readonly production: boolean;
  readonly logLevel: string;
  readonly dataFolder: string;
  readonly http: { readonly host: string; readonly port: number; readonly publicUrl: URL | null; readonly trustProxy: readonly string[]; readonly cors: readonly string[] };
  readonly database: { readonly url: string; readonly provider: 'sqlite' | 'postgresql' };
  readonly firstAdmin: { readonly email: string; readonly password: string } | null;
  readonly mail: { readonly from: string; readonly retryFirstMs: number; readonly leaseMs: number; readonly smtp: SmtpConfig | null };
  readonly allowLists: { readonly invite: readonly URL[]; readonly register: readonly URL[]; readonly reset: readonly URL[] };
  readonly passwords: { readonly minBytes: number; readonly maxBytes: number };
  readonly sessions: { readonly sessionTtlMs: number; readonly accessTtlMs: number; readonly refreshTtlMs: number; readonly cookieName: string; readonly refreshCookieName: string };
  readonly tokens: { readonly invitationTtlMs: number; readonly verificationTtlMs: number; readonly resetTtlMs: number; readonly setupTtlMs: number };
  readonly limits: {
    readonly registrationsAMinute: number; readonly signInFailures: number; readonly signInFailuresANetwork: number;
    readonly resetMailsAnHour: number; readonly publicMailsADomain: number; readonly requestsASecond: number;
    /** Before that, no stranger is answered about an address. */
    readonly publicMailAnswerMs: number;
  };
  readonly #secret: string;
  readonly #formerSecrets: readonly string[];

  constructor(env: Env) {
    this.production = env.NODE_ENV === 'production';
    this.logLevel = env.LOG_LEVEL;
    this.dataFolder = resolve(env.DATA_FOLDER);
    this.http = { host: env.HOST, port: env.PORT, publicUrl: env.PUBLIC_URL, trustProxy: env.IP_TRUST_PROXY, cors: env.CORS_ENABLED ? env.CORS_ORIGIN : [] };
    const url = env.DATABASE_URL ?? `file:${join(this.dataFolder, 'usher.db')}`;
    this.database = { url, provider: url.startsWith('file:') ? 'sqlite' : 'postgresql' };
    this.firstAdmin = env.ADMIN_EMAIL && env.ADMIN_PASSWORD ? { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD } : null;
    this.mail = { from: env.EMAIL_FROM, retryFirstMs: env.MAIL_RETRY_FIRST, leaseMs: env.MAIL_LEASE, smtp: smtpOf(env) };
    this.allowLists = { invite: env.USER_INVITE_URL_ALLOW_LIST, register: env.USER_REGISTER_URL_ALLOW_LIST, reset: env.PASSWORD_RESET_URL_ALLOW_LIST };
    this.passwords = { minBytes: env.PASSWORD_MIN_LENGTH, maxBytes: PASSWORD_MAX_BYTES };
    this.sessions = {
      sessionTtlMs: env.SESSION_COOKIE_TTL, accessTtlMs: env.ACCESS_TOKEN_TTL, refreshTtlMs: env.REFRESH_TOKEN_TTL,
      cookieName: env.SESSION_COOKIE_NAME, refreshCookieName: env.REFRESH_TOKEN_COOKIE_NAME,
    };
    this.tokens = { invitationTtlMs: env.USER_INVITE_TOKEN_TTL, verificationTtlMs: env.EMAIL_VERIFICATION_TOKEN_TTL, resetTtlMs: env.PASSWORD_RESET_TOKEN_TTL, setupTtlMs: 3_600_000 };
    this.limits = {
      registrationsAMinute: env.LIMIT_REGISTRATIONS_A_MINUTE, signInFailures: env.LIMIT_SIGN_IN_FAILURES, signInFailuresANetwork: env.LIMIT_SIGN_IN_FAILURES_A_NETWORK,
      resetMailsAnHour: env.LIMIT_RESET_MAILS_AN_HOUR, publicMailsADomain: env.LIMIT_PUBLIC_MAILS_A_DOMAIN, requestsASecond: env.LIMIT_REQUESTS_A_SECOND,
      publicMailAnswerMs: env.PUBLIC_MAIL_ANSWER_TIME,
    };
    this.#secret = env.SECRET ?? generatedSecret(this.dataFolder);
    this.#formerSecrets = env.FORMER_SECRETS;
    for (const group of Object.values(this)) Object.freeze(group);
    Object.freeze(this);
  }

  /** True where people reach Usher over https: cookies are then Secure and carry the `__Host-` prefix. */
  get isHttps(): boolean {
    return this.http.publicUrl?.protocol === 'https:';
  }

  /** The address that every mailed link starts with, without a slash at the end. Never taken from a request. */
  get publicOrigin(): string {
    const { publicUrl, port } = this.http;
    return (publicUrl?.href ?? `http://localhost:${port}`).replace(/\/+$/, '');
  }

  /** A 32-byte key for one purpose, by HKDF from the secret. */
  key(purpose: KeyPurpose): Buffer {
    return keyOf(this.#secret, purpose);
  }

  /** The keys of one purpose by their ids: the present one first, then those of the secrets there were before. For what has to be read again. */
  keys(purpose: KeyPurpose): ReadonlyMap<string, Buffer> {
    return new Map([this.#secret, ...this.#formerSecrets].map((secret) => [keyIdOf(secret), keyOf(secret, purpose)]));
  }

  /** Names the secret without giving it away: rows that were made with a former secret can be told apart. */
  get keyId(): string {
    return keyIdOf(this.#secret);
  }
}

function keyOf(secret: string, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'usher', purpose, 32));
}

function keyIdOf(secret: string): string {
  return createHash('sha256').update(`key-id:${secret}`).digest('hex').slice(0, 8);
}

export interface SmtpConfig {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

function smtpOf(env: Env): SmtpConfig | null {
  if (!env.EMAIL_SMTP_HOST) return null;
  const auth = env.EMAIL_SMTP_USER ? { user: env.EMAIL_SMTP_USER, pass: env.EMAIL_SMTP_PASSWORD ?? '' } : null;
  return { host: env.EMAIL_SMTP_HOST, port: env.EMAIL_SMTP_PORT, secure: env.EMAIL_SMTP_SECURE, auth };
}

/** Outside production a secret is made once and kept beside the data, readable by its owner only. */
function generatedSecret(dataFolder: string): string {
  const file = join(dataFolder, 'secret');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  makeFolder(dataFolder);
  const secret = randomBytes(32).toString('hex');
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return secret;
}
