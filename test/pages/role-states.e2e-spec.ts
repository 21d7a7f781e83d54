import type { Page } from 'playwright-core';
import { ADA, startApp, type TestApp } from '../support/app';
import { bringAxe, violationsOn } from '../support/axe';
import { openBrowser, type TestBrowser } from '../support/browser';
import { HtmlDoor } from '../support/doors/html-door';

const ROLE = '/admin/settings/roles/authors';

/** The states of the role page that no address alone leads to: staged, refused, in conflict, with a drawer open. */
describe('the states of the role page', () => {
  let app: TestApp;
  let browser: TestBrowser;
  let door: HtmlDoor;
  let at: string;

  beforeAll(async () => {
    app = await startApp({ env: { LIMIT_REQUESTS_A_SECOND: '0' } });
    browser = await openBrowser();
    await populate(app);
    door = new HtmlDoor(app.url);
    await door.signIn(ADA.email, ADA.password);
    await door.get(ROLE);
    await door.submit('#role', { name: 'Editors', policy: 'news' }, 'Add policy');
    await door.submit('#role', {}, 'Remove policy Media');
    await door.submit('#role', {}, 'Remove Alan Turing from this role');
    await door.submit('#role', {}, 'Create New');
    await door.submit('.drawer__form', { first_name: 'Katherine', last_name: 'Johnson', email: 'katherine@example.org', sign_in: 'invitation' });
    await door.submit('#role', {}, 'Add Existing');
    await door.submit('.drawer__form', { 'picked[]': ['radia'] }, 'Add users');
    at = `${ROLE}${new URL(door.last.path, app.url).search}`;
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const STATES: readonly [string, (page: Page) => Promise<unknown>][] = [
    ['staged', (page) => page.goto(at)],
    ['under review', (page) => page.goto(at.replace('?', '/review?'))],
    ['with the picker open', async (page) => {
      await page.goto(at);
      await page.getByRole('button', { name: 'Add Existing' }).click();
      await page.getByRole('dialog', { name: 'Add existing users' }).waitFor();
      await page.getByRole('checkbox').first().check();
      await page.getByRole('button', { name: 'Add 1 user' }).waitFor();
    }],
    ['with a refused new user', async (page) => {
      await page.goto(at);
      await page.getByRole('button', { name: 'Create New' }).click();
      await page.getByRole('dialog', { name: 'Create new user' }).waitFor();
      await page.locator('.drawer__foot [data-save]').click();
      await page.locator('dialog .error-summary').waitFor();
    }],
    ['refused', async (page) => {
      await page.goto(at);
      await page.getByLabel('Name', { exact: true }).fill('');
      await page.locator('.page-header [data-save]').click();
      await page.locator('.error-summary').waitFor();
      await page.getByLabel('Name', { exact: true }).fill('Editors');
      await page.getByLabel('Name', { exact: true }).press('Enter');
      await page.locator('.error-summary').waitFor({ state: 'detached' });
    }],
    ['in conflict', async (page) => {
      await app.prisma.user.update({ where: { id: 'radia' }, data: { roleId: null } });
      await page.goto(at);
      await page.locator('.page-header [data-save]').click();
      await page.getByRole('heading', { name: 'Authors changed meanwhile' }).waitFor();
      await app.prisma.user.update({ where: { id: 'radia' }, data: { roleId: 'viewers' } });
    }],
  ];

  it.each([[1440, 'light'], [390, 'dark']] as const)('have nothing that axe finds, and fit their window, at %i px, %s', async (width, colorScheme) => {
    const { page, context } = await browser.visit({ width, colorScheme, baseURL: app.url });
    await bringAxe(context);
    await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: app.url })));
    const found: string[] = [];
    for (const [name, enter] of STATES) {
      await enter(page);
      found.push(...(await violationsOn(page)).map((violation) => `${name}: ${violation}`));
      const overflow = (await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')) as number;
      if (overflow > 1) found.push(`${name}: ${overflow} px wider than its window`);
    }
    expect(found).toEqual([]);
  }, 120_000);

  it('stage what was typed as soon as the field is left, without a button', async () => {
    const { page, context } = await browser.visit({ baseURL: app.url });
    await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: app.url })));
    await page.goto('/admin/settings/roles/viewers');
    await page.getByLabel('Description').fill('They look');
    await page.getByLabel('Description').press('Tab');
    await page.getByText('1 unsaved change.').waitFor();
    await page.waitForURL(/draft=/);
    await page.reload();
    expect(await page.getByLabel('Description').inputValue()).toBe('They look');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Your staged changes are discarded').waitFor();
  });

  it('leave the keyboard where it is: what took somebody out of the role puts them back', async () => {
    const { page, context } = await browser.visit({ baseURL: app.url });
    await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: app.url })));
    await page.goto('/admin/settings/roles/viewers');
    await page.getByRole('button', { name: 'Remove Radia Perlman from this role' }).press('Enter');
    await page.getByText('1 unsaved change.').waitFor();
    await page.locator('[aria-label="Undo removing Radia Perlman"]:focus').press('Enter');
    await page.getByText('1 unsaved change.').waitFor({ state: 'detached' });
    await page.locator(':focus', { hasText: 'Remove Radia Perlman from this role' }).waitFor();
  });

  it('say that they are saved where it is seen, wherever on the page that was', async () => {
    const { page, context } = await browser.visit({ baseURL: app.url, height: 400 });
    await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: app.url })));
    await page.goto('/admin/settings/roles/viewers');
    await page.getByLabel('Description').fill('They read');
    await page.getByLabel('Description').press('Tab');
    await page.getByText('1 unsaved change.').waitFor();
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await page.locator('.page-header [data-save]').click();
    await page.getByText('Saved.').waitFor();
    expect((await page.locator('.flash').boundingBox())!.y).toBeGreaterThanOrEqual(0);
  });

  it('keep their address while people are invited over them, and have a mistake read first before the role goes', async () => {
    const { page, context } = await browser.visit({ baseURL: app.url });
    await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: app.url })));
    await page.goto('/admin/settings/roles/viewers');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('dialog', { name: 'Invite people' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/settings/roles/viewers');
    await page.goto('/admin/settings/roles/authors/delete');
    await page.getByRole('button', { name: 'Delete role' }).click();
    await page.locator('.error-summary:focus', { hasText: 'Choose what happens to the people' }).waitFor();
  });

  it('give the focus back to what opened a drawer, and close it with Esc', async () => {
    const { page, context } = await browser.visit({ baseURL: app.url, motion: true });
    await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: app.url })));
    await page.goto(at);
    await page.getByRole('button', { name: 'Create New' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' }).catch(() => page.getByRole('dialog').waitFor({ state: 'hidden' }));
    // Focus comes back when the drawer has gone, which takes a moment.
    await page.locator(':focus', { hasText: 'Create New' }).waitFor();
  });
});

