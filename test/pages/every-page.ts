import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { Passwords } from '../../src/users/passwords';
import { ADA, startApp, type TestApp } from '../support/app';
import { bringAxe, violationsOn } from '../support/axe';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { RestDoor } from '../support/doors/rest-door';
import { routesOf } from '../support/routes';

const WIDTHS = [1440, 390] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Pages that answer with something else than a page: downloads, redirects, previews that are shown in a frame. */
const NO_PAGES = /\/(raw|body|preview|html|text|example)(\/|\.|$)/;

/** Signed in, beside the routes. */
const ODD = ['/admin/nothing-here', '/admin/users?search=nobody-is-called-this'];
/** What strangers see. */
const OPEN = ['/admin/login', '/admin/register', '/admin/reset-password', '/admin/accept-invite?token=x', '/admin/verify-email?token=x', '/admin/setup?token=x'];

/**
 * Every second page, from the first or the second one on: two files, so that each worker takes one. Somebody goes from page to page, as a
 * link leads them, and looks at each in four ways; what hangs on the width (all rules) is asked at both, what hangs on the scheme (colours; it is the tokens' alone) in all four.
 */
export function everySecondPage(from: 0 | 1): void {
  const isMine = (_: string, index: number) => index % 2 === from;

  describe(`every second page from the ${from === 0 ? 'first' : 'second'} on`, () => {
    let app: TestApp;
    let browser: TestBrowser;
    let paths: string[];

    beforeAll(async () => {
      [app, browser] = await Promise.all([startApp({ env: { LIMIT_REQUESTS_A_SECOND: '0' } }), openBrowser()]);
      const ids = await populate(app);
      const gets = routesOf(app).filter(({ method, path, access }) => method === 'GET' && path.startsWith('/admin') && access !== undefined && !NO_PAGES.test(path));
      paths = [...new Set([...gets.map(({ path }) => withIds(path, ids)), ...statesOf(ids)])].sort();
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      await app.close();
    });

    it('has nothing that axe finds, fits its window and asks no other host, at both widths and in both schemes', async () => {
      const { page, context } = await browser.visit({ baseURL: app.url });
      await bringAxe(context);
      await signIn(page, ADA);
      const found: string[] = [];
      for (const path of [...paths, ...ODD].filter(isMine)) found.push(...(await look(page, path, app.url)));
      await context.clearCookies();
      await page.goto('/admin/login');
      for (const path of OPEN.filter(isMine)) found.push(...(await look(page, path, app.url)));
      expect(found).toEqual([]);
    }, 400_000);

    it('has nothing that axe finds where a way leads and no address', async () => {
      const { page, context } = await browser.visit({ baseURL: app.url });
      await bringAxe(context);
      const walk = from === 0 ? settingUp(app, page) : signingInWithACode(app, page);
      const found: string[] = [];
      for await (const name of walk) found.push(...(await examine(page, name)));
      expect(found).toEqual([]);
    }, 120_000);
  });
}

async function look(page: Page, path: string, origin: string): Promise<string[]> {
  const complaints: string[] = [];
  const foreign: string[] = [];
  const note = (request: { url(): string }) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') foreign.push(url.href);
  };
  page.on('request', note);
  const status = await follow(page, path);
  page.off('request', note);
  if (status >= 500) return [`${path}: status ${status}`];
  // Of a hundred that one template writes, the first ones stand for all.
  await page.evaluate("document.querySelectorAll('.api-operation:nth-child(n + 5)').forEach((operation) => operation.remove())");
  if (foreign.length > 0) complaints.push(`${path}: asks another host for ${foreign.join(', ')}`);
  return [...complaints, ...(await examine(page, path))];
}

/** The page that stands, in four ways. */
async function examine(page: Page, path: string): Promise<string[]> {
  const complaints: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const violations = await violationsOn(page, colorScheme === 'light' ? 'all' : 'colours');
      complaints.push(...violations.map((violation) => `${path} (${colorScheme}, ${width} px): ${violation}`));
    }
    const overflow = (await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')) as number;
    if (overflow > 1) complaints.push(`${path}: ${overflow} px wider than its window of ${width}`);
  }
  const titles = await page.locator('h1').count();
  if (titles !== 1) complaints.push(`${path}: ${titles} h1`);
  return complaints;
}

