import ipaddr from 'ipaddr.js';
import { closest, distance } from 'fastest-levenshtein';
import { expectedPasswordLength, passwordBytes, passwordLengthMistake } from './password-length';

/** How one variable is read: `parse` returns the value or throws an Error whose message says what is expected. */
interface Variable<T> {
  readonly parse: (text: string) => T;
  readonly fallback: T;
  readonly expected: string;
  readonly example: string;
  /** Never shown, not even in the list of problems. */
  readonly secret?: true;
}

const variable = <T>(definition: Variable<T>): Variable<T> => definition;

function refuse(): never {
  throw new Error('not as expected');
}

const text = (expected: string, example: string, fallback: string) =>
  variable<string>({ parse: (value) => value, fallback, expected, example });

const optionalText = (expected: string, example: string) =>
  variable<string | null>({ parse: (value) => value, fallback: null, expected, example });

const secretText = (expected: string, example: string) =>
  variable<string | null>({ parse: (value) => value, fallback: null, expected, example, secret: true });

const flag = (fallback: boolean) =>
  variable<boolean>({
    parse: (value) => (/^(true|1|yes|on)$/i.test(value) ? true : /^(false|0|no|off)$/i.test(value) ? false : refuse()),
    fallback,
    expected: 'true or false',
    example: 'true',
  });

const integer = (fallback: number, from: number, to: number) =>
  variable<number>({
    parse: (value) => {
      const number = Number(value);
      return /^\d+$/.test(value) && number >= from && number <= to ? number : refuse();
    },
    fallback,
    expected: `a whole number from ${from} to ${to}`,
    example: String(fallback),
  });

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time with its unit, in milliseconds: "15m", "7d". */
const duration = (fallback: string) =>
  variable<number>({ parse: parseDuration, fallback: parseDuration(fallback), expected: 'a number with a unit: ms, s, m, h or d', example: fallback });

function parseDuration(value: string): number {
  const match = /^(\d{1,9})\s*(ms|s|m|h|d)$/.exec(value.trim());
  const milliseconds = match ? Number(match[1]) * (UNITS[match[2]!] ?? 0) : 0;
  return milliseconds > 0 && milliseconds <= 3650 * UNITS['d']! ? milliseconds : refuse();
}

const httpUrl = (value: string): URL => {
  const url = URL.canParse(value) ? new URL(value) : refuse();
  return ['http:', 'https:'].includes(url.protocol) && !url.username && !url.hash && !url.search ? url : refuse();
};

const urlList = (example: string) =>
  variable<readonly URL[]>({
    parse: (value) => splitList(value).map(httpUrl),
    fallback: [],
    expected: 'http or https addresses, separated by commas',
    example,
  });

const splitList = (value: string) => value.split(',').map((part) => part.trim()).filter((part) => part !== '');

