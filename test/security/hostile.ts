import { isStorable } from '../../src/platform/payload/storable-text';
import type { Random } from '../model/random';

export const COLLECTIONS = ['directus_users', 'directus_roles', 'directus_policies', 'directus_access', 'directus_permissions', 'directus_settings', 'directus_activity', 'directus_revisions', 'directus_sessions', 'sqlite_master', '__proto__'];
export const FIELDS = ['id', 'email', 'role', 'policies', 'users', 'tags', 'token', 'password', 'last_access', 'timestamp', 'fields', 'permissions', 'parent', 'sort', 'user', 'activity', '*', 'count(users)', 'year(last_access)', 'count(tags)', 'week(timestamp)', 'constructor', '__proto__', '"', "'", 'a"b', '', '_and', 'role.name', 'users.email', '*.*', 'x\0', 'email_key', 'token_hash', 'created_at'];
const OPERATORS = ['_eq', '_neq', '_lt', '_gte', '_in', '_nin', '_null', '_nnull', '_empty', '_contains', '_nicontains', '_starts_with', '_iends_with', '_between', '_nbetween', '_some', '_none', '_and', '_or', '_regex', '_json', '_foo'];
export const VALUES: readonly unknown[] = [
  '', ' ', 'a', "'; DROP TABLE directus_users; --", '%', '_', '\\', '\\%', '\0', '\ud800', '\u202e', '\ufeff', '💥', null, true, 'true', 'null', 0, -1, 1.5, 1e308, '9223372036854775808', '1e400', 'NaN',
  '2026-11-24', '2026-02-31T25:61:00', '0000-00-00', '275760-09-13', '$NOW', '$NOW(-999999999 years)', '$NOW(+1 month)', '$NOW(x)', '$CURRENT_USER', '$CURRENT_USER.password', '$CURRENT_USER.role.users.id', '$CURRENT_ROLES', '$CURRENT_POLICIES.x',
  'd1de3de5-f414-47de-8f40-549f780b6818', [], ['a', 'b'], [[]], [null], {}, { contains: '' }, { _eq: 1 }, 'a,b,c', '[1]', '{"a":1}', 'x'.repeat(9999), Array.from({ length: 300 }, (_, index) => index),
];

const TEXTS = VALUES.filter((value): value is string => typeof value === 'string' && value.trim() !== '' && !value.startsWith('$NOW(') && isStorable(value));
const TEXT_OPERATORS = OPERATORS.filter((operator) => /eq|in$|contains|starts|ends/.test(operator) && operator !== '_foo');

/** Understood as a whole, for what breaks a statement has to get as far as a statement. */
export function plausibleQuery(random: Random): Record<string, unknown> {
  const text = () => random.pick(TEXTS);
  return {
    fields: [random.pick(['id', 'role', '*', 'role.name'])],
    filter: { [random.pick(['_and', '_or'])]: Array.from({ length: 1 + random.below(3) }, () => ({ [random.pick(['email', 'role'])]: { [random.pick(TEXT_OPERATORS)]: text() } })) },
    ...(random.chance(0.3) ? { search: text().slice(0, 400) } : {}),
    ...(random.chance(0.3) ? { sort: [random.pick(['-email', 'role.name', 'id'])] } : {}),
    ...(random.chance(0.2) ? { alias: { [text().slice(0, 60)]: 'role' } } : {}),
  };
}

export function hostileQuery(random: Random): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  const plain = random.chance(0.6);
  const field = () => random.pick(plain ? FIELDS.slice(0, 6) : FIELDS);
  const value = () => random.pick(VALUES);
  if (random.chance(0.6)) query['fields'] = random.chance(0.8) ? Array.from({ length: 1 + random.below(3) }, () => [field(), ...(random.chance(0.3) ? [field()] : [])].join('.')) : value();
  if (random.chance(0.7)) query['filter'] = random.chance(0.9) ? filter(random, 3, field, value) : value();
  if (random.chance(0.3)) query['sort'] = random.chance(0.8) ? [`${random.chance(0.5) ? '-' : ''}${field()}`] : value();
  if (random.chance(0.2)) query['search'] = value();
  for (const key of ['limit', 'offset', 'page']) if (random.chance(0.1)) query[key] = random.chance(0.5) ? random.below(5) : value();
  if (random.chance(0.1)) query['alias'] = random.chance(0.7) ? { [String(random.pick(['x', 'x.y', '__proto__', 'x\0', '*']))]: field() } : value();
  if (random.chance(0.15)) query['deep'] = random.chance(0.8) ? { [field()]: { _filter: filter(random, 1, field, value), _limit: value() } } : value();
  if (random.chance(0.1)) query['aggregate'] = random.chance(0.8) ? { [random.pick(['count', 'min', 'max', 'sum', 'avg', 'countDistinct', 'foo'])]: random.chance(0.5) ? field() : value() } : value();
  if (random.chance(0.1)) query['groupBy'] = random.chance(0.8) ? [field()] : value();
  return query;
}

function filter(random: Random, depth: number, field: () => string, value: () => unknown): unknown {
  if (depth === 0 || random.chance(0.15)) return random.chance(0.7) ? { [random.pick(OPERATORS)]: value() } : value();
  if (random.chance(0.25)) return { [random.pick(['_and', '_or'])]: Array.from({ length: random.below(3) }, () => filter(random, depth - 1, field, value)) };
  return { [field()]: random.chance(0.6) ? { [random.pick(OPERATORS)]: random.chance(0.8) ? value() : filter(random, depth - 1, field, value) } : filter(random, depth - 1, field, value) };
}

/** Each parameter as JSON text, as the official client sends them. */
export function asQueryString(query: Record<string, unknown>): string {
  return Object.entries(query)
    .map(([key, inner]) => `${key}=${encodeURIComponent((typeof inner === 'string' ? inner : JSON.stringify(inner)).toWellFormed())}`)
    .join('&');
}
