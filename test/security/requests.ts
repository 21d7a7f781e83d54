import type { Random } from '../model/random';
import type { Route } from '../support/routes';
import { asQueryString, FIELDS, hostileQuery, plausibleQuery, VALUES } from './hostile';

/** One request of the fuzz. */
export interface FuzzRequest {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  /** An object stands where a scalar belongs, so no answer may be a success. */
  readonly mustFail: boolean;
}

/** Names that some route or other takes in a body, with a value that would do. */
const GOOD: Readonly<Record<string, unknown>> = {
  email: 'somebody@x.example', password: 'a phrase that only tests would use', first_name: 'Kim', last_name: 'Lee', title: 'sales', status: 'active', role: null, name: 'A name', description: 'about', icon: 'badge', parent: null,
  admin_access: false, app_access: true, enforce_tfa: false, ip_access: ['10.0.0.0/8'], policy: 'p', user: 'u', sort: 1, collection: 'articles', action: 'read', fields: ['id'], permissions: {}, validation: null, presets: null,
  public_registration: true, project_name: 'Usher', token: 'a-token-of-somebody-who-is-not-here-at-all00', refresh_token: 'x', mode: 'json', otp: '123456', secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', keys: ['u'], data: { title: 'x' }, query: { limit: 1 }, users: [], policies: [], roles: [],
  id: 'u', item: { id: 'u' }, explain: true, string: 'x', hash: 'x', reset_url: 'https://x.example/', invite_url: 'https://x.example/', last_page: '/admin', comment: 'x', version: 'x',
};
const FORM = ['action', 'step', 'ids', 'count', 'draft', 'seen', 'shown', 'page', 'search', 'sort', 'addresses', 'reviewed', 'session', 'sign_in', 'current_password', 'then', 'to', 'everybody', 'appearance', 'password_again', 'q', 'filter'];
const SCALARS = new Set(['email', 'password', 'token', 'refresh_token', 'otp', 'secret', 'mode', 'first_name', 'name', 'status', 'collection', 'action', 'string', 'hash', 'project_name', 'reset_url', 'invite_url', 'last_page']);
/** Routes that look at these names of a body only, as Directus does; the rest of it is nobody's business. */
const READ: Readonly<Record<string, readonly string[]>> = { '/auth/logout': ['refresh_token', 'mode'], '/users/me/track/page': ['last_page'], '/users/me/token': [], '/users/:key/token': [], '/users/:key/tfa/disable': [] };
const OPERATORS: readonly object[] = [{ contains: '' }, { not: 'x' }, { _eq: 'x' }, { in: ['x'] }, { startsWith: '' }, { $ne: null }];
const IDS = ['u', 'r', 'p', '1', 'me', '+', '00000000-0000-4000-8000-000000000000', '..%2f', '%00', '%F0%9F%92%A5', "'", '%25', '-1', '9999999999999999999', '[object%20Object]', '{}', 'a'.repeat(190), '__proto__', 'constructor', '%ud800', '*', 'null', 'u?x=1', 'directus_users', 'read'];

/** Half of it nearly right, so that it gets past the parsers to whatever lies behind them. */
export function fuzzRequest(random: Random, { method, path }: Route): FuzzRequest {
  const url = path.replace(/:\w+/g, () => random.pick(random.chance(0.6) ? IDS.slice(0, 5) : IDS)).replace(/\*\w*$/, () => random.pick(IDS));
  const isForm = path.startsWith('/admin');
  const real = method === 'ALL' ? random.pick(['GET', 'POST']) : method;
  const query = queryOf(random, isForm);
  const { body, mustFail } = ['GET', 'HEAD', 'OPTIONS'].includes(real) ? { body: undefined, mustFail: false } : isForm ? { body: form(random), mustFail: false } : real === 'SEARCH' ? { body: { query: query.object }, mustFail: false } : bodyOf(random, real, READ[path] ?? Object.keys(GOOD));
  return { method: real, url: query.text && random.chance(0.5) ? `${url}?${query.text}` : url, body, mustFail };
}

function queryOf(random: Random, isForm: boolean): { object: Record<string, unknown>; text: string } {
  if (isForm) {
    const pairs = random.some(FORM, 0.15).map((name) => `${name}${random.chance(0.1) ? '[x]' : ''}=${encodeURIComponent(textOf(random.pick(VALUES)))}`);
    return { object: {}, text: pairs.join('&') };
  }
  const object = random.chance(0.7) ? plausibleQuery(random) : hostileQuery(random);
  const extra = random.chance(0.1) ? `&${random.pick(['export=csv', 'export=xml', 'export=yaml', 'export=x', 'meta=*', 'meta=x', 'access_token=x', 'a[b][c][d][e][f][g][h][i][j][k][l][m]=1', 'filter[_and][999999]=1', '%', 'page=0', 'limit=-1', 'limit=1e9'])}` : '';
  return { object, text: asQueryString(object) + extra };
}

/** `read`: the names that the route looks at. */
function bodyOf(random: Random, method: string, read: readonly string[]): { body: unknown; mustFail: boolean } {
  if (random.chance(0.08)) return { body: random.pick(VALUES), mustFail: false };
  if (method === 'DELETE' && random.chance(0.5)) return { body: [random.pick(IDS)], mustFail: false };
  const names = random.some(Object.keys(GOOD), random.chance(0.6) ? 0.04 : 0.2);
  let mustFail = false;
  const entries = names.map((name) => {
    if (random.chance(0.65)) return [name, GOOD[name]];
    if (!SCALARS.has(name) || random.chance(0.5)) return [random.chance(0.1) ? random.pick(FIELDS) : name, random.pick(VALUES)];
    mustFail ||= read.includes(name);
    return [name, random.pick(OPERATORS)];
  });
  const one = Object.fromEntries(entries.filter(([name]) => name !== '__proto__')) as Record<string, unknown>;
  const shape = random.chance(0.8) ? one : random.pick<unknown>([[one], [one, one], { keys: ['u'], data: one }, { query: { limit: 1 }, data: one }, { create: [one], update: [one], delete: ['u'] }]);
  // In other shapes it may stand where nobody looks.
  return { body: shape, mustFail: mustFail && shape === one && method !== 'DELETE' };
}

function form(random: Random): string {
  const names = [...random.some(FORM, 0.12), ...random.some(Object.keys(GOOD), 0.12)];
  return names.map((name) => {
    const value = random.chance(0.6) && name in GOOD ? GOOD[name] : random.pick(VALUES);
    return `${name}${random.chance(0.08) ? random.pick(['[]', '[x]', '[contains]', '[0][x]']) : ''}=${encodeURIComponent(textOf(value))}`;
  }).join('&');
}

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed().slice(0, 2000);
}
