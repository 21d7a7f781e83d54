import { randomUUID } from 'node:crypto';
import { ADA, startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

describe('settings', () => {
  let app: TestApp;
  let ada: HtmlDoor;
  let program: RestDoor;
  let members: { id: string };
  let administrators: { id: string };

  beforeAll(async () => {
    app = await startApp();
    ada = new HtmlDoor(app.url);
    await ada.signIn(ADA.email, ADA.password);
    program = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    members = await app.prisma.role.create({ data: { id: randomUUID(), name: 'Members' } });
    administrators = await app.prisma.role.findFirstOrThrow({ where: { name: 'Administrator' } });
  }, 60_000);
  afterAll(() => app?.close());

  const row = () => app.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
  const text = (door = ada) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');
  const save = (fields: Record<string, string | null>, door = ada) => door.submit('#settings-form', fields, 'Save');

  test('the page saves what was typed, says so, and records who did it', async () => {
    await ada.get('/admin/settings');
    await save({ project_name: 'Acme Press', project_url: 'https://acme.example/app', public_registration: 'true', public_registration_role: members.id });
    expect(ada.last.path).toBe('/admin/settings');
    expect(text()).toContain('The settings are saved');
    expect(ada.last.document.querySelector('title')?.text).toContain('Acme Press');
    expect(await row()).toMatchObject({ projectName: 'Acme Press', projectUrl: 'https://acme.example/app', publicRegistration: true, publicRegistrationRoleId: members.id });
    const activity = await app.prisma.activity.findFirstOrThrow({ where: { collection: 'directus_settings' }, orderBy: { id: 'desc' } });
    expect(activity).toMatchObject({ event: 'settings.registration_opened', changes: { project_name: { before: 'Usher', after: 'Acme Press' } } });
  });

  test('saving without a change writes nothing and records nothing', async () => {
    const before = await app.prisma.activity.count();
    await ada.get('/admin/settings');
    await save({});
    expect(await app.prisma.activity.count()).toBe(before);
  });

  test('a mistake comes back with everything typed and a summary that leads to the fields', async () => {
    await ada.get('/admin/settings');
    await save({ project_name: 'Half done', project_color: 'green', auth_password_policy: '(' });
    expect(ada.last.status).toBe(422);
    expect(ada.last.document.querySelector('title')?.text).toMatch(/^Error: /);
    expect(ada.last.document.querySelector('#field-project_name')?.getAttribute('value')).toBe('Half done');
    expect(ada.last.document.querySelectorAll('.error-summary a').map((link) => link.getAttribute('href'))).toEqual(['#field-project_color', '#field-auth_password_policy']);
    expect((await row()).projectName).toBe('Acme Press');
  });

  test('only roles without administrator rights can be chosen, through parents too', async () => {
    const child = await app.prisma.role.create({ data: { id: randomUUID(), name: 'Below the administrators', parentId: administrators.id } });
    await ada.get('/admin/settings');
    const offered = ada.last.document.querySelectorAll('#field-public_registration_role option').map((option) => option.text);
    expect(offered).toEqual(['No role', 'Members']);
    for (const role of [administrators.id, child.id]) {
      await ada.get('/admin/settings');
      expect((await save({ public_registration_role: role })).status).toBe(422);
      expect(text()).toContain('gives administrator rights');
      expect((await program.patch('/settings', { public_registration_role: role })).code).toBe('FAILED_VALIDATION');
    }
    expect((await program.patch('/settings', { public_registration_role: randomUUID() })).code).toBe('INVALID_FOREIGN_KEY');
    expect((await row()).publicRegistrationRoleId).toBe(members.id);
    await app.prisma.role.delete({ where: { id: child.id } });
  });

  test('rules are added, tested as typed and saved, without a script; the draft survives a reload', async () => {
    await ada.get('/admin/settings');
    await ada.submit('#settings-form', { 'rules[0][kind]': 'ends_with', 'rules[0][value]': '@acme.example', project_descriptor: 'Typed before the step' }, 'Add a rule');
    expect(ada.last.path).toMatch(/^\/admin\/settings\?draft=/);
    await ada.get(ada.last.path.split('#')[0]!);
    expect(ada.last.document.querySelector('#field-project_descriptor')?.getAttribute('value')).toBe('Typed before the step');
    await ada.submit('#settings-form', { 'rules[1][kind]': 'is', 'rules[1][value]': 'guest@other.example', test_address: 'Ada@ACME.example' }, 'Test');
    expect(text()).toContain('Ada@ACME.example may register.');
    await ada.submit('#settings-form', { test_address: 'ada@evil.example' }, 'Test');
    expect(text()).toContain('ada@evil.example may not register.');
    expect((await row()).publicRegistrationEmailFilter).toBeNull();
    expect(text()).toContain('2 unsaved changes');
    await save({});
    expect(await row()).toMatchObject({ publicRegistrationEmailFilter: { _or: [{ email: { _ends_with: '@acme.example' } }, { email: { _eq: 'guest@other.example' } }] }, projectDescriptor: 'Typed before the step' });
    expect(await app.prisma.draft.count({ where: { subject: 'settings' } })).toBe(0);
  });

  test('the return key in the test box tests, and saves nothing', async () => {
    await ada.get('/admin/settings');
    const before = await row();
    expect(ada.last.document.querySelectorAll('button[form="settings-form"], #settings-form button')[0]?.text).toBe('Take what is typed');
    await ada.submit('#settings-form', { project_name: 'Not meant to be saved', test_address: 'ada@evil.example' }, 'Take what is typed');
    expect(text()).toContain('ada@evil.example may not register.');
    expect(await row()).toEqual(before);
    await ada.submit('#settings-form', {}, 'Discard');
    await ada.submit('#settings-form', { project_color: '#123456', test_address: '' }, 'Take what is typed');
    expect(await row()).toMatchObject({ projectColor: '#123456' });
  });

  test('the filter can be written as JSON, with the mistake shown at it', async () => {
    await ada.get('/admin/settings');
    await ada.submit('#settings-form', {}, 'Edit as JSON');
    const json = (filter: unknown) => ({ filter_json: typeof filter === 'string' ? filter : JSON.stringify(filter) });
    for (const [filter, message] of [
      ['{', 'Address filter is not a JSON object.'],
      [{ email: { _ends: 'b.example' } }, 'Address filter is not understood: “email._ends” is no condition on an address.'],
      [{ _or: [{ name: { _eq: 'a' } }] }, 'Address filter is not understood: “_or.0.name” is no condition on an address.'],
      [{ email: { _regex: '(?=a)' } }, 'Address filter is not understood: “email._regex” is no regular expression that Usher can read.'],
    ] as const) {
      expect((await save(json(filter))).status).toBe(422);
      expect(text()).toContain(message);
    }
    await save(json({ email: { _in: ['a@b.example'] } }));
    expect(await row()).toMatchObject({ publicRegistrationEmailFilter: { email: { _in: ['a@b.example'] } } });
  });

  test('discarding throws the draft away', async () => {
    await ada.get('/admin/settings');
    await ada.submit('#settings-form', { project_name: 'Never saved' }, 'Test');
    await ada.submit('#settings-form', {}, 'Discard');
    expect(ada.last.document.querySelector('#field-project_name')?.getAttribute('value')).toBe('Acme Press');
    expect(await app.prisma.draft.count({ where: { subject: 'settings' } })).toBe(0);
  });

  test('what somebody else saved meanwhile is shown and not overwritten, until it is meant', async () => {
    await ada.get('/admin/settings');
    await program.patch('/settings', { project_name: 'Theirs', project_url: null });
    await save({ project_name: 'Mine', project_descriptor: 'Untouched by others' });
    expect(ada.last.status).toBe(409);
    expect(text()).toContain('Acme PressTheirsMine');
    expect(await row()).toMatchObject({ projectName: 'Theirs', projectDescriptor: 'Typed before the step' });
    await ada.submit('main form', {}, 'Apply mine on top');
    expect(await row()).toMatchObject({ projectName: 'Mine', projectDescriptor: 'Untouched by others', projectUrl: null });
  });

  test('two who change different things do not disturb each other', async () => {
    await ada.get('/admin/settings');
    await program.patch('/settings', { project_color: '#112233' });
    await save({ project_name: 'Only the name' });
    expect(ada.last.status).toBe(200);
    expect(await row()).toMatchObject({ projectName: 'Only the name', projectColor: '#112233' });
  });

  test('programs read and change one object', async () => {
    const changed = await program.patch('/settings?fields=id,project_name', { project_name: 'Kit\r\nBcc: victim' });
    expect(changed.data).toEqual({ id: 1, project_name: 'Kit Bcc: victim' });
    expect(Object.keys((await program.get('/settings')).data as object)).toContain('public_registration_email_filter');
    expect((await program.patch('/settings', {})).status).toBe(200);
  });

  test.each<[string, object, string]>([
    ['an unknown key', { license_key: 'x' }, 'INVALID_PAYLOAD'],
    ['a number for a name', { project_name: 5 }, 'FAILED_VALIDATION'],
    ['a text for a switch', { public_registration: 'yes' }, 'FAILED_VALIDATION'],
    ['a script for an address', { project_url: 'javascript:alert(1)' }, 'FAILED_VALIDATION'],
    ['a NUL in the name', { project_name: 'a\0b' }, 'FAILED_VALIDATION'],
    ['a filter on another field', { public_registration_email_filter: { role: { _eq: 'x' } } }, 'FAILED_VALIDATION'],
    ['a pattern that RE2 does not read', { auth_password_policy: '(a)\\1' }, 'FAILED_VALIDATION'],
    ['a policy without end', { auth_password_policy: 'x'.repeat(300) }, 'FAILED_VALIDATION'],
  ])('%s is refused, and nothing is written', async (_name, body, code) => {
    const before = await row();
    expect(await program.patch('/settings', { ...body, project_descriptor: 'written?' })).toMatchObject({ status: 400, code });
    expect(await row()).toEqual(before);
  });

  test("new passwords meet the project's policy, and a pattern made to hang holds nobody up", async () => {
    await program.patch('/settings', { auth_password_policy: '^(([a-z])+.)+[A-Z]([a-z])+$', public_registration: true, public_registration_email_filter: null });
    const started = performance.now();
    const answer = await new RestDoor(app.url).post('/users/register', { email: 'a@b.example', password: 'a'.repeat(200) + ' b c d' });
    expect(answer).toMatchObject({ status: 400, code: 'FAILED_VALIDATION' });
    expect(JSON.stringify(answer.body)).not.toContain('aaaa');
    expect(performance.now() - started).toBeLessThan(2000);
    await program.patch('/settings', { auth_password_policy: null });
  });

  test('nobody else reads or changes them', async () => {
    const stranger = new RestDoor(app.url);
    expect((await stranger.get('/settings')).code).toBe('FORBIDDEN');
    expect((await stranger.patch('/settings', { project_name: 'taken over' })).code).toBe('FORBIDDEN');
    const visitor = new HtmlDoor(app.url);
    expect((await visitor.get('/admin/settings')).path).toContain('/admin/login');
    expect((await row()).projectName).not.toBe('taken over');
  });
});
