import { authentication, createDirectus, login, logout, readMe, readProviders, refresh, rest, updateUser } from '@directus/sdk';
import { area, clientOf, cookieFetch, phrase, refusal, type Wire } from './stage';

area('signing in', (stage) => {
  const somebody = (fields: object = {}) => stage.user({ password: phrase(), ...fields });
  const me = (client: { request: Wire }) => client.request(readMe({ fields: ['id'] })) as Promise<Wire>;

  test('json mode: both tokens in the answer, and the access token signs requests', async () => {
    const user = await somebody();
    const client = clientOf(stage.url);
    const answer = await client.login({ email: user.email, password: user.password });
    expect(answer).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String), expires: 900_000 });
    expect(await me(client)).toEqual({ id: user.id });
  });

  test('cookie mode: the refresh token in an HttpOnly cookie alone', async () => {
    const user = await somebody();
    const browser = cookieFetch();
    const client = clientOf(stage.url, 'cookie', browser.fetch);
    expect(await client.login({ email: user.email, password: user.password })).toEqual({ access_token: expect.any(String), expires: 900_000, expires_at: expect.any(Number) });
    expect([...browser.cookies.keys()]).toEqual(['directus_refresh_token']);
    await client.refresh();
    expect(await me(client)).toEqual({ id: user.id });
    await client.logout();
    expect([...browser.cookies.keys()]).toEqual([]);
  });

  test('session mode: a cookie signs requests until the logout', async () => {
    const user = await somebody();
    const browser = cookieFetch();
    const client = clientOf(stage.url, 'session', browser.fetch);
    expect(await client.login({ email: user.email, password: user.password })).toEqual({ expires: 86_400_000, expires_at: expect.any(Number) });
    expect([...browser.cookies.keys()]).toEqual(['directus_session_token']);
    expect(await me(client)).toEqual({ id: user.id });
    await client.refresh();
    expect(await me(client)).toEqual({ id: user.id });
    const kept = [...browser.cookies][0]!.join('=');
    await client.logout();
    expect((await fetch(`${stage.url}/users/me`, { headers: { cookie: kept } })).status).toBe(401);
  });

  test('the bare commands: login, refresh, logout without a composable', async () => {
    const user = await somebody();
    const client = createDirectus<Wire>(stage.url).with(rest());
    const signedIn: Wire = await client.request(login({ email: user.email, password: user.password }, { mode: 'json' }));
    const next: Wire = await client.request(refresh({ mode: 'json', refresh_token: signedIn.refresh_token }));
    expect(next.refresh_token).not.toBe(signedIn.refresh_token);
    expect(await client.request(logout({ mode: 'json', refresh_token: next.refresh_token }))).toBeNull();
    expect(await refusal(client.request(refresh({ mode: 'json', refresh_token: next.refresh_token })))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
  });

  test('the address in any case', async () => {
    const user = await somebody();
    await expect(stage.signIn({ ...user, email: user.email.toUpperCase() })).resolves.toBeDefined();
  });

  test('whatever was wrong, the answer is the same', async () => {
    const [user, draft, without] = [await somebody(), await somebody({ status: 'draft' }), await stage.user()];
    for (const wrong of [{ ...user, password: 'no' }, { email: 'nobody@sdk-suite.com', password: 'no' }, draft, { ...without, password: 'no' }]) {
      expect(await refusal(stage.signIn(wrong))).toEqual({ status: 401, code: 'INVALID_CREDENTIALS', message: 'Invalid user credentials.' });
    }
  });

  test.each<[string, object, string]>([
    ['no address', { password: 'x' }, '"email" is required'],
    ['no password', { email: 'a@sdk-suite.com' }, '"password" is required'],
    ['no address at all', { email: 'a', password: 'x' }, '"email" must be a valid email'],
    ['a mode that there is not', { email: 'a@sdk-suite.com', password: 'x', mode: 'x' }, '"mode" must be one of [cookie, json, session]'],
  ])('%s is INVALID_PAYLOAD', async (_name, body, reason) => {
    expect((await stage.door.post('/auth/login', body)).body!.errors![0]!.extensions).toEqual({ code: 'INVALID_PAYLOAD', reason });
  });

  test('a refresh token is exchanged once; without any it is INVALID_PAYLOAD', async () => {
    const user = await somebody();
    const client = createDirectus<Wire>(stage.url).with(rest());
    const first: Wire = await client.request(login({ email: user.email, password: user.password }, { mode: 'json' }));
    await client.request(refresh({ mode: 'json', refresh_token: first.refresh_token }));
    expect(await refusal(client.request(refresh({ mode: 'json', refresh_token: first.refresh_token })))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    for (const path of ['/auth/refresh', '/auth/logout']) {
      expect((await stage.door.post(path)).body!.errors![0]!.extensions).toEqual({ code: 'INVALID_PAYLOAD', reason: 'The refresh token is required in either the payload or cookie' });
    }
    expect((await stage.door.post('/auth/logout', { refresh_token: 'nothing' })).status).toBe(204);
  });

  test('the client refreshes by itself when its token has had its time', async () => {
    const user = await somebody();
    let kept: Wire = null;
    const storage = { get: () => kept, set: (value: Wire) => void (kept = value) };
    const client = createDirectus<Wire>(stage.url).with(authentication('json', { autoRefresh: false, storage })).with(rest());
    await client.login({ email: user.email, password: user.password });
    const before = kept.refresh_token;
    kept = { ...kept, expires_at: 1 };
    expect(await me(client)).toEqual({ id: user.id });
    expect(kept.refresh_token).not.toBe(before);
  });

  test('an access token after its owner was suspended', async () => {
    const user = await somebody();
    const client = await stage.signIn(user);
    await stage.admin.request(updateUser(user.id, { status: 'suspended' }));
    await stage.differs('Suspending, demoting, signing out and changing a password act on the very next request.', {
      usher: async () => expect(await refusal(me(client))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' }),
      directus: async () => expect(await me(client)).toEqual({ id: user.id }),
    });
    expect(await refusal(client.refresh())).toMatchObject({ status: 401 });
  });

  test('an access token after the logout', async () => {
    const user = await somebody();
    const client = await stage.signIn(user);
    const token = (await client.getToken())!;
    await client.logout();
    await stage.differs('Suspending, demoting, signing out and changing a password act on the very next request.', {
      usher: async () => expect(await refusal(me(stage.withToken(token)))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' }),
      directus: async () => expect(await me(stage.withToken(token))).toEqual({ id: user.id }),
    });
  });

  test('a changed role counts on the next request', async () => {
    const actor = await stage.actor([['directus_users', 'read']]);
    await stage.admin.request(updateUser(actor.user.id, { role: null } as Wire));
    await stage.differs('role, status and rights are read on each request', {
      usher: async () => expect(await actor.client.request(readMe({ fields: ['id', 'email'] }))).toEqual({ id: actor.user.id }),
      directus: async () => expect(await actor.client.request(readMe({ fields: ['id', 'email'] }))).toMatchObject({ email: actor.user.email }),
    });
  });

  test('a bad token: refused where one counts, and where none is needed', async () => {
    const bad = stage.withToken('rubbish');
    expect(await refusal(me(bad))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    const info = await fetch(`${stage.url}/server/info`, { headers: { authorization: 'Bearer rubbish' } });
    await stage.differs('A bad bearer token is ignored by routes that need none.', {
      usher: () => expect(info.status).toBe(200),
      directus: () => expect(info.status).toBe(401),
    });
  });

  test('a token in the query string', async () => {
    const { status } = await fetch(`${stage.url}/users/me?fields=id&access_token=${stage.door.token}`);
    await stage.differs('A token in the query string (`access_token`) is not read.', {
      usher: () => expect(status).toBe(401),
      directus: () => expect(status).toBe(200),
    });
  });

  test('the providers: none, and disableDefault beside them', async () => {
    expect(await stage.anonymous().request(readProviders())).toEqual([]);
    expect((await stage.door.get('/auth')).body).toEqual({ data: [], disableDefault: false });
  });

  test('last_access is set by a sign-in', async () => {
    const user = await somebody();
    await stage.signIn(user);
    expect((await stage.door.get(`/users/${user.id}?fields=last_access`)).data).toEqual({ last_access: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/) });
  });
});
