import { randomUUID } from 'node:crypto';
import { ADA, startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

const PHRASE = 'a phrase that only tests would use';

describe('the pages of people, without JavaScript', () => {
  let app: TestApp;
  let ada: HtmlDoor;
  let editors: string;

  const person = (fields: Record<string, unknown> = {}) => {
    const email = `${randomUUID()}@example.org`;
    return app.prisma.user.create({ data: { id: randomUUID(), email, emailKey: email, ...fields } });
  };
  const flash = () => ada.last.document.querySelector('.flash')?.text.replace(/\s+/g, ' ').trim() ?? null;
  const summary = () => ada.last.document.querySelectorAll('.error-summary li').map((item) => item.text.trim());
  const names = () => ada.last.document.querySelectorAll('tbody .person__name').map((cell) => cell.text.trim());

  beforeAll(async () => {
    app = await startApp();
    editors = (await app.prisma.role.create({ data: { id: randomUUID(), name: 'Editors' } })).id;
    ada = new HtmlDoor(app.url);
    await ada.signIn(ADA.email, ADA.password);
  });
  afterAll(() => app.close());

  describe('the directory', () => {
    beforeAll(async () => {
      await app.prisma.user.createMany({
        data: Array.from({ length: 120 }, (_, index) => {
          const number = String(index).padStart(3, '0');
          return { id: randomUUID(), firstName: 'Crowd', lastName: `Member ${number}`, email: `crowd-${number}@example.org`, emailKey: `crowd-${number}@example.org`, status: index % 3 === 0 ? 'archived' : 'active', roleId: index % 2 === 0 ? editors : null };
        }),
      });
    });

    test('searches, filters, sorts and pages in the URL', async () => {
      await ada.get(`/admin/users?search=crowd&status=archived&role=${editors}&sort=-name`);
      expect(ada.last.status).toBe(200);
      expect(names().slice(0, 3)).toEqual(['Crowd Member 114', 'Crowd Member 108', 'Crowd Member 102']);
      expect(ada.last.document.querySelectorAll('.chip').map((chip) => chip.text.replace(/Remove.*/s, '').trim())).toEqual(['“crowd”', 'Status: Archived', 'Role: Editors']);
      await ada.get('/admin/users?search=crowd&page=3');
      expect(names()).toHaveLength(20);
      expect(ada.last.document.querySelector('.table-foot__summary')!.text).toBe('101 to 120 of 120');
      await ada.get('/admin/users?search=crowd&role=none');
      expect(ada.last.document.querySelector('.table-foot__summary')!.text).toBe('1 to 50 of 60');
    });

    test('says when nobody matches, and how to go on', async () => {
      await ada.get('/admin/users?search=nobody%20is%20called%20so');
      expect(ada.last.document.querySelector('.blank-slate__title')!.text).toBe('Nobody matches');
    });

    test('says that a status in its address is none, and changes nobody by it', async () => {
      await ada.get('/admin/users?search=crowd&status=%3Cb%3Easleep');
      expect([ada.last.status, ada.last.document.querySelector('.callout')!.text]).toEqual([200, expect.stringContaining('The address asks for the status “<b>asleep”, which there is not.')]);
      expect(ada.last.document.querySelector('.callout a')!.getAttribute('href')).toBe('/admin/users?search=crowd');
      expect(ada.last.document.querySelector('.table-foot__summary')!.text).toBe('1 to 50 of 120');
      await ada.get('/admin/users/bulk?everybody=true&search=crowd&status=asleep&action=delete');
      expect(flash()).toBe('None of them is there any more.');
    });

    test('shows hostile names as text', async () => {
      await person({ firstName: '<img src=x onerror=alert(1)>', lastName: '{{constructor}}' });
      await ada.get('/admin/users?search=onerror');
      expect(names()).toEqual(['<img src=x onerror=alert(1)> {{constructor}}']);
      expect(ada.last.html).not.toContain('<img src=x');
    });
  });

  describe('somebody new', () => {
    test('is invited: one mail waits, and the page says so', async () => {
      await ada.get('/admin/users/new');
      await ada.submit('form#user', { first_name: 'Petra', email: 'petra@example.org', sign_in: 'invitation', role: editors });
      expect(ada.last.path).toMatch(/^\/admin\/users\/[0-9a-f-]{36}$/);
      expect(flash()).toContain('an invitation to petra@example.org waits in the outbox');
      const petra = await app.prisma.user.findUniqueOrThrow({ where: { emailKey: 'petra@example.org' } });
      expect(petra).toMatchObject({ firstName: 'Petra', status: 'invited', roleId: editors });
      expect(await app.prisma.outboxMail.count({ where: { userId: petra.id, template: 'invitation' } })).toBe(1);
    });

    test('with mistakes comes back with everything that was typed, except the password', async () => {
      await ada.get('/admin/users/new');
      await ada.submit('form#user', { first_name: 'Grace', email: 'not an address', sign_in: 'password', password: 'short', description: 'Line one\nline two' });
      expect(ada.last.status).toBe(422);
      expect(ada.last.document.querySelector('title')!.text).toMatch(/^Error: /);
      expect(summary()).toEqual(['E-mail address has to be one whole address. Enter an address like name@example.org.']);
      expect(ada.last.document.querySelector('#field-first_name')!.getAttribute('value')).toBe('Grace');
      expect(ada.last.html).not.toContain('value="short"');
      await ada.submit('form#user', { email: '' });
      expect(summary()).toEqual(['E-mail address is missing. Enter it.', expect.stringContaining('Password is missing')]);
      await ada.submit('form#user', { email: 'grace@example.org', sign_in: 'password', password: 'short' });
      expect(summary()).toEqual([expect.stringContaining('Password is too short')]);
      await ada.submit('form#user', { email: ADA.email.toUpperCase(), sign_in: 'password', password: PHRASE });
      expect(summary()).toEqual(['E-mail address is already in use. Choose another one.']);
      await ada.submit('form#user', { email: 'grace@example.org', sign_in: 'password', password: PHRASE });
      expect(await app.prisma.user.findUnique({ where: { emailKey: 'grace@example.org' } })).toMatchObject({ firstName: 'Grace', description: 'Line one\nline two', status: 'active' });
    });

    test('sent twice is one person', async () => {
      await ada.get('/admin/users/new');
      const form = ada.last;
      await ada.submit('form#user', { email: 'twice@example.org', sign_in: 'later' });
      const first = ada.last.path;
      ada.last = form;
      await ada.submit('form#user', { email: 'twice@example.org', sign_in: 'later' });
      expect(ada.last.path).toBe(first);
    });

    test('with an unknown key is refused', async () => {
      await ada.get('/admin/users/new');
      await ada.submit('form#user', { email: 'key@example.org', sign_in: 'later', admin_access: 'true' });
      expect(ada.last.status).toBe(400);
      expect(await app.prisma.user.count({ where: { emailKey: 'key@example.org' } })).toBe(0);
    });
  });

  describe('a person', () => {
    test('is changed in what was typed; the policies that are ticked are attached', async () => {
      const policy = await app.prisma.policy.create({ data: { id: randomUUID(), name: 'Reports: read' } });
      const user = await person({ firstName: 'Alan', lastName: 'Turing', roleId: editors });
      await ada.get(`/admin/users/${user.id}`);
      await ada.submit('form#user', { title: 'Dr', policies: [policy.id] });
      expect(flash()).toBe('The changes are saved.');
      expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ title: 'Dr', firstName: 'Alan', roleId: editors });
      expect(await app.prisma.access.count({ where: { userId: user.id, policyId: policy.id } })).toBe(1);
      expect(ada.last.document.querySelector('#access')!.text).toContain('Reports: read');
      await ada.submit('form#user', { policies: null });
      expect(await app.prisma.access.count({ where: { userId: user.id } })).toBe(0);
      await ada.submit('form#user', {});
      expect(flash()).toBe('Nothing was changed.');
      expect((await app.prisma.activity.findMany({ where: { item: user.id } })).map(({ event }) => event)).toEqual(['user.changed']);
    });

    test('changed by somebody else meanwhile: both versions, and mine on top when I say so', async () => {
      const user = await person({ firstName: 'Barbara', title: 'Professor' });
      await ada.get(`/admin/users/${user.id}`);
      const open = ada.last;
      await app.prisma.user.update({ where: { id: user.id }, data: { title: 'Theirs', location: 'Elsewhere' } });
      ada.last = open;
      await ada.submit('form#user', { title: 'Mine', first_name: 'Barb' });
      expect(ada.last.status).toBe(409);
      expect(ada.last.document.querySelectorAll('tbody tr').map((row) => row.querySelectorAll('th, td').map((cell) => cell.text))).toEqual([['Title', 'Professor', 'Theirs', 'Mine']]);
      expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ title: 'Theirs', firstName: 'Barbara' });
      await ada.submit('main form', {}, 'Apply mine on top');
      expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ title: 'Mine', firstName: 'Barb', location: 'Elsewhere' });
    });

    test('is suspended with one press, with a way back', async () => {
      const user = await person({ firstName: 'Sus', lastName: 'Pended' });
      await ada.get(`/admin/users/${user.id}`);
      await ada.submit('form[action$="/status"]', {}, 'Suspend');
      expect(flash()).toContain('Sus Pended: the status is Suspended now.');
      expect(ada.last.document.querySelector('#status')!.text).toMatch(/cannot sign in.*Set the status to Active/s);
      await ada.submit('form.flash__undo');
      expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ status: 'active' });
    });

    test('is marked as verified', async () => {
      const user = await person({ status: 'unverified' });
      await ada.get(`/admin/users/${user.id}`);
      await ada.submit('form[action$="/status"]', {}, 'Mark as verified');
      expect(await app.prisma.activity.findFirst({ where: { item: user.id } })).toMatchObject({ event: 'user.verified' });
    });

    test('has sessions that can be ended, one and all', async () => {
      const user = await person({ status: 'active' });
      const session = (id: string) => ({ id, userId: user.id, mode: 'session', tokenHash: id, expiresAt: new Date(Date.now() + 3_600_000), signedInAt: new Date(), lastUsedAt: new Date(), userAgent: 'curl/8' });
      const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
      await app.prisma.session.createMany({ data: [session(one), session(two), session(three)] });
      await ada.get(`/admin/users/${user.id}`);
      expect(ada.last.document.querySelectorAll('.sessions__row')).toHaveLength(3);
      await ada.submit('#sessions .card form', { session: one });
      expect(await app.prisma.session.count({ where: { userId: user.id } })).toBe(2);
      await ada.submit('#sessions .section__head form', { session: 'all' });
      expect(await app.prisma.session.count({ where: { userId: user.id } })).toBe(0);
    });

    test('is deleted after a question, and what they did keeps their name', async () => {
      const user = await person({ firstName: 'To', lastName: 'Go' });
      await ada.get(`/admin/users/${user.id}/delete`);
      expect(await app.prisma.user.count({ where: { id: user.id } })).toBe(1);
      await ada.submit('form.confirm');
      expect(flash()).toBe('To Go is deleted.');
      expect(await app.prisma.user.count({ where: { id: user.id } })).toBe(0);
      expect((await ada.get(`/admin/users/${user.id}`)).status).toBe(403);
    });

    test.each(['nonsense', '00000000-0000-4000-8000-000000000000', '%00', "'--"])('that does not exist (%s) looks like one that may not be seen', async (id) => {
      expect((await ada.get(`/admin/users/${id}`)).status).toBeGreaterThanOrEqual(400);
      expect(ada.last.status).toBeLessThan(500);
    });

    test('who is the last administrator stays it: status, role and deletion', async () => {
      const me = await app.prisma.user.findUniqueOrThrow({ where: { emailKey: ADA.email } });
      await ada.get(`/admin/users/${me.id}`);
      await ada.submit('form#user', { role: editors });
      expect([ada.last.status, summary()]).toEqual([422, ['Cannot remove the last admin user from the system']]);
      await ada.get(`/admin/users/${me.id}`);
      await ada.submit('form#user', { status: 'suspended' });
      expect(ada.last.status).toBe(422);
      await ada.get(`/admin/users/bulk?ids=${me.id}&action=status:archived`);
      await ada.submit('form.confirm');
      expect(ada.last.status).toBe(422);
      await ada.get(`/admin/users/${me.id}/delete`);
      await ada.submit('form.confirm');
      expect(ada.last.status).toBe(422);
      expect(await app.prisma.user.findUnique({ where: { id: me.id } })).toMatchObject({ status: 'active', roleId: me.roleId });
    });
  });

  describe('many at once', () => {
    test('says so before somebody shuts themselves out, and their own page offers no such press', async () => {
      const me = await app.prisma.user.findUniqueOrThrow({ where: { emailKey: ADA.email } });
      await ada.get(`/admin/users/bulk?ids=${me.id}&action=status:suspended`);
      expect(ada.last.document.querySelector('form.confirm')!.text).toContain('You are one of them: you are signed out at once');
      await ada.get(`/admin/users/bulk?ids=${me.id}&action=status:active`);
      expect(ada.last.document.querySelector('form.confirm')!.text).not.toContain('You are one of them');
      await ada.get(`/admin/users/${me.id}`);
      expect(ada.last.document.querySelectorAll('form[action$="/status"]')).toEqual([]);
    });

    test('a selection: the page repeats number and effect; the button does it', async () => {
      const [one, two] = [await person({ firstName: 'Bulk', lastName: 'One' }), await person({ firstName: 'Bulk', lastName: 'Two' })];
      await ada.get('/admin/users?search=bulk');
      await ada.submit('form#users', { ids: [one.id, two.id], action: 'status:suspended' });
      expect(ada.last.document.querySelector('h1')!.text).toBe('Suspend 2 users?');
      expect(ada.last.document.querySelectorAll('.who-is-meant .person__name').map((name) => name.text)).toEqual(['Bulk One', 'Bulk Two']);
      expect(await app.prisma.user.count({ where: { id: { in: [one.id, two.id] }, status: 'active' } })).toBe(2);
      await ada.submit('form.confirm');
      expect(flash()).toBe('2 users suspended.');
      expect(await app.prisma.user.count({ where: { id: { in: [one.id, two.id] }, status: 'suspended' } })).toBe(2);
      expect(await app.prisma.activity.count({ where: { event: 'user.suspended', item: { in: [one.id, two.id] } } })).toBe(2);
    });

    test('done again in a second tab says what was so already', async () => {
      const [one, two] = [await person({ firstName: 'Tab', lastName: 'One' }), await person({ firstName: 'Tab', lastName: 'Two' })];
      const question = `/admin/users/bulk?ids=${one.id}&ids=${two.id}&action=status:suspended`;
      await ada.get(question);
      const tab = ada.last;
      await ada.get(question);
      await ada.submit('form.confirm');
      await ada.get(`/admin/users/bulk?ids=${two.id}&action=status:active`);
      await ada.submit('form.confirm');
      expect(flash()).toBe('1 user is active now.');
      ada.last = tab;
      await ada.submit('form.confirm');
      expect(flash()).toBe('1 user suspended. 1 user was suspended already.');
      await ada.get(question);
      await ada.submit('form.confirm');
      expect(flash()).toBe('Nothing was changed: 2 users were suspended already.');
      expect(await app.prisma.activity.count({ where: { event: 'user.suspended', item: { in: [one.id, two.id] } } })).toBe(3);
    });

    test('everybody who matches, over all pages; another number is another question', async () => {
      await ada.get('/admin/users?search=crowd&status=active');
      await ada.submit('form#users', { everybody: 'true', action: `role:${editors}` });
      expect(ada.last.document.querySelector('h1')!.text).toBe('Move 80 users to Editors?');
      await person({ firstName: 'Crowd', lastName: 'Late', status: 'active' });
      await ada.submit('form.confirm');
      expect([ada.last.status, summary()]).toEqual([422, ['Meanwhile it is 81 users. Look again before you go on']]);
      await ada.submit('form.confirm');
      expect(flash()).toBe('41 users moved to Editors. 40 users were in Editors already.');
      expect(await app.prisma.user.count({ where: { lastName: { startsWith: 'Member' }, status: 'active', roleId: editors } })).toBe(80);
    });

    test('nobody ticked is no question', async () => {
      await ada.get('/admin/users');
      await ada.submit('form#users', { action: 'delete' });
      expect(flash()).toBe('Tick at least one user first.');
    });
  });
});

