import { ADA, startApp, type TestApp } from '../support/app';
import { RestDoor } from '../support/doors/rest-door';

describe('the server and its utilities', () => {
  let app: TestApp;
  let ada: RestDoor;
  let stranger: RestDoor;

  beforeAll(async () => {
    app = await startApp();
    stranger = new RestDoor(app.url);
    ada = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
  }, 60_000);
  afterAll(() => app?.close());

  test('ping answers pong, and health is ok', async () => {
    const ping = await fetch(`${app.url}/server/ping`, { headers: { authorization: 'Bearer long-gone' } });
    expect([ping.status, await ping.text(), ping.headers.get('content-type')]).toEqual([200, 'pong', 'text/html; charset=utf-8']);
    const [forAda, forAnybody] = [await ada.get('/server/health'), await stranger.get('/server/health')];
    expect(forAda.body).toMatchObject({ status: 'ok', releaseId: expect.stringMatching(/^\d+\.\d+\.\d+/), serviceId: app.url, checks: { 'database:responseTime': [{ status: 'ok' }] } });
    expect(forAda.headers.get('content-type')).toContain('application/health+json');
    expect(forAnybody.body).toEqual({ status: 'ok' });
  });

  test('the bare address leads a person to the pages', async () => {
    const answer = await fetch(app.url, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/admin']);
  });

  test('the document of the API names its version to people who are signed in only', async () => {
    const version = async (door: RestDoor) => (await door.get('/server/specs/oas')).body as { info: { version: string } };
    expect((await version(ada)).info.version).toMatch(/^\d+\.\d+\.\d+/);
    expect((await version(stranger)).info.version).toBe('unsaid');
  });

  test('info tells strangers about the project and people who are signed in about the limits', async () => {
    expect(Object.keys((await stranger.get('/server/info')).data as object)).toEqual(['project']);
    expect(await ada.get('/server/info')).toMatchObject({ data: { project: { project_name: 'Usher', public_registration: false }, queryLimit: { default: 100 } } });
  });

  test.each(['GET', 'POST', 'PATCH', 'DELETE', 'SEARCH'])('%s on /items is forbidden, whatever it names', async (method) => {
    for (const path of ['/items/directus_users', '/items/no_such_thing', '/items/directus_users/1']) {
      for (const door of [ada, stranger]) expect([(await door.send(method, path, method === 'GET' ? undefined : {})).status, path]).toEqual([403, path]);
    }
  });

  test('a random text has the length asked for and is another one each time', async () => {
    const one = async (query = '') => (await ada.get(`/utils/random/string${query}`)).data as string;
    expect([(await one()).length, (await one('?length=500')).length, (await one('?length=1')).length]).toEqual([32, 500, 1]);
    expect(await one()).not.toBe(await one());
    expect((await stranger.get('/utils/random/string')).status).toBe(200);
    for (const length of ['0', '501', '-1', '1.5', 'x', '']) expect((await ada.get(`/utils/random/string?length=${length}`)).code).toBe('INVALID_QUERY');
  });

  test('a hash is made and verified, and not for strangers', async () => {
    const { data: hash } = await ada.post('/utils/hash/generate', { string: 'four words are easy' });
    expect(hash).toMatch(/^\$argon2id\$/);
    expect((await ada.post('/utils/hash/verify', { string: 'four words are easy', hash })).data).toBe(true);
    expect((await ada.post('/utils/hash/verify', { string: 'four words are easy!', hash })).data).toBe(false);
    const salted = 'c2FsdHNhbHQ$aGFzaGhhc2hoYXNo';
    for (const unusable of ['nonsense', `$argon2id$v=19$m=4194304,t=2,p=1$${salted}`, `$argon2id$v=19$m=19456,t=4000000000,p=1$${salted}`, `$argon2id$v=19$m=19456,t=2,p=255$${salted}`]) {
      expect((await ada.post('/utils/hash/verify', { string: 'x', hash: unusable })).code).toBe('INVALID_PAYLOAD');
    }
    for (const body of [{}, { string: '' }, { string: ['x'] }, { string: 'x', more: 1 }]) expect((await ada.post('/utils/hash/generate', body)).code).toBe('INVALID_PAYLOAD');
    for (const path of ['/utils/hash/generate', '/utils/hash/verify']) expect((await stranger.post(path, { string: 'x' })).code).toBe('INVALID_CREDENTIALS');
  });
});
