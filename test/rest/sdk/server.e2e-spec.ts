import {
  customEndpoint, randomString, readActivities, readActivity, readOpenApiSpec, readRevision, readRevisions, readSettings, serverHealth, serverInfo, serverPing, updateSettings, updateUser,
} from '@directus/sdk';
import { area, MASK, MISSING, phrase, refusal, unique, type Wire } from './stage';

area('settings', (stage) => {
  test('one object, with the fields asked for', async () => {
    expect(await stage.admin.request(readSettings())).toMatchObject({ id: 1, project_name: expect.any(String), public_registration: expect.any(Boolean), default_language: expect.any(String) });
    expect(await stage.admin.request(readSettings({ fields: ['id', 'project_color'] }))).toEqual({ id: 1, project_color: expect.any(String) });
  });

  test('changed, and read back', async () => {
    await stage.withSettings({ project_descriptor: 'before' }, async () => {
      expect(await stage.admin.request(updateSettings({ project_descriptor: 'A directory' } as Wire, { fields: ['project_descriptor'] } as Wire))).toEqual({ project_descriptor: 'A directory' });
    });
  });

  test('the role of registration is a relation, and has to exist', async () => {
    const role = await stage.role();
    await stage.withSettings({ public_registration_role: role.id }, async () => {
      expect(await stage.admin.request(readSettings({ fields: [{ public_registration_role: ['name'] }] } as Wire))).toEqual({ public_registration_role: { name: role.name } });
    });
    expect(await refusal(stage.admin.request(updateSettings({ public_registration_role: MISSING } as Wire)))).toMatchObject({ status: 400, code: 'INVALID_FOREIGN_KEY' });
  });

  test('without a right: FORBIDDEN', async () => {
    const actor = await stage.actor();
    expect(await refusal(actor.client.request(readSettings()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(actor.client.request(updateSettings({ project_name: 'x' } as Wire)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(stage.anonymous().request(readSettings()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});

area('activity and revisions', (stage) => {
  const about = (item: string) => stage.admin.request(readActivities({ filter: { item: { _eq: item }, collection: { _eq: 'directus_users' } }, sort: ['id'] } as Wire)) as Promise<Wire[]>;

  test('a change leaves an activity and a revision', async () => {
    const user = await stage.user({ first_name: 'Old' });
    await stage.admin.request(updateUser(user.id, { first_name: 'New' }));
    const [created, updated] = await about(user.id);
    expect(created).toMatchObject({ action: 'create', collection: 'directus_users', item: user.id, user: expect.any(String), ip: expect.any(String), timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) });
    expect(updated).toMatchObject({ action: 'update', revisions: [expect.any(Number)] });
    expect(await stage.admin.request(readRevision(updated.revisions[0]))).toMatchObject({ activity: updated.id, collection: 'directus_users', item: user.id, delta: { first_name: 'New' }, data: expect.objectContaining({ first_name: 'New' }) });
  });

  test('a deletion leaves an activity without a revision', async () => {
    const user = await stage.user();
    await stage.door.delete(`/users/${user.id}`);
    expect((await about(user.id)).at(-1)).toMatchObject({ action: 'delete', revisions: [] });
  });

  test('a sign-in is an activity of the person', async () => {
    const user = await stage.user({ password: phrase() });
    await stage.signIn(user);
    expect((await about(user.id)).at(-1)).toMatchObject({ action: 'login', user: user.id, item: user.id });
  });

  test('a secret is in no revision', async () => {
    const user = await stage.user({ password: phrase() });
    const revisions = (await stage.admin.request(readRevisions({ filter: { item: { _eq: user.id } } } as Wire))) as Wire[];
    expect(JSON.stringify(revisions)).not.toContain(user.password);
    expect(revisions[0].data.password).toBe(MASK);
  });

  test('one by its key, and who did it', async () => {
    const user = await stage.user();
    const [created] = await about(user.id);
    expect(await stage.admin.request(readActivity(created.id, { fields: ['item', { user: ['id'] }] } as Wire))).toEqual({ item: user.id, user: { id: created.user } });
  });

  test('nobody writes them', async () => {
    for (const path of ['/activity', '/revisions']) {
      for (const method of ['POST', 'PATCH', 'DELETE']) expect(await stage.door.send(method, path, {})).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
    }
  });

  test('without a right: FORBIDDEN', async () => {
    const actor = await stage.actor();
    expect(await refusal(actor.client.request(readActivities()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(actor.client.request(readRevisions()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});

area('the server and its utilities', (stage) => {
  test('ping, and health for an administrator', async () => {
    expect(await stage.anonymous().request(serverPing())).toBe('pong');
    expect(await stage.admin.request(serverHealth())).toMatchObject({ status: 'ok', releaseId: expect.any(String), serviceId: expect.any(String), checks: expect.any(Object) });
  });

  test('info: the project for everybody, limits for whoever is signed in', async () => {
    expect(await stage.anonymous().request(serverInfo())).toMatchObject({ project: { project_name: expect.any(String), public_registration: expect.any(Boolean), public_registration_verify_email: expect.any(Boolean) } });
    expect(await stage.admin.request(serverInfo())).toMatchObject({ queryLimit: { default: 100 } });
  });

  test('the specification: OpenAPI without an envelope', async () => {
    const specification: Wire = await stage.admin.request(readOpenApiSpec());
    expect(specification.openapi).toMatch(/^3\./);
    expect(Object.keys(specification.paths)).toEqual(expect.arrayContaining(['/users', '/roles']));
  });

  test('a random text', async () => {
    expect(await stage.admin.request(randomString(12))).toHaveLength(12);
    expect(await stage.admin.request(randomString())).toHaveLength(32);
    expect(await stage.door.get('/utils/random/string?length=501')).toMatchObject({ status: 400, code: 'INVALID_QUERY' });
  });

  test('hashes: Usher has them, newer servers of the dialect have not', async () => {
    const text = unique();
    if (!stage.isUsher && (await stage.door.post('/utils/hash/generate', { string: text })).status === 404) return;
    const hash = await stage.admin.request(customEndpoint<string>({ method: 'POST', path: '/utils/hash/generate', body: JSON.stringify({ string: text }) }));
    expect(hash).toMatch(/^\$argon2id\$/);
    const verify = (string: string) => stage.admin.request(customEndpoint<boolean>({ method: 'POST', path: '/utils/hash/verify', body: JSON.stringify({ string, hash }) }));
    expect([await verify(text), await verify('another')]).toEqual([true, false]);
    expect((await stage.door.post('/utils/hash/generate', {})).body!.errors![0]!.extensions).toEqual({ code: 'INVALID_PAYLOAD', reason: '"string" is required' });
  });

  test('/items holds no system collection', async () => {
    expect(await stage.door.get('/items/directus_users')).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});

area('errors', (stage) => {
  test('an unknown route and an unknown method', async () => {
    expect((await stage.door.get('/nope')).body).toEqual({ errors: [{ message: "Route /nope doesn't exist.", extensions: { path: '/nope', code: 'ROUTE_NOT_FOUND' } }] });
    expect(await stage.door.send('PUT', '/users', {})).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
  });

  test('a body that is no JSON', async () => {
    const response = await fetch(`${stage.url}/users`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${stage.door.token}` }, body: '{broken' });
    expect([response.status, (await response.json() as Wire).errors[0].extensions]).toEqual([400, { code: 'INVALID_PAYLOAD', reason: expect.any(String) }]);
  });

  test('a body of another kind', async () => {
    const response = await fetch(`${stage.url}/roles`, { method: 'POST', headers: { 'content-type': 'text/plain', authorization: `Bearer ${stage.door.token}` }, body: 'name=x' });
    const { code } = ((await response.json()) as Wire).errors[0].extensions;
    await stage.differs('Anything but JSON is 415', {
      usher: () => expect([response.status, code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']),
      directus: () => expect([response.status, code]).toEqual([400, 'FAILED_VALIDATION']),
    });
  });

  test('a body of more than a megabyte', async () => {
    expect(await stage.door.post('/roles', { name: 'x'.repeat(1_100_000) })).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
  });

  test('a malformed key reads like a missing one', async () => {
    for (const path of ['/users/nonsense', '/roles/1', '/permissions/x', `/users/${MISSING}`]) {
      expect((await stage.door.get(path)).body!.errors).toEqual([{ message: "You don't have permission to access this.", extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  test('the client rejects with errors and the response', async () => {
    const refused = await refusal(stage.admin.request(customEndpoint({ method: 'GET', path: '/users', params: { limit: 'x' } as Wire })));
    expect(refused).toMatchObject({ status: 400, code: 'INVALID_QUERY', message: expect.stringContaining('"limit" must be a number') });
  });
});