/** Every variable that Usher reads. The README's table is made from the same list (test/architecture). */
export const VARIABLES = {
  HOST: text('an address or name to listen on', '127.0.0.1', '0.0.0.0'),
  PORT: integer(8055, 0, 65535),
  PUBLIC_URL: variable<URL | null>({ parse: httpUrl, fallback: null, expected: 'the http or https address that people use, with no query', example: 'https://users.example.org' }),
  NODE_ENV: variable<string>({ parse: (value) => (['production', 'development', 'test'].includes(value) ? value : refuse()), fallback: 'development', expected: 'production, development or test', example: 'production' }),
  SECRET: variable<string | null>({ parse: (value) => (Buffer.byteLength(value) >= 32 ? value : refuse()), fallback: null, expected: 'at least 32 random characters', example: 'the output of: openssl rand -hex 32', secret: true }),
  FORMER_SECRETS: variable<readonly string[]>({
    parse: (value) => splitList(value).map((part) => (Buffer.byteLength(part) >= 32 ? part : refuse())),
    fallback: [],
    expected: 'what SECRET was before, of at least 32 characters each, separated by commas',
    example: 'the value that SECRET had until today',
    secret: true,
  }),
  DATA_FOLDER: text('a folder that Usher may write to', './data', './data'),
  DATABASE_URL: variable<string | null>({
    parse: (value) => (/^(file:.+|postgres(ql)?:\/\/.+)$/.test(value) ? value : refuse()),
    fallback: null,
    expected: 'file:… for SQLite or postgresql://… for PostgreSQL',
    example: 'postgresql://usher:password@localhost:5432/usher',
    secret: true,
  }),
  ADMIN_EMAIL: variable<string | null>({ parse: (value) => (/^[^\s@]+@[^\s@]+$/.test(value) ? value : refuse()), fallback: null, expected: 'the address of the first administrator', example: 'ada@example.org' }),
  ADMIN_PASSWORD: secretText('the password of the first administrator, 15 characters or more', 'four words are easy'),
  EMAIL_FROM: text('the address that mails come from', 'usher@example.org', 'usher@localhost'),
  EMAIL_SMTP_HOST: optionalText('the name or address of the SMTP server; without it nothing is sent and the outbox shows each mail', 'smtp.example.org'),
  EMAIL_SMTP_PORT: integer(587, 1, 65535),
  EMAIL_SMTP_USER: optionalText('the name to sign in to the SMTP server with', 'usher'),
  EMAIL_SMTP_PASSWORD: secretText('the password for EMAIL_SMTP_USER', '…'),
  EMAIL_SMTP_SECURE: flag(false),
  USER_INVITE_URL_ALLOW_LIST: urlList('https://app.example.org/join'),
  USER_REGISTER_URL_ALLOW_LIST: urlList('https://app.example.org/verify'),
  PASSWORD_RESET_URL_ALLOW_LIST: urlList('https://app.example.org/reset'),
  USER_INVITE_TOKEN_TTL: duration('7d'),
  EMAIL_VERIFICATION_TOKEN_TTL: duration('7d'),
  PASSWORD_RESET_TOKEN_TTL: duration('1d'),
  PUBLIC_MAIL_ANSWER_TIME: duration('500ms'),
  ACCESS_TOKEN_TTL: duration('15m'),
  REFRESH_TOKEN_TTL: duration('7d'),
  SESSION_COOKIE_TTL: duration('1d'),
  SESSION_COOKIE_NAME: text('a cookie name', 'directus_session_token', 'directus_session_token'),
  REFRESH_TOKEN_COOKIE_NAME: text('a cookie name', 'directus_refresh_token', 'directus_refresh_token'),
  PASSWORD_MIN_LENGTH: integer(15, 8, 128),
  IP_TRUST_PROXY: variable<readonly string[]>({
    parse: (value) => splitList(value).map((part) => (isNetwork(part) ? part : refuse())),
    fallback: [],
    expected: 'the networks of your own proxies in CIDR notation, separated by commas',
    example: '10.0.0.0/8',
  }),
  CORS_ENABLED: flag(false),
  CORS_ORIGIN: variable<readonly string[]>({
    parse: (value) => splitList(value).map((part) => (httpUrl(part).origin === part ? part : refuse())),
    fallback: [],
    expected: 'exact origins, separated by commas',
    example: 'https://app.example.org',
  }),
  LIMIT_REGISTRATIONS_A_MINUTE: integer(20, 1, 100_000),
  LIMIT_SIGN_IN_FAILURES: integer(10, 1, 100_000),
  LIMIT_SIGN_IN_FAILURES_A_NETWORK: integer(100, 1, 1_000_000),
  LIMIT_RESET_MAILS_AN_HOUR: integer(3, 1, 100_000),
  LIMIT_PUBLIC_MAILS_A_DOMAIN: integer(300, 1, 1_000_000),
  LIMIT_REQUESTS_A_SECOND: integer(0, 0, 1_000_000),
  MAIL_RETRY_FIRST: duration('10s'),
  MAIL_LEASE: duration('20s'),
  LOG_LEVEL: variable<string>({ parse: (value) => (['debug', 'info', 'warn', 'error', 'silent'].includes(value) ? value : refuse()), fallback: 'info', expected: 'debug, info, warn, error or silent', example: 'info' }),
} as const;

