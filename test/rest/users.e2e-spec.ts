import { randomUUID } from 'node:crypto';
import { OwnAccountService } from '../../src/auth/own-account.service';
import { PUBLIC } from '../../src/platform/accountability/accountability';
import { ADA, startApp, type TestApp } from '../support/app';
import { PROVIDERS } from '../support/database';
import { RestDoor } from '../support/doors/rest-door';

const PHRASE = 'a phrase that only tests would use';
const MASK = '**********';

describe.each(PROVIDERS)('/users on %s', (provider) => {
  let app: TestApp;
  let ada: RestDoor;
  let count = 0;

  const address = (tag = 'u') => `${tag}-${(count += 1)}@example.org`;
  const made = async (fields: Record<string, unknown> = {}) => (await ada.post('/users', { email: address(), ...fields })).data as Record<string, unknown> & { id: string; email: string };
  const role = async (name = 'Editors') => (await app.prisma.role.create({ data: { id: randomUUID(), name } })).id;
  const adminRole = async () => (await app.prisma.role.findFirstOrThrow({ where: { name: 'Administrator' } })).id;
  /** Somebody signed in, whose role holds one policy with these permissions. */
  const actor = async (permissions: { collection: string; action: string; fields?: string; permissions?: object; validation?: object; presets?: object }[]) => {
    const roleId = await role('Actors');
    const policy = await app.prisma.policy.create({ data: { id: randomUUID(), name: 'Rules' } });
    await app.prisma.access.create({ data: { id: randomUUID(), roleId, policyId: policy.id } });
    for (const permission of permissions) await app.prisma.permission.create({ data: { policyId: policy.id, fields: '*', ...permission } });
    const user = await made({ password: PHRASE, role: roleId });
    return { user, roleId, door: await new RestDoor(app.url).signIn(user.email, PHRASE) };
  };
  const activityOf = (item: string) => app.prisma.activity.findMany({ where: { item, collection: 'directus_users' }, orderBy: { id: 'asc' } });

  beforeAll(async () => {
    app = await startApp({ provider });
    ada = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
  });
  afterAll(() => app.close());

  describe('created', () => {
    test('the revision tells what was sent and nothing else, as in the dialect', async () => {
      const user = await made({ first_name: 'Rev', password: PHRASE });
      const [created] = await app.prisma.activity.findMany({ where: { item: user.id }, include: { revisions: true } });
      const sent = { email: user.email, first_name: 'Rev', password: '**********' };
      expect(created!.revisions).toMatchObject([{ delta: sent, data: sent }]);
      for (const said of [created!.revisions[0]!.delta, created!.revisions[0]!.data]) expect(Object.keys(said as object).sort()).toEqual(['email', 'first_name', 'password']);
    });

    test('with a key in the form of a UUID of any version, which can be named in any case', async () => {
      const id = '0B8E4C1E-6A52-0F5B-1D0C-3C1F2A7E9B10';
      expect((await ada.post('/roles?fields=id', { id, name: 'Old key' })).data).toEqual({ id: id.toLowerCase() });
      expect((await ada.post('/users/invite', { email: address(), role: id })).status).toBe(204);
    });

    test('with an address only: the dialect\'s defaults, one activity, one revision', async () => {
      const email = address('Case');
      const answer = await ada.post('/users', { email });
      expect(answer.status).toBe(200);
      expect(answer.data).toMatchObject({ email, status: 'active', role: null, password: null, token: null, provider: 'default', email_notifications: true, text_direction: 'auto', policies: [] });
      const { id } = answer.data as { id: string };
      const [activity, ...rest] = await activityOf(id);
      expect(rest).toEqual([]);
      expect(activity).toMatchObject({ action: 'create', event: 'user.created' });
      expect(await app.prisma.revision.count({ where: { item: id } })).toBe(1);
      expect(JSON.stringify(activity)).not.toContain('email_key');
    });

    test('with a password, which reads back as asterisks and signs in', async () => {
      const user = await made({ password: PHRASE });
      expect(user['password']).toBe(MASK);
      await expect(new RestDoor(app.url).signIn(user.email.toUpperCase(), PHRASE)).resolves.toBeDefined();
      expect(JSON.stringify(await activityOf(user.id))).not.toMatch(/argon2|phrase/);
    });

    test('with a policy, attached to them', async () => {
      const policy = await app.prisma.policy.create({ data: { id: randomUUID(), name: 'Of their own' } });
      const answer = await ada.post('/users?fields=policies.policy,policies.user', { email: address(), policies: { create: [{ policy: policy.id }], update: [], delete: [] } });
      expect(answer.data).toEqual({ policies: [{ policy: policy.id, user: expect.any(String) }] });
    });

    test('as invited: one mail waits, whose link belongs to them', async () => {
      const user = await made({ status: 'invited', role: await role() });
      const mails = await app.prisma.outboxMail.findMany({ where: { userId: user.id } });
      expect(mails.map(({ template, toAddress }) => [template, toAddress])).toEqual([['invitation', user.email]]);
      expect(await app.prisma.oneTimeToken.count({ where: { userId: user.id, purpose: 'invitation', usedAt: null, endedAt: null } })).toBe(1);
    });

    test('several at once, all or none', async () => {
      const good = address('good');
      expect((await ada.post('/users', [{ email: good }, { email: 'wrong' }])).code).toBe('FAILED_VALIDATION');
      expect((await ada.post('/users', [{ email: good }, { email: good.toUpperCase() }])).code).toBe('RECORD_NOT_UNIQUE');
      expect(await app.prisma.user.count({ where: { email: good } })).toBe(0);
    });

    test('several at once: whoever cannot be made is named by place and address, and no secret is said', async () => {
      const [one, two] = [await made(), await made({ token: 'a-token-that-somebody-has-already' })];
      const [free, twice] = [address(), address('Twice')];
      const refused = await ada.post('/users', [{ email: free }, { email: one.email.toUpperCase() }, { email: twice }, { email: two.email }, { email: twice.toLowerCase() }]);
      expect([refused.status, refused.body!.errors!.map(({ extensions }) => extensions)]).toEqual([400, [[1, one.email], [3, two.email], [4, twice.toLowerCase()]].map(([place, email]) => ({ code: 'RECORD_NOT_UNIQUE', collection: 'directus_users', field: 'email', value: `[${email}]`, path: [place] }))]);
      const token = await ada.post('/users', [{ email: free }, { email: address(), token: 'a-token-that-somebody-has-already' }]);
      expect(token.body!.errors!.map(({ extensions }) => extensions)).toEqual([{ code: 'RECORD_NOT_UNIQUE', collection: 'directus_users', field: 'token', value: null, path: [1] }]);
      expect(await app.prisma.user.count({ where: { email: free } })).toBe(0);
    });

    test('several at once, by somebody who may not see everybody: a list does not say who has an account', async () => {
      const { door } = await actor([{ collection: 'directus_users', action: 'create' }, { collection: 'directus_users', action: 'read', permissions: { title: { _eq: 'seen' } } }]);
      const [hidden, seen] = [await made(), await made({ title: 'seen' })];
      const refused = async (email: string) => (await door.post('/users', [{ email }, { email: seen.email }])).body!.errors!.map(({ extensions }) => extensions);
      expect(await refused(hidden.email)).toEqual([{ code: 'RECORD_NOT_UNIQUE', collection: 'directus_users', field: 'email', value: `[${seen.email}]`, path: [1] }]);
      expect(await refused(address())).toEqual(await refused(hidden.email));
      const unsaid = await door.post('/users', [{ email: address() }, { email: hidden.email }]);
      expect(unsaid.body!.errors!.map(({ extensions }) => extensions)).toEqual([{ code: 'RECORD_NOT_UNIQUE', collection: 'directus_users', field: 'email', value: null }]);
    });

    test.each<[string, Record<string, unknown>, string, object]>([
      ['no address', { email: 'not an address' }, 'FAILED_VALIDATION', { field: 'email', type: 'email' }],
      ['null as an address', { email: null }, 'FAILED_VALIDATION', { field: 'email' }],
      ['a role that does not exist', { role: '00000000-0000-4000-8000-000000000000' }, 'INVALID_FOREIGN_KEY', { field: 'role' }],
      ['a role that is no key at all', { role: 'nonsense' }, 'INVALID_FOREIGN_KEY', { field: 'role' }],
      ['a policy that does not exist', { policies: [{ policy: 'nonsense' }] }, 'INVALID_FOREIGN_KEY', {}],
      ['an unknown key', { admin_access: true }, 'INVALID_PAYLOAD', {}],
      ['a secret of the second factor', { tfa_secret: 'AAAA' }, 'INVALID_PAYLOAD', {}],
      ['NUL', { first_name: 'a\0b' }, 'FAILED_VALIDATION', { field: 'first_name', type: 'text' }],
      ['half a surrogate pair', { first_name: 'a\ud800' }, 'FAILED_VALIDATION', { field: 'first_name', type: 'text' }],
      ['a short password', { password: 'a' }, 'FAILED_VALIDATION', { field: 'password', type: 'min_length' }],
      ['the address as the password', { email: 'a.very.long.address@example.org', password: 'A.very.long.address@example.org' }, 'FAILED_VALIDATION', { type: 'same_as_email' }],
      ['a status that is none', { status: 'inactive-license' }, 'FAILED_VALIDATION', { field: 'status', type: 'in' }],
      ['a short token', { token: 'short' }, 'FAILED_VALIDATION', { field: 'token', type: 'min_length' }],
      ['somebody invited without an address', { status: 'invited', email: undefined }, 'FAILED_VALIDATION', { field: 'email', type: 'required' }],
    ])('not with %s', async (_name, fields, code, facts) => {
      const before = await app.prisma.user.count();
      const answer = await ada.post('/users', { email: address(), ...fields });
      expect([answer.status, answer.body?.errors?.[0]?.extensions]).toEqual([400, expect.objectContaining({ code, ...facts })]);
      expect(JSON.stringify(answer.body)).not.toMatch(/four words|very\.long\.address@/i);
      expect(await app.prisma.user.count()).toBe(before);
    });

    test('ten at once with one address in different case: one wins (RA1)', async () => {
      const email = address('race');
      const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => ada.post('/users', { email: index % 2 ? email.toUpperCase() : email })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)]);
      expect(new Set(answers.filter(({ status }) => status === 400).map(({ code }) => code))).toEqual(new Set(['RECORD_NOT_UNIQUE']));
      expect(await app.prisma.user.count({ where: { emailKey: email } })).toBe(1);
    });

    test('200, sixteen at a time: as many rows as good answers, nothing else (RA12)', async () => {
      const before = await app.prisma.user.count();
      const statuses: number[] = [];
      let next = 0;
      await Promise.all(Array.from({ length: 16 }, async () => {
        while ((next += 1) <= 200) statuses.push((await ada.post('/users', { email: address('many') })).status);
      }));
      expect(new Set(statuses)).toEqual(new Set([200]));
      expect((await app.prisma.user.count()) - before).toBe(statuses.length);
    });
  });

  describe('changed', () => {
    test('by one item, never by a list', async () => {
      for (const path of ['/users/me', `/users/${(await made()).id}`]) {
        expect(await ada.patch(path, [{ first_name: 'x' }])).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
        expect(await ada.patch(path, [])).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
      }
      const before = await app.prisma.user.count();
      for (const body of [null, 5, 'x', true]) expect(await ada.send('POST', '/users', body)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
      expect(await app.prisma.user.count()).toBe(before);
    });

    test('only in what is sent; the activity has before and after of just that', async () => {
      const user = await made({ first_name: 'Old', last_name: 'Stays' });
      expect((await ada.patch(`/users/${user.id}`, { first_name: 'New' })).data).toMatchObject({ first_name: 'New', last_name: 'Stays' });
      expect((await activityOf(user.id))[1]).toMatchObject({ event: 'user.changed', changes: { first_name: { before: 'Old', after: 'New' } } });
    });

    test('without a difference: nothing is written down', async () => {
      const user = await made({ first_name: 'Same' });
      expect((await ada.patch(`/users/${user.id}`, { first_name: 'Same' })).status).toBe(200);
      expect(await activityOf(user.id)).toHaveLength(1);
    });

    test('by keys, by query and each in its own way', async () => {
      const [one, two] = [await made({ title: 'batch' }), await made({ title: 'batch' })];
      await ada.patch('/users', { keys: [one.id, two.id], data: { location: 'Here' } });
      await ada.patch('/users', { query: { filter: { title: { _eq: 'batch' } } }, data: { description: 'found' } });
      const answer = await ada.patch('/users?fields=id,first_name,location,description', [{ id: one.id, first_name: 'One' }, { id: two.id, first_name: 'Two' }]);
      expect(answer.data).toEqual(expect.arrayContaining([{ id: one.id, first_name: 'One', location: 'Here', description: 'found' }, { id: two.id, first_name: 'Two', location: 'Here', description: 'found' }]));
    });

    test('into a role and out of it: the sentence names people and roles', async () => {
      const [from, to] = [await role('From'), await role('To')];
      const user = await made({ first_name: 'Mo', last_name: 'Ver', role: from });
      await ada.patch(`/users/${user.id}`, { role: to });
      await ada.patch(`/users/${user.id}`, { role: null });
      const [, moved, left] = await activityOf(user.id);
      expect(moved).toMatchObject({ event: 'user.moved_to_role', names: { subject: { name: 'Mo Ver' }, from: { name: 'From' }, role: { name: 'To' } }, changes: { role: { before: from, after: to } } });
      expect(left).toMatchObject({ event: 'user.removed_from_role', names: { role: { name: 'To' } } });
    });

    test('when suspended: sessions and links end at once', async () => {
      const user = await made({ password: PHRASE });
      const door = await new RestDoor(app.url).signIn(user.email, PHRASE);
      const invited = await made({ status: 'invited' });
      await ada.patch('/users', { keys: [user.id, invited.id], data: { status: 'suspended' } });
      expect((await door.get('/users/me')).status).toBe(401);
      expect(await app.prisma.session.count({ where: { userId: user.id } })).toBe(0);
      expect(await app.prisma.oneTimeToken.count({ where: { userId: invited.id, endedAt: null } })).toBe(0);
    });

    test('with a new password: their sessions end, they are told, the new one signs in', async () => {
      const user = await made({ password: PHRASE });
      const door = await new RestDoor(app.url).signIn(user.email, PHRASE);
      await ada.patch(`/users/${user.id}`, { password: `${PHRASE} again` });
      expect((await door.get('/users/me')).status).toBe(401);
      await expect(new RestDoor(app.url).signIn(user.email, PHRASE)).rejects.toThrow();
      await expect(new RestDoor(app.url).signIn(user.email, `${PHRASE} again`)).resolves.toBeDefined();
      expect(await app.prisma.outboxMail.count({ where: { userId: user.id, template: 'account-changed' } })).toBe(1);
    });

    test('while invited: another role makes the invitation new, not dead', async () => {
      const user = await made({ status: 'invited' });
      await ada.patch(`/users/${user.id}`, { role: await role() });
      expect(await app.prisma.oneTimeToken.count({ where: { userId: user.id, purpose: 'invitation', usedAt: null, endedAt: null } })).toBe(1);
      expect(await app.prisma.outboxMail.count({ where: { userId: user.id, state: 'queued' } })).toBe(1);
    });

    test.each(['PATCH', 'DELETE'])('not where there is nobody: %s is 403', async (method) => {
      expect((await ada.send(method, `/users/${randomUUID()}`, { title: 'x' })).code).toBe('FORBIDDEN');
      expect((await ada.send(method, '/users/nonsense', { title: 'x' })).code).toBe('FORBIDDEN');
    });

    test('each on its own: a taken address is named by place, one\'s own is none', async () => {
      const [one, two, three] = [await made(), await made(), await made()];
      const refused = await ada.patch('/users', [{ id: one.id, email: one.email, title: 'Kept' }, { id: two.id, email: three.email }]);
      expect([refused.status, refused.body!.errors!.map(({ extensions }) => extensions)]).toEqual([400, [{ code: 'RECORD_NOT_UNIQUE', collection: 'directus_users', field: 'email', value: `[${three.email}]`, path: [1] }]]);
      expect(await app.prisma.user.findUnique({ where: { id: one.id } })).toMatchObject({ title: null });
    });

    test('one address for two people is no change', async () => {
      const [one, two] = [await made(), await made()];
      expect((await ada.patch('/users', { keys: [one.id, two.id], data: { email: address() } })).code).toBe('RECORD_NOT_UNIQUE');
      expect((await ada.patch(`/users/${one.id}`, { email: two.email.toUpperCase() })).code).toBe('RECORD_NOT_UNIQUE');
    });
  });

  describe('removed', () => {
    test('with all that hung on them; what they did stays, with their name', async () => {
      const user = await made({ first_name: 'Gone', last_name: 'Away', password: PHRASE });
      const door = await new RestDoor(app.url).signIn(user.email, PHRASE);
      expect((await ada.delete(`/users/${user.id}`)).status).toBe(204);
      expect((await door.get('/users/me')).status).toBe(401);
      expect(await app.prisma.session.count({ where: { userId: user.id } })).toBe(0);
      expect((await activityOf(user.id)).at(-1)).toMatchObject({ event: 'user.removed', action: 'delete', names: { subject: { name: 'Gone Away' } } });
    });

    test('several by keys, all or none', async () => {
      const [one, two] = [await made(), await made()];
      expect((await ada.delete('/users', [one.id, two.id, randomUUID()])).code).toBe('FORBIDDEN');
      expect(await app.prisma.user.count({ where: { id: { in: [one.id, two.id] } } })).toBe(2);
      expect((await ada.delete('/users', [one.id, two.id])).status).toBe(204);
    });
  });

  describe('the last administrator', () => {
    const me = async () => ((await ada.get('/users/me')).data as { id: string }).id;

    test.each<[string, (id: string) => Promise<{ status: number; code: string | null }>]>([
      ['suspended', (id) => ada.patch(`/users/${id}`, { status: 'suspended' })],
      ['without a role', (id) => ada.patch(`/users/${id}`, { role: null })],
      ['in another role', async (id) => ada.patch(`/users/${id}`, { role: await role() })],
      ['suspended by keys', (id) => ada.patch('/users', { keys: [id], data: { status: 'archived' } })],
      ['suspended in a batch', (id) => ada.patch('/users', [{ id, status: 'draft' }])],
      ['deleted', (id) => ada.delete(`/users/${id}`)],
      ['deleted by keys', (id) => ada.delete('/users', [id])],
      ['deleted by query', (id) => ada.delete('/users', { query: { filter: { id: { _eq: id } } } })],
    ])('cannot be %s', async (_name, act) => {
      const id = await me();
      const activities = await app.prisma.activity.count();
      expect(await act(id)).toMatchObject({ status: 422, code: 'UNPROCESSABLE_CONTENT' });
      expect(await app.prisma.user.findUnique({ where: { id } })).toMatchObject({ status: 'active', roleId: await adminRole() });
      expect(await app.prisma.activity.count()).toBe(activities);
    });

    test('two who suspend each other at once: one remains (RA6)', async () => {
      const second = await made({ password: PHRASE, role: await adminRole() });
      const other = await new RestDoor(app.url).signIn(second.email, PHRASE);
      const id = await me();
      const answers = await Promise.all([ada.patch(`/users/${second.id}`, { status: 'suspended' }), other.patch(`/users/${id}`, { status: 'suspended' })]);
      expect(await app.prisma.user.count({ where: { role: { name: 'Administrator' }, status: 'active' } })).toBe(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      // Whoever won lets the other one in again, for the tests that follow.
      await app.prisma.user.update({ where: { id }, data: { status: 'active' } });
      await ada.signIn(ADA.email, ADA.password);
      await ada.delete(`/users/${second.id}`);
    });
  });

  describe('by somebody who is no administrator', () => {
    const USERS = 'directus_users';

    test('not created without the right, whatever the address', async () => {
      const { door } = await actor([{ collection: USERS, action: 'read' }]);
      expect((await door.post('/users', { email: ADA.email })).code).toBe('FORBIDDEN');
      expect((await door.post('/users', { email: address() })).code).toBe('FORBIDDEN');
    });

    test('not given more than they hold themselves', async () => {
      const { door, user } = await actor([{ collection: USERS, action: 'create' }, { collection: USERS, action: 'update' }, { collection: USERS, action: 'read' }]);
      const admin = await adminRole();
      const peer = await made();
      const before = await app.prisma.user.count();
      const refused = [
        await door.post('/users', { email: address(), role: admin }),
        await door.post('/users', { email: address(), role: { id: admin } }),
        await door.patch(`/users/${user.id}`, { role: admin }),
        await door.patch('/users/me', { role: admin }),
        await door.patch('/users', { keys: [peer.id], data: { role: admin } }),
        await door.patch('/users', [{ id: peer.id, role: admin }]),
        await door.patch('/users', { query: { filter: { id: { _eq: peer.id } } }, data: { role: admin } }),
      ];
      expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'FORBIDDEN'));
      expect(await app.prisma.user.count()).toBe(before);
      expect(await app.prisma.user.count({ where: { roleId: admin } })).toBe(1);
    });

    test('not touched where they hold more', async () => {
      const { door } = await actor([{ collection: USERS, action: 'update' }, { collection: USERS, action: 'delete' }, { collection: USERS, action: 'read' }]);
      const admin = await made({ role: await adminRole(), password: PHRASE });
      for (const fields of [{ password: `${PHRASE} stolen` }, { email: address() }, { status: 'suspended' }, { role: null }, { token: 'x'.repeat(30) }, { token: null }]) {
        expect([fields, (await door.patch(`/users/${admin.id}`, fields)).code]).toEqual([fields, 'FORBIDDEN']);
      }
      expect((await door.delete(`/users/${admin.id}`)).code).toBe('FORBIDDEN');
      expect((await door.post(`/users/${admin.id}/token`)).code).toBe('FORBIDDEN');
      await expect(new RestDoor(app.url).signIn(admin.email, PHRASE)).resolves.toBeDefined();
      await ada.delete(`/users/${admin.id}`);
    });

    test('a rule on the own row reaches no other row and no field of authority', async () => {
      const own = { id: { _eq: '$CURRENT_USER' } };
      const { door, user } = await actor([{ collection: USERS, action: 'update', permissions: own }, { collection: USERS, action: 'read', permissions: own }]);
      const peer = await made({ first_name: 'Peer' });
      for (const fields of [{ role: null }, { status: 'suspended' }, { policies: [] }, { provider: 'ldap' }, { external_identifier: 'x' }, { tfa_secret: null }, { auth_data: { a: 1 } }, { last_access: '2000-01-01T00:00:00Z' }]) {
        expect([fields, (await door.patch('/users/me', fields)).status]).toEqual([fields, expect.any(Number)]);
        expect((await door.patch('/users/me', fields)).status).toBeGreaterThanOrEqual(400);
      }
      expect((await door.patch('/users/me', { first_name: 'Me' })).data).toMatchObject({ first_name: 'Me' });
      expect((await door.patch(`/users/${peer.id}`, { first_name: 'Mine' })).code).toBe('FORBIDDEN');
      expect((await door.patch('/users', { keys: [user.id, peer.id], data: { first_name: 'Mine' } })).code).toBe('FORBIDDEN');
      expect(await app.prisma.user.findUnique({ where: { id: peer.id } })).toMatchObject({ firstName: 'Peer' });
    });

    test('one forbidden field refuses the whole change', async () => {
      const { door } = await actor([{ collection: USERS, action: 'update', fields: 'first_name' }, { collection: USERS, action: 'read' }]);
      const peer = await made({ first_name: 'Before' });
      expect((await door.patch(`/users/${peer.id}`, { first_name: 'After', title: 'Dr' })).code).toBe('FORBIDDEN');
      expect(await app.prisma.user.findUnique({ where: { id: peer.id } })).toMatchObject({ firstName: 'Before', title: null });
    });

    test('presets are filled in and validation holds', async () => {
      const { door } = await actor([{ collection: USERS, action: 'create', presets: { status: 'draft', title: 'Guest' }, validation: { email: { _ends_with: '@guests.example.org' } } }, { collection: USERS, action: 'read' }]);
      expect((await door.post('/users', { email: address() })).code).toBe('FAILED_VALIDATION');
      expect((await door.post('/users', { email: 'g@guests.example.org' })).data).toMatchObject({ status: 'draft', title: 'Guest' });
    });

    test('the own password needs the present one; the own address waits for its mail', async () => {
      const { door, user } = await actor([{ collection: USERS, action: 'update' }, { collection: USERS, action: 'read' }]);
      expect(await door.patch('/users/me', { password: `${PHRASE} new` })).toMatchObject({ status: 400, code: 'FAILED_VALIDATION' });
      expect(await door.patch('/users/me', { password: `${PHRASE} new`, current_password: 'wrong' })).toMatchObject({ status: 400, code: 'FAILED_VALIDATION' });
      expect((await door.patch('/users/me', { password: `${PHRASE} new`, current_password: PHRASE })).status).toBe(200);
      expect((await door.get('/users/me')).status).toBe(200);
      const next = address('next');
      expect((await door.patch('/users/me', { email: next })).data).toMatchObject({ email: user.email });
      expect((await app.prisma.outboxMail.findMany({ where: { userId: user.id }, orderBy: { createdAt: 'asc' } })).map(({ template, toAddress }) => [template, toAddress])).toEqual([['account-changed', user.email], ['email-change', next]]);
    });

    test('the mails to wished-for addresses are few for one person, and few to one mailbox', async () => {
      const rules = [{ collection: USERS, action: 'update' }, { collection: USERS, action: 'read' }];
      const [vera, walt] = [await actor(rules), await actor(rules)];
      const wish = async (door: RestDoor, email: string) => (await door.patch('/users/me', { email })).status;
      const [first, mailbox] = [address('wish'), address('mailbox')];
      expect([await wish(vera.door, first), await wish(vera.door, mailbox), await wish(vera.door, mailbox), await wish(vera.door, address('wish'))]).toEqual([200, 200, 200, 429]);
      expect([await wish(walt.door, mailbox), await wish(walt.door, mailbox)]).toEqual([200, 429]);
      expect(await app.prisma.outboxMail.count({ where: { template: 'email-change', toAddress: mailbox } })).toBe(3);
      expect((await ada.patch(`/users/${vera.user.id}`, { email: address('by-ada') })).status).toBe(200);
      expect((await vera.door.patch('/users/me', { title: 'Dr' })).status).toBe(401);
    });

    test('of two new passwords at once, proven by the same one, the second is asked again', async () => {
      const { door, user } = await actor([{ collection: USERS, action: 'update' }, { collection: USERS, action: 'read' }]);
      const answers = await Promise.all([1, 2].map((number) => door.patch('/users/me', { password: `${PHRASE} new ${number}`, current_password: PHRASE })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
      expect(answers.find(({ status }) => status === 400)?.code).toBe('FAILED_VALIDATION');
      expect(await app.prisma.activity.count({ where: { item: user.id, action: 'update' } })).toBe(1);
    });

    test('what rules ask of their reader is not changed on the account page, either', async () => {
      const { door, user } = await actor([{ collection: USERS, action: 'read', permissions: { id: { _eq: '$CURRENT_USER' } } }, { collection: USERS, action: 'read', permissions: { title: { _eq: '$CURRENT_USER.first_name' } } }]);
      const peer = await made({ title: 'Sesame' });
      const me = { ...PUBLIC, kind: 'user' as const, user: user.id };
      await expect(app.get(OwnAccountService).rename(me, { firstName: 'Sesame', lastName: null })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect((await door.get(`/users/${peer.id}`)).code).toBe('FORBIDDEN');
    });

    test('a token is made by Usher, works, and is never shown again', async () => {
      const { door, user } = await actor([{ collection: USERS, action: 'update' }, { collection: USERS, action: 'read' }]);
      expect((await door.patch('/users/me', { token: 'a text that somebody chose for it' })).status).toBeGreaterThanOrEqual(400);
      const { token } = (await door.post('/users/me/token')).data as { token: string };
      const program = new RestDoor(app.url);
      program.token = token;
      expect((await program.get('/users/me?fields=id,token')).data).toEqual({ id: user.id, token: MASK });
      await ada.patch(`/users/${user.id}`, { status: 'suspended' });
      expect((await program.get('/users/me')).status).toBe(401);
      expect(JSON.stringify(await app.prisma.activity.findMany())).not.toContain(token);
    });
  });

  describe('me', () => {
    test('without any right is still the own id, and only that', async () => {
      const { door, user } = await actor([]);
      expect((await door.get('/users/me?fields=id,email')).data).toEqual({ id: user.id });
      expect((await new RestDoor(app.url).get('/users/me')).code).toBe('INVALID_CREDENTIALS');
    });

    test('the page where somebody was last needs no right', async () => {
      const { door, user } = await actor([]);
      expect((await door.patch('/users/me/track/page', { last_page: '/content' })).status).toBe(204);
      for (const nothing of [{}, { last_page: null }, { last_page: '' }]) expect((await door.patch('/users/me/track/page', nothing)).code).toBe('INVALID_PAYLOAD');
      for (const [page, type] of [['a\0', 'text'], [5, 'type'], ['x'.repeat(256), 'max_length']] as const) {
        expect((await door.patch('/users/me/track/page/', { last_page: page })).body!.errors![0]!.extensions).toMatchObject({ code: 'FAILED_VALIDATION', field: 'last_page', type });
      }
      expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ lastPage: '/content' });
    });
  });
});
