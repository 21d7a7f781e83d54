import { randomUUID } from 'node:crypto';
import { SYSTEM } from '../../src/platform/accountability/accountability';
import { Transactions } from '../../src/platform/database/transactions';
import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { linkIn, Mailbox } from '../support/mailbox';

const PASSWORD = 'a brave new invitee writes';

describe.each([true, false])('invite and accept in a browser, JavaScript %s', (javaScript) => {
  let mailbox: Mailbox;
  let app: TestApp;
  let browser: TestBrowser;
  const roleId = randomUUID();

  beforeAll(async () => {
    [mailbox, browser] = await Promise.all([Mailbox.start(), openBrowser()]);
    app = await startApp({ mailbox });
    await app.get(Transactions).run(SYSTEM, (work) => work.db.role.create({ data: { id: roleId, name: 'Editors' } }));
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
    await mailbox.close();
  });

  it('leads from the role to the account of the invited person', async () => {
    const { page: ada } = await browser.visit({ javaScript, baseURL: app.url });
    await signIn(ada, ADA);

    await ada.goto(`/admin/settings/roles/${roleId}`);
    await ada.getByRole('button', { name: /Invite/ }).or(ada.getByRole('link', { name: /Invite/ })).first().click();
    await ada.fill('textarea[name=addresses]', 'Petra <petra@example.org>, nobody');
    await ada.click('#drawer button[data-save]');
    await ada.waitForSelector('.verdicts');
    expect((await ada.locator('.verdicts .badge').allTextContents()).map((text) => text.trim())).toEqual(['New', 'Not an address']);
    expect(await app.prisma.user.count({ where: { emailKey: 'petra@example.org' } })).toBe(0);
    await ada.fill('textarea[name=addresses]', 'Petra <petra@example.org>');
    await ada.click('#drawer button[data-save]');
    await ada.waitForURL(new RegExp(`/admin/settings/roles/${roleId}`));
    await ada.waitForSelector('.flash');
    expect(await ada.locator('.flash').textContent()).toContain('1 person was invited to Editors. The mail is on the way.');

    const link = linkIn(await mailbox.waitFor('petra@example.org'));
    // A scanner with a whole browser opens the link first, and presses nothing.
    const { page: scanner } = await browser.visit({ baseURL: app.url });
    await scanner.goto(link);
    expect(await app.prisma.session.count({ where: { user: { emailKey: 'petra@example.org' } } })).toBe(0);

    const { page: petra } = await browser.visit({ javaScript, baseURL: app.url });
    await petra.goto(link);
    await petra.fill('[name=password]', 'short');
    await petra.click('button:has-text("Accept the invitation")');
    await petra.waitForSelector('.error-summary');
    expect(await petra.title()).toMatch(/^Error: /);
    const { page: late } = await browser.visit({ javaScript, baseURL: app.url });
    await late.goto(link);
    await petra.fill('[name=password]', PASSWORD);
    await petra.click('button:has-text("Accept the invitation")');
    await petra.waitForURL(/\/admin\/account/);
    expect(await petra.locator('body').textContent()).toContain('petra@example.org');
    await petra.goto(link);
    expect(await petra.locator('h1').textContent()).toBe('This invitation was accepted already');

    await late.fill('[name=password]', PASSWORD);
    await late.click('button:has-text("Accept the invitation")');
    await late.waitForSelector('h1:has-text("This invitation was accepted already")');
    // The button that had the focus is gone; without scripts the page is a new one, read from its beginning.
    if (javaScript) await late.locator('h1:focus').waitFor();

    await ada.goto('/admin/invitations');
    expect(await ada.locator('tbody tr').first().textContent()).toContain('Accepted');
    expect(await app.prisma.user.findUnique({ where: { emailKey: 'petra@example.org' } })).toMatchObject({ status: 'active', roleId });
  }, 60_000);
});
