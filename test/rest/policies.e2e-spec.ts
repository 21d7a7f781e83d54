import { randomUUID } from 'node:crypto';
import { SYSTEM } from '../../src/platform/accountability/accountability';
import { Transactions } from '../../src/platform/database/transactions';
import { Passwords } from '../../src/users/passwords';
import { startApp, ADA, type TestApp } from '../support/app';
import { RestDoor } from '../support/doors/rest-door';

interface Row extends Record<string, unknown> {
  id: string;
}

describe('policies, permissions and access as programs change them', () => {
  let app: TestApp;
  let ada: RestDoor;
  let adminPolicy: string;

  beforeAll(async () => {
    app = await startApp();
    ada = new RestDoor(app.url);
    await ada.signIn(ADA.email, ADA.password);
    adminPolicy = (await app.prisma.policy.findFirstOrThrow({ where: { adminAccess: true } })).id;
  });
  afterAll(() => app.close());

  const created = async (door: RestDoor, path: string, body: object) => (await door.post(path, body)).data as Row;
  const role = (name: string) => app.prisma.role.create({ data: { id: randomUUID(), name } });
  const lastActivity = () => app.prisma.activity.findFirstOrThrow({ orderBy: { id: 'desc' }, include: { revisions: true } });

  it('creates a policy with its rules and holders in one go', async () => {
    const editors = await role('Editors');
    const policy = await created(ada, '/policies?fields=*,permissions.collection,roles.role', {
      name: 'Publishing', ip_access: ['10.0.0.0/8'],
      permissions: [{ collection: 'articles', action: 'read', fields: ['*'], permissions: { status: { _eq: 'published' } } }],
      roles: { create: [{ role: editors.id }] },
    });
    expect(policy).toMatchObject({ name: 'Publishing', icon: 'badge', ip_access: ['10.0.0.0/8'], admin_access: false, permissions: [{ collection: 'articles' }], roles: [{ role: editors.id }] });
    const events = await app.prisma.activity.findMany({ orderBy: { id: 'desc' }, take: 3 });
    expect(events.map(({ event }) => event)).toEqual(['policy.attached', 'permission.created', 'policy.created']);
  });

  it('keeps an omitted relation, empties an empty array, and does nothing for empty alterations', async () => {
    const staff = await role('Staff');
    const { id } = await created(ada, '/policies', { name: 'Desk', roles: { create: [{ role: staff.id }] }, permissions: [{ collection: 'a', action: 'read' }] });
    const user = await app.prisma.user.create({ data: { id: randomUUID(), email: 'desk@example.org', emailKey: 'desk@example.org' } });
    await ada.patch(`/policies/${id}`, { users: { create: [{ user: user.id }] } });
    await ada.patch(`/policies/${id}`, { description: 'x', permissions: {} });
    expect(await app.prisma.access.count({ where: { policyId: id } })).toBe(2);
    expect(await app.prisma.permission.count({ where: { policyId: id } })).toBe(1);
    await ada.patch(`/policies/${id}`, { roles: [], permissions: [] });
    // Emptying the roles must not take the policy from people.
    expect(await app.prisma.access.findMany({ where: { policyId: id } })).toMatchObject([{ userId: user.id }]);
    expect(await app.prisma.permission.count({ where: { policyId: id } })).toBe(0);
  });

  it('does not attach the same policy twice through a relation', async () => {
    const twice = await role('Twice');
    const { id } = await created(ada, '/policies', { name: 'Once', roles: { create: [{ role: twice.id }, { role: twice.id }] } });
    expect(await app.prisma.access.count({ where: { policyId: id } })).toBe(1);
  });

  it('records before and after, with the names as they were', async () => {
    const { id } = await created(ada, '/policies', { name: 'Old name' });
    await ada.patch(`/policies/${id}`, { name: 'New name' });
    expect(await lastActivity()).toMatchObject({
      event: 'policy.renamed', action: 'update', item: id, subject: id,
      names: { actor: { name: 'Admin User' }, subject: { name: 'New name' }, from: { name: 'Old name' } },
      changes: { name: { before: 'Old name', after: 'New name' } },
      revisions: [{ delta: { name: 'New name' }, data: expect.objectContaining({ name: 'New name', ip_access: null }) }],
    });
  });

  it.each([
    ['a policy without a name', '/policies', {}, 400, 'FAILED_VALIDATION'],
    ['a name that is null', '/policies', { name: null }, 400, 'FAILED_VALIDATION'],
    ['an unknown key', '/policies', { name: 'x', colour: 1 }, 400, 'INVALID_PAYLOAD'],
    ['a text for the IP list', '/policies', { name: 'x', ip_access: '10.0.0.1' }, 400, 'INVALID_PAYLOAD'],
    ['a wildcard in the IP list', '/policies', { name: 'x', ip_access: ['10.0.0.*'] }, 400, 'INVALID_PAYLOAD'],
    ['a rule on a policy that is not there', '/permissions', { policy: randomUUID(), collection: 'a', action: 'read' }, 400, 'INVALID_FOREIGN_KEY'],
    ['a rule without a collection', '/permissions', { policy: 'POLICY', action: 'read' }, 400, 'FAILED_VALIDATION'],
    ['an action of no kind', '/permissions', { policy: 'POLICY', collection: 'a', action: 'zzz' }, 400, 'FAILED_VALIDATION'],
    ['a rule that cannot be read', '/permissions', { policy: 'POLICY', collection: 'directus_users', action: 'read', permissions: { email: { _eqq: 1 } } }, 400, 'INVALID_PAYLOAD'],
    ['a rule whose policy is null', '/permissions', { policy: null, collection: 'a', action: 'read' }, 400, 'FAILED_VALIDATION'],
    ['an attachment without a policy', '/access', { role: null }, 400, 'FAILED_VALIDATION'],
    ['an attachment whose policy is null', '/access', { policy: null, role: null }, 400, 'FAILED_VALIDATION'],
    ['an attachment to nobody who exists', '/access', { policy: 'POLICY', user: randomUUID() }, 400, 'INVALID_FOREIGN_KEY'],
  ])('refuses %s, and writes nothing', async (_, path, body, status, code) => {
    const before = await counts();
    const answer = await ada.post(path, JSON.parse(JSON.stringify(body).replace('POLICY', adminPolicy)) as object);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(await counts()).toEqual(before);
  });

  it.each([
    ['switching admin access off', () => ada.patch(`/policies/${adminPolicy}`, { admin_access: false })],
    ['an IP list that may shut everybody out', () => ada.patch(`/policies/${adminPolicy}`, { ip_access: ['10.0.0.1'] })],
    ['deleting the policy', () => ada.delete(`/policies/${adminPolicy}`)],
    ['emptying its roles', () => ada.patch(`/policies/${adminPolicy}`, { roles: [] })],
    ['detaching it', async () => ada.delete(`/access/${(await app.prisma.access.findFirstOrThrow({ where: { policyId: adminPolicy } })).id}`)],
    ['moving it elsewhere', async () => ada.patch(`/access/${(await app.prisma.access.findFirstOrThrow({ where: { policyId: adminPolicy } })).id}`, { role: (await role('Nobody')).id })],
  ])('leaves the last administrator: %s is refused', async (_, attempt) => {
    const before = await app.prisma.access.findMany({ where: { policyId: adminPolicy } });
    const answer = await attempt();
    expect([answer.status, answer.code]).toEqual([422, 'UNPROCESSABLE_CONTENT']);
    expect(await app.prisma.access.findMany({ where: { policyId: adminPolicy } })).toEqual(before);
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id: adminPolicy } })).toMatchObject({ adminAccess: true, ipAccess: null });
  });

  it('removes a policy with everything that hangs on it, and says who lost it', async () => {
    const holders = await role('Holders');
    const { id } = await created(ada, '/policies', { name: 'Short-lived', roles: { create: [{ role: holders.id }] }, permissions: [{ collection: 'a', action: 'read' }] });
    expect((await ada.delete(`/policies/${id}`)).status).toBe(204);
    expect([await app.prisma.access.count({ where: { policyId: id } }), await app.prisma.permission.count({ where: { policyId: id } })]).toEqual([0, 0]);
    const events = await app.prisma.activity.findMany({ orderBy: { id: 'desc' }, take: 2 });
    expect(events.map(({ event, names }) => [event, (names as { subject: { name: string } }).subject.name])).toEqual([['policy.removed', 'Short-lived'], ['policy.detached', 'Holders']]);
    expect([(await ada.delete(`/policies/${id}`)).status, (await ada.patch(`/policies/${id}`, { name: 'x' })).status]).toEqual([403, 403]);
  });

  it('never lets the role of strangers who register become an administrators’ role', async () => {
    const strangers = await role('Strangers');
    await app.prisma.settings.upsert({ where: { id: 1 }, update: { publicRegistrationRoleId: strangers.id }, create: { id: 1, publicRegistrationRoleId: strangers.id } });
    const answer = await ada.post('/access', { policy: adminPolicy, role: strangers.id });
    expect(answer.status).toBe(400);
    expect(await app.prisma.access.count({ where: { roleId: strangers.id } })).toBe(0);
    await app.prisma.settings.update({ where: { id: 1 }, data: { publicRegistrationRoleId: null } });
  });

  describe('by a manager who may change rules but is no administrator', () => {
    let mia: RestDoor;
    let own: string;

    beforeAll(async () => {
      const managers = await role('Managers');
      const rules = ['directus_policies', 'directus_permissions', 'directus_access'].flatMap((collection) => ['create', 'read', 'update', 'delete'].map((action) => ({ collection, action, fields: ['*'] })));
      own = (await created(ada, '/policies', { name: 'Managing', app_access: true, permissions: rules, roles: { create: [{ role: managers.id }] } })).id;
      const password = await app.get(Passwords).hash('a manager of many rules');
      await app.prisma.user.create({ data: { id: randomUUID(), email: 'mia@example.org', emailKey: 'mia@example.org', password, roleId: managers.id } });
      mia = new RestDoor(app.url);
      await mia.signIn('mia@example.org', 'a manager of many rules');
    });

    it.each([
      ['her policy an administrators’ one', () => mia.patch(`/policies/${own}`, { admin_access: true })],
      ['rules that she does not hold', () => mia.post('/permissions', { policy: own, collection: 'directus_users', action: 'delete', fields: ['*'] })],
      ['rules nested in her policy', () => mia.patch(`/policies/${own}`, { permissions: { create: [{ collection: 'directus_settings', action: 'update', fields: ['*'] }] } })],
      ['the admin policy for herself', async () => mia.post('/access', { policy: adminPolicy, user: (await app.prisma.user.findFirstOrThrow({ where: { email: 'mia@example.org' } })).id })],
      ['a new administrators’ policy', () => mia.post('/policies', { name: 'Mine', admin_access: true })],
      ['her policy for the public, with more in it', () => mia.patch(`/policies/${own}`, { users: { create: [{ user: null }] }, admin_access: true })],
    ])('does not come to be: %s', async (_, attempt) => {
      const before = await counts();
      expect((await attempt()).status).toBe(403);
      expect(await counts()).toEqual(before);
    });

    it('may hand on what she holds', async () => {
      const answer = await mia.post('/policies', { name: 'Reading rules', permissions: [{ collection: 'directus_permissions', action: 'read', fields: ['*'] }] });
      expect(answer.status).toBe(200);
    });

    it('is refused where a preset of her own rules fills in what rules do not have', async () => {
      const preset = await created(ada, '/permissions', { policy: own, collection: 'directus_permissions', action: 'update', presets: { colour: 'red' } });
      const rule = await created(ada, '/permissions', { policy: own, collection: 'articles', action: 'read' });
      const answer = await mia.patch(`/permissions/${rule.id}`, { fields: ['id'] });
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
      await ada.delete('/permissions', [preset.id, rule.id]);
    });

    it('learns about an unknown key only what she learns about a forbidden one', async () => {
      const answer = await mia.post('/policies', { name: 'x', colour: 1 });
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
    });

    it('sees what she may do in the words of the dialect', async () => {
      const me = (await mia.get('/permissions/me')).data as Record<string, Record<string, unknown>>;
      expect(me['directus_policies']).toMatchObject({ read: { access: 'full', fields: ['*'] }, share: { access: 'none' } });
      expect(me['directus_users']).toMatchObject({ read: { access: 'partial' }, update: { access: 'none' } });
      expect((await mia.get(`/permissions/me/directus_policies/${own}`)).data).toEqual({ update: { access: true }, delete: { access: true }, share: { access: false } });
      expect((await mia.get('/permissions/me/directus_settings')).data).toEqual({ update: { access: false }, delete: { access: false }, share: { access: false } });
      expect((await ada.get('/permissions/me/directus_settings')).data).toEqual({ update: { access: true }, delete: { access: true }, share: { access: true } });
      expect((await mia.get('/policies/me/globals')).data).toEqual({ app_access: true, admin_access: false, enforce_tfa: false });
    });

    it('is told while somebody else writes: asking takes no turn among the writers', async () => {
      await app.get(Transactions).run(SYSTEM, async () => {
        expect((await mia.get(`/permissions/me/directus_policies/${own}`)).data).toMatchObject({ update: { access: true } });
        expect((await mia.get('/permissions/me/directus_settings')).data).toMatchObject({ update: { access: false } });
      });
    });

    it('reads the implied rules behind the stored ones, as far as the query goes', async () => {
      const implied = (await mia.get('/permissions?filter[collection][_eq]=directus_settings')).data as Record<string, unknown>[];
      expect(implied).toMatchObject([{ system: true, policy: null, action: 'read' }]);
      expect((await mia.get('/permissions?limit=1&fields=collection')).data).toHaveLength(1);
      expect((await mia.get('/permissions?filter[system][_eq]=x')).status).toBe(403);
    });
  });

  it('tells a visitor no more than that there is no app access', async () => {
    const visitor = new RestDoor(app.url);
    expect((await visitor.get('/policies/me/globals')).data).toEqual({ app_access: false });
    expect((await visitor.get('/permissions/me')).status).toBe(403);
    expect((await visitor.get('/policies')).status).toBe(403);
    expect((await visitor.get('/activity')).status).toBe(403);
  });

  it('lets nobody rewrite what happened', async () => {
    const [row] = (await ada.get('/activity?limit=1&sort=-id&fields=*,revisions.*')).data as Row[];
    expect(row).toMatchObject({ collection: expect.any(String), revisions: expect.any(Array) });
    for (const answer of [await ada.patch(`/activity/${row!.id}`, { action: 'x' }), await ada.delete(`/activity/${row!.id}`), await ada.post('/activity', {}), await ada.delete('/revisions/1')]) {
      expect(answer.status).toBe(404);
    }
  });

  async function counts(): Promise<number[]> {
    const { policy, permission, access, activity, revision } = app.prisma;
    return Promise.all([policy.count(), permission.count(), access.count(), activity.count({ where: { action: { not: 'login' } } }), revision.count()]);
  }
});
