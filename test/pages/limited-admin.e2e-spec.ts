import { ADA, startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

const LENA = { email: 'lena@example.org', password: 'a limited view of many things' };

describe('an administrator with few rights', () => {
  let app: TestApp;
  let lena: HtmlDoor;
  let ada: HtmlDoor;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    app = await startApp();
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    const made = async (path: string, body: unknown) => ((await rest.post(path, body)).data as { id: string }).id;
    ids['staff'] = await made('/roles', { name: 'Staff' });
    ids['editors'] = await made('/roles', { name: 'Editors', parent: ids['staff'] });
    ids['board'] = await made('/roles', { name: 'Board room', parent: ids['staff'] });
    ids['reading'] = await made('/policies', { name: 'Reading' });
    ids['payroll'] = await made('/policies', { name: 'Payroll' });
    for (const policy of ['reading', 'payroll']) await rest.post('/access', { policy: ids[policy], role: ids['staff'] });
    await rest.post('/permissions', { policy: ids['reading'], collection: 'articles', action: 'read', fields: ['*'] });
    ids['grace'] = await made('/users', { email: 'grace@example.org', first_name: 'Grace', role: ids['editors'] });
    ids['boss'] = await made('/users', { email: 'boss@example.org', first_name: 'Bossy', role: ids['board'] });
    ids['susan'] = await made('/users', { email: 'susan@example.org', first_name: 'Sulky', role: ids['editors'], status: 'suspended' });
    for (let index = 0; index < 30; index += 1) await made('/users', { email: `editor-${index}@example.org`, first_name: 'Editor', last_name: String(index), role: ids['editors'] });
    const user = await made('/users', { ...LENA, first_name: 'Lena' });
    await rest.post('/access', { policy: ids['reading'], user });
    const desk = await made('/policies', { name: 'Desk', app_access: true });
    await rest.post('/access', { policy: desk, user });
    const may = (collection: string, permissions: object) => rest.post('/permissions', { policy: desk, collection, action: 'read', fields: ['*'], permissions });
    await may('directus_users', { _and: [{ status: { _eq: 'active' } }, { role: { _neq: ids['board'] } }] });
    await may('directus_roles', { id: { _neq: ids['board'] } });
    await may('directus_policies', { id: { _eq: ids['reading'] } });
    await may('directus_access', { policy: { _eq: ids['reading'] } });
    await may('directus_permissions', { policy: { _eq: ids['reading'] } });
    [lena, ada] = [new HtmlDoor(app.url), new HtmlDoor(app.url)];
    await lena.signIn(LENA.email, LENA.password);
    await ada.signIn(ADA.email, ADA.password);
  });
  afterAll(() => app.close());

  const words = (door: HtmlDoor) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');
  const HIDDEN = ['Board room', 'Payroll', 'Bossy', 'boss@example.org', 'Sulky', 'susan@example.org'];
  const PAGES = [
    '/admin/users', '/admin/users?search=bossy', '/admin/users/:grace', '/admin/users/:grace/why?collection=articles&action=read', '/admin/users/:grace/why?collection=directus_users&action=create',
    '/admin/settings/roles', '/admin/settings/roles/:staff', '/admin/settings/roles/:staff/people', '/admin/settings/roles/:staff/people?search=boss',
    '/admin/settings/policies', '/admin/settings/policies/:reading', '/admin/settings/policies/:reading/people', '/admin/settings/policies/:reading/people?search=bossy',
    '/admin/settings/policies/:reading/rule?collection=articles&action=read', '/admin/settings/policies/:reading/add-users',
  ];
  const at = (path: string) => path.replace(/:(\w+)/g, (_, name: string) => ids[name]!);

  it.each(PAGES)('sees on %s nothing that they may not read, and no button that would be refused', async (path) => {
    const { status } = await lena.get(at(path));
    expect([200, 403]).toContain(status);
    const seen = lena.last.document.querySelector('main')!;
    for (const word of HIDDEN) expect(seen.text).not.toContain(word);
    for (const name of ['board', 'payroll', 'boss', 'susan']) expect(seen.innerHTML).not.toContain(ids[name]!);
    // What is left posts nothing, or keeps what is typed in a draft of their own.
    const posting = seen.querySelectorAll('form[method=post] button[type=submit]:not([aria-hidden])').map((button) => button.text.trim().replace(/\s+/g, ' '));
    expect(posting.filter((button) => /save|create|add|delete|remove|take|suspend|archive|invite|apply|token|all|none|custom/i.test(button))).toEqual([]);
  });

  it('is led nowhere that is closed to them, and told no time that they may not know', async () => {
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    const mia = { email: 'mia@example.org', password: 'names and roles and no more' };
    const policy = ((await rest.post('/policies', { name: 'Phone book', app_access: true })).data as { id: string }).id;
    for (const [collection, fields] of [['directus_users', ['id', 'first_name', 'last_name', 'email', 'role']], ['directus_roles', ['id', 'name', 'icon', 'description', 'parent']]]) await rest.post('/permissions', { policy, collection, action: 'read', fields, permissions: {} });
    await rest.post('/permissions', { policy, collection: 'directus_users', action: 'update', fields: ['first_name'], permissions: { id: { _eq: '$CURRENT_USER' } } });
    await rest.post('/access', { policy, user: ((await rest.post('/users', mia)).data as { id: string }).id });
    const door = new HtmlDoor(app.url);
    await door.signIn(mia.email, mia.password);
    await door.get(`/admin/settings/roles/${ids['editors']}`);
    expect(door.last.document.querySelector('#field-name')!.hasAttribute('readonly')).toBe(true);
    await door.submit('#role', { search: 'grace' }, 'Search');
    expect(words(door)).not.toContain('unsaved');
    for (const path of ['/admin/users', `/admin/users/${ids['grace']}`, '/admin/settings/roles', `/admin/settings/roles/${ids['editors']}`]) {
      await door.get(path);
      expect([path, door.last.status, words(door)]).toEqual([path, 200, expect.not.stringMatching(/Never|Just now/)]);
      expect(words(door)).not.toMatch(/Tick users|No policies yet/);
      const links = new Set(door.last.document.querySelectorAll('main a[href^="/"]').map((link) => link.getAttribute('href')!));
      for (const link of links) expect([path, link, (await door.get(link)).status]).toEqual([path, link, 200]);
    }
  });

  it('is offered neither a role that they cannot give, nor to let anybody off two-factor sign-in', async () => {
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    const made = async (path: string, body: unknown) => ((await rest.post(path, body)).data as { id: string }).id;
    const hugo = { email: 'hugo@example.org', password: 'some may do this and not that' };
    const office = await made('/policies', { name: 'Front office', app_access: true });
    for (const [collection, action] of [['directus_users', 'read'], ['directus_users', 'update'], ['directus_users', 'create'], ['directus_roles', 'read'], ['directus_policies', 'read'], ['directus_policies', 'update'], ['directus_access', 'read'], ['directus_access', 'create'], ['directus_access', 'delete'], ['articles', 'read']] as const) await rest.post('/permissions', { policy: office, collection, action, fields: ['*'] });
    const user = await made('/users', { ...hugo, first_name: 'Hugo' });
    await rest.post('/access', { policy: office, user });
    const guests = await made('/roles', { name: 'Guests' });
    const steps = await made('/policies', { name: 'Two steps', enforce_tfa: true });
    await rest.post('/access', { policy: steps, role: guests });
    const unheld = await made('/policies', { name: 'Nobody yet', enforce_tfa: true });
    const [top] = await app.prisma.role.findMany({ where: { name: 'Administrator' } });
    const door = new HtmlDoor(app.url);
    await door.signIn(hugo.email, hugo.password);
    const offered = (name: string) => door.last.document.querySelectorAll(`main select[name=${name}] option`).map((option) => option.text);
    await door.get('/admin/users');
    expect(offered('action')).toEqual(expect.arrayContaining(['Move to Guests', 'Take out of their role']));
    expect(offered('action')).not.toContain('Move to Administrator');
    expect(offered('role')).toContain('Administrator');
    for (const path of ['/admin/users/new', `/admin/users/${ids['grace']}`]) {
      await door.get(path);
      expect([path, offered('role')]).toEqual([path, expect.arrayContaining(['Guests'])]);
      expect([path, offered('role')]).toEqual([path, expect.not.arrayContaining(['Administrator'])]);
    }
    // What is not offered would be refused, and what is offered is not.
    const hugosRest = await new RestDoor(app.url).signIn(hugo.email, hugo.password);
    const moved = async (role: string) => (await hugosRest.patch(`/users/${ids['grace']}`, { role })).status;
    expect([await moved(top!.id), await moved(guests), await moved(ids['editors']!)]).toEqual([403, 200, 200]);
    await door.get(`/admin/settings/policies/${steps}`);
    const box = () => door.last.document.querySelector('#field-enforce_tfa')!;
    expect([box().hasAttribute('disabled'), words(door)]).toEqual([true, expect.stringContaining('Only an administrator can let them off.')]);
    await door.submit('#policy', { name: 'Two steps at least' }, 'Save');
    expect(words(door)).toContain('Policy saved.');
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id: steps } })).toMatchObject({ name: 'Two steps at least', enforceTfa: true });
    expect((await hugosRest.patch(`/policies/${steps}`, { enforce_tfa: false })).status).toBe(403);
    await door.get(`/admin/settings/policies/${unheld}`);
    expect(box().hasAttribute('disabled')).toBe(false);
    await ada.get(`/admin/settings/policies/${steps}`);
    expect(ada.last.document.querySelector('#field-enforce_tfa')!.hasAttribute('disabled')).toBe(false);
  });

  it('counts only whom they may see', async () => {
    await lena.get(at('/admin/settings/policies/:reading'));
    expect(words(lena)).toContain('31 people in all');
    await ada.get(at('/admin/settings/policies/:reading'));
    expect(words(ada)).toContain('34 people in all');
    await lena.get(at('/admin/settings/roles/:staff'));
    expect(words(lena)).toContain('31 people with the roles below');
    await ada.get(at('/admin/settings/roles/:staff'));
    expect(words(ada)).toContain('33 people with the roles below');
  });

  it('has everybody who holds a policy in pages, with how they come to it', async () => {
    await ada.get(at('/admin/settings/policies/:reading/people'));
    expect(words(ada)).toContain('1 to 25 of 34');
    expect(words(ada)).toContain('Through Staff, above their role Editors');
    await ada.get(`${at('/admin/settings/policies/:reading/people')}?page=2`);
    expect(words(ada)).toContain('26 to 34 of 34');
    await ada.get(`${at('/admin/settings/policies/:reading/people')}?search=lena`);
    expect(words(ada)).toMatch(/1 person.*Lena.*By themselves/);
    await ada.get(`${at('/admin/settings/policies/:reading/people')}?search=nobody-is-called-this`);
    expect(words(ada)).toContain('Nobody matches');
  });

  it('has everybody in a role and below it', async () => {
    await ada.get(at('/admin/settings/roles/:staff/people?search=boss'));
    expect(words(ada)).toMatch(/Bossy.*In Board room, below it/);
    await ada.get(at('/admin/settings/roles/:editors/people?search=grace'));
    expect(words(ada)).toMatch(/Grace.*In this role/);
  });

  it.each(['/admin/settings/policies/:payroll', '/admin/settings/policies/:payroll/people', '/admin/settings/roles/:board', '/admin/settings/roles/:board/people', '/admin/users/:boss', '/admin/users/:susan/why', '/admin/settings/policies/nonsense/people', '/admin/settings/roles/nonsense/people'])('is not let to %s', async (path) => {
    expect((await lena.get(at(path))).status).toBe(403);
  });
});
