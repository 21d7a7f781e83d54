import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { PROVIDERS } from '../support/database';
import { RestDoor } from '../support/doors/rest-door';
import { linkIn, Mailbox } from '../support/mailbox';

/** The other page suites run on SQLite; this one walks the main road of the guide on each database, in a real browser. */
describe.each(PROVIDERS)('the pages on %s', (provider) => {
  let app: TestApp;
  let browser: TestBrowser;
  let mailbox: Mailbox;
  let roleId: string;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    app = await startApp({ provider, mailbox });
    browser = await openBrowser();
    const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    roleId = ((await rest.post('/roles', { name: 'Editors' })).data as { id: string }).id;
    for (const name of ['alan', 'barbara']) await rest.post('/users', { email: `${name}@example.org`, first_name: name, role: roleId, status: 'active' });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
    await mailbox.close();
  });

  it('stage somebody new and somebody who leaves, and save both together', async () => {
    const { page } = await browser.visit({ baseURL: app.url, javaScript: false });
    await signIn(page, ADA);
    await page.goto(`/admin/settings/roles/${roleId}`);
    await page.getByRole('button', { name: /Remove alan/i }).click();
    await page.getByRole('button', { name: 'Create New' }).click();
    await page.getByLabel('First name').fill('Katherine');
    await page.getByLabel('E-mail address').fill('katherine@example.org');
    await page.getByRole('button', { name: 'Add new user' }).click();
    await page.getByText('katherine@example.org').waitFor();
    expect(await app.prisma.user.count({ where: { emailKey: 'katherine@example.org' } })).toBe(0);
    await page.getByRole('button', { name: /^Save/ }).first().click();
    await page.getByText(/^Saved\./).waitFor();
    const members = await app.prisma.user.findMany({ where: { roleId }, select: { emailKey: true }, orderBy: { emailKey: 'asc' } });
    expect(members.map(({ emailKey }) => emailKey)).toEqual(['barbara@example.org', 'katherine@example.org']);
    expect(await app.prisma.user.findUniqueOrThrow({ where: { emailKey: 'alan@example.org' }, select: { roleId: true, status: true } })).toEqual({ roleId: null, status: 'active' });
  });

  it('let the invited person in by the link of the mail', async () => {
    const mail = await mailbox.waitFor('katherine@example.org');
    const { page } = await browser.visit({ baseURL: app.url, javaScript: false });
    await page.goto(linkIn(mail));
    await page.locator('[type=password]').fill('orbits are computed by hand');
    await page.locator('main form button[type=submit]').first().click();
    await page.waitForURL(/\/admin\/account/);
    expect(await app.prisma.user.findUniqueOrThrow({ where: { emailKey: 'katherine@example.org' }, select: { status: true } })).toEqual({ status: 'active' });
  });
});
