import { randomUUID } from 'node:crypto';
import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';

jest.setTimeout(120_000);

describe('the policy page in a browser with JavaScript', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it('stages what is typed, picked in the drawer and set in the matrix, survives a reload, and saves it all at once', async () => {
    const policy = await app.prisma.policy.create({ data: { id: randomUUID(), name: 'Publishing' } });
    const alan = await app.prisma.user.create({ data: { id: randomUUID(), firstName: 'Alan', email: 'alan@example.org', emailKey: 'alan@example.org' } });
    const { page } = await browser.visit({ baseURL: app.url });
    await signIn(page, ADA);

    await page.goto(`/admin/settings/policies/${policy.id}`);
    await page.fill('#field-name', 'Writing');
    await page.press('#field-name', 'Tab');
    await page.getByText('1 unsaved change.').waitFor();
    expect(page.url()).toContain('draft=');

    await page.getByRole('button', { name: 'Add users' }).click();
    await page.getByRole('checkbox', { name: /Alan/ }).check();
    await page.locator('.drawer__foot button[type=submit]').click();
    await page.getByText('Gets it, not saved').waitFor();

    await page.getByRole('button', { name: 'Users, read: none' }).click();
    await page.getByRole('radio', { name: /^Custom/ }).check();
    await page.fill('textarea[name="rules[0][permissions]"]', '{ "status": { "_eqq": "active" } }');
    await page.locator('.drawer__foot button[type=submit]').click();
    await page.getByText('There is a problem').waitFor();
    await page.getByText(/status\._eqq/).first().waitFor();
    await page.fill('textarea[name="rules[0][permissions]"]', '{ "status": { "_eq": "active" } }');
    await page.locator('.drawer__foot button[type=submit]').click();
    await page.getByRole('button', { name: 'Users, read: custom, not saved' }).waitFor();
    expect([await app.prisma.access.count({ where: { policyId: policy.id } }), await app.prisma.permission.count({ where: { policyId: policy.id } })]).toEqual([0, 0]);

    await page.reload();
    await page.getByText('3 unsaved changes.').waitFor();
    await page.getByRole('button', { name: /^Save, 3 unsaved changes/ }).click();
    await page.getByText('Policy saved.').waitFor();

    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id: policy.id }, include: { access: true, permissions: true } })).toMatchObject({
      name: 'Writing', access: [{ userId: alan.id }], permissions: [{ collection: 'directus_users', action: 'read', permissions: { status: { _eq: 'active' } }, fields: '*' }],
    });
    expect(await app.prisma.draft.count()).toBe(0);
  });

  it('leaves each page of its holders to the Back button, with what is staged', async () => {
    const policy = await app.prisma.policy.create({ data: { id: randomUUID(), name: 'Reading' } });
    const people = Array.from({ length: 60 }, (_, index) => ({ id: randomUUID(), firstName: `Reader ${index}`, email: `reader-${index}@example.org`, emailKey: `reader-${index}@example.org` }));
    await app.prisma.user.createMany({ data: people });
    await app.prisma.access.createMany({ data: people.map(({ id }) => ({ id: randomUUID(), userId: id, policyId: policy.id })) });
    const { page } = await browser.visit({ baseURL: app.url });
    await signIn(page, ADA);
    await page.goto(`/admin/settings/policies/${policy.id}`);
    await page.fill('#field-name', 'Perusing');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText(/^(26|51) to \d+ of 60/).waitFor();
    await page.goBack();
    await page.getByText(/^1 to \d+ of 60/).waitFor();
    await page.getByText('1 unsaved change.').waitFor();
    expect(await page.inputValue('#field-name')).toBe('Perusing');
  });
});