async function populate(app: TestApp): Promise<void> {
  const { role, policy, access, user } = app.prisma;
  await role.create({ data: { id: 'staff', name: 'Staff' } });
  await role.create({ data: { id: 'authors', name: 'Authors', icon: 'pen-line', description: 'Write', parentId: 'staff' } });
  await role.create({ data: { id: 'viewers', name: 'Viewer' } });
  for (const [id, name] of [['media', 'Media'], ['news', 'Newsletter'], ['app', 'App access']] as const) await policy.create({ data: { id, name, appAccess: id === 'app' } });
  await access.createMany({ data: [{ id: 'a1', roleId: 'authors', policyId: 'media' }, { id: 'a2', roleId: 'staff', policyId: 'app' }] });
  const people = [['Alan', 'Turing', 'authors', 'active'], ['Barbara', 'Liskov', 'authors', 'suspended'], ['Edsger', 'Dijkstra', 'authors', 'invited'], ['Radia', 'Perlman', 'viewers', 'active'], ['Frances', 'Allen', null, 'active']] as const;
  for (const [firstName, lastName, roleId, status] of people) {
    const id = firstName.toLowerCase();
    await user.create({ data: { id, firstName, lastName, roleId, status, email: `${id}@example.org`, emailKey: `${id}@example.org` } });
  }
}
