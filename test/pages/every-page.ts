import type { Page } from 'playwright-core';
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

function withIds(path: string, ids: Ids): string {
  const kind = path.includes('/roles') ? 'role' : path.includes('/policies') ? 'policy' : path.includes('/outbox') ? 'mail' : path.includes('/activity') ? 'activity' : path.includes('/invitations') ? 'invited' : 'user';
  return path.replace(/:\w+/g, ids[kind]);
}