test('a viewer with few rights sees whom the rules show, and no button that would be refused', async () => {
  const app = await startApp();
  try {
    const [roleId, policyId] = [randomUUID(), randomUUID()];
    await app.prisma.role.create({ data: { id: roleId, name: 'Helpers' } });
    await app.prisma.policy.create({ data: { id: policyId, name: 'Help', appAccess: true } });
    await app.prisma.access.create({ data: { id: randomUUID(), roleId, policyId } });
    await app.prisma.permission.createMany({
      data: [
        { policyId, collection: 'directus_users', action: 'read', fields: 'id,first_name,last_name,email,status', permissions: { title: { _neq: 'hidden' } } },
        { policyId, collection: 'directus_users', action: 'update', fields: 'first_name', permissions: { title: { _eq: 'mine' } } },
      ],
    });
    const person = (firstName: string, title: string) => app.prisma.user.create({ data: { id: randomUUID(), firstName, title, email: `${firstName}@example.org`, emailKey: `${firstName}@example.org`.toLowerCase() } });
    const [mine, other, hidden] = [await person('Mine', 'mine'), await person('Other', 'other'), await person('Hidden', 'hidden')];
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    await rest.post('/users', { email: 'vera@example.org', password: PHRASE, role: roleId, title: 'helper' });
    const vera = new HtmlDoor(app.url);
    await vera.signIn('vera@example.org', PHRASE);

    await vera.get('/admin/users?search=example');
    const shown = vera.last.document.querySelectorAll('tbody .person__name').map((name) => name.text);
    expect(shown).toEqual(expect.arrayContaining(['Mine', 'Other']));
    expect(shown).not.toContain('Hidden');
    expect(vera.last.html).not.toContain('/admin/users/new');

    await vera.get(`/admin/users/${mine.id}`);
    expect(vera.last.document.querySelector('form#user')).not.toBeNull();
    await vera.get(`/admin/users/${other.id}`);
    expect(vera.last.status).toBe(200);
    expect([...vera.last.document.querySelectorAll('form#user, #sessions, #token, form[action$="/status"], a[href$="/delete"]')]).toEqual([]);
    expect((await vera.get(`/admin/users/${hidden.id}`)).status).toBe(403);
    expect((await vera.get(`/admin/users/${other.id}/delete`)).status).toBe(403);
    expect((await vera.get('/admin/users/new')).status).toBe(403);
  } finally {
    await app.close();
  }
});

