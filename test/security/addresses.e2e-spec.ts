import { ADA, startApp, type TestApp } from '../support/app';

describe('an address that cannot be read', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  const nested = `a${'[b]'.repeat(14)}=1`;
  it.each([[`/users?${nested}`, 400], [`/server/ping?${nested}`, 400], [`/users?${'x=1&'.repeat(1001)}`, 400], [`/nowhere?${nested}`, 404], ['/server/ping?filter[__proto__][_eq]=1', 400], ['/server/ping?%5f_proto__[a]=1', 400], ['/server/ping?search=__proto__', 200], ['/server/ping?a[b][__proto__]=1', 400], ['/server/ping?my__proto__name[a__proto__]=1', 200]])('is refused, and the server lives on: %s', async (path, status) => {
    expect((await fetch(app.url + path)).status).toBe(status);
    expect((await fetch(`${app.url}/server/ping`)).status).toBe(200);
  });

  it('leads nobody to a header that cannot be sent', async () => {
    for (const key of ['%00', '%F0%9F%92%A5', '%0d%0aset-cookie:x=1']) expect((await fetch(`${app.url}/admin/policies/${key}`, { redirect: 'manual' })).status).toBeLessThan(500);
  });
});

describe('a page by another spelling of its address', () => {
  let app: TestApp;
  let cookie: string;

  const post = (path: string, body: string, headers: Record<string, string>) => fetch(app.url + path, { method: 'POST', redirect: 'manual', body, headers });
  const signIn = (path: string, headers: Record<string, string> = {}) => post(path, JSON.stringify({ ...ADA, mode: 'session' }), { 'content-type': 'application/json', ...headers });

  beforeAll(async () => {
    app = await startApp();
    cookie = (await signIn('/auth/login')).headers.getSetCookie()[0]!.split(';')[0]!;
    await app.prisma.user.create({ data: { id: 'kim', status: 'active', createdAt: new Date(0) } });
  });
  afterAll(() => app.close());

  it.each(['/admin', '/%61dmin', '/admi%6E'])('asks for the token of its form at %s, whatever is sent', async (admin) => {
    for (const [type, body] of [['application/json', '{"status":"suspended"}'], ['application/x-www-form-urlencoded', 'status=suspended']] as const) {
      const answer = await post(`${admin}/users/kim/status`, body, { cookie, 'content-type': type });
      expect({ type, isRefused: [403, 415].includes(answer.status) }).toEqual({ type, isRefused: true });
    }
    expect(await app.prisma.user.findUnique({ where: { id: 'kim' } })).toMatchObject({ status: 'active' });
  });

  it('takes no bearer token, either', async () => {
    const token = ((await (await post('/auth/login', JSON.stringify(ADA), { 'content-type': 'application/json' })).json()) as { data: { access_token: string } }).data.access_token;
    for (const path of ['/admin/users', '/%61dmin/users']) expect((await fetch(app.url + path, { redirect: 'manual', headers: { authorization: `Bearer ${token}` } })).headers.get('location')).toMatch(/^\/admin\/login/);
  });

  it.each(['/auth/login', '/%61uth/login', '/auth/%6Cogin/'])('signs nobody in for another site at %s', async (path) => {
    const answer = await signIn(path, { origin: 'https://elsewhere.example' });
    expect({ status: answer.status, cookies: answer.headers.getSetCookie() }).toEqual({ status: 403, cookies: [] });
  });
});
