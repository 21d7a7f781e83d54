import { createHash } from 'node:crypto';
import { Random } from '../model/random';
import type { TestApp } from '../support/app';
import { routesOf } from '../support/routes';
import { fuzzRequest, type FuzzRequest } from './requests';

export interface Fuzzed {
  readonly requests: number;
  /** Not refused by whoever is asked first: who is calling, and what is this body or query. */
  readonly pastTheParser: number;
  /** By route and status. */
  readonly answers: ReadonlyMap<string, number>;
  readonly slowest: { readonly milliseconds: number; readonly request: string };
  readonly faults: readonly string[];
}

const TOKENS = { admin: 'static-token-of-the-admin-of-the-fuzz', limited: 'static-token-of-somebody-of-the-fuzz' };
const SESSION = 'session-token-of-the-admin-of-the-fuzz-0000';
const SECRETS = ['a-planted-password-hash', 'a-planted-second-factor', 'a secret for tests that is long enough', ...[...Object.values(TOKENS), SESSION].flatMap((token) => [token, hash(token)])];
/** Words of a stack, of a database or of its library. What was sent may come back, so these are none that the generator writes; nor any that a random token may hold. */
const LEAKS = /\n\s+at .+:\d+:\d+|node_modules|SQLITE_|PrismaClient|invocation in|syntax error at|near ".*": syntax|better-sqlite3|\bpg_(?:attribute|catalog|class|constraint|index|namespace|proc|stat\w*|toast|trgm|type)\b/;
/** Passed: the caller was good, and what they sent was understood. */
const UNDERSTOOD = new Set(['FAILED_VALIDATION', 'RECORD_NOT_UNIQUE', 'INVALID_FOREIGN_KEY', 'UNPROCESSABLE_CONTENT', 'STALE_CHANGE', 'INVALID_CREDENTIALS', 'INVALID_INVITE']);
const SERVER_TIME_MS = 1000;
const FAULTS_AT_MOST = 20;
const PLANTED_EVERY = 100;
/** Drawn and scanned, one of these answers costs as much as fifty others: they are asked a tenth as often. */
const LONG = new Set(['/admin/api', '/server/specs/oas']);

/** Sends random requests to every route, as an administrator, as somebody with few rights and as nobody, by either door. */
export async function fuzz(app: TestApp, seed: number, requests: number): Promise<Fuzzed> {
  const random = new Random(seed);
  const routes = routesOf(app);
  const [long, short] = [routes.filter(({ path }) => LONG.has(path)), routes.filter(({ path }) => !LONG.has(path))];
  const answers = new Map<string, number>();
  const faults: string[] = [];
  let pastTheParser = 0;
  let slowest = { milliseconds: 0, request: '' };
  let csrf = '';
  let index = 0;
  let used = process.cpuUsage();
  for (; index < requests && faults.length < FAULTS_AT_MOST; index += 1) {
    // What was fuzzed may have taken the callers away.
    if (index % PLANTED_EVERY === 0) {
      await plant(app);
      csrf ||= await formToken(app);
      used = process.cpuUsage();
    }
    const route = index < routes.length * 5 ? routes[index % routes.length]! : random.pick(random.chance((0.1 * long.length) / routes.length) ? long : short);
    const request = fuzzRequest(random, route);
    const { status, text } = await send(app, random, request, csrf);
    // Asking for the time that was used takes some itself: once for each request, so what made and judges it is counted, too.
    const now = process.cpuUsage();
    const milliseconds = (now.user + now.system - used.user - used.system) / 1000;
    used = now;
    const label = `${route.method} ${route.path} ${status}`;
    answers.set(label, (answers.get(label) ?? 0) + 1);
    if (status < 400 || (status === 422 && request.url.startsWith('/admin')) || codesIn(text).some((code) => UNDERSTOOD.has(code))) pastTheParser += 1;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, request: shown(request) };
    const fault = faultOf(status, text, milliseconds, request);
    if (fault) faults.push(`${fault} (request ${index}): ${shown(request)} → ${status} ${text.slice(0, 300)}`);
  }
  return { requests: index, pastTheParser, answers, slowest, faults };
}

function faultOf(status: number, text: string, milliseconds: number, { mustFail }: FuzzRequest): string | null {
  if (status >= 500 && status !== 503) return '5xx';
  // Counted in the process's own time, so that a busy machine makes nothing slow.
  if (milliseconds > SERVER_TIME_MS) return `${Math.round(milliseconds)} ms of server time`;
  const secret = SECRETS.find((one) => text.includes(one));
  if (secret) return `tells ${secret}`;
  const leak = LEAKS.exec(text);
  if (leak) return `says ${leak[0]}`;
  return mustFail && status < 300 ? 'takes an object for a scalar' : null;
}