test('somebody who manages others is offered nothing about people who hold more', async () => {
  const app = await startApp();
  try {
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    const made = async (path: string, body: unknown) => ((await rest.post(path, body)).data as { id: string }).id;
    const permissions = [...['update', 'delete'].map((action) => ({ collection: 'directus_users', action, fields: ['*'], permissions: {} })), { collection: 'directus_users', action: 'read', fields: ['id', 'first_name', 'last_name', 'email', 'status', 'token'], permissions: {} }];
    const managers = await made('/roles', { name: 'Managers', policies: [{ policy: { name: 'Managing', app_access: true, permissions } }] });
    const boss = await made('/users', { email: 'boss@example.org', first_name: 'Bossy', policies: [{ policy: { name: 'More', permissions: [{ collection: 'payroll', action: 'read', fields: ['*'] }] } }] });
    const peer = await made('/users', { email: 'peer@example.org', first_name: 'Peer' });
    const mona = await made('/users', { email: 'mona@example.org', first_name: 'Mona', password: PHRASE, role: managers });
    const door = new HtmlDoor(app.url);
    await door.signIn('mona@example.org', PHRASE);
    const offered = () => door.last.document.querySelectorAll('form[action$="/status"] button, form[action$="/token"] button, #sessions, a[href$="/delete"]').length;

    await door.get(`/admin/users/${peer}`);
    expect(offered()).toBeGreaterThan(3);
    await door.get(`/admin/users/${boss}`);
    expect([door.last.status, offered()]).toEqual([200, 0]);
    expect((await door.get(`/admin/users/${boss}/delete`)).status).toBe(403);

    await door.get('/admin/users');
    expect(door.last.document.querySelectorAll('tbody tr')).toHaveLength(4);
    expect(new Set(door.last.document.querySelectorAll('input[name=ids]').map((box) => box.getAttribute('value')))).toEqual(new Set([peer, mona]));
    await door.get('/admin/users/bulk?everybody=true&action=status:suspended');
    expect(door.last.document.querySelector('form.confirm')!.text).toMatch(/Suspend 1 user\?\s+3 more users that you chose are left out: you may not do this to them\./);
    await door.submit('form.confirm');
    expect(door.last.document.querySelector('.flash')!.text).toContain('1 user suspended.');
    expect(await app.prisma.user.findMany({ where: { status: 'suspended' }, select: { id: true } })).toEqual([{ id: peer }]);
    await door.get(`/admin/users/bulk?ids=${boss}&action=delete`);
    expect(door.last.document.querySelector('.flash')!.text).toContain('You may not do this to any of them.');
  } finally {
    await app.close();
  }
});

