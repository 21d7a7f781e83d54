import { createUser, customEndpoint, deleteUser, readMe, readPolicies, readRoles, readSettings, readUser, readUsers, updateUser, updateUsers } from '@directus/sdk';
import { area, emailOf, licensed, MISSING, phrase, refusal, type Wire } from './stage';

/** What everybody may see of a server of this dialect. Rules on rows and fields come after: another server may want a licence for them. */
area('a caller with few rights', (stage) => {
  test('without a rule nothing of a collection is there', async () => {
    const actor = await stage.actor();
    const missing = { status: 403, code: 'FORBIDDEN', reason: 'You don\'t have permission to access collection "directus_users" or it does not exist. Queried in root.' };
    expect(await refusal(actor.client.request(readUsers()))).toMatchObject(missing);
    expect(await refusal(stage.anonymous().request(readUsers()))).toMatchObject(missing);
    expect(await refusal(actor.client.request(readUser(actor.user.id)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(actor.client.request(createUser({ email: emailOf() })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(actor.client.request(updateUser(actor.user.id, { title: 'x' })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(actor.client.request(deleteUser(actor.user.id)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('whoever may create and not read sees nothing of what they made', async () => {
    const actor = await stage.actor([['directus_users', 'create']]);
    const email = emailOf();
    expect((await actor.door.post('/users', { email })).status).toBe(204);
    // Nothing at all, or an empty list: servers of the dialect do both.
    expect((await actor.door.post('/users', [{ email: emailOf() }, { email: emailOf() }])).data ?? []).toEqual([]);
    expect(await stage.admin.request(readUsers({ filter: { email: { _eq: email } }, fields: ['email'] }))).toEqual([{ email }]);
  });

  test('an unknown field in a body is FORBIDDEN, named', async () => {
    const actor = await stage.actor([['directus_users', 'create'], ['directus_users', 'read']]);
    const create = actor.client.request(createUser({ email: emailOf(), favourite: 'tea' } as Wire, { fields: ['id'] }));
    await stage.differs('403 naming the field for others', {
      usher: async () => expect(await refusal(create)).toMatchObject({ status: 403, code: 'FORBIDDEN', reason: expect.stringContaining('"favourite"') }),
      directus: async () => expect(await create).toEqual({ id: expect.any(String) }),
    });
  });

  test('a relation to what may not be read is left out; in a filter it is FORBIDDEN', async () => {
    const actor = await stage.actor([['directus_users', 'read']]);
    const query = { filter: { id: { _eq: actor.user.id } }, fields: ['email', { role: ['name'] }, { policies: ['id'] }] } as Wire;
    expect(await actor.client.request(readUsers(query))).toEqual([{ email: actor.user.email }]);
    const opened = (await actor.client.request(readUsers({ ...query, fields: ['*.*'] } as Wire))) as Wire[];
    expect(opened[0]).toMatchObject({ email: actor.user.email });
    expect(Object.keys(opened[0]).filter((name) => name === 'role' || name === 'policies')).toEqual([]);
    expect(await actor.client.request(readUsers({ ...query, fields: ['role'] } as Wire))).toEqual([{ role: actor.role.id }]);
    expect(await refusal(actor.client.request(readUsers({ filter: { role: { name: { _eq: 'x' } } } } as Wire)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(actor.client.request(readUsers({ sort: ['role.name'] } as Wire)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('with app access: the own row, the own roles, the own activity', async () => {
    const actor = await stage.actor([], { policy: { app_access: true } });
    const others = await stage.user();
    expect((await actor.client.request(readUsers({ fields: ['id'] }))).map(({ id }: Wire) => id)).toEqual([actor.user.id]);
    expect(await actor.client.request(readMe({ fields: ['email', 'status', { role: ['id'] }] } as Wire))).toEqual({ email: actor.user.email, status: 'active', role: { id: actor.role.id } });
    expect(await refusal(actor.client.request(readUser(others.id)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await actor.client.request(readRoles({ fields: ['id'] }))).map(({ id }: Wire) => id)).toEqual([actor.role.id]);
    expect(await refusal(actor.client.request(readPolicies()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(await refusal(actor.client.request(updateUser(actor.user.id, { title: 'x' })))).toMatchObject({ status: 403 });
    expect(Object.keys(await actor.client.request(readSettings()))).not.toContain('project_name');
    expect(await refusal(actor.client.request(readSettings({ fields: ['project_name'] })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('with app access: a field that is not for them is FORBIDDEN, used in any way', async () => {
    const actor = await stage.actor([], { policy: { app_access: true } });
    for (const query of [{ fields: ['token'] }, { filter: { token: { _null: true } } }, { sort: ['token'] }] as Wire[]) {
      expect(await refusal(actor.client.request(readUsers(query)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    expect(Object.keys((await actor.client.request(readUsers()))[0]!)).not.toContain('token');
  });

  test('a change of many is all or nothing, and names what is missing', async () => {
    const actor = await stage.actor([['directus_users', 'read'], ['directus_users', 'update']]);
    const { ids } = await stage.people([{}, {}]);
    expect((await actor.client.request(updateUsers(ids, { location: 'here' }, { fields: ['location'] }))).length).toBe(2);
    expect(await refusal(actor.client.request(updateUsers([...ids, MISSING], { location: 'there' })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await stage.admin.request(readUsers({ filter: { id: { _in: ids } }, fields: ['location'] }))).map(({ location }: Wire) => location)).toEqual(['here', 'here']);
  });

  test('nested: each level wants its own right', async () => {
    const actor = await stage.actor([['directus_users', 'create'], ['directus_users', 'read']]);
    const policy = await stage.policy();
    expect(await refusal(actor.client.request(createUser({ email: emailOf(), policies: [{ policy: policy.id }] } as Wire)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  licensed('the role of an administrator, by somebody who may create people', async () => {
    const actor = await stage.actor([['directus_users', 'create'], ['directus_users', 'read'], ['directus_roles', 'read']]);
    const [admins] = (await stage.admin.request(readRoles({ filter: { name: { _eq: 'Administrator' } }, fields: ['id'] }))) as Wire[];
    const create = actor.client.request(createUser({ email: emailOf(), password: phrase(), role: admins.id }, { fields: ['id'] }));
    await stage.differs('Nobody hands out what they do not hold, in whatever way they write.', {
      usher: async () => expect(await refusal(create)).toMatchObject({ status: 403, code: 'FORBIDDEN' }),
      directus: async () => expect(stage.keep('users', await create)).toEqual({ id: expect.any(String) }),
    });
  });
});

/** Rules like these are another case for `licensed`, as a whole. */
const rules = process.env['SDK_SUITE_WITHOUT_RULES'] ? describe.skip : describe;

rules('with rules on rows and fields', () => {
  area('a caller with rules', (stage) => {
    const few = { fields: ['id', 'first_name', 'title'], permissions: { title: { _eq: 'staff' } } };

    test('rows outside the rule are not there, in no list and no count', async () => {
      const actor = await stage.actor([['directus_users', 'read', few]]);
      const [staff, boss] = [await stage.user({ title: 'staff' }), await stage.user({ title: 'boss' })];
      const ids = (await actor.client.request(readUsers({ filter: { id: { _in: [staff.id, boss.id] } }, fields: ['id'] }))).map(({ id }: Wire) => id);
      expect(ids).toEqual([staff.id]);
      expect(await refusal(actor.client.request(readUser(boss.id, { fields: ['id'] })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      const count: Wire[] = await actor.client.request(customEndpoint({ method: 'GET', path: '/users', params: { aggregate: { count: '*' }, filter: { id: { _in: [staff.id, boss.id] } } } as Wire }));
      expect(Number(count[0].count)).toBe(1);
    });

    test('a wildcard is the fields of the rule; any other field is FORBIDDEN, used in any way', async () => {
      const actor = await stage.actor([['directus_users', 'read', few]]);
      const staff = await stage.user({ title: 'staff', first_name: 'Ada' });
      expect(await actor.client.request(readUser(staff.id))).toEqual({ id: staff.id, first_name: 'Ada', title: 'staff' });
      for (const query of [{ fields: ['email'] }, { filter: { email: { _nnull: true } } }, { sort: ['email'] }, { groupBy: ['email'] }, { aggregate: { min: 'email' } }] as Wire[]) {
        expect(await refusal(actor.client.request(readUsers(query)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      }
    });

    test('search looks only where the caller may', async () => {
      const actor = await stage.actor([['directus_users', 'read', few]]);
      const staff = await stage.user({ title: 'staff', first_name: 'Searchable', location: 'hiddenplace' });
      const found = async (search: string) => (await actor.client.request(readUsers({ search, fields: ['id'] }))).map(({ id }: Wire) => id);
      expect(await found('searchable')).toContain(staff.id);
      expect(await found('hiddenplace')).toEqual([]);
    });

    test('two rules: rows of either, each field only on the rows of its rule', async () => {
      const actor = await stage.actor([['directus_users', 'read', few], ['directus_users', 'read', { fields: ['id', 'email'], permissions: { title: { _eq: 'guest' } } }]]);
      const { ids } = { ids: [(await stage.user({ title: 'staff', first_name: 'S' })).id, (await stage.user({ title: 'guest', first_name: 'G' })).id] };
      const rows = await actor.client.request(readUsers({ filter: { id: { _in: ids } }, fields: ['id', 'first_name', 'email'] }));
      expect(rows.find(({ id }: Wire) => id === ids[0])).toMatchObject({ first_name: 'S', email: null });
      expect(rows.find(({ id }: Wire) => id === ids[1])).toMatchObject({ first_name: null, email: expect.any(String) });
    });

    test('$CURRENT_USER in a rule: the own row', async () => {
      const actor = await stage.actor([['directus_users', 'read', { permissions: { id: { _eq: '$CURRENT_USER' } } }]]);
      expect((await actor.client.request(readUsers({ fields: ['id'] }))).map(({ id }: Wire) => id)).toEqual([actor.user.id]);
    });

    test('presets and validation of a create rule', async () => {
      const actor = await stage.actor([['directus_users', 'read'], ['directus_users', 'create', { presets: { location: 'preset', description: '$CURRENT_USER' }, validation: { title: { _eq: 'staff' } } }]]);
      const made = stage.keep('users', await actor.client.request(createUser({ email: emailOf(), title: 'staff' }, { fields: ['id', 'location', 'description'] })));
      expect(made).toMatchObject({ location: 'preset', description: actor.user.id });
      expect(await refusal(actor.client.request(createUser({ email: emailOf(), title: 'boss' })))).toMatchObject({ status: 400, code: 'FAILED_VALIDATION', field: 'title', type: 'eq', valid: 'staff' });
    });

    test('an update rule: rows and fields', async () => {
      const actor = await stage.actor([['directus_users', 'read'], ['directus_users', 'update', { fields: ['location'], permissions: { title: { _eq: 'staff' } } }]]);
      const [staff, boss] = [await stage.user({ title: 'staff' }), await stage.user({ title: 'boss' })];
      expect(await actor.client.request(updateUser(staff.id, { location: 'x' }, { fields: ['location'] }))).toEqual({ location: 'x' });
      expect(await refusal(actor.client.request(updateUser(boss.id, { location: 'x' })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect(await refusal(actor.client.request(updateUser(staff.id, { description: 'x' })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect(await refusal(actor.client.request(updateUsers([staff.id, boss.id], { location: 'y' })))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect(await stage.admin.request(readUser(staff.id, { fields: ['location'] }))).toEqual({ location: 'x' });
    });

    test('a delete rule', async () => {
      const actor = await stage.actor([['directus_users', 'delete', { permissions: { title: { _eq: 'staff' } } }]]);
      const [staff, boss] = [await stage.user({ title: 'staff' }), await stage.user({ title: 'boss' })];
      expect(await refusal(actor.client.request(deleteUser(boss.id)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect(await actor.client.request(deleteUser(staff.id))).toBeNull();
    });

    test('a related row outside its rule reads as null', async () => {
      const actor = await stage.actor([['directus_users', 'read'], ['directus_roles', 'read', { permissions: { name: { _eq: 'nothing is called so' } } }]]);
      expect(await actor.client.request(readUsers({ filter: { id: { _eq: actor.user.id } }, fields: ['id', { role: ['name'] }] } as Wire))).toEqual([{ id: actor.user.id, role: null }]);
    });

    test('/permissions/me tells partial and full, with fields and presets', async () => {
      const actor = await stage.actor([['directus_users', 'read', few], ['directus_users', 'create', { presets: { location: 'x' } }], ['directus_users', 'delete', { fields: null }]]);
      const { directus_users: mine } = (await actor.client.request(customEndpoint<Wire>({ method: 'GET', path: '/permissions/me' }))) as Wire;
      expect([mine.read.access, [...mine.read.fields].sort(), mine.create.access, mine.create.presets]).toEqual(['partial', ['first_name', 'id', 'title'], 'full', { location: 'x' }]);
      expect(mine.delete).toEqual({ access: 'full' });
    });

    test('aggregates of a field of the rule', async () => {
      const actor = await stage.actor([['directus_users', 'read', few]]);
      const staff = await stage.user({ title: 'staff', first_name: 'Aggregated' });
      const rows: Wire[] = await actor.client.request(customEndpoint({ method: 'GET', path: '/users', params: { aggregate: { count: 'first_name' }, filter: { id: { _eq: staff.id } } } as Wire }));
      expect(Number(rows[0].count.first_name)).toBe(1);
    });
  });
});
