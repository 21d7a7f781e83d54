import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
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

describe('a request that two programs would read in two ways', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  /** Written by hand, since no client sends this. */
  const statusOf = (head: string) => new Promise<string>((resolve) => {
    const { port, hostname } = new URL(app.url);
    const socket = connect(Number(port), hostname, () => socket.end(`${head}Connection: close\r\n\r\n`));
    let answer = '';
    socket.on('data', (piece) => (answer += String(piece))).on('close', () => resolve(answer.slice(9, 12)));
  });

  it.each([
    ['one host', 'Host: a.example\r\n', '200'],
    ['two hosts', 'Host: a.example\r\nHost: b.example\r\n', '400'],
    ['the same host twice', 'Host: a.example\r\nX: y\r\nhost: a.example\r\n', '400'],
    ['no host', '', '400'],
  ])('names %s', async (_what, hosts, status) => {
    expect(await statusOf(`GET /server/ping HTTP/1.1\r\n${hosts}`)).toBe(status);
    if (status === '400') expect(await statusOf(`GET /admin/login HTTP/1.1\r\n${hosts}`)).toBe('400');
  });

  it.each([['gzip', 415], ['br', 415], ['identity', 200]])('has a body that is packed as %s', async (encoding, status) => {
    const body = Buffer.from(JSON.stringify(ADA));
    const answer = await fetch(`${app.url}/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-encoding': encoding }, body: encoding === 'gzip' ? gzipSync(body) : body });
    expect(answer.status).toBe(status);
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
