import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { linkIn, Mailbox } from '../support/mailbox';

const PASSWORD = 'four words are quite easy';

describe('opening registration and registering, in a browser', () => {
  let app: TestApp;
  let mailbox: Mailbox;
  let browser: TestBrowser;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    app = await startApp({ mailbox });
    browser = await openBrowser();
    await app.prisma.role.create({ data: { id: 'members', name: 'Members' } });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await mailbox?.close();
  });

  test.each([['with', true], ['without', false]])('%s JavaScript', async (_name, javaScript) => {
    await app.prisma.settings.update({ where: { id: 1 }, data: { projectName: 'Usher', publicRegistration: false, publicRegistrationRoleId: null } });
    const settings = () => app.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
    const { page } = await browser.visit({ javaScript, baseURL: app.url });
    await signIn(page, ADA);

    // A step keeps what was typed, through a reload; a mistake is refused and nothing is written.
    await page.goto('/admin/settings');
    await page.check('#field-public_registration');
    await page.selectOption('#field-public_registration_role', 'members');
    await page.fill('#rule-0-value', '@example.org');
    await page.fill('#field-test_address', 'petra@elsewhere.example');
    await page.click('button:has-text("Test")');
    await page.waitForURL('**draft=*');
    await page.reload();
    expect(await page.locator('.address-filter__verdict').textContent()).toContain('may not register');
    await page.fill('#field-project_color', 'no colour');
    await page.click('.page-header button:has-text("Save")');
    await page.waitForSelector('.error-summary');
    expect(await settings()).toMatchObject({ publicRegistration: false, publicRegistrationRoleId: null });
    await page.fill('#field-project_color', '#0b6b50');
    await page.click('.page-header button:has-text("Save")');
    await page.waitForURL(`${app.url}/admin/settings`);
    expect(await settings()).toMatchObject({ publicRegistration: true, publicRegistrationRoleId: 'members', publicRegistrationEmailFilter: { _or: [{ email: { _ends_with: '@example.org' } }] } });

    const visitor = await browser.visit({ javaScript, baseURL: app.url });
    const email = `petra-${javaScript}@example.org`;
    await visitor.page.goto('/admin/login');
    await visitor.page.click('a[href="/admin/register"]');
    // Both pages have an address field: wait for the one that counts.
    await visitor.page.waitForSelector('button:has-text("Create account")');
    await visitor.page.fill('#field-email', email);
    await visitor.page.fill('#field-password', 'short');
    await visitor.page.click('button:has-text("Create account")');
    await visitor.page.waitForSelector('.error-summary');
    expect(await visitor.page.inputValue('#field-email')).toBe(email);
    expect(await app.prisma.user.count({ where: { email } })).toBe(0);
    await visitor.page.fill('#field-password', PASSWORD);
    await visitor.page.click('button:has-text("Create account")');
    await visitor.page.waitForURL('**/admin/register/sent*');
    expect(await app.prisma.user.findUnique({ where: { emailKey: email } })).toMatchObject({ status: 'unverified', roleId: 'members' });

    await visitor.page.goto(linkIn(await mailbox.waitFor(email)));
    await visitor.page.reload();
    expect(await app.prisma.user.findUnique({ where: { emailKey: email } })).toMatchObject({ status: 'unverified' });
    await visitor.page.click('button:has-text("Yes, this is my address")');
    await visitor.page.waitForURL('**/admin/account');
    expect(await app.prisma.user.findUnique({ where: { emailKey: email } })).toMatchObject({ status: 'active' });
  }, 90_000);
});
