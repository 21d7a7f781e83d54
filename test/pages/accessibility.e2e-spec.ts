import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, type TestBrowser } from '../support/browser';
import { RestDoor } from '../support/doors/rest-door';
import { routesOf } from '../support/routes';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const BYTES_AT_MOST = 60 * 1024;
const WIDTHS = [1440, 390] as const;
const SCHEMES = ['light', 'dark'] as const;
/** The scheme changes colours and nothing else (it is the tokens' alone), so only the rules about colours are asked again. */
const RULES = { light: { resultTypes: ['violations'] }, dark: { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] } };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Pages that answer with something else than a page: downloads, redirects, previews that are shown in a frame. */
const NO_PAGES = /\/(raw|body|preview|html|text|example)(\/|\.|$)/;

describe('every page', () => {
  let app: TestApp;
  let browser: TestBrowser;
  let paths: string[];

  beforeAll(async () => {
    app = await startApp();
    browser = await openBrowser();
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
    await signIn(page);
    const found: string[] = [];
    for (const path of [...paths, '/admin/nothing-here', '/admin/users?search=nobody-is-called-this']) found.push(...(await look(page, path)));
    await context.clearCookies();
    for (const path of ['/admin/login', '/admin/register', '/admin/reset-password', '/admin/accept-invite?token=x', '/admin/verify-email?token=x', '/admin/setup?token=x']) found.push(...(await look(page, path)));
    expect(found).toEqual([]);
  }, 400_000);

  async function signIn(page: Page): Promise<void> {
    await page.goto('/admin/login');
    await page.fill('[name=email]', ADA.email);
    await page.fill('[name=password]', ADA.password);
    await page.press('[name=password]', 'Enter');
    await page.waitForURL((url) => !url.pathname.endsWith('/login'));
  }

  async function look(page: Page, path: string): Promise<string[]> {
    const complaints: string[] = [];
    const foreign: string[] = [];
    const note = (request: { url(): string }) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== app.url && protocol !== 'data:') foreign.push(request.url());
    };
    page.on('request', note);
    const answer = await page.goto(path);
    page.off('request', note);
    if (!answer || answer.status() >= 500) return [`${path}: status ${answer?.status()}`];
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) return [];
    if (foreign.length > 0) complaints.push(`${path}: asks another host for ${foreign.join(', ')}`);
    await page.evaluate(AXE);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const where = `${path} (${colorScheme}, ${width} px)`;
        const violations = await page.evaluate(`axe.run(document, ${JSON.stringify(RULES[colorScheme])}).then((result) => result.violations)`) as Violation[];
        complaints.push(...violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`).slice(0, 3).join('; ')}`));
      }
      const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as number;
      if (overflow > 1) complaints.push(`${path}: ${overflow} px wider than its window of ${width}`);
    }
    if ((await page.locator('h1').count()) !== 1) complaints.push(`${path}: ${await page.locator('h1').count()} h1`);
    return complaints;
  }

  it('is no heavier than 60 kB at the first view', async () => {
    const asked = async (path: string) => {
      const answer = await fetch(app.url + path, { headers: { 'accept-encoding': 'br' } });
      return { text: await answer.clone().text(), bytes: Number(answer.headers.get('content-length') ?? 0) || (await answer.arrayBuffer()).byteLength };
    };
    const html = await asked('/admin/login');
    const files = [...html.text.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThanOrEqual(2);
    const { brotliCompressSync } = await import('node:zlib');
    let total = 0;
    for (const file of [...new Set(files)]) total += brotliCompressSync(Buffer.from(await (await fetch(app.url + file)).arrayBuffer())).byteLength;
    expect(total + brotliCompressSync(html.text).byteLength).toBeLessThanOrEqual(BYTES_AT_MOST);
  });
});

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
