import { randomUUID } from 'node:crypto';
import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

jest.setTimeout(120_000);

const LENA = { email: 'lena@example.org', password: 'a limited view of many things' };

describe('access on the page of a person', () => {
  let app: TestApp;
  let browser: TestBrowser;
  let ada: HtmlDoor;
  let lena: HtmlDoor;
  const ids: Record<'vera' | 'susan' | 'petra' | 'staff' | 'editors' | 'writing' | 'office' | 'hiring', string> = { vera: '', susan: '', petra: '', staff: '', editors: '', writing: '', office: '', hiring: '' };

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    const made = async (path: string, body: unknown) => ((await rest.post(path, body)).data as { id: string }).id;
    ids.staff = await made('/roles', { name: 'Staff' });
    ids.editors = await made('/roles', { name: 'Editors', parent: ids.staff });
    ids.writing = await made('/policies', { name: 'Writing', app_access: true });
    ids.office = await made('/policies', { name: 'Office hours', ip_access: ['10.0.0.0/8'] });
    ids.hiring = await made('/policies', { name: 'Hiring' });
    await rest.post('/access', { policy: ids.writing, role: ids.staff });
    await rest.post('/access', { policy: ids.hiring, role: await made('/roles', { name: 'People team' }) });
    await rest.post('/permissions', { policy: ids.writing, collection: 'directus_users', action: 'read', fields: ['id', 'email', 'status'], permissions: { status: { _eq: 'active' } } });
    await rest.post('/permissions', { policy: ids.writing, collection: 'articles', action: 'update', fields: ['title'], permissions: { author: { _eq: '$CURRENT_USER' } } });
    await rest.post('/permissions', { policy: ids.writing, collection: 'articles', action: 'read', fields: ['*'] });
    await rest.post('/permissions', { policy: ids.office, collection: 'directus_roles', action: 'update', fields: ['*'] });
    await rest.post('/permissions', { policy: ids.hiring, collection: 'directus_users', action: 'create', fields: ['*'] });
    ids.vera = await made('/users', { email: 'vera@example.org', first_name: 'Vera', role: ids.editors });
    ids.susan = await made('/users', { email: 'susan@example.org', first_name: 'Susan', role: ids.editors, status: 'suspended' });
    ids.petra = await made('/users', { email: 'petra@example.org', first_name: 'Petra' });
    await rest.post('/access', { policy: ids.office, user: ids.vera });
    // She may read people and nothing about their rights.
    const desk = await made('/policies', { name: 'Desk', app_access: true });
    await rest.post('/permissions', { policy: desk, collection: 'directus_users', action: 'read', fields: ['*'] });
    const user = await made('/users', { ...LENA, first_name: 'Lena' });
    await rest.post('/access', { policy: desk, user });
    [ada, lena] = [new HtmlDoor(app.url), new HtmlDoor(app.url)];
    await ada.signIn(ADA.email, ADA.password);
    await lena.signIn(LENA.email, LENA.password);
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const words = (door: HtmlDoor) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');
  const why = (door: HtmlDoor, question: Record<string, string>, user = ids.vera) => door.get(`/admin/users/${user}/why?${new URLSearchParams(question).toString()}`);

  it('tells each right with its source, and what does not hold from here', async () => {
    await ada.get(`/admin/users/${ids.vera}`);
    const access = ada.last.document.querySelector('#access')!;
    expect(access.querySelector('[aria-label="Users, read: custom. Why?"]')!.getAttribute('href')).toBe(`/admin/users/${ids.vera}/why?collection=directus_users&action=read`);
    expect(access.querySelector('[aria-label="articles, read: all. Why?"]')).not.toBeNull();
    expect(words(ada)).toContain('Users: read Where Status is “active”; fields: Id, E-mail address, StatusWriting through the parent role Staff');
    expect(words(ada)).toContain('articles: update Where Author is the person themselves; fields: Title');
    expect(words(ada)).toContain('App access, which brings this along');
    expect(words(ada)).toContain('Office hours, their own policy holds only for requests from 10.0.0.0/8.');
    expect(access.querySelector(`a[href="/admin/settings/policies/${ids.writing}"]`)).not.toBeNull();
  });

  it('tells which rights hold only from which addresses: of somebody else, and of oneself whether they do now', async () => {
    await ada.get(`/admin/users/${ids.vera}`);
    expect(ada.last.document.querySelector('[aria-label="Roles, update: only from certain addresses. Why?"]')).not.toBeNull();
    expect(words(ada)).toContain('Roles: update Every item, all fieldsOffice hours, their own policy, only for requests from 10.0.0.0/8');
    expect(words(ada)).toContain('Only from certain addresses');
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    const made = async (path: string, body: unknown) => ((await rest.post(path, body)).data as { id: string }).id;
    const olga = { email: 'olga@example.org', password: 'where somebody is decides' };
    const user = await made('/users', { ...olga, first_name: 'Olga' });
    const nearby = await made('/policies', { name: 'Nearby', app_access: true, ip_access: ['127.0.0.0/8', '::1'] });
    const away = await made('/policies', { name: 'Away', admin_access: true, ip_access: ['10.0.0.0/8'] });
    for (const policy of [nearby, away, ids.office]) await rest.post('/access', { policy, user });
    for (const collection of ['directus_policies', 'directus_roles', 'directus_access', 'directus_permissions']) await rest.post('/permissions', { policy: nearby, collection, action: 'read', fields: ['*'] });
    const door = new HtmlDoor(app.url);
    await door.signIn(olga.email, olga.password);
    await door.get(`/admin/users/${user}`);
    expect(words(door)).toContain('Policies: read Every item, all fieldsNearby, their own policy, only for requests from 127.0.0.0/8, ::1');
    expect(words(door)).toContain('Users: read Where Id is the person themselves');
    expect(words(door)).toContain('App access, which brings this along, only for requests from 127.0.0.0/8, ::1');
    expect(words(door)).toContain('Office hours, their own policy, only for requests from 10.0.0.0/8; yours comes from another one');
    expect(words(door)).toContain('Not in force now');
    expect(words(door)).toContain('Away, their own policy holds only for requests from 10.0.0.0/8, and yours comes from another one. It makes an administrator of them there.');
  });

  it('tells of an administrator in one line, and of somebody suspended that nothing holds', async () => {
    const { id } = await app.prisma.user.findFirstOrThrow({ where: { emailKey: ADA.email } });
    await ada.get(`/admin/users/${id}`);
    expect(words(ada)).toContain('Administrator rights: may see and change everything. They come from Administrator through their role Administrator.');
    expect(ada.last.document.querySelector('#access .matrix')).toBeNull();
    await ada.get(`/admin/users/${ids.susan}`);
    expect(words(ada)).toContain('until the status is active, none of this holds');
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['yes, by which rule', { collection: 'directus_users', action: 'read', item: ':vera' }, ['Yes', 'Vera may read this item of Users.', 'Writing through the parent role Staff: Where Status is “active”; fields: Id, E-mail address, Status.']],
    ['no, since a condition does not hold', { collection: 'directus_users', action: 'read', item: ':susan' }, ['No', 'Writing through the parent role Staff asks of this item: Status is “active”. That does not hold: its Status is “suspended”.']],
    ['no, since a field is not among those granted', { collection: 'directus_users', action: 'read', item: ':petra', fields: 'email, location' }, ['No', 'What they may read does not include: Location.', 'A rule would have to grant Location. The rules grant: Id, E-mail address, Status.']],
    ['no, since no policy has it, and which would', { collection: 'directus_users', action: 'create' }, ['No', 'No policy of theirs that holds at the moment has a create permission on Users.', 'Policy Hiring grants it to People team.']],
    ['no, from this address', { collection: 'directus_roles', action: 'update', item: ':staff' }, ['No', 'It would hold for requests from 10.0.0.0/8, by Office hours, their own policy.']],
    ['yes, from that address', { collection: 'directus_roles', action: 'update', item: ':staff', ip: '10.1.2.3' }, ['Yes', 'Office hours, their own policy', 'nobody can give what they do not hold']],
    ['that it depends on the item', { collection: 'articles', action: 'update' }, ['It depends', 'Name an item below']],
    ['yes for a row of another program', { other: 'articles', action: 'update', item: '{"author":":vera"}' }, ['Yes', 'Where Author is the person themselves']],
    ['no for another row', { other: 'articles', action: 'update', item: '{"author":"somebody"}' }, ['No', 'its Author is “somebody”']],
    ['no for what does not exist', { collection: 'directus_users', action: 'read', item: randomUUID() }, ['No', 'There is none, or it is not for you to see.']],
  ])('answers %s', async (_, question, expected) => {
    const filled = Object.fromEntries(Object.entries(question).map(([key, value]) => [key, value.replace(/:(vera|susan|petra|staff)/, (__, name: 'vera' | 'susan' | 'petra' | 'staff') => ids[name])]));
    expect((await why(ada, filled)).status).toBe(200);
    for (const text of expected) expect(words(ada)).toContain(text);
  });

  it.each<[string, Record<string, string>, string]>([
    ['nothing but an item', { item: 'x' }, 'Collection is missing'],
    ['nothing at all', { collection: '', other: '', action: '', item: '', fields: '', ip: '' }, 'Collection is missing'],
    ['a collection that Usher does not have', { collection: 'directus_files', action: 'read' }, 'Usher has no collection “directus_files”'],
    ['an action that is none', { collection: 'directus_users', action: 'destroy' }, 'Action is not one of the choices'],
    ['broken JSON', { other: 'articles', action: 'update', item: '{ "author":\n oops }' }, 'line 2, column 2'],
    ['a row in the place of a key', { collection: 'directus_users', action: 'read', item: '{"id":1}' }, 'Item has to be the key'],
    ['a key in the place of a row', { other: 'articles', action: 'read', item: '5' }, 'Item has to be the row itself'],
    ['no address', { collection: 'directus_users', action: 'read', ip: 'home' }, 'Address is not an IP address'],
    ['a collection beyond all measure', { other: 'x'.repeat(300), action: 'read' }, 'Collection is too long'],
    ['characters that no key has', { collection: 'directus_users', action: 'read', item: 'a\0b' }, 'Item is too long'],
  ])('refuses %s, and keeps what was typed', async (_, question, message) => {
    expect((await why(ada, question)).status).toBe(422);
    expect(ada.last.document.querySelector('.error-summary')!.text.replace(/\s+/g, ' ')).toContain(message);
    if (question['item'] === 'x') expect(ada.last.document.querySelector('#field-item')!.text.trim()).toBe('x');
  });

  it.each([['/admin/users/nobody/why'], [`/admin/users/${randomUUID()}/why?collection=directus_users&action=read`]])('does not answer for somebody who is not there: %s', async (path) => {
    expect((await ada.get(path)).status).toBe(403);
  });

  it('reveals to somebody with less rights neither policies nor roles nor rules', async () => {
    await lena.get(`/admin/users/${ids.vera}`);
    const secrets = ['Writing', 'Staff', 'Editors', 'Office hours', 'Hiring', 'People team', '10.0.0.0', ids.writing, ids.staff, ids.office];
    expect(lena.last.document.querySelector('#access')!.text).toContain('a policy that you may not see');
    for (const secret of secrets) expect(lena.last.html).not.toContain(secret);
    for (const question of [{ collection: 'directus_users', action: 'read', item: ids.susan }, { collection: 'directus_users', action: 'create' }, { collection: 'directus_roles', action: 'update', item: '1' }, { other: 'articles', action: 'update', item: '{"author":"x"}' }]) {
      await why(lena, question as unknown as Record<string, string>);
      expect(lena.last.status).toBe(200);
      for (const secret of secrets) expect(lena.last.html).not.toContain(secret);
    }
    await why(lena, { collection: 'directus_users', action: 'read', item: ids.susan });
    expect(words(lena)).toContain('A rule that you may not see leaves the item out.');
  });

  it.each([390, 1000, 1280])('shows the whole of it at %i px, and of the permissions of a policy', async (width) => {
    const { page, context } = await browser.visit({ baseURL: app.url, width });
    await signIn(page, ADA);
    for (const path of [`/admin/users/${ids.vera}`, `/admin/settings/policies/${ids.writing}`]) {
      await page.goto(path);
      const cut = await page.locator('.matrix').evaluate((matrix) => {
        const right = matrix.getBoundingClientRect().right;
        return [...matrix.closest('.card')!.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > right + 1 && !element.closest('.hidden-visually, thead')).map((element) => element.className);
      });
      expect([path, cut]).toEqual([path, []]);
    }
    await context.close();
  });

  it('opens the answer of a cell in the drawer, asks on in there, and links to the answer as a page', async () => {
    const { page } = await browser.visit({ baseURL: app.url });
    await signIn(page, ADA);
    await page.goto(`/admin/users/${ids.vera}`);
    await page.getByRole('link', { name: 'Users, create: none. Why?' }).click();
    const answer = page.locator('.drawer-host .why');
    await answer.getByText('Policy Hiring grants it').waitFor();
    expect(await page.evaluate(`document.activeElement.classList.contains('why')`)).toBe(true);
    await page.locator('.drawer-host select[name=action]').selectOption('read');
    await page.locator('.drawer-host textarea[name=item]').fill(ids.susan);
    await page.locator('.drawer-host').getByRole('button', { name: 'Ask' }).click();
    await answer.getByText('its Status is “suspended”').waitFor();
    await page.locator('.drawer-host textarea[name=item]').fill('{ no');
    await page.locator('.drawer-host').getByRole('button', { name: 'Ask' }).click();
    await page.locator('.drawer-host .error-summary').getByText('Item has to be the key').waitFor();
    await page.locator('.drawer-host textarea[name=item]').fill(ids.vera);
    await page.locator('.drawer-host').getByRole('button', { name: 'Ask' }).click();
    await answer.getByText('Vera may read this item').waitFor();
    await answer.getByRole('link', { name: 'Link to this answer' }).click();
    await page.waitForURL(/\/why\?collection=directus_users&action=read&item=/);
    await page.locator('main .why').getByText('Vera may read this item').waitFor();
  });
});
