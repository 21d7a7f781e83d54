import { randomUUID } from 'node:crypto';
import { ADA, startApp, type TestApp } from '../support/app';
import { PROVIDERS } from '../support/database';
import { RestDoor } from '../support/doors/rest-door';

const TAKEN = randomUUID();
const PASSWORD = 'nests within nests of straw';

/** Items that are made or changed inside another one: one request, one transaction, the same checks as if each came alone. */
describe.each(PROVIDERS)('nested writes on %s', (provider) => {
  let app: TestApp;
  let rest: RestDoor;

  beforeAll(async () => {
    app = await startApp({ provider, env: { LIMIT_REQUESTS_A_SECOND: '0' } });
    rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    await make('/roles', { name: 'With this key', id: TAKEN });
  }, 60_000);
  afterAll(() => app.close());

  const address = () => `${randomUUID()}@example.org`;
  const make = async (path: string, body: object) => (await rest.post(path, body)).data as { id: string };

  it('makes a role and policies with a user', async () => {
    const answer = await rest.post('/users?fields=role.name,role.policies.policy.name,policies.policy.name,policies.policy.permissions.action', {
      email: address(),
      role: { name: 'Nested role', policies: [{ policy: { name: 'Of the role' } }] },
      policies: [{ policy: { name: 'Of the person', permissions: [{ collection: 'directus_users', action: 'read', fields: ['*'] }] } }],
    });
    expect([answer.status, answer.data]).toEqual([200, {
      role: { name: 'Nested role', policies: [{ policy: { name: 'Of the role' } }] },
      policies: [{ policy: { name: 'Of the person', permissions: [{ action: 'read' }] } }],
    }]);
    const events = (await app.prisma.activity.findMany({ orderBy: { id: 'desc' }, take: 7 })).map(({ event }) => event).reverse();
    expect(events).toEqual(['role.created', 'policy.created', 'policy.attached', 'user.created', 'policy.created', 'permission.created', 'policy.attached']);
  });

  it('changes the role and the policies whose keys come along, and makes those that are not there', async () => {
    const policy = await make('/policies', { name: 'Before' });
    const role = await make('/roles', { name: 'Before' });
    const user = await make('/users', { email: address(), role: role.id, policies: [{ policy: policy.id }] });
    const changed = await rest.patch(`/users/${user.id}?fields=role.id,role.name`, { role: { id: role.id, name: 'After' } });
    expect(changed.data).toEqual({ role: { id: role.id, name: 'After' } });
    const [attachment] = await app.prisma.access.findMany({ where: { userId: user.id } });
    await rest.patch(`/users/${user.id}`, { policies: { create: [], update: [{ id: attachment!.id, policy: { id: policy.id, name: 'After' } }], delete: [] } });
    expect(await app.prisma.policy.findUnique({ where: { id: policy.id } })).toMatchObject({ name: 'After' });
    const id = randomUUID();
    expect((await rest.patch(`/users/${user.id}?fields=role`, { role: { id, name: 'With a key of its own' } })).data).toEqual({ role: id });
    expect((await rest.patch('/users?fields=role', { keys: [user.id], data: { role: { id: role.id } } })).data).toEqual([{ role: role.id }]);
  });

  it('makes, moves and lets go the children of a role', async () => {
    const [old, moved] = [await make('/roles', { name: 'Old child' }), await make('/roles', { name: 'Moved child' })];
    const parent = await make('/roles', { name: 'Parent', children: [{ name: 'New child', users: [{ email: address() }], children: [{ name: 'Grandchild' }] }, old.id] });
    const names = async () => (await app.prisma.role.findMany({ where: { parentId: parent.id }, orderBy: { name: 'asc' } })).map(({ name }) => name);
    expect(await names()).toEqual(['New child', 'Old child']);
    expect(await app.prisma.role.findFirst({ where: { name: 'Grandchild' }, include: { parent: true } })).toMatchObject({ parent: { name: 'New child' } });
    await rest.patch(`/roles/${parent.id}`, { children: { create: [{ name: 'A third' }], update: [{ id: moved.id, name: 'Renamed child' }], delete: [old.id] } });
    expect(await names()).toEqual(['A third', 'New child', 'Renamed child']);
    await rest.patch(`/roles/${parent.id}`, { children: [moved.id] });
    expect(await names()).toEqual(['Renamed child']);
    const circle = await rest.patch(`/roles/${moved.id}`, { children: [parent.id] });
    expect([circle.status, circle.code]).toEqual([400, 'INVALID_PAYLOAD']);
  });

  it.each<[string, string, object, object]>([
    ['a role without a name', '/users', { role: {} }, { code: 'FAILED_VALIDATION', field: 'name', path: ['role'] }],
    ['a role with an unknown field', '/users', { role: { name: 'X', colour: 1 } }, { code: 'INVALID_PAYLOAD', reason: '"colour" is not allowed' }],
    ['a policy without a name', '/users', { policies: [{ policy: {} }] }, { code: 'FAILED_VALIDATION', field: 'name', path: ['policies', 'policy'] }],
    ['an attachment without a policy', '/roles', { name: 'X', policies: [{}] }, { code: 'FAILED_VALIDATION', field: 'policy', path: ['policies'] }],
    ['a rule without an action', '/policies', { name: 'X', permissions: [{ collection: 'x' }] }, { code: 'FAILED_VALIDATION', field: 'action', path: ['permissions'] }],
    ['a role whose key is taken', '/roles', { name: 'X', id: TAKEN }, { code: 'RECORD_NOT_UNIQUE', field: 'id', value: TAKEN }],
    ['a parent with fields', '/roles', { name: 'X', parent: { name: 'Y' } }, { code: 'INVALID_PAYLOAD', reason: '"parent.name" is not allowed' }],
    ['a holder with fields', '/policies', { name: 'X', users: [{ user: { email: 'x@example.org' } }] }, { code: 'INVALID_PAYLOAD', reason: '"users.0.user.email" is not allowed' }],
    ['an attachment with a new policy', '/access', { policy: { name: 'X' } }, { code: 'INVALID_PAYLOAD', reason: '"policy.name" is not allowed' }],
    ['a child that cannot be', '/roles', { name: 'X', children: [{ name: '' }] }, { code: 'FAILED_VALIDATION', field: 'name', path: ['children', 0] }],
  ])('leaves nothing behind of %s', async (_name, path, body, refusal) => {
    const count = () => Promise.all([app.prisma.user.count(), app.prisma.role.count(), app.prisma.policy.count(), app.prisma.activity.count()]);
    const before = await count();
    const answer = await rest.post(path, { ...(path === '/users' && { email: address() }), ...body });
    expect(answer.status).toBe(400);
    expect(answer.body!.errors![0]!.extensions).toMatchObject(refusal);
    expect(await count()).toEqual(before);
  });

  it('changes no child that is not there', async () => {
    const [role, id] = [await make('/roles', { name: 'Alone' }), randomUUID()];
    const answer = await rest.patch(`/roles/${role.id}`, { children: { create: [], update: [{ id, name: 'Nobody' }], delete: [] } });
    expect([answer.code, answer.body!.errors![0]!.extensions['path'], await app.prisma.role.count({ where: { id } })]).toEqual(['FORBIDDEN', ['children', 'update', 0], 0]);
  });

  it('takes back the role when the user cannot be made', async () => {
    const answer = await rest.post('/users', { email: ADA.email, role: { name: 'Of nobody' } });
    expect(answer.code).toBe('RECORD_NOT_UNIQUE');
    expect(await app.prisma.role.count({ where: { name: 'Of nobody' } })).toBe(0);
  });

  describe('by somebody who is no administrator', () => {
    let limited: RestDoor;
    let own: { role: string; user: string };
    const everything = ['directus_users', 'directus_roles', 'directus_policies', 'directus_access', 'directus_permissions'].flatMap((collection) => ['create', 'read', 'update', 'delete'].map((action) => ({ collection, action, fields: ['*'], permissions: {}, validation: {} })));

    beforeAll(async () => {
      const email = address();
      const user = (await rest.post('/users?fields=id,role', { email, password: PASSWORD, role: { name: 'Managers', policies: [{ policy: { name: 'Managing', permissions: everything } }] } })).data as { id: string; role: string };
      own = { role: user.role, user: user.id };
      limited = await new RestDoor(app.url).signIn(email, PASSWORD);
    });

    it('gives what they hold', async () => {
      const answer = await limited.post('/users?fields=role.name', { email: address(), role: { name: 'Below', policies: [{ policy: { name: 'Look', permissions: [{ collection: 'directus_users', action: 'read', fields: ['*'] }] } }] } });
      expect([answer.status, answer.data]).toEqual([200, { role: { name: 'Below' } }]);
    });

    it.each<[string, (admin: { role: string }) => [string, string, object]]>([
      ['a new role with an administrator policy', () => ['POST', '/users', { email: address(), role: { name: 'Up', policies: [{ policy: { name: 'All', admin_access: true } }] } }]],
      ['a policy of more than they hold', () => ['POST', '/users', { email: address(), policies: [{ policy: { name: 'More', permissions: [{ collection: 'directus_settings', action: 'update', fields: ['*'] }] } }] }]],
      ['a role below the administrators', ({ role }) => ['POST', '/users', { email: address(), role: { name: 'Under', parent: role } }]],
      ['a change of the administrators’ role', ({ role }) => ['POST', '/users', { email: address(), role: { id: role, name: 'Mine now' } }]],
      ['a change of their own role', () => ['PATCH', `/users/${own.user}`, { role: { id: own.role, policies: [{ policy: { name: 'All', admin_access: true } }] } }]],
      ['a child with more', () => ['POST', '/roles', { name: 'Above', children: [{ name: 'Below', policies: [{ policy: { name: 'All', admin_access: true } }] }] }]],
      ['themselves below the administrators', ({ role }) => ['PATCH', `/roles/${role}`, { children: [own.role] }]],
    ])('is refused %s', async (_name, request) => {
      const admin = await app.prisma.access.findFirstOrThrow({ where: { roleId: { not: null }, policy: { adminAccess: true } } });
      const count = () => Promise.all([app.prisma.user.count(), app.prisma.role.count(), app.prisma.policy.count(), app.prisma.activity.count()]);
      const before = await count();
      const [method, path, body] = request({ role: admin.roleId! });
      const answer = await limited.send(method, path, body);
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
      expect(await count()).toEqual(before);
    });
  });
});
