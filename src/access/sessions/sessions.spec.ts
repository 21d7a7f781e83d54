import { createHash, randomUUID } from 'node:crypto';
import { PROVIDERS } from '../../../test/support/database';
import { openRooms, type Rooms } from '../../../test/support/rooms';
import { SqlRunner } from '../../platform/database/sql-runner';
import { InvalidCredentialsError } from '../../platform/errors/errors';
import { Log } from '../../platform/log/log';
import type { Credentials } from './accountability-resolver';
import { SessionAccountabilityResolver } from './session-accountability.resolver';
import { SessionsService, type SessionMode, type StartedSession } from './sessions.service';

const FROM = { ip: '203.0.113.7', userAgent: 'spec', origin: null };
const STATIC_TOKEN = 'a static token of somebody';

describe.each(PROVIDERS)('sessions on %s', (provider) => {
  let rooms: Rooms;
  let sql: SqlRunner;
  let sessions: SessionsService;
  let resolver: SessionAccountabilityResolver;
  let ada: string;

  beforeAll(async () => {
    rooms = await openRooms({}, provider);
    sql = new SqlRunner(rooms.config, rooms.prisma);
    sessions = new SessionsService(rooms.config, rooms.prisma, new Log('silent'));
    resolver = new SessionAccountabilityResolver(sql, rooms.clock, sessions);
  });
  afterAll(async () => {
    sql.onModuleDestroy();
    await rooms.close();
  });

  beforeEach(async () => {
    ada = randomUUID();
    await rooms.prisma.client.user.create({ data: { id: ada, firstName: 'Ada', email: `${ada}@example.org`, emailKey: `${ada}@example.org`, tokenHash: sha(STATIC_TOKEN + ada) } });
  });

  const start = (mode: SessionMode) => rooms.run(async (work) => (await sessions.start(work, ada, mode))!);
  const renew = async (token: string, ...modes: SessionMode[]) => {
    try {
      return await rooms.run((work) => sessions.rotate(work, token, modes));
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return 'refused' as const;
      throw error;
    }
  };
  const renewed = async (token: string, ...modes: SessionMode[]) => (await renew(token, ...modes)) as StartedSession;
  const who = async (credentials: Partial<Credentials>) => (await resolver.resolve({ bearer: null, sessionCookie: null, ...credentials }, FROM))?.user ?? null;

  describe('a session', () => {
    it('of json mode signs requests with its access token, and with nothing else', async () => {
      const session = await start('json');
      expect(await who({ bearer: session.accessToken! })).toBe(ada);
      expect(await who({ bearer: session.token })).toBeNull();
      expect(await who({ sessionCookie: session.token })).toBeNull();
      expect(await who({ sessionCookie: session.accessToken! })).toBeNull();
    });

    it('of session mode signs requests with one token, as cookie or bearer', async () => {
      const session = await start('session');
      expect(session.accessToken).toBeNull();
      expect(await who({ sessionCookie: session.token })).toBe(ada);
      expect(await who({ bearer: session.token })).toBe(ada);
    });

    it('is over when its time is over', async () => {
      const [json, cookie] = [await start('json'), await start('session')];
      rooms.clock.advance(rooms.config.sessions.accessTtlMs);
      expect(await who({ bearer: json.accessToken! })).toBeNull();
      expect(await who({ sessionCookie: cookie.token })).toBe(ada);
      rooms.clock.advance(rooms.config.sessions.sessionTtlMs);
      expect(await who({ sessionCookie: cookie.token })).toBeNull();
      rooms.clock.advance(rooms.config.sessions.refreshTtlMs);
      expect(await renew(json.token, 'json')).toBe('refused');
    });

    it('stores no token', async () => {
      const session = await start('json');
      const rows = JSON.stringify([await rooms.prisma.client.session.findMany(), await rooms.prisma.client.accessToken.findMany()]);
      expect(rows).not.toContain(session.token);
      expect(rows).not.toContain(session.accessToken);
    });

    it('ends at once when its user is suspended, deleted, or signed out', async () => {
      const [one, two] = [await start('json'), await start('session')];
      await rooms.prisma.client.user.update({ where: { id: ada }, data: { status: 'suspended' } });
      expect([await who({ bearer: one.accessToken! }), await who({ sessionCookie: two.token }), await who({ bearer: STATIC_TOKEN + ada }), await renew(one.token, 'json')]).toEqual([null, null, null, 'refused']);
      await rooms.prisma.client.user.update({ where: { id: ada }, data: { status: 'active' } });
      await rooms.run((work) => sessions.revokeAllOf(work, ada, two.id));
      expect([await who({ bearer: one.accessToken! }), await who({ sessionCookie: two.token }), await renew(one.token, 'json')]).toEqual([null, ada, 'refused']);
      await rooms.prisma.client.user.delete({ where: { id: ada } });
      expect(await who({ sessionCookie: two.token })).toBeNull();
    });

    it('of somebody else is not ended', async () => {
      const session = await start('session');
      expect(await rooms.run((work) => sessions.revoke(work, session.id, randomUUID()))).toBe(false);
      expect(await who({ sessionCookie: session.token })).toBe(ada);
    });

    it('notes its last use, at most once a minute', async () => {
      const session = await start('session');
      const lastUse = async () => (await rooms.prisma.client.session.findUniqueOrThrow({ where: { id: session.id } })).lastUsedAt.getTime();
      const before = await lastUse();
      rooms.clock.advance(59_000);
      await who({ sessionCookie: session.token });
      await settled();
      expect(await lastUse()).toBe(before);
      rooms.clock.advance(2_000);
      await who({ sessionCookie: session.token });
      await settled();
      expect(await lastUse()).toBe(before + 61_000);
    });
  });

  it('knows a static token by its hash', async () => {
    expect(await who({ bearer: STATIC_TOKEN + ada })).toBe(ada);
    expect(await who({ bearer: sha(STATIC_TOKEN + ada) })).toBeNull();
    expect(await who({ sessionCookie: STATIC_TOKEN + ada })).toBeNull();
  });

  describe('renewing in json mode', () => {
    it('gives a new pair; the old refresh token is refused, the old access token lives out its minutes', async () => {
      const first = await start('json');
      const second = await renewed(first.token, 'json');
      expect(second.token).not.toBe(first.token);
      expect(await renew(first.token, 'json')).toBe('refused');
      expect([await who({ bearer: first.accessToken! }), await who({ bearer: second.accessToken! })]).toEqual([ada, ada]);
    });

    it('ends the session when an old token comes later, however old it is', async () => {
      const first = await start('json');
      const second = await renewed(first.token, 'json');
      const third = await renewed(second.token, 'json');
      expect(await renew(first.token, 'json')).toBe('refused');
      expect(await who({ bearer: third.accessToken! })).toBe(ada);
      rooms.clock.advance(10_000);
      expect(await renew(first.token, 'json')).toEqual({ reusedBy: ada });
      expect(await renew(third.token, 'json')).toBe('refused');
      expect(await who({ bearer: third.accessToken! })).toBeNull();
    });

    it('of three at once gives one successor and ends nothing, also long after the last one', async () => {
      const first = await start('json');
      rooms.clock.advance(60_000);
      const second = await renewed(first.token, 'json');
      rooms.clock.advance(60_000);
      const outcomes = await Promise.all([renew(second.token, 'json'), renew(second.token, 'json'), renew(second.token, 'json')]);
      const tokens = outcomes.flatMap((outcome) => (outcome === 'refused' || 'reusedBy' in outcome ? [] : [outcome.token]));
      expect(tokens).toHaveLength(1);
      expect(await renew(tokens[0]!, 'json')).toHaveProperty('accessToken');
    });

    it('does not take a token of another mode, an access token or garbage', async () => {
      const [json, session] = [await start('json'), await start('session')];
      expect(await renew(session.token, 'json')).toBe('refused');
      expect(await renew(json.token, 'cookie', 'session')).toBe('refused');
      expect(await renew(json.accessToken!, 'json')).toBe('refused');
      expect(await renew('garbage', 'json')).toBe('refused');
    });
  });

  describe.each(['cookie', 'session'] as const)('renewing in %s mode', (mode) => {
    it('gives two tabs the same successor, at once or within ten seconds', async () => {
      const first = await start(mode);
      rooms.clock.advance(60_000);
      const both = await Promise.all([renewed(first.token, mode), renewed(first.token, mode)]);
      expect(both[0].token).toBe(both[1].token);
      rooms.clock.advance(9_000);
      const late = await renewed(first.token, mode);
      expect(late.token).toBe(both[0].token);
      if (mode === 'session') expect(await who({ sessionCookie: first.token })).toBe(ada);
      else for (const { accessToken } of [...both, late]) expect(await who({ bearer: accessToken! })).toBe(ada);
    });

    it('ends the session when the old one comes later', async () => {
      const first = await start(mode);
      const second = await renewed(first.token, mode);
      rooms.clock.advance(10_000);
      if (mode === 'session') expect(await who({ sessionCookie: first.token })).toBeNull();
      expect(await renew(first.token, mode)).toEqual({ reusedBy: ada });
      expect(await renew(second.token, mode)).toBe('refused');
    });
  });
});

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const settled = () => new Promise((resolve) => setTimeout(resolve, 100));
