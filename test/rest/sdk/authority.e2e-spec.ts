import {
  createPermission, createPermissions, createPolicies, createPolicy, createRole, createRoles, customEndpoint, deletePermission, deletePermissions, deletePolicies, deletePolicy, deleteRole, deleteRoles, readItemPermissions,
  readPermission, readPermissions, readPolicies, readPolicy, readPolicyGlobals, readRole, readRoles, readRolesMe, readUser, readUserPermissions, updatePermission, updatePermissions, updatePermissionsBatch,
  updatePolicies, updatePoliciesBatch, updatePolicy, updateRole, updateRoles, updateRolesBatch, updateUser, updateUsers,
} from '@directus/sdk';
import { area, emailOf, licensed, MISSING, phrase, PUBLIC_POLICY, refusal, unique, UUID, type Wire } from './stage';

area('roles', (stage) => {
  test('createRole with a name only: the defaults', async () => {
    const name = `Role ${unique()}`;
    expect(stage.keep('roles', await stage.admin.request(createRole({ name })))).toEqual({ id: expect.stringMatching(UUID), name, icon: 'supervised_user_circle', description: null, parent: null, children: [], policies: [], users: [] });
  });

  test('several: create, change by keys, change each, read, delete', async () => {
    const made = stage.keep('roles', await stage.admin.request(createRoles([{ name: 'x' }, { name: 'y' }, { name: 'z' }])));
    const ids = made.map(({ id }: Wire) => id);
    expect((await stage.admin.request(updateRoles(ids, { description: 'all' }, { fields: ['description'] }))).map((role: Wire) => role.description)).toEqual(['all', 'all', 'all']);
    await stage.admin.request(updateRolesBatch([{ id: ids[0], name: 'first' }, { id: ids[1], name: 'second' }] as Wire));
    expect((await stage.admin.request(readRoles({ filter: { id: { _in: ids } }, fields: ['id', 'name'] }))).filter((role: Wire) => role.id !== ids[2]).map(({ name }: Wire) => name).sort()).toEqual(['first', 'second']);
    expect(await stage.admin.request(deleteRole(ids[0]))).toBeNull();
    await stage.admin.request(deleteRoles(ids.slice(1)));
    expect(await refusal(stage.admin.request(readRole(ids[1])))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test.each<[string, Wire, string]>([['no name', {}, 'required'], ['null as a name', { name: null }, 'nnull']])('%s is FAILED_VALIDATION', async (_name, fields, type) => {
    expect(await refusal(stage.admin.request(createRole(fields)))).toMatchObject({ status: 400, code: 'FAILED_VALIDATION', field: 'name', type, path: [] });
  });

  test('a tree: no role is above itself', async () => {
    const parent = await stage.role();
    const child = await stage.role({ parent: parent.id });
    expect(await stage.admin.request(readRole(parent.id, { fields: ['children'] }))).toEqual({ children: [child.id] });
    expect(await refusal(stage.admin.request(updateRole(parent.id, { parent: parent.id })))).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', reason: 'A role cannot be a parent of itself' });
    expect(await refusal(stage.admin.request(updateRole(parent.id, { parent: child.id })))).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', reason: 'A role cannot have a parent that is already a descendant of itself' });
    await stage.admin.request(deleteRole(parent.id));
    expect(await stage.admin.request(readRole(child.id, { fields: ['parent'] }))).toEqual({ parent: null });
  });

  test('people of a role by alterations, as the Studio sends them', async () => {
    const [role, member, other] = [await stage.role(), await stage.user(), await stage.user()];
    await stage.admin.request(updateUser(member.id, { role: role.id }));
    const email = emailOf('new');
    const changed: Wire = await stage.admin.request(updateRole(role.id, { users: { create: [{ email }], update: [{ id: other.id, role: role.id, title: 'Joined' }], delete: [member.id] } } as Wire, { fields: [{ users: ['id', 'email', 'title'] }] } as Wire));
    stage.keep('users', changed.users.find((user: Wire) => user.email === email));
    expect(changed.users.map((user: Wire) => [user.email, user.title]).sort()).toEqual([[email, null], [other.email, 'Joined']].sort());
    expect(await stage.admin.request(readUser(member.id, { fields: ['role', 'status'] }))).toEqual({ role: null, status: 'active' });
  });

  test('people of a role by an array: the whole set; nothing sent, nothing changed', async () => {
    const role = await stage.role();
    const { ids } = await stage.people([{ role: role.id }, { role: role.id }, {}]);
    await stage.admin.request(updateRole(role.id, { users: [ids[1], { id: ids[2], title: 'x' }] } as Wire));
    const people = async () => ((await stage.admin.request(readRole(role.id, { fields: ['users'] }))) as Wire).users.sort();
    expect(await people()).toEqual([ids[1], ids[2]].sort());
    await stage.admin.request(updateRole(role.id, { description: 'untouched' }));
    expect(await people()).toHaveLength(2);
    await stage.admin.request(updateRole(role.id, { users: [] } as Wire));
    expect(await people()).toEqual([]);
  });

  test('policies of a role: attached and detached', async () => {
    const policy = await stage.policy();
    const role = stage.keep('roles', await stage.admin.request(createRole({ name: 'holder', policies: [{ policy: policy.id }] } as Wire, { fields: ['id', { policies: ['id', 'policy', 'sort'] }] } as Wire)) as Wire);
    await stage.differs('A policy attached by an array has its place in that array as `sort`', {
      usher: () => expect(role.policies).toEqual([{ id: expect.stringMatching(UUID), policy: policy.id, sort: 1 }]),
      directus: () => expect(role.policies).toEqual([{ id: expect.stringMatching(UUID), policy: policy.id, sort: null }]),
    });
    expect(await stage.admin.request(updateRole(role.id, { policies: { create: [], update: [], delete: [role.policies[0].id] } } as Wire, { fields: ['policies'] }))).toEqual({ policies: [] });
  });

  test('an odd structure is INVALID_PAYLOAD, a nested mistake makes nothing', async () => {
    const role = await stage.role();
    expect(await refusal(stage.admin.request(updateRole(role.id, { users: { add: [] } } as Wire)))).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
    expect(await refusal(stage.admin.request(updateRole(role.id, { name: 'changed', users: { create: [{ email: 'wrong' }], update: [], delete: [] } } as Wire)))).toMatchObject({ status: 400, code: 'FAILED_VALIDATION', field: 'email' });
    expect(await stage.admin.request(readRole(role.id, { fields: ['name'] }))).toEqual({ name: role.name });
  });

  test('the people of a role that is deleted', async () => {
    const role = await stage.role();
    const user = await stage.user({ role: role.id });
    await stage.admin.request(deleteRole(role.id));
    const left = await stage.admin.request(readUser(user.id, { fields: ['role', 'status'] }));
    await stage.differs('Deleting a role gives its users no role and leaves their status alone.', {
      usher: () => expect(left).toEqual({ role: null, status: 'active' }),
      directus: () => expect(left).toEqual({ role: null, status: 'suspended' }),
    });
  });

  test('/roles/me: the caller\'s role and all above it', async () => {
    const actor = await stage.actor([['directus_roles', 'read']]);
    const parent = await stage.role();
    await stage.admin.request(updateRole(actor.role.id, { parent: parent.id }));
    expect((await actor.client.request(readRolesMe({ fields: ['id', 'name'], limit: 1 })) as Wire[]).map(({ id }) => id)).toEqual([actor.role.id, parent.id].sort());
    const blind = await stage.actor();
    expect(await blind.client.request(readRolesMe({ fields: ['id', 'name'] }))).toEqual([{ id: blind.role.id }]);
    expect(await refusal(stage.anonymous().request(readRolesMe()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});

area('policies and access', (stage) => {
  test('createPolicy with a name only: the defaults', async () => {
    expect(stage.keep('policies', await stage.admin.request(createPolicy({ name: 'p' } as Wire)))).toEqual({ id: expect.stringMatching(UUID), name: 'p', icon: 'badge', description: null, ip_access: null, enforce_tfa: false, admin_access: false, app_access: false, permissions: [], users: [], roles: [] });
  });

  test('several: create, change by keys, change each, delete', async () => {
    const made = stage.keep('policies', await stage.admin.request(createPolicies([{ name: 'a' }, { name: 'b' }, { name: 'c' }] as Wire)) as Wire[]);
    const ids = made.map(({ id }) => id);
    await stage.admin.request(updatePolicies(ids, { description: 'all' }));
    await stage.admin.request(updatePoliciesBatch([{ id: ids[0], enforce_tfa: true }] as Wire));
    expect((await stage.admin.request(readPolicies({ filter: { id: { _in: ids }, enforce_tfa: true } as Wire, fields: ['description'] })))).toEqual([{ description: 'all' }]);
    await stage.admin.request(deletePolicy(ids[0]));
    await stage.admin.request(deletePolicies(ids.slice(1)));
    expect(await refusal(stage.admin.request(readPolicy(ids[1])))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('ip_access: addresses, ranges and networks; anything else is refused', async () => {
    const { id } = await stage.policy({ ip_access: ['10.0.0.1', '10.0.0.0/8', '10.0.0.1-10.0.0.9'] });
    expect(await stage.admin.request(readPolicy(id, { fields: ['ip_access'] }))).toEqual({ ip_access: ['10.0.0.1', '10.0.0.0/8', '10.0.0.1-10.0.0.9'] });
    for (const wrong of ['10.0.*', 'everywhere']) {
      expect(await refusal(stage.admin.request(updatePolicy(id, { ip_access: [wrong] } as Wire)))).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', reason: 'IP Access contains an incorrect value. Valid values are: IP addresses, IP ranges and CIDR blocks' });
    }
  });

  test('a policy for other addresses gives nothing', async () => {
    const actor = await stage.actor([['directus_users', 'read']], { policy: { ip_access: ['10.1.2.3'] } });
    expect(await refusal(actor.client.request(readUser(actor.user.id)))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('the public policy has its fixed id', async () => {
    expect(await stage.admin.request(readPolicy(PUBLIC_POLICY, { fields: ['name', 'icon', 'description', 'admin_access', 'app_access'] }))).toEqual({ name: '$t:public_label', icon: 'public', description: '$t:public_description', admin_access: false, app_access: false });
  });

  test('/access: one, many, changed, removed', async () => {
    const [policy, role, user] = [await stage.policy(), await stage.role(), await stage.user()];
    const one = await stage.attach(policy.id, { role: role.id });
    expect(one).toEqual({ id: expect.stringMatching(UUID), role: role.id, user: null, policy: policy.id, sort: null });
    expect((await stage.door.patch(`/access/${one.id}`, { role: null, user: user.id })).data).toMatchObject({ role: null, user: user.id });
    expect((await stage.door.get(`/access?filter[policy][_eq]=${policy.id}&fields=user.email`)).data).toEqual([{ user: { email: user.email } }]);
    expect((await stage.door.delete(`/access/${one.id}`)).status).toBe(204);
    expect(await stage.admin.request(customEndpoint({ method: 'GET', path: '/access', params: { filter: { policy: { _eq: policy.id } } } as Wire }))).toEqual([]);
    expect((await stage.door.post('/access', { role: role.id })).body!.errors![0]!.extensions).toMatchObject({ code: 'FAILED_VALIDATION', field: 'policy', type: 'required' });
    expect(await stage.door.post('/access', { role: role.id, policy: MISSING })).toMatchObject({ status: 400, code: 'INVALID_FOREIGN_KEY' });
  });

  test('a policy lists all that it is attached to as roles and as users', async () => {
    const [policy, role, user] = [await stage.policy(), await stage.role(), await stage.user()];
    const [first, second] = [await stage.attach(policy.id, { role: role.id }), await stage.attach(policy.id, { user: user.id })];
    const read: Wire = await stage.admin.request(readPolicy(policy.id, { fields: ['roles', 'users'] }));
    expect([read.roles.sort(), read.users.sort()]).toEqual([[first.id, second.id].sort(), [first.id, second.id].sort()]);
  });

  test('a policy and its rules in one body', async () => {
    const policy = stage.keep('policies', await stage.admin.request(createPolicy({ name: 'whole', permissions: [{ collection: 'directus_roles', action: 'read', fields: ['*'], permissions: {} }] } as Wire, { fields: ['id', { permissions: ['collection', 'action', 'fields'] }] } as Wire)) as Wire);
    expect(policy.permissions).toEqual([{ collection: 'directus_roles', action: 'read', fields: ['*'] }]);
    await stage.admin.request(updatePolicy(policy.id, { permissions: [] } as Wire));
    expect(await stage.admin.request(readPolicy(policy.id, { fields: ['permissions'] }))).toEqual({ permissions: [] });
  });

  test('/policies/me/globals: what the caller has in all', async () => {
    const actor = await stage.actor([], { policy: { app_access: true, enforce_tfa: true } });
    expect(await actor.client.request(readPolicyGlobals())).toEqual({ app_access: true, admin_access: false, enforce_tfa: true });
    expect(await stage.admin.request(readPolicyGlobals())).toMatchObject({ app_access: true, admin_access: true });
    expect(await stage.anonymous().request(readPolicyGlobals())).toEqual({ app_access: false });
  });

  test('the last administrator stays one', async () => {
    const [admins] = (await stage.admin.request(readPolicies({ filter: { name: { _eq: 'Administrator' }, admin_access: true } as Wire, fields: ['id', 'roles'] }))) as Wire[];
    const kept = { status: 422, code: 'UNPROCESSABLE_CONTENT', reason: 'Cannot remove the last admin user from the system' };
    const others = (await stage.admin.request(readUsersWithAdmin(admins.id))) as Wire[];
    if (others.length > 1) return;
    expect(await refusal(stage.admin.request(updatePolicy(admins.id, { admin_access: false })))).toMatchObject(kept);
    expect(await refusal(stage.admin.request(deletePolicy(admins.id)))).toMatchObject(kept);
    expect(await refusal(stage.admin.request(updateUser(others[0].id, { status: 'draft' })))).toMatchObject(kept);
    expect(await refusal(stage.admin.request(updateUsers([others[0].id], { role: null } as Wire)))).toMatchObject(kept);
    expect(await stage.door.delete(`/access/${admins.roles[0]}`)).toMatchObject({ status: 422, code: 'UNPROCESSABLE_CONTENT' });
  });
});

const readUsersWithAdmin = (policy: string) => customEndpoint<Wire[]>({ method: 'GET', path: '/users', params: { fields: 'id', filter: { status: 'active', role: { policies: { policy } } } } as Wire });

area('permissions', (stage) => {
  test('createPermission keeps rule, fields, presets and validation', async () => {
    const policy = await stage.policy();
    const made: Wire = stage.keep('permissions', await stage.admin.request(createPermission({ policy: policy.id, collection: 'directus_users', action: 'read', fields: ['*'], permissions: {} } as Wire)));
    expect(made).toEqual({ id: expect.any(Number), collection: 'directus_users', action: 'read', permissions: {}, validation: null, presets: null, fields: ['*'], policy: policy.id });
    expect(await stage.admin.request(readPermission(made.id, { fields: ['policy.name'] } as Wire))).toEqual({ policy: { name: policy.name } });
  });

  licensed('several: create, change, change by keys and each, delete', async () => {
    const policy = await stage.policy();
    const rule = (action: string) => ({ policy: policy.id, collection: 'directus_roles', action, fields: ['*'], permissions: {} });
    const made: Wire[] = (await stage.admin.request(createPermissions([rule('read'), rule('create'), rule('update')] as Wire))).filter((one: Wire) => !one.system);
    const ids = made.map(({ id }) => id);
    const mine = async () => (await stage.admin.request(readPermissions({ filter: { policy: { _eq: policy.id } }, fields: ['action'], sort: ['id'] } as Wire))).filter((one: Wire) => !one.system).map(({ action }: Wire) => action);
    expect(await mine()).toEqual(['read', 'create', 'update']);
    await stage.admin.request(updatePermission(ids[1], { action: 'delete' } as Wire));
    await stage.admin.request(updatePermissionsBatch([{ id: ids[2], action: 'share' }] as Wire));
    await stage.admin.request(updatePermissions([ids[0]] as Wire, { action: 'update' } as Wire));
    expect(await mine()).toEqual(['update', 'delete', 'share']);
    await stage.admin.request(deletePermission(ids[0]));
    await stage.admin.request(deletePermissions(ids.slice(1)));
    expect(await mine()).toEqual([]);
  });

  test.each(['policy', 'collection', 'action'])('without its %s: FAILED_VALIDATION', async (field) => {
    const policy = await stage.policy();
    const rule: Wire = { policy: policy.id, collection: 'directus_roles', action: 'read', fields: ['*'] };
    delete rule[field];
    expect(await refusal(stage.admin.request(createPermission(rule)))).toMatchObject({ status: 400, code: 'FAILED_VALIDATION', field, type: 'required' });
  });

  test('the permissions of a policy that is deleted go with it', async () => {
    const policy = await stage.policy();
    const permission = await stage.permission(policy.id, ['directus_roles', 'read']);
    await stage.admin.request(deletePolicy(policy.id));
    expect((await stage.door.get(`/permissions?filter[id][_eq]=${permission.id}&fields=id,action`)).data).not.toContainEqual({ id: permission.id, action: 'read' });
  });

  test('readUserPermissions: what the caller may do, by collection', async () => {
    const actor = await stage.actor([['directus_users', 'read'], ['directus_users', 'update'], ['directus_roles', 'create']]);
    expect(await actor.client.request(readUserPermissions())).toEqual({
      directus_users: { create: { access: 'none' }, read: { access: 'full', fields: ['*'] }, update: { access: 'full', fields: ['*'] }, delete: { access: 'none' }, share: { access: 'none' } },
      directus_roles: { create: { access: 'full', fields: ['*'] }, read: { access: 'none' }, update: { access: 'none' }, delete: { access: 'none' }, share: { access: 'none' } },
    });
    expect(((await stage.admin.request(readUserPermissions())) as Wire).directus_users.delete.access).toBe('full');
    expect(await refusal(stage.anonymous().request(readUserPermissions()))).toMatchObject({ status: 403 });
  });

  test('readItemPermissions: what the caller may do with one item', async () => {
    const actor = await stage.actor([['directus_users', 'read'], ['directus_users', 'update']]);
    expect(await actor.client.request(readItemPermissions('directus_users' as Wire, actor.user.id))).toEqual({ update: { access: true }, delete: { access: false }, share: { access: false } });
    expect(await stage.admin.request(readItemPermissions('directus_users' as Wire, actor.user.id))).toEqual({ update: { access: true }, delete: { access: true }, share: { access: true } });
    expect(await actor.client.request(readItemPermissions('nowhere' as Wire, '1'))).toEqual({ update: { access: false }, delete: { access: false }, share: { access: false } });
  });

  test('a role gives what it inherits; taken away, it is gone on the next request', async () => {
    const actor = await stage.actor();
    const [parent, policy] = [await stage.role(), await stage.policy()];
    await stage.permission(policy.id, ['directus_roles', 'read']);
    await stage.admin.request(updateRole(actor.role.id, { parent: parent.id }));
    expect(await refusal(actor.client.request(readRoles()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const access = await stage.attach(policy.id, { role: parent.id });
    expect((await actor.client.request(readRoles({ fields: ['id'], limit: 1 }))).length).toBe(1);
    await stage.door.delete(`/access/${access.id}`);
    expect(await refusal(actor.client.request(readRoles()))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('somebody without a role has the public policy, somebody with one has not', async () => {
    const rule = await stage.permission(PUBLIC_POLICY, ['directus_policies', 'read']);
    try {
      const [without, within] = [await stage.user({ password: phrase() }), await stage.actor()];
      expect((await (await stage.signIn(without)).request(readPolicies({ limit: 1, fields: ['id'] }))).length).toBe(1);
      expect(await refusal(within.client.request(readPolicies()))).toMatchObject({ status: 403 });
      expect((await stage.anonymous().request(readPolicies({ limit: 1, fields: ['id'] }))).length).toBe(1);
    } finally {
      await stage.admin.request(deletePermission(rule.id));
    }
  });
});