async function send(app: TestApp, random: Random, { method, url, body }: FuzzRequest, csrf: string): Promise<{ status: number; text: string }> {
  const isForm = url.startsWith('/admin');
  const caller = random.pick(['admin', 'admin', 'admin', 'limited', 'nobody'] as const);
  const headers: Record<string, string> = isForm
    ? { origin: app.url, 'content-type': 'application/x-www-form-urlencoded', ...(caller === 'nobody' ? {} : { cookie: `${app.config.sessions.cookieName}=${SESSION}` }) }
    : { 'content-type': random.chance(0.98) ? 'application/json' : 'text/plain', ...(caller === 'nobody' ? {} : { authorization: `Bearer ${TOKENS[caller]}` }) };
  const form = random.chance(0.95) ? `_csrf=${encodeURIComponent(csrf)}&_form=${random.below(1e9)}&${String(body)}` : String(body);
  const payload = body === undefined ? {} : { payload: isForm ? form : (JSON.stringify(body) ?? '') };
  if (body === undefined) delete headers['content-type'];
  const answer = await app.nest.inject({ method: method as 'GET', url, headers, ...payload });
  return { status: answer.statusCode, text: answer.body };
}

async function formToken(app: TestApp): Promise<string> {
  const { body } = await app.nest.inject({ method: 'GET', url: '/admin/account', headers: { cookie: `${app.config.sessions.cookieName}=${SESSION}` } });
  return /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
}

/** The callers, and a row of each kind for the generator's keys: in one transaction, for each of its own waits for the disk. */
async function plant({ prisma }: TestApp): Promise<void> {
  await prisma.$transaction(plantIn);
}

async function plantIn(db: Pick<TestApp['prisma'], 'policy' | 'role' | 'user' | 'access' | 'permission' | 'session'>): Promise<void> {
  const later = new Date('2100-01-01T00:00:00.000Z');
  for (const [id, adminAccess] of [['admin-policy', true], ['p', false]] as const) await db.policy.upsert({ where: { id }, create: { id, name: id, adminAccess, appAccess: true }, update: { adminAccess, appAccess: true, ipAccess: null, enforceTfa: false } });
  await db.role.upsert({ where: { id: 'r' }, create: { id: 'r', name: 'R' }, update: {} });
  const secrets = { password: 'a-planted-password-hash', tfaSecret: 'a-planted-second-factor' };
  await db.user.upsert({ where: { id: 'admin' }, create: { id: 'admin', email: 'admin@x.example', emailKey: 'admin@x.example', tokenHash: hash(TOKENS.admin), ...secrets }, update: { status: 'active', tokenHash: hash(TOKENS.admin), tfaSecret: secrets.tfaSecret } });
  await db.user.upsert({ where: { id: 'u' }, create: { id: 'u', email: 'u@x.example', emailKey: 'u@x.example', roleId: 'r', tokenHash: hash(TOKENS.limited), tags: ['a'], ...secrets }, update: { status: 'active', tokenHash: hash(TOKENS.limited), tfaSecret: secrets.tfaSecret } });
  for (const [id, policyId, userId] of [['admin-access', 'admin-policy', 'admin'], ['u-access', 'p', 'u']] as const) await db.access.upsert({ where: { id }, create: { id, policyId, userId }, update: { policyId, userId, roleId: null } });
  for (const action of ['read', 'update']) if ((await db.permission.count({ where: { policyId: 'p', collection: 'directus_users', action } })) === 0) await db.permission.create({ data: { policyId: 'p', collection: 'directus_users', action, fields: 'id,email,title,role,tags' } });
  await db.session.upsert({ where: { id: 'session' }, create: { id: 'session', userId: 'admin', mode: 'session', tokenHash: hash(SESSION), expiresAt: later, signedInAt: later, lastUsedAt: later }, update: { tokenHash: hash(SESSION), expiresAt: later } });
}

function codesIn(text: string): string[] {
  return [...text.matchAll(/"code":"(\w+)"/g)].map((match) => match[1]!);
}

function shown({ method, url, body }: FuzzRequest): string {
  return `${method} ${url.slice(0, 600)} ${(JSON.stringify(body) ?? '').slice(0, 600)}`;
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
