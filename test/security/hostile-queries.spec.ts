import { randomInt } from 'node:crypto';
import { parseQueryString } from '../../src/doors/http/parsers';
import { SYSTEM, type Accountability } from '../../src/platform/accountability/accountability';
import { applicationErrorsIn } from '../../src/platform/errors/application-error';
import { Random } from '../model/random';
import { callerWith, makePolicy, openAccess, type AccessRooms } from '../support/access';
import { PROVIDERS } from '../support/database';
import { asQueryString, COLLECTIONS, hostileQuery, plausibleQuery } from './hostile';

const QUERIES = Number(process.env['FUZZ_QUERIES'] ?? 1000);
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));
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
      const query = isPlausible ? plausibleQuery(random) : hostileQuery(random);
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