export type VariableName = keyof typeof VARIABLES;
export type Env = { [Name in VariableName]: (typeof VARIABLES)[Name] extends Variable<infer T> ? T : never };

export interface ParsedEnv {
  readonly env: Env;
  /** Whole sentences, one per problem; empty when everything is fine. */
  readonly problems: readonly string[];
  /** Names that look like a slip of the pen; worth a line, not a refusal. */
  readonly warnings: readonly string[];
}

/**
 * Reads every variable and collects all problems instead of stopping at the first.
 *
 * @param record what the process was given, `.env` already merged in
 * @param ownFile the names in `.env`: all of them are meant for Usher, so each unknown one is worth a line
 */
export function parseEnv(record: Record<string, string | undefined>, ownFile: readonly string[] = []): ParsedEnv {
  const problems: string[] = [];
  const env: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(VARIABLES) as [VariableName, Variable<unknown>][]) {
    const found = record[name];
    env[name] = definition.fallback;
    if (found === undefined || found === '') continue;
    try {
      env[name] = definition.parse(found);
    } catch {
      const shown = definition.secret ? `a value of ${found.length} characters that is not shown` : JSON.stringify(found);
      problems.push(`${name} is ${shown}. Expected: ${definition.expected}. Example: ${name}=${definition.example}`);
    }
  }
  if (env['NODE_ENV'] === 'production' && !env['SECRET'] && !problems.some((problem) => problem.startsWith('SECRET '))) {
    problems.push(`SECRET is not set. With NODE_ENV=production it must be given. Expected: ${VARIABLES.SECRET.expected}. Example: ${VARIABLES.SECRET.example}`);
  }
  const password = record['ADMIN_PASSWORD'] ?? '';
  const minBytes = env['PASSWORD_MIN_LENGTH'] as number;
  if (password !== '' && passwordLengthMistake(password, minBytes)) {
    problems.push(`ADMIN_PASSWORD is a value of ${passwordBytes(password)} bytes that is not shown. Expected: ${expectedPasswordLength(minBytes)}. Example: ADMIN_PASSWORD="${VARIABLES.ADMIN_PASSWORD.example}"`);
  }
  if (Boolean(record['ADMIN_EMAIL']) !== Boolean(record['ADMIN_PASSWORD'])) {
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD go together: only one of them is set. Give both, or neither and use the set-up link.');
  }
  if (env['CORS_ENABLED'] && (env['CORS_ORIGIN'] as readonly string[]).length === 0) {
    problems.push(`CORS_ENABLED is true and CORS_ORIGIN is empty. Expected: ${VARIABLES.CORS_ORIGIN.expected}. Example: CORS_ORIGIN=${VARIABLES.CORS_ORIGIN.example}`);
  }
  return { env: env as Env, problems, warnings: unknownNames(record, ownFile) };
}

function unknownNames(record: Record<string, string | undefined>, ownFile: readonly string[]): string[] {
  const known = Object.keys(VARIABLES);
  return Object.keys(record).flatMap((name) => {
    if (known.includes(name)) return [];
    const nearest = closest(name, known);
    // Elsewhere in the environment there are many names of other programs: only a near miss of a long name is ours.
    const nearMiss = name.length > 6 && distance(name, nearest) <= 2;
    return ownFile.includes(name) || nearMiss ? [`${name} is not a variable of Usher and is ignored. Did you mean ${nearest}?`] : [];
  });
}

function isNetwork(value: string): boolean {
  // The parser also takes "1" for an address, which somebody might mean as a number of hops.
  return /[.:]/.test(value) && (ipaddr.isValid(value) || ipaddr.isValidCIDR(value));
}
