import { randomInt } from 'node:crypto';
import { parseQueryString } from '../../src/doors/http/parsers';
import { SYSTEM, type Accountability } from '../../src/platform/accountability/accountability';
import { applicationErrorsIn } from '../../src/platform/errors/application-error';
import { isStorable } from '../../src/platform/payload/storable-text';
import { Random } from '../model/random';
import { callerWith, makePolicy, openAccess, type AccessRooms } from '../support/access';
import { PROVIDERS } from '../support/database';

const QUERIES = Number(process.env['FUZZ_QUERIES'] ?? 1000);
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));
const COLLECTIONS = ['directus_users', 'directus_roles', 'directus_policies', 'directus_access', 'directus_permissions', 'directus_settings', 'directus_activity', 'directus_revisions', 'directus_sessions', 'sqlite_master', '__proto__'];
const FIELDS = ['id', 'email', 'role', 'policies', 'users', 'tags', 'token', 'password', 'last_access', 'timestamp', 'fields', 'permissions', 'parent', 'sort', 'user', 'activity', '*', 'count(users)', 'year(last_access)', 'count(tags)', 'week(timestamp)', 'constructor', '__proto__', '"', "'", 'a"b', '', '_and', 'role.name', 'users.email', '*.*', 'x\0', 'email_key', 'token_hash', 'created_at'];
const OPERATORS = ['_eq', '_neq', '_lt', '_gte', '_in', '_nin', '_null', '_nnull', '_empty', '_contains', '_nicontains', '_starts_with', '_iends_with', '_between', '_nbetween', '_some', '_none', '_and', '_or', '_regex', '_json', '_foo'];
const VALUES: readonly unknown[] = [
  '', ' ', 'a', "'; DROP TABLE directus_users; --", '%', '_', '\\', '\\%', '\0', '\ud800', '\u202e', '\ufeff', '💥', null, true, 'true', 'null', 0, -1, 1.5, 1e308, '9223372036854775808', '1e400', 'NaN',
  '2026-11-24', '2026-02-31T25:61:00', '0000-00-00', '275760-09-13', '$NOW', '$NOW(-999999999 years)', '$NOW(+1 month)', '$NOW(x)', '$CURRENT_USER', '$CURRENT_USER.password', '$CURRENT_USER.role.users.id', '$CURRENT_ROLES', '$CURRENT_POLICIES.x',
  'd1de3de5-f414-47de-8f40-549f780b6818', [], ['a', 'b'], [[]], [null], {}, { contains: '' }, { _eq: 1 }, 'a,b,c', '[1]', '{"a":1}', 'x'.repeat(9999), Array.from({ length: 300 }, (_, index) => index),
];

const TEXTS = VALUES.filter((value): value is string => typeof value === 'string' && value.trim() !== '' && !value.startsWith('$NOW(') && isStorable(value));
const TEXT_OPERATORS = OPERATORS.filter((operator) => /eq|in$|contains|starts|ends/.test(operator) && operator !== '_foo');

describe.each(PROVIDERS)('hostile queries on %s', (provider) => {
  let rooms: AccessRooms;
  let readers: Accountability[];

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(async ({ db }) => {
      await db.role.create({ data: { id: 'r', name: 'R' } });
      await db.user.create({ data: { id: 'u', email: 'a@x.org', roleId: 'r', password: 'secret-hash', tokenHash: 'secret-token', tfaSecret: 'secret-seed', tags: ['a'], lastAccess: new Date('2026-11-24T08:55:46.348Z') } });
      await db.activity.create({ data: { action: 'create', collection: 'directus_users', item: 'u', userId: 'u' } });
    });
    await makePolicy(rooms, 'p', [{ collection: 'directus_users', fields: 'id,role,email,tags' }, { collection: 'directus_users', permissions: { id: '$CURRENT_USER' } }, { collection: 'directus_roles' }]);
    readers = [{ ...SYSTEM, kind: 'user', user: 'u' }, callerWith(['p'], { user: 'u', role: 'r', roles: ['r'] })];
  });
  afterAll(() => rooms.close());

  it(`are answered or refused, quickly and without a word too much (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const outcomes = { answered: 0, refused: 0 };
    for (let index = 0; index < QUERIES; index += 1) {
      const isPlausible = random.chance(0.6);
      const query = isPlausible ? plausible(random) : hostile(random);
      const collection = isPlausible || random.chance(0.5) ? 'directus_users' : random.pick(COLLECTIONS);
      const start = process.hrtime.bigint();
      const outcome = await ask(random, collection, query);
      const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
      expect([outcome.text, query, milliseconds < 5000]).toEqual([expect.not.stringMatching(/secret-(?:hash|token|seed)|SQLITE|syntax error|node_modules/i), query, true]);
      expect([outcome.codes, collection, query]).toEqual([outcome.codes.filter((code) => code === 'FORBIDDEN' || code === 'INVALID_QUERY'), collection, query]);
      outcomes[outcome.codes.length === 0 ? 'answered' : 'refused'] += 1;
    }
    // A generator whose queries all fail at the door would try nothing.
    expect(outcomes.answered).toBeGreaterThan(QUERIES / 4);
  }, 600_000);

  async function ask(random: Random, collection: string, query: Record<string, unknown>): Promise<{ codes: string[]; text: string }> {
    try {
      const reader = random.pick(readers);
      const parsed = random.chance(0.3) ? parseQueryString(asQueryString(query)) : query;
      const items = await rooms.reader.read(reader, collection, parsed);
      await rooms.reader.count(reader, collection, parsed);
      return { codes: [], text: JSON.stringify(items) };
    } catch (thrown) {
      const errors = applicationErrorsIn(thrown);
      return { codes: errors?.map(({ code }) => code) ?? [`5xx: ${String(thrown)}`], text: JSON.stringify(errors?.map(({ facts }) => ({ ...facts, reason: undefined })) ?? '') };
    }
  }
});

/** Understood as a whole, for what breaks a statement has to get as far as a statement. */
function plausible(random: Random): Record<string, unknown> {
  const text = () => random.pick(TEXTS);
  return {
    fields: [random.pick(['id', 'role', '*', 'role.name'])],
    filter: { [random.pick(['_and', '_or'])]: Array.from({ length: 1 + random.below(3) }, () => ({ [random.pick(['email', 'role'])]: { [random.pick(TEXT_OPERATORS)]: text() } })) },
    ...(random.chance(0.3) ? { search: text().slice(0, 400) } : {}),
    ...(random.chance(0.3) ? { sort: [random.pick(['-email', 'role.name', 'id'])] } : {}),
    ...(random.chance(0.2) ? { alias: { [text().slice(0, 60)]: 'role' } } : {}),
  };
}

function hostile(random: Random): Record<string, unknown> {
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
function asQueryString(query: Record<string, unknown>): string {
  return Object.entries(query)
    .map(([key, inner]) => `${key}=${encodeURIComponent((typeof inner === 'string' ? inner : JSON.stringify(inner)).toWellFormed())}`)
    .join('&');
}
