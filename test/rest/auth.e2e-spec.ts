import { randomUUID } from 'node:crypto';
import { SignInService } from '../../src/auth/sign-in.service';
import { PUBLIC } from '../../src/platform/accountability/accountability';
import { Passwords } from '../../src/users/passwords';
import { startApp, type TestApp } from '../support/app';
import { RestDoor, type RestAnswer } from '../support/doors/rest-door';

const PASSWORD = 'a quiet morning at the harbour';

interface Tokens {
  readonly expires: number;
  readonly access_token?: string;
  readonly refresh_token?: string;
}

describe('/auth', () => {
  let app: TestApp;
  let hash: string;
  let program: RestDoor;

  beforeAll(async () => {
    app = await startApp();
    hash = await app.get(Passwords).hash(PASSWORD);
    program = new RestDoor(app.url);
  }, 60_000);
  afterAll(() => app?.close());

  const person = async (data: Record<string, unknown> = {}) => {
    const id = randomUUID();
    const email = `vera-${id.slice(0, 8)}@example.org`;
    await app.prisma.user.create({ data: { id, email, emailKey: email, password: hash, status: 'active', ...data } });
    return { id, email };
  };
  const login = (email: string, more: object = {}) => program.post('/auth/login', { email, password: PASSWORD, ...more });
  const tokens = (answer: RestAnswer) => answer.data as Tokens;
  const cookieOf = (answer: RestAnswer) => answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]!).join('; ');
  /** The health report tells administrators more: a read that says who is calling without needing another room. */
  const isSignedIn = async (headers: Record<string, string>) => 'queryLimit' in ((await program.send('GET', '/server/info', undefined, headers)).data as object);
  const bearer = (token: string | undefined) => isSignedIn({ authorization: `Bearer ${token}` });

  test('json mode gives both tokens in the body and no cookie', async () => {
    const { id, email } = await person();
    const answer = await login(email.toUpperCase());
    expect([answer.status, Object.keys(tokens(answer)).sort(), answer.headers.getSetCookie()]).toEqual([200, ['access_token', 'expires', 'refresh_token'], []]);
    expect(tokens(answer).expires).toBe(900_000);
    expect(await bearer(tokens(answer).access_token)).toBe(true);
    expect((await app.prisma.user.findUniqueOrThrow({ where: { id } })).lastAccess).not.toBeNull();
    expect(await app.prisma.activity.count({ where: { item: id, action: 'login' } })).toBe(1);
  });

  test('cookie mode keeps the refresh token in an HttpOnly cookie', async () => {
    const { email } = await person();
    const first = await login(email, { mode: 'cookie' });
    expect(Object.keys(tokens(first)).sort()).toEqual(['access_token', 'expires']);
    expect(first.headers.getSetCookie()).toEqual([expect.stringMatching(/^directus_refresh_token=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/)]);
    const second = await program.send('POST', '/auth/refresh', {}, { cookie: cookieOf(first) });
    expect([second.status, cookieOf(second) === cookieOf(first)]).toEqual([200, false]);
    expect([await bearer(tokens(first).access_token), await bearer(tokens(second).access_token)]).toEqual([true, true]);
    expect((await program.send('POST', '/auth/logout', {}, { cookie: cookieOf(second) })).status).toBe(204);
    expect((await program.send('POST', '/auth/refresh', { mode: 'cookie' }, { cookie: cookieOf(second) })).code).toBe('INVALID_CREDENTIALS');
    expect([await bearer(tokens(first).access_token), await bearer(tokens(second).access_token)]).toEqual([false, false]);
  });

  test('session mode gives a cookie alone, which signs requests until the logout', async () => {
    const { email } = await person();
    const answer = await login(email, { mode: 'session' });
    expect(answer.data).toEqual({ expires: 86_400_000 });
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^directus_session_token=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/)]);
    const cookie = cookieOf(answer);
    expect(await isSignedIn({ cookie })).toBe(true);
    const unsaid = await program.send('POST', '/auth/refresh', {}, { cookie });
    expect([unsaid.status, unsaid.code]).toEqual([400, 'INVALID_PAYLOAD']);
    const renewed = await program.send('POST', '/auth/refresh', { mode: 'session' }, { cookie });
    expect(await isSignedIn({ cookie: cookieOf(renewed) })).toBe(true);
    const out = await program.send('POST', '/auth/logout', { mode: 'session' }, { cookie: cookieOf(renewed) });
    expect([out.status, out.headers.getSetCookie()[0]]).toEqual([204, expect.stringContaining('directus_session_token=;')]);
    expect(await isSignedIn({ cookie: cookieOf(renewed) })).toBe(false);
  });

  test('a refresh token is exchanged once; a logout ends the access token, too', async () => {
    const { email } = await person();
    const first = tokens(await login(email));
    const second = tokens(await program.post('/auth/refresh', { refresh_token: first.refresh_token }));
    expect((await program.post('/auth/refresh', { refresh_token: first.refresh_token })).code).toBe('INVALID_CREDENTIALS');
    expect((await program.post('/auth/logout', { refresh_token: second.refresh_token, mode: 'json' })).status).toBe(204);
    expect([await bearer(second.access_token), (await program.post('/auth/refresh', { refresh_token: second.refresh_token })).status]).toEqual([false, 401]);
    expect((await program.post('/auth/logout', { refresh_token: second.refresh_token })).status).toBe(204);
  });

  test('three refreshes at once give one successor and end nothing', async () => {
    const { email } = await person();
    const { refresh_token } = tokens(await login(email));
    const answers = await Promise.all([1, 2, 3].map(() => program.post('/auth/refresh', { refresh_token })));
    const good = answers.filter(({ status }) => status === 200);
    expect([good.length, answers.filter(({ status }) => status === 401).length]).toEqual([1, 2]);
    expect((await program.post('/auth/refresh', { refresh_token: tokens(good[0]!).refresh_token })).status).toBe(200);
  });

  test('whatever was wrong, the answer is the same', async () => {
    const statuses = ['suspended', 'invited', 'unverified', 'draft', 'archived'];
    const wrong = await program.post('/auth/login', { email: (await person()).email, password: 'wrong in every way' });
    const answers = await Promise.all([
      login(`nobody-${randomUUID()}@example.org`),
      ...statuses.map(async (status) => login((await person({ status })).email)),
      login((await person({ provider: 'corporate' })).email),
      login((await person({ password: null })).email),
    ]);
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([wrong.status, wrong.body]);
    expect([wrong.status, wrong.code]).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  test.each<[string, Record<string, unknown>]>([['is suspended', { status: 'suspended' }], ['gets another password', { password: 'another hash' }]])('whoever %s while they sign in gets no session', async (_, change) => {
    const { id, email } = await person();
    const signIn = app.get(SignInService);
    const proven = await signIn.prove(PUBLIC, { email, password: PASSWORD, knownBrowser: null });
    await app.prisma.user.update({ where: { id }, data: change });
    await expect(signIn.begin(PUBLIC, proven, 'json')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await app.prisma.session.count({ where: { userId: id } })).toBe(0);
  });

  test('an unknown address costs as much work as a known one', async () => {
    const known = await Promise.all(Array.from({ length: 7 }, () => person()));
    const time = async (email: string) => {
      const started = performance.now();
      await program.post('/auth/login', { email, password: 'wrong in every way' });
      return performance.now() - started;
    };
    const pairs: [number, number][] = [];
    for (const { email } of known) pairs.push([await time(email), await time(`nobody-${randomUUID()}@example.org`)]);
    const median = (times: number[]) => times.sort((a, b) => a - b)[3]!;
    const [a, b] = [median(pairs.map(([first]) => first)), median(pairs.map(([, second]) => second))];
    expect(Math.abs(a - b)).toBeLessThan(Math.max(40, 0.5 * Math.max(a, b)));
  });

  test.each<[string, object]>([
    ['no address', { password: PASSWORD }],
    ['no password', { email: 'ada@example.org' }],
    ['something that is no address', { email: 'nonsense', password: PASSWORD }],
    ['a list of addresses', { email: ['ada@example.org', 'b@example.org'], password: PASSWORD }],
    ['an operator for an address', { email: { contains: '' }, password: PASSWORD }],
    ['an operator for a password', { email: 'ada@example.org', password: { not: '' } }],
    ['a number for a password', { email: 'ada@example.org', password: 0 }],
    ['a megabyte of password', { email: 'ada@example.org', password: 'x'.repeat(1_000_000) }],
    ['a mode that does not exist', { email: 'ada@example.org', password: PASSWORD, mode: 'telepathy' }],
    ['nothing at all', {}],
  ])('%s is an invalid payload', async (_name, body) => {
    const answer = await program.post('/auth/login', body);
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
  });

  test.each([undefined, '', null, [], {}, { $ne: '' }, 0, true])('%j is no refresh token', async (refresh_token) => {
    const answer = await program.post('/auth/refresh', { refresh_token, mode: 'json' });
    expect([answer.status, answer.code]).toEqual([400, 'INVALID_PAYLOAD']);
  });

  test('tokens are good for their own purpose only', async () => {
    const { email } = await person();
    const { access_token, refresh_token } = tokens(await login(email));
    expect([(await program.post('/auth/refresh', { refresh_token: access_token })).status, await bearer(refresh_token)]).toEqual([401, false]);
  });

  test('a bad token does not stand in the way of signing in, and a logout by GET does nothing', async () => {
    const { email } = await person();
    const answer = await program.send('POST', '/auth/login', { email, password: PASSWORD }, { authorization: 'Bearer long-gone' });
    expect(answer.status).toBe(200);
    expect((await program.send('GET', '/auth/logout', undefined, { authorization: `Bearer ${tokens(answer).access_token}` })).status).toBe(404);
    expect(await bearer(tokens(answer).access_token)).toBe(true);
  });

  test.each([
    ['a foreign origin', { origin: 'https://evil.example.net' }], ['a hidden origin', { origin: 'null' }], ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
  ])('a browser on another site cannot sign somebody in: %s', async (_name, headers) => {
    const { email } = await person();
    const answer = await program.send('POST', '/auth/login', { email, password: PASSWORD, mode: 'session' }, headers);
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
  });

  test('the providers stand beside disableDefault', async () => expect((await program.get('/auth')).body).toEqual({ data: [], disableDefault: false }));

  test('what the server tells strangers has no version and no details', async () => {
    expect(await (await fetch(`${app.url}/server/ping`)).text()).toBe('pong');
    expect((await program.get('/server/health')).body).toEqual({ status: 'ok' });
    expect(Object.keys((await program.get('/server/info')).data as object)).toEqual(['project']);
  });
});

describe('under https', () => {
  test('session cookies carry the __Host- prefix and Secure', async () => {
    const app = await startApp({ env: { PUBLIC_URL: 'https://users.example.org' } });
    try {
      const hash = await app.get(Passwords).hash(PASSWORD);
      await app.prisma.user.create({ data: { id: randomUUID(), email: 'v@example.org', emailKey: 'v@example.org', password: hash } });
      for (const [mode, name] of [['session', '__Host-directus_session_token'], ['cookie', '__Host-directus_refresh_token']] as const) {
        const answer = await new RestDoor(app.url).post('/auth/login', { email: 'v@example.org', password: PASSWORD, mode });
        expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(new RegExp(`^${name}=.*; Path=/; HttpOnly; Secure; SameSite=Lax$`))]);
      }
    } finally {
      await app.close();
    }
  });
});
