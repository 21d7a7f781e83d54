import { ADA, startApp, type TestApp } from '../support/app';
import { PROVIDERS } from '../support/database';
import { RestDoor } from '../support/doors/rest-door';

const PASSWORD = 'four words are quite easy';

// Whoever renames themselves must not get out of the administrators' reach by it.
describe.each(PROVIDERS)('a person with an odd name (%s)', (provider) => {
  let app: TestApp;
  let ada: RestDoor;

  beforeAll(async () => {
    app = await startApp({ provider });
    ada = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
  }, 60_000);
  afterAll(async () => app?.close());

  test.each([
    ['that is cut in the middle of a sign', '🐎'.repeat(50)],
    ['that reads backwards', '\u202eadA'],
    ['with control characters', 'A\u0001d\u007fa\u0085\u2028'],
    ['that is a formula', '=HYPERLINK("http://evil.example")'],
    ['that is markup', `"><script>alert(1)</script>{{7*7}}\${7*7}`],
  ])('%s can be suspended, exported and removed, and signs in before', async (what, name) => {
    const email = `${what.replace(/\W/g, '-')}@example.org`;
    const made = await ada.post('/users', { email, password: PASSWORD });
    const { id } = made.data as { id: string };
    expect((await ada.patch(`/users/${id}`, { first_name: name, last_name: name })).status).toBe(200);
    expect((await ada.post('/users', { first_name: name, last_name: name })).status).toBe(200);
    await new RestDoor(app.url).signIn(email, PASSWORD);
    expect((await new RestDoor(app.url).post('/auth/login', { email, password: 'not the right one at all' })).status).toBe(401);
    expect((await ada.get(`/users/${id}?fields=first_name`)).data).toEqual({ first_name: name });
    expect((await ada.patch(`/users/${id}`, { status: 'suspended' })).status).toBe(200);
    for (const format of ['csv', 'json', 'xml', 'yaml']) expect((await ada.get(`/users?export=${format}`)).status).toBe(200);
    expect((await ada.get(`/activity?filter[item][_eq]=${id}`)).status).toBe(200);
    expect((await ada.delete(`/users/${id}`)).status).toBe(204);
  });

  test('nothing has a key with NUL in it', async () => {
    for (const path of ['/access/%00', '/users/%00', '/policies/%00', '/roles/%00']) expect([path, (await ada.patch(path, {})).status]).toEqual([path, 403]);
    const { cookie } = await fetchSession(app);
    for (const path of ['/admin/users/%00', '/admin/settings/policies/%00', '/admin/outbox/%00']) expect([path, (await fetch(app.url + path, { headers: { cookie } })).status]).toEqual([path, 404]);
  });

  test('a page whose address holds NUL finds nothing by it', async () => {
    const policy = ((await ada.post('/policies', { name: 'Odd' })).data as { id: string }).id;
    const role = ((await ada.post('/roles', { name: 'Odd' })).data as { id: string }).id;
    const { cookie } = await fetchSession(app);
    const status = async (path: string) => (await fetch(app.url + path, { headers: { cookie }, redirect: 'manual' })).status;
    // A draft that is none leads to the page without one.
    for (const path of [`/admin/settings/policies/${policy}`, `/admin/settings/roles/${role}`]) expect([200, 303]).toContain(await status(`${path}?draft=%00`));
    for (const path of ['/admin/invitations', '/admin/outbox']) expect([path, await status(`${path}?search=%00`)]).toEqual([path, 200]);
    for (const path of ['/admin/users', '/admin/activity']) expect(await status(`${path}?search=%00`)).toBeLessThan(500);
  });
});

async function fetchSession({ url }: TestApp): Promise<{ cookie: string }> {
  const answer = await fetch(`${url}/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...ADA, mode: 'session' }) });
  return { cookie: answer.headers.getSetCookie()[0]!.split(';')[0]! };
}
