import { customEndpoint, createUser, createUsers, deleteUser, deleteUsers, readMe, readUser, readUsers, updateMe, updateUser, updateUsers, updateUsersBatch } from '@directus/sdk';
import { area, emailOf, MASK, MISSING, phrase, refusal, unique, UUID, type Wire } from './stage';

area('users', (stage) => {
  const byKey = (users: Wire[], field: string) => Object.fromEntries(users.map((user) => [user.id, user[field]]));

  test('createUser with an address only: an id and every default', async () => {
    const email = emailOf('Case');
    const user = stage.keep('users', await stage.admin.request(createUser({ email })));
    expect(user).toMatchObject({
      id: expect.stringMatching(UUID), email, first_name: null, last_name: null, password: null, location: null, title: null, description: null, tags: null,
      avatar: null, language: null, tfa_secret: null, status: 'active', role: null, token: null, last_access: null, last_page: null, provider: 'default',
      external_identifier: null, auth_data: null, email_notifications: true, appearance: null, theme_light: null, theme_dark: null, text_direction: 'auto', policies: [],
    });
  });

  test('createUser keeps an id that the program chose', async () => {
    const id = `0b0b0b0b-1111-4111-8111-${unique()}0b`;
    expect(stage.keep('users', await stage.admin.request(createUser({ id, email: emailOf() }, { fields: ['id'] })))).toEqual({ id });
    expect(await refusal(stage.admin.request(createUser({ id, email: emailOf() })))).toMatchObject({ status: 400, code: 'RECORD_NOT_UNIQUE', collection: 'directus_users', field: 'id' });
  });

  test('profile fields keep their value and type', async () => {
    const profile = {
      first_name: 'Zoë 王小明', last_name: 'O\'Neill "q" <b>', location: 'London', title: 'Countess', description: 'one\ntwo', tags: ['maths', 'engine'], language: 'de-DE',
      text_direction: 'rtl', email_notifications: false, appearance: 'dark', theme_light: 'x', theme_light_overrides: { a: { b: 1 } }, theme_dark_overrides: null, last_page: '/users',
    };
    const { id } = await stage.user(profile);
    expect(await stage.admin.request(readUser(id))).toMatchObject(profile);
  });

  test('createUsers answers each, and nobody where one is wrong', async () => {
    const emails = [emailOf('a'), emailOf('b'), emailOf('c')];
    const made = stage.keep('users', await stage.admin.request(createUsers(emails.map((email) => ({ email })))));
    expect(made.map(({ email }: Wire) => email).sort()).toEqual([...emails].sort());
    const good = emailOf('good');
    expect(await refusal(stage.admin.request(createUsers([{ email: good }, { email: 'wrong' }])))).toMatchObject({ status: 400, code: 'FAILED_VALIDATION', field: 'email', type: 'email' });
    expect(await stage.admin.request(readUsers({ filter: { email: { _eq: good } } }))).toEqual([]);
  });

  test('createUsers with nobody is an empty list', async () => {
    expect(await stage.admin.request(createUsers([]))).toEqual([]);
  });

  test('one address for two people: refused, whatever its case, also within one list', async () => {
    const { email } = await stage.user();
    expect(await refusal(stage.admin.request(createUser({ email: email.toUpperCase() })))).toMatchObject({ status: 400, code: 'RECORD_NOT_UNIQUE', collection: 'directus_users', field: 'email' });
    const twice = emailOf('twice');
    expect(await refusal(stage.admin.request(createUsers([{ email: twice }, { email: twice.toUpperCase() }])))).toMatchObject({ status: 400, code: 'RECORD_NOT_UNIQUE' });
    const { ids } = await stage.people([{}, {}]);
    expect(await refusal(stage.admin.request(updateUsers(ids, { email: emailOf() })))).toMatchObject({ status: 400, code: 'RECORD_NOT_UNIQUE' });
  });

  test('the answer has the fields that were asked for, nested too, in their order', async () => {
    const role = await stage.role();
    const user = stage.keep('users', await stage.admin.request(createUser({ email: emailOf(), role: role.id, last_name: 'Byron' }, { fields: ['last_name', 'id', { role: ['name'] }] })));
    expect(JSON.stringify(user)).toBe(JSON.stringify({ last_name: 'Byron', id: user.id, role: { name: role.name } }));
  });

  test('updateUser changes what is sent and nothing else; the key in the body counts for nothing', async () => {
    const user = await stage.user({ first_name: 'Old', last_name: 'Stays' });
    expect(await stage.admin.request(updateUser(user.id, { id: MISSING, first_name: 'New' } as Wire))).toMatchObject({ id: user.id, first_name: 'New', last_name: 'Stays', email: user.email });
  });

  test('updateUsers changes several by keys, updateUsersBatch each in its own way', async () => {
    const { ids } = await stage.people([{}, {}, {}]);
    expect(byKey(await stage.admin.request(updateUsers(ids.slice(0, 2), { location: 'Moved' }, { fields: ['id', 'location'] })), 'location')).toEqual({ [ids[0]!]: 'Moved', [ids[1]!]: 'Moved' });
    const each = await stage.admin.request(updateUsersBatch([{ id: ids[1]!, location: 'B' }, { id: ids[2]!, location: 'C' }], { fields: ['id', 'location'] }));
    expect(byKey(each, 'location')).toEqual({ [ids[1]!]: 'B', [ids[2]!]: 'C' });
  });

  test('PATCH and DELETE with a query touch exactly what it finds', async () => {
    const { ids, here } = await stage.people([{ location: 'a' }, { location: 'b' }, { location: 'a' }]);
    const query = { filter: { _and: [here, { location: { _eq: 'a' } }] } };
    const changed = await stage.admin.request(customEndpoint<Wire[]>({ method: 'PATCH', path: '/users', params: { fields: 'id' }, body: JSON.stringify({ query, data: { description: 'found' } }) }));
    expect(changed.map(({ id }) => id).sort()).toEqual([ids[0], ids[2]].sort());
    await stage.admin.request(customEndpoint({ method: 'DELETE', path: '/users', body: JSON.stringify({ query }) }));
    expect((await stage.admin.request(readUsers({ filter: here, fields: ['id'] }))).map(({ id }) => id)).toEqual([ids[1]]);
  });

  test.each<[string, object, object]>([
    ['neither keys nor query', { data: { title: 'x' } }, { reason: '"value" must contain at least one of [query, keys]' }],
    ['both of them', { keys: [MISSING], query: {}, data: {} }, { reason: '"value" contains a conflict between exclusive peers [query, keys]' }],
    ['no data', { keys: [MISSING] }, { reason: '"data" is required' }],
    ['an item without its key', [{ title: 'x' }], { reason: 'Item in update misses primary key' }],
  ])('a batch with %s is INVALID_PAYLOAD', async (_name, body, facts) => {
    expect(await stage.door.patch('/users', body)).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'INVALID_PAYLOAD', ...facts } }] } });
  });

  test('deleteUser and deleteUsers answer nothing; whoever is gone reads as FORBIDDEN', async () => {
    const { ids, here } = await stage.people([{}, {}, {}]);
    expect(await stage.admin.request(deleteUser(ids[0]!))).toBeNull();
    await stage.admin.request(deleteUsers(ids.slice(1)));
    expect(await stage.admin.request(readUsers({ filter: here }))).toEqual([]);
    expect(await refusal(stage.admin.request(readUser(ids[0]!)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('a key that nobody has', async () => {
    await stage.differs('PATCH and DELETE of an unknown key: 403 for everybody.', {
      usher: async () => {
        expect(await refusal(stage.admin.request(updateUser(MISSING, { title: 'x' })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
        expect(await refusal(stage.admin.request(deleteUser(MISSING)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      },
      directus: async () => {
        expect(await stage.admin.request(updateUser(MISSING, { title: 'x' }))).toBeNull();
        expect(await stage.admin.request(deleteUser(MISSING))).toBeNull();
      },
    });
  });

  test('a password reads back as asterisks, its absence as null; null clears it', async () => {
    const user = await stage.user({ password: phrase() });
    expect(user.password).not.toBe(MASK);
    expect(await stage.admin.request(readUser(user.id, { fields: ['password'] }))).toEqual({ password: MASK });
    expect(await stage.admin.request(updateUser(user.id, { password: null } as Wire, { fields: ['password'] }))).toEqual({ password: null });
  });

  test('the mask as a password', async () => {
    const user = await stage.user({ password: phrase() });
    const change = stage.admin.request(updateUser(user.id, { password: MASK }, { fields: ['id'] }));
    await stage.differs('never the mask', {
      usher: async () => expect(await refusal(change)).toMatchObject({ status: 400, code: 'FAILED_VALIDATION', field: 'password' }),
      directus: async () => expect(await change).toEqual({ id: user.id }),
    });
  });

  test('an unknown key in a body', async () => {
    const create = stage.admin.request(createUser({ email: emailOf(), favourite: 'tea' } as Wire, { fields: ['id'] }));
    await stage.differs('Unknown keys are refused: 400 for an administrator', {
      usher: async () => expect(await refusal(create)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', reason: '"favourite" is not allowed' }),
      directus: async () => expect(stage.keep('users', await create)).toEqual({ id: expect.any(String) }),
    });
  });

  test('a status that is no status', async () => {
    const create = stage.admin.request(createUser({ email: emailOf(), status: 'asleep' }, { fields: ['status', 'id'] }));
    await stage.differs('status and action take the listed words only', {
      usher: async () => expect(await refusal(create)).toMatchObject({ status: 400, code: 'FAILED_VALIDATION', field: 'status', type: 'in' }),
      directus: async () => expect(stage.keep('users', await create)).toMatchObject({ status: 'asleep' }),
    });
  });

  test('null as the address of somebody new, and a role that does not exist', async () => {
    expect(await refusal(stage.admin.request(createUser({ email: null } as Wire)))).toMatchObject({ status: 400, code: 'FAILED_VALIDATION', field: 'email' });
    expect(await refusal(stage.admin.request(createUser({ email: emailOf(), role: MISSING })))).toMatchObject({ status: 400, code: 'INVALID_FOREIGN_KEY' });
  });

  test('a policy given with a user is attached to that user', async () => {
    const policy = await stage.policy();
    const user = stage.keep('users', await stage.admin.request(createUser({ email: emailOf(), policies: { create: [{ policy: policy.id }], update: [], delete: [] } } as Wire, { fields: ['id', { policies: ['role', 'user', 'policy', 'sort'] }] })));
    expect(user.policies).toEqual([{ role: null, user: user.id, policy: policy.id, sort: 1 }]);
  });

  test('readMe and updateMe are the caller\'s own row, as far as their rules go', async () => {
    const actor = await stage.actor([['directus_users', 'read'], ['directus_users', 'update']]);
    expect(await actor.client.request(updateMe({ location: 'Home' }, { fields: ['id', 'location'] }))).toEqual({ id: actor.user.id, location: 'Home' });
    expect(await actor.client.request(readMe({ fields: ['email', { role: ['id'] }] }))).toEqual({ email: actor.user.email });
  });

  test('without any rule, readMe is the key alone and updateMe is refused', async () => {
    const actor = await stage.actor();
    expect(await actor.client.request(readMe({ fields: ['id', 'email'] }))).toEqual({ id: actor.user.id });
    expect(await refusal(actor.client.request(updateMe({ first_name: 'No' })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(stage.anonymous().request(readMe()))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
  });

  test('/users/me/track/page keeps the page and needs no right', async () => {
    const actor = await stage.actor();
    expect(await actor.client.request(customEndpoint({ method: 'PATCH', path: '/users/me/track/page', body: JSON.stringify({ last_page: '/content/a' }) }))).toBeNull();
    expect(await stage.admin.request(readUser(actor.user.id, { fields: ['last_page'] }))).toEqual({ last_page: '/content/a' });
    expect((await actor.door.patch('/users/me/track/page', {})).body!.errors![0]!.extensions).toMatchObject({ code: 'INVALID_PAYLOAD', reason: '"last_page" key is required' });
  });

  test('a static token signs requests and reads back as asterisks', async () => {
    const token = `static-${unique()}${unique()}${unique()}`;
    const user = await stage.user({ token });
    expect(user.token === token || user.token === MASK).toBe(true);
    expect(await stage.withToken(token).request(readMe({ fields: ['id'] }))).toEqual({ id: user.id });
    expect(await stage.admin.request(readUser(user.id, { fields: ['token'] }))).toEqual({ token: MASK });
    await stage.admin.request(updateUser(user.id, { token: null } as Wire));
    expect(await refusal(stage.withToken(token).request(readMe()))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
  });

  test('a suspended user\'s static token is good for nothing', async () => {
    const token = `static-${unique()}${unique()}${unique()}`;
    const user = await stage.user({ token });
    await stage.admin.request(updateUser(user.id, { status: 'suspended' }));
    expect(await refusal(stage.withToken(token).request(readMe()))).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
  });

  test('tfa_secret is not written through the item', async () => {
    const user = await stage.user();
    expect(await refusal(stage.admin.request(updateUser(user.id, { tfa_secret: 'AAAA' } as Wire)))).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', reason: 'You can\'t change the "tfa_secret" value manually' });
  });
});