test('a form without policies to choose from takes none away, and offers no field that may not be changed', async () => {
  const app = await startApp();
  try {
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    const made = async (path: string, body: unknown) => ((await rest.post(path, body)).data as { id: string }).id;
    const permissions = [
      { collection: 'directus_users', action: 'read', fields: ['*'], permissions: {} },
      { collection: 'directus_users', action: 'update', fields: ['first_name', 'title'], permissions: {} },
      ...['directus_access', 'directus_policies', 'directus_roles'].map((collection) => ({ collection, action: 'read', fields: ['*'], permissions: {} })),
      { collection: 'directus_access', action: 'delete', fields: ['*'], permissions: {} },
    ];
    const clerks = await made('/roles', { name: 'Clerks', policies: [{ policy: { name: 'Clerk', app_access: true, permissions } }] });
    const editors = await made('/roles', { name: 'Editors' });
    const pam = await made('/users', { email: 'pam@example.org', first_name: 'Pam', role: editors, language: 'de-DE', policies: [{ policy: { name: 'Pam\u2019s own' } }] });
    await made('/users', { email: 'carl@example.org', password: PHRASE, role: clerks });
    const carl = new HtmlDoor(app.url);
    await carl.signIn('carl@example.org', PHRASE);
    await carl.get(`/admin/users/${pam}`);
    const form = carl.last.document.querySelector('form#user')!;
    const open = form.querySelectorAll('input:not([type=hidden]):not([readonly]), select:not([disabled]), textarea:not([readonly])').map((field) => field.getAttribute('name'));
    expect(open).toEqual(['first_name', 'title']);
    await carl.submit('form#user', { first_name: 'Pamela' });
    expect(carl.last.document.querySelector('.flash')!.text).toContain('The changes are saved.');
    expect(await app.prisma.user.findUniqueOrThrow({ where: { id: pam } })).toMatchObject({ firstName: 'Pamela', status: 'active', roleId: editors, language: 'de-DE', email: 'pam@example.org' });
    expect(await app.prisma.access.count({ where: { userId: pam } })).toBe(1);
  } finally {
    await app.close();
  }
});
