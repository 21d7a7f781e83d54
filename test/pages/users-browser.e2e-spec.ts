import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { ADA, startApp, type TestApp } from '../support/app';
import { bringAxe, violationsOn } from '../support/axe';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { SYSTEM } from '../../src/platform/accountability/accountability';
import { Transactions } from '../../src/platform/database/transactions';
import { OneTimeTokens } from '../../src/platform/tokens/one-time-tokens.service';
import { OwnAddress } from '../../src/users/own-address';

describe('the pages of people in a browser', () => {
  let app: TestApp;
  let browser: TestBrowser;
  let page: Page;
  const flaws: string[] = [];

  const person = (firstName: string, lastName: string, fields: object = {}) => {
    const email = `${firstName}.${lastName}@example.org`.toLowerCase();
    return app.prisma.user.create({ data: { id: randomUUID(), firstName, lastName, email, emailKey: email, ...fields } });
  };
  /** What axe says about the page as it stands, with its open questions and errors. */
  const inspect = async (state: string) => {
    flaws.push(...(await violationsOn(page)).map((violation) => `${state}: ${violation}`));
  };

  beforeAll(async () => {
    app = await startApp();
    browser = await openBrowser();
    const { page: opened, context } = await browser.visit({ baseURL: app.url });
    page = opened;
    await bringAxe(context);
    await signIn(page, ADA);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  test('somebody is created with a password; a mistake keeps what was typed', async () => {
    await page.goto('/admin/users');
    await page.click('a:has-text("Create user")');
    await page.waitForURL('**/admin/users/new');
    await page.fill('[name=first_name]', 'Radia');
    await page.fill('[name=email]', 'nonsense');
    await page.check('[name=sign_in][value=password]');
    await page.fill('[name=password]', 'a phrase that only tests would use');
    await page.click('button:has-text("Create user")');
    await page.waitForSelector('.error-summary');
    await inspect('new, refused');
    expect(await page.inputValue('[name=first_name]')).toBe('Radia');
    expect(await page.inputValue('[name=password]')).toBe('');
    await page.fill('[name=email]', 'radia@example.org');
    await page.fill('[name=password]', 'a phrase that only tests would use');
    await page.click('button:has-text("Create user")');
    await page.waitForSelector('.flash');
    expect(await app.prisma.user.findUnique({ where: { emailKey: 'radia@example.org' } })).toMatchObject({ firstName: 'Radia', status: 'active' });
    await page.reload();
    expect(await app.prisma.user.count({ where: { emailKey: 'radia@example.org' } })).toBe(1);
  });

  test('two are ticked, the page asks, the button suspends them; back and reload repeat nothing', async () => {
    const [one, two] = [await person('Tick', 'One'), await person('Tick', 'Two')];
    await page.goto('/admin/users?search=tick');
    await page.check('tbody tr:nth-child(1) input[name=ids]');
    await page.check('tbody tr:nth-child(2) input[name=ids]');
    await page.selectOption('select[name=action]', { label: 'Suspend' });
    await page.click('.bulk-bar button:has-text("Continue")');
    await page.waitForSelector('form.confirm');
    expect(await page.textContent('h1')).toBe('Suspend 2 users?');
    await inspect('bulk question');
    await page.click('form.confirm button[type=submit]');
    await page.waitForSelector('.flash');
    expect(await page.textContent('.flash')).toContain('2 users suspended.');
    await page.goBack();
    await page.reload();
    expect(await app.prisma.user.count({ where: { id: { in: [one.id, two.id] }, status: 'suspended' } })).toBe(2);
    expect(await app.prisma.activity.count({ where: { event: 'user.suspended' } })).toBe(2);
  });

  describe('the list keeps people where they were', () => {
    const focusOn = (on: Page, id: string) => on.locator(`#${id}:focus`).waitFor({ timeout: 10_000 });
    const listed = async (on: Page) => (await on.textContent('.table-foot__summary'))!;

    beforeAll(async () => {
      await app.prisma.user.createMany({ data: Array.from({ length: 60 }, (_, index) => ({ id: randomUUID(), firstName: 'Many', lastName: String(index).padStart(2, '0'), email: `many-${index}@example.org`, emailKey: `many-${index}@example.org` })) });
    });

    test('typing goes on after a search, and a filter keeps the focus; how many there are is said', async () => {
      await page.goto('/admin/users');
      await page.fill('#search', 'many-1');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await page.waitForURL(/search=many-1$/);
      await focusOn(page, 'search');
      await page.keyboard.type('5');
      expect(await page.inputValue('#search')).toBe('many-51');
      await page.locator('[data-filter-result]', { hasText: /^Users: 1 to 11 of 11$/ }).waitFor({ state: 'attached' });
      await page.focus('select[name=status]');
      await page.selectOption('select[name=status]', 'active');
      await page.waitForURL(/status=active/);
      await page.locator('[name=status]:focus').waitFor();
    });

    test.each([['with scripts', true], ['without', false]])('paging enters the list, sorting stays at its column: %s', async (_name, javaScript) => {
      const { page: own, context } = await browser.visit({ baseURL: app.url, javaScript });
      await signIn(own, ADA);
      await own.goto('/admin/users?search=many');
      await own.click('text=Next');
      await own.waitForURL(/page=2/);
      await focusOn(own, 'list');
      expect([await own.getAttribute('#list', 'aria-label'), await listed(own)]).toEqual(['Users: 51 to 60 of 60', '51 to 60 of 60']);
      await own.click('a.sort:has-text("Status")');
      await own.waitForURL(/sort=status/);
      await focusOn(own, 'by-status');
      await own.fill('#search', 'many-5');
      await own.keyboard.press('Enter');
      await own.waitForURL(/search=many-5/);
      await focusOn(own, 'search');
      await own.click('text="Clear all"');
      await own.waitForURL(/\/admin\/users(\?sort=status)?#list$/);
      await focusOn(own, 'list');
      await context.close();
    });
  });

  test('a change of somebody else is shown before mine goes on top', async () => {
    const user = await person('Con', 'Flict', { title: 'Before' });
    await page.goto(`/admin/users/${user.id}`);
    await inspect('a person');
    await page.fill('[name=title]', 'Mine');
    await app.prisma.user.update({ where: { id: user.id }, data: { title: 'Theirs' } });
    await page.click('button:has-text("Save")');
    await page.waitForSelector('text=Somebody else changed this user');
    await inspect('conflict');
    expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ title: 'Theirs' });
    await page.click('button:has-text("Apply mine on top")');
    await page.waitForSelector('.flash');
    expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ title: 'Mine' });
  });

  test('on a phone the status with its buttons stands above the long parts of the page', async () => {
    const user = await person('Pho', 'Ned');
    const { page: phone, context } = await browser.visit({ baseURL: app.url, width: 390, height: 844 });
    await signIn(phone, ADA);
    await phone.goto(`/admin/users/${user.id}`);
    const top = async (selector: string) => (await phone.locator(selector).boundingBox())!.y;
    expect(await top('#status button:has-text("Suspend")')).toBeLessThan(844);
    expect(await top('#status')).toBeLessThan(await top('#details'));
    expect(await top('#access')).toBeLessThan(await top('#token'));
    await context.close();
  });

  test('a token is made, shown once, and gone after that', async () => {
    const user = await person('Pro', 'Gram');
    await page.goto(`/admin/users/${user.id}`);
    await page.click('button:has-text("Make token")');
    await page.waitForSelector('input[aria-label="API token"]');
    await inspect('a new token');
    const token = await page.inputValue('input[aria-label="API token"]');
    expect((await fetch(`${app.url}/users/me?fields=id`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    await page.click('a:has-text("Done")');
    await page.waitForSelector('button:has-text("Replace token")');
    expect(await page.content()).not.toContain(token);
  });

  test('a new address of one\'s own is confirmed from the mail; looking at the link changes nothing', async () => {
    const user = await person('New', 'Address');
    const mails = await app.prisma.outboxMail.count();
    await app.get(Transactions).run(SYSTEM, (work) => app.get(OwnAddress).ask(work, user.id, { address: 'Newer@example.org', key: 'newer@example.org' }));
    expect(await app.prisma.outboxMail.count()).toBe(mails + 1);
    const { id } = await app.prisma.oneTimeToken.findFirstOrThrow({ where: { userId: user.id, purpose: 'email_change' } });
    const link = `/admin/confirm-email?token=${app.get(OneTimeTokens).deriveToken(id)}`;
    for (let look = 0; look < 3; look += 1) await page.goto(link);
    await inspect('confirm an address');
    expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ email: 'new.address@example.org' });
    await page.click('button:has-text("Confirm the new address")');
    await page.waitForURL((url) => !url.pathname.endsWith('/confirm-email'));
    expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ email: 'Newer@example.org', emailKey: 'newer@example.org' });
    await page.goto(link);
    expect(await page.textContent('h1')).toBe('Already confirmed');
  });

  test('axe finds nothing in any of these states', () => {
    expect(flaws).toEqual([]);
  });
});
