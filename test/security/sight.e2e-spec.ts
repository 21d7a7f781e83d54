import { ADA, startApp, type TestApp } from '../support/app';
import { PROVIDERS } from '../support/database';
import { RestDoor } from '../support/doors/rest-door';

const PASSWORD = 'four words are quite easy';
const USERS = 'directus_users';

interface Rule {
  readonly collection: string;
  readonly action: string;
  readonly fields?: string[];
  readonly permissions?: object;
  readonly validation?: object;
  readonly presets?: object;
}

const mine = { id: { _eq: '$CURRENT_USER' } };

describe.each(PROVIDERS)('what somebody may not read (%s)', (provider) => {
  let app: TestApp;
  let ada: RestDoor;
  let count = 0;

  beforeAll(async () => {
    app = await startApp({ provider });
    ada = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
  }, 60_000);
  afterAll(async () => app?.close());

  const made = async (path: string, body: object) => ((await ada.post(path, body)).data as { id: string }).id;
  const person = async (fields: object = {}) => {
    const email = `person-${(count += 1)}@example.org`;
    return { email, id: await made('/users', { email, password: PASSWORD, ...fields }) };
  };
  /** Somebody with these rules of their own. */
  const actor = async (rules: readonly Rule[], fields: object = {}, policyFields: object = {}) => {
    const policy = await made('/policies', { name: `Rules ${(count += 1)}`, ...policyFields, permissions: { create: rules.map((rule) => ({ fields: ['*'], permissions: {}, ...rule })), update: [], delete: [] } });
    const user = await person(fields);
    await ada.post('/access', { policy, user: user.id });
    return { ...user, policy, door: await new RestDoor(app.url).signIn(user.email, PASSWORD) };
  };

  test('is not opened by a title that stands in a list of texts of a rule', async () => {
    const boss = await person({ title: 'boss' });
    const { id, door } = await actor(
      [{ collection: USERS, action: 'update', fields: ['title'], permissions: mine }, { collection: USERS, action: 'read', permissions: { title: { _in: 'nobody,$CURRENT_USER.title' } } }],
      { title: 'clerk' },
    );
    expect((await door.patch('/users/me', { title: 'boss' })).code).toBe('FORBIDDEN');
    expect((await door.get(`/users/${boss.id}`)).code).toBe('FORBIDDEN');
    expect(await app.prisma.user.findUnique({ where: { id } })).toMatchObject({ title: 'clerk' });
  });

  describe('of a person whose access they ask about', () => {
    const rule: Rule = { collection: 'articles', action: 'read', permissions: { owner: { _eq: '$CURRENT_USER.email' } } };
    const ask = (door: RestDoor, user: string, owner: string) => door.post('/access/check', [{ user, collection: 'articles', action: 'read', item: { owner } }]);

    test('is told by no row that a rule compares with it', async () => {
      const vera = await actor([rule]);
      const { door } = await actor([{ collection: USERS, action: 'read', fields: ['id'] }]);
      for (const owner of [vera.email, 'nobody@example.org']) expect(await ask(door, vera.id, owner)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      await ada.patch(`/users/${vera.id}`, { status: 'suspended' });
      expect((await ask(door, vera.id, vera.email)).code).toBe('FORBIDDEN');
      expect((await door.post('/access/check', [{ user: vera.id, collection: 'articles', action: 'read' }])).status).toBe(200);
    });

    test('is asked about by whoever may read it, and by the person', async () => {
      const vera = await actor([rule]);
      const { door } = await actor([{ collection: USERS, action: 'read', fields: ['id', 'email'] }]);
      for (const asker of [door, vera.door, ada]) {
        expect((await ask(asker, vera.id, vera.email)).data).toMatchObject([{ allowed: true }]);
        expect((await ask(asker, vera.id, 'nobody@example.org')).data).toMatchObject([{ allowed: false }]);
      }
    });
  });

  test('is not in the record of what they did to others', async () => {
    const vera = await person({ title: 'Dr secret', first_name: 'Veronica' });
    const { id, door } = await actor([{ collection: USERS, action: 'read', fields: ['id'] }, { collection: USERS, action: 'update', fields: ['title'] }], {}, { app_access: true });
    expect((await door.patch(`/users/${vera.id}`, { title: 'x' })).status).toBe(200);
    expect((await door.patch('/users/me', { title: 'Mine' })).status).toBe(200);
    const rows = (await door.get('/activity?fields=item,event,names,changes&filter[action][_eq]=update&sort=id')).data as Record<string, unknown>[];
    expect(rows).toMatchObject([
      { item: vera.id, event: 'user.changed', names: null, changes: null },
      { item: id, names: { subject: { id } }, changes: { title: { after: 'Mine' } } },
    ]);
    for (const fields of ['*', 'changes', 'names', '*,revisions.*']) expect(JSON.stringify((await door.get(`/activity?fields=${fields}`)).data)).not.toMatch(/Dr secret|Veronica/);
    const guess = (await door.get(`/activity?fields=item&filter=${encodeURIComponent(JSON.stringify({ changes: { _contains: 'Dr secret' } }))}`)).data;
    expect(JSON.stringify(guess ?? [])).not.toContain(vera.id);
  });

  describe('by whoever writes rules', () => {
    const writes: Rule[] = [{ collection: USERS, action: 'read', fields: ['id', 'first_name'] }, ...(['read', 'create', 'update'] as const).map((action) => ({ collection: 'directus_permissions', action }))];

    test.each<[string, Rule]>([
      ['a row rule', { collection: USERS, action: 'read', fields: ['id'], permissions: { title: { _starts_with: 'a' } } }],
      ['a row rule over a relation', { collection: USERS, action: 'read', fields: ['id'], permissions: { role: { name: { _eq: 'x' } } } }],
      ['one of several conditions', { collection: USERS, action: 'read', fields: ['id'], permissions: { _or: [{ first_name: { _nnull: true } }, { _and: [{ email: { _contains: '@' } }] }] } }],
      ['a count', { collection: USERS, action: 'read', fields: ['id'], permissions: { 'count(policies)': { _gt: 0 } } }],
      ['a variable that leads to other people', { collection: USERS, action: 'read', fields: ['id'], permissions: { first_name: { _in: 'x,$CURRENT_ROLE.users.email' } } }],
      ['a preset that fills in what is hidden', { collection: USERS, action: 'read', fields: ['first_name'], presets: { first_name: '$CURRENT_USER.role.users.email' } }],
      ['a validation that says what is hidden', { collection: USERS, action: 'read', fields: ['id'], validation: { first_name: { _eq: '$CURRENT_USER.email' } } }],
    ])('is not looked at by %s', async (_what, rule) => {
      const { door, policy } = await actor(writes);
      const answer = await door.post('/permissions', { permissions: {}, ...rule, policy });
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
      const [own] = (await door.get(`/permissions?filter[policy][_eq]=${policy}&filter[collection][_eq]=${USERS}&fields=id`)).data as { id: number }[];
      expect((await door.patch(`/permissions/${own!.id}`, { permissions: rule.permissions ?? {}, validation: rule.validation ?? null, presets: rule.presets ?? null })).code).toBe('FORBIDDEN');
      expect(await app.prisma.permission.count({ where: { policyId: policy } })).toBe(writes.length);
    });

    test.each<[string, Rule]>([
      ['what they read of everybody', { collection: USERS, action: 'read', fields: ['id'], permissions: { first_name: { _starts_with: 'a' } } }],
      ['who they are', { collection: USERS, action: 'read', fields: ['id'], permissions: mine }],
    ])('but by %s', async (_what, rule) => {
      const { door, policy } = await actor(writes);
      expect(await door.post('/permissions', { ...rule, policy })).toMatchObject({ status: 200 });
    });

    test('unless it is a condition that binds them', async () => {
      const bound: Rule = { collection: USERS, action: 'update', fields: ['title', 'location'], permissions: { email: { _ends_with: '@example.org' } } };
      const { door, policy } = await actor([...writes, bound]);
      const [own] = (await door.get(`/permissions?filter[policy][_eq]=${policy}&filter[action][_eq]=update&filter[collection][_eq]=${USERS}&fields=id`)).data as { id: number }[];
      expect((await door.post('/permissions', { ...bound, fields: ['title'], policy })).status).toBe(200);
      expect((await door.patch(`/permissions/${own!.id}`, { fields: ['title'] })).status).toBe(200);
      expect((await door.patch(`/permissions/${own!.id}`, { permissions: { email: { _ends_with: 'g' } } })).code).toBe('FORBIDDEN');
    });
  });
});