/** Goes there as from a link of the page that stands; its status. */
async function follow(page: Page, path: string): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let status = 0;
    addEventListener('turbo:before-fetch-response', ({ detail }) => { status = detail.fetchResponse.statusCode; }, { once: true });
    addEventListener('turbo:load', () => resolve(status), { once: true });
    Turbo.visit(${JSON.stringify(path)});
  })`);
}

type Ids = Readonly<Record<'role' | 'policy' | 'user' | 'invited' | 'mail' | 'activity', string>>;

/** Enough of everything that no page is empty. */
async function populate(app: TestApp): Promise<Ids> {
  const rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
  const made = async (path: string, body: unknown) => ((await rest.post(path, body)).data as { id: string }).id;
  const parent = await made('/roles', { name: 'Staff' });
  const role = await made('/roles', { name: 'Editors', parent, description: 'Write and publish articles' });
  const policy = await made('/policies', { name: 'Articles: write', app_access: true });
  await rest.post('/access', { policy, role });
  await rest.post('/permissions', { policy, collection: 'directus_users', action: 'read', fields: ['*'] });
  const statuses = ['active', 'draft', 'suspended', 'archived', 'unverified'];
  const users = await Promise.all(statuses.map((status, index) => made('/users', { email: `person-${index}@example.org`, first_name: 'Person', last_name: String(index), role, status })));
  await app.prisma.user.update({ where: { id: users[0]! }, data: { tfaSecret: 'sealed', twoFactor: { create: { since: new Date() } } } });
  await rest.post('/users/invite', { email: ['petra@example.org'], role });
  const invited = await app.prisma.user.findFirstOrThrow({ where: { emailKey: 'petra@example.org' }, select: { id: true } });
  const mail = await app.prisma.outboxMail.findFirstOrThrow({ select: { id: true } });
  const activity = await app.prisma.activity.findFirstOrThrow({ select: { id: true }, orderBy: { id: 'desc' } });
  return { role, policy, user: users[0]!, invited: invited.id, mail: mail.id, activity: String(activity.id) };
}

/** Pages that look otherwise under other parameters. */
function statesOf({ user }: Ids): string[] {
  const why = `/admin/users/${user}/why`;
  return [`${why}?collection=directus_users&action=read&item=${user}`, `${why}?collection=directus_users&action=delete`, `${why}?collection=directus_files&action=read`, `${why}?other=articles&action=update&item=%7B`];
}

const VERA = { email: 'vera@example.org', password: 'a quiet morning at the harbour' };

/** Two-factor sign-in from off to on. Yields at each page. */
async function* settingUp(app: TestApp, page: Page): AsyncGenerator<string> {
  await makeVera(app);
  await signIn(page, VERA);
  await page.goto('/admin/account/two-factor');
  await page.getByLabel('Your password', { exact: true }).fill(VERA.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('.secret-key').waitFor();
  yield 'the key for the app';
  const secret = (await page.locator('.secret-key').textContent())!.replace(/\s/g, '');
  await page.getByRole('button', { name: 'Turn on two-factor sign-in' }).click();
  await page.getByRole('alert').waitFor();
  yield 'the key for the app, after a wrong code';
  await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
  await page.getByRole('button', { name: 'Turn on two-factor sign-in' }).click();
  await page.locator('.copy-lines').waitFor();
  yield 'the recovery codes';
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await page.getByText('10 recovery codes are left').waitFor();
  yield 'my account with two-factor sign-in';
}

/** The second step of signing in, and what takes a code afterwards. Yields at each page. */
async function* signingInWithACode(app: TestApp, page: Page): AsyncGenerator<string> {
  await makeVera(app);
  const rest = await new RestDoor(app.url).signIn(VERA.email, VERA.password);
  const { secret } = (await rest.post('/users/me/tfa/generate', { password: VERA.password })).data as { secret: string };
  await rest.post('/users/me/tfa/enable', { secret, otp: codeOf(secret) });
  await page.goto('/admin/login');
  await page.getByLabel('E-mail').fill(VERA.email);
  await page.getByLabel('Password', { exact: true }).fill(VERA.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/admin/login/code');
  yield 'the code at signing in';
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('That code is not right').waitFor();
  yield 'the code at signing in, after a wrong one';
  await page.getByRole('link', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').waitFor();
  yield 'the recovery code at signing in';
  // The code of the next half minute: a phone may be that much ahead, and the present one is spent.
  await page.getByLabel('Recovery code').fill(codeOf(secret, 30_000));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/admin/account');
  for (const [path, title] of [['off', 'Turn off two-factor sign-in?'], ['recovery-codes', 'Make new recovery codes?']] as const) {
    await page.goto(`/admin/account/two-factor/${path}`);
    await page.getByRole('heading', { name: title }).waitFor();
    yield title;
  }
}

async function makeVera(app: TestApp): Promise<void> {
  const password = await app.get(Passwords).hash(VERA.password);
  await app.prisma.user.create({ data: { id: randomUUID(), email: VERA.email, emailKey: VERA.email, firstName: 'Vera', password, status: 'active' } });
}

function codeOf(secret: string, aheadMs = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + aheadMs });
}

function withIds(path: string, ids: Ids): string {
  const kind = path.includes('/roles') ? 'role' : path.includes('/policies') ? 'policy' : path.includes('/outbox') ? 'mail' : path.includes('/activity') ? 'activity' : path.includes('/invitations') ? 'invited' : 'user';
  return path.replace(/:\w+/g, ids[kind]);
}
