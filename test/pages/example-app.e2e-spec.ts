import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ADA, startApp, type TestApp } from '../support/app';
import { freePort } from '../support/free-port.mjs';
import { openBrowser, type TestBrowser } from '../support/browser';
import { RestDoor } from '../support/doors/rest-door';
import { Mailbox } from '../support/mailbox';

const PHRASE = 'lists are read from the top';

/** docs/example-app on an origin of its own, with the official client, as somebody would run it. */
describe.each(['session', 'json'])('the example app in %s mode', (mode) => {
  let app: TestApp;
  let browser: TestBrowser;
  let mailbox: Mailbox;
  let example: ChildProcess;
  let origin: string;
  let ada: RestDoor;

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    mailbox = await Mailbox.start();
    app = await startApp({ mailbox, env: { CORS_ENABLED: 'true', CORS_ORIGIN: origin } });
    example = await serve(app.url, port);
    browser = await openBrowser();
    ada = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    example?.kill();
    await app?.close();
    await mailbox?.close();
  });

  const signIn = async (page: Page, { email, password }: { email: string; password: string }) => {
    await page.goto(origin);
    await page.getByLabel('E-mail').first().fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByLabel('Keep me signed in with').selectOption(mode);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(`Signed in as ${email}`).waitFor();
  };
  const rowOf = (page: Page, email: string) => page.getByRole('row').filter({ hasText: email });
  /** Somebody who may see people, and delete those with the title "guest". */
  const reader = async () => {
    const roleId = randomUUID();
    const policyId = randomUUID();
    await app.prisma.role.create({ data: { id: roleId, name: `Readers ${roleId.slice(0, 4)}` } });
    await app.prisma.policy.create({ data: { id: policyId, name: 'Reading' } });
    await app.prisma.access.create({ data: { id: randomUUID(), roleId, policyId } });
    await app.prisma.permission.createMany({ data: [
      { policyId, collection: 'directus_users', action: 'read', fields: '*' },
      { policyId, collection: 'directus_users', action: 'delete', fields: '*', permissions: { title: { _eq: 'guest' } } },
    ] });
    const email = `reader-${roleId.slice(0, 6)}@example.org`;
    await ada.post('/users', { email, password: PHRASE, role: roleId });
    return { email, password: PHRASE };
  };

  it('signs in, adds, invites, finds and deletes', async () => {
    const { page } = await browser.visit();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await signIn(page, ADA);
    const add = page.locator('#create');
    await add.getByLabel('First name').fill('Edith');
    await add.getByLabel('E-mail').fill(`edith-${mode}@example.org`);
    await add.getByRole('button', { name: 'Add' }).click();
    await page.getByText('is on the list.').waitFor();
    await rowOf(page, `edith-${mode}@example.org`).waitFor();
    const invite = page.locator('#invite');
    await invite.getByLabel('E-mail').fill(`ida-${mode}@example.org`);
    await invite.getByLabel('Role').selectOption({ label: 'Administrator' });
    await invite.getByRole('button', { name: 'Invite' }).click();
    await page.getByText('is invited.').waitFor();
    await rowOf(page, `ida-${mode}@example.org`).getByText('invited').waitFor();
    await mailbox.waitFor(`ida-${mode}@example.org`);
    await page.getByLabel('Search').fill('edith');
    await page.getByLabel('Search').press('Tab');
    await page.getByText('1 person').waitFor();
    await page.getByRole('button', { name: `Delete edith-${mode}@example.org` }).click();
    await page.getByText('0 people').waitFor();
    expect(errors).toEqual([]);
  });

  it('tells what was wrong, and does not sign in', async () => {
    const { page } = await browser.visit();
    await page.goto(origin);
    await page.getByLabel('E-mail').first().fill(ADA.email);
    await page.getByLabel('Password').fill('not this one');
    await page.getByLabel('Keep me signed in with').selectOption(mode);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Invalid user credentials.').waitFor();
    expect(await page.locator('#staff').isVisible()).toBe(false);
  });

  it('offers a limited caller only what they may do', async () => {
    const [person, guest, other] = [await reader(), `guest-${mode}@example.org`, `other-${mode}@example.org`];
    await ada.post('/users', [{ email: guest, title: 'guest' }, { email: other }]);
    const { page } = await browser.visit();
    await signIn(page, person);
    await rowOf(page, guest).getByRole('button', { name: 'Delete' }).waitFor();
    expect(await rowOf(page, other).getByRole('button').count()).toBe(0);
    expect([await page.locator('#create').isVisible(), await page.locator('#invite').isVisible()]).toEqual([false, false]);
    await rowOf(page, guest).getByRole('button', { name: 'Delete' }).click();
    await page.getByText(`${guest} is deleted.`).waitFor();
  });

  it('two tabs share the sign-in and the sign-out', async () => {
    const { page, context } = await browser.visit();
    await signIn(page, ADA);
    const second = await context.newPage();
    await second.goto(origin);
    await second.getByText(`Signed in as ${ADA.email}`).waitFor();
    await Promise.all([page, second].map((tab) => tab.getByRole('button', { name: 'Reload' }).click()));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('asks to sign in again when the session was ended elsewhere', async () => {
    const person = await reader();
    const { page } = await browser.visit();
    await signIn(page, person);
    await ada.patch('/users', { query: { filter: { email: { _eq: person.email } } }, data: { status: 'suspended' } });
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByText('Your session has ended. Sign in again.').waitFor();
  });

  it('goes on with a new access token when the old one has expired', async () => {
    const { page } = await browser.visit();
    await signIn(page, ADA);
    if (mode === 'json') {
      const kept = () => page.evaluate<Record<string, unknown>>("JSON.parse(localStorage.getItem('staff-list.tokens'))");
      const before = await kept();
      await page.evaluate(`localStorage.setItem('staff-list.tokens', ${JSON.stringify(JSON.stringify({ ...before, access_token: 'expired', expires_at: 1 }))})`);
      const refreshed = page.waitForResponse((response) => response.url().endsWith('/auth/refresh') && response.status() === 200);
      await page.getByRole('button', { name: 'Reload' }).click();
      await refreshed;
      await page.getByText(/\d+ (people|person)/).waitFor();
      expect((await kept())['refresh_token']).not.toBe(before['refresh_token']);
    } else {
      // What the client does before a session ends: the browser gets a new cookie, and the page goes on with it.
      const answer = await page.evaluate(async (url) => (await fetch(`${url}/auth/refresh`, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{"mode":"session"}' })).status, app.url);
      expect(answer).toBe(200);
      await page.reload();
      await page.getByText(`Signed in as ${ADA.email}`).waitFor();
    }
  });

  it('is kept out from an origin that is not listed', async () => {
    const other = await fetch(`${app.url}/users/me`, { method: 'OPTIONS', headers: { origin: 'http://elsewhere.example', 'access-control-request-method': 'GET' } });
    expect(other.headers.get('access-control-allow-origin')).not.toBe('http://elsewhere.example');
  });
});

async function serve(usher: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(__dirname, '../../docs/example-app/serve.mjs')], { env: { ...process.env, USHER_URL: usher, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout!.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`The example ended with ${code}.`)));
  });
  return child;
}
