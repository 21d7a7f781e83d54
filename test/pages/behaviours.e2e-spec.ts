import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { securityHeaders } from '../../src/doors/http/security-headers';
import { openBrowser, type TestBrowser } from '../support/browser';
import { PROJECT, renderPage } from '../support/views';

const ROLE = `
<form id="role" method="post" action="/role" novalidate data-behaviour="submit-guard unsaved-guard">
  {{> components/form-token}}
  {{#> components/page-header title="Editors"}}{{> components/button label="Save" kind="primary" name="step" value="save"}}{{/components/page-header}}
  {{> components/field-text name="name" label="Name" value="Editors"}}
  {{> components/button label="Create New" name="step" value="create-new" frame="drawer"}}
  <a href="/elsewhere">Elsewhere</a>
</form>`;
const DRAWER = `
{{#> components/drawer title="Create new user" action="/create-new" closeUrl="/role" submitLabel="Add to role" errors=errors}}
  {{> components/field-text name="name" label="Name" value="" error=../error}}
{{/components/drawer}}`;
const REFUSING = `
<form method="post" action="/refusing" novalidate data-behaviour="submit-guard unsaved-guard">
  {{> components/error-summary errors=errors}}
  {{> components/field-password name="password" label="Password" autocomplete="new-password" error=error}}
  <fieldset data-behaviour="field-picker"><label><input type="checkbox" name="field" value="name"> Name</label><label><input type="checkbox" name="field" value="mail"> Mail</label></fieldset>
  {{> components/copy value="text" label="Text"}}
  {{> components/button label="Send"}}
  <a href="/elsewhere">Elsewhere</a>
</form>`;

/** Pages of components only, served under the very policy that the program sends. */
class Examples {
  readonly posts: string[] = [];
  /** How long the next POST takes. */
  delayMs = 0;
  readonly #server: Server;
  readonly #assets: Record<string, string>;

  constructor() {
    const manifest = JSON.parse(readFileSync(join(PROJECT, 'public/build/manifest.json'), 'utf8')) as Record<string, string>;
    this.#assets = { ...Object.fromEntries(Object.entries(manifest).map(([key, file]) => [key, `/assets/${file}`])), sprite: readFileSync(join(PROJECT, 'public/build/sprite.svg'), 'utf8') };
    this.#server = createServer((request, response) => void this.#answer(request).then(({ status, body, headers }) => response.writeHead(status, { ...securityHeaders(false), ...headers }).end(body)));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: string; headers: Record<string, string> }> {
    const path = request.url!.split('?')[0]!;
    if (path.startsWith('/assets/')) {
      const type = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' }[path.split('.').at(-1)!]!;
      return { status: 200, body: readFileSync(join(PROJECT, 'public/build', path.slice('/assets/'.length)), 'utf8'), headers: { 'content-type': type } };
    }
    const html = (source: string, view: object = {}, status = 200, flash: object | null = null) => ({
      status,
      body: renderPage(source, { errors: [], error: '', ...view }, { assets: this.#assets, flash }),
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      this.posts.push(`${path} ${body}`);
      await new Promise((resolve) => setTimeout(resolve, this.delayMs));
      const fields = new URLSearchParams(body);
      if (path === '/create-new' && !fields.get('name')) return html(DRAWER, { errors: [{ text: 'Name is missing.', href: '#field-name' }], error: 'Name is missing.' }, 422);
      if (path === '/refusing') return html(REFUSING, { errors: [{ text: 'Password is too short.', href: '#field-password' }], error: 'Password is too short.' }, 422);
      const location = path === '/create-new' ? '/role?draft=1&done=1' : fields.get('step') === 'create-new' ? '/create-new' : '/role?saved=1';
      return { status: 303, body: '', headers: { location } };
    }
    if (path === '/create-new') return html(DRAWER);
    if (path === '/refusing') return html(REFUSING);
    if (path === '/role') return html(ROLE, {}, 200, request.url!.includes('done') ? { kind: 'good', text: 'Added to the role' } : null);
    return html('<h1>Elsewhere</h1>');
  }
}

describe('what scripts add', () => {
  let examples: Examples;
  let url: string;
  let browser: TestBrowser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    if (!existsSync(join(PROJECT, 'public/build/manifest.json'))) execFileSync(process.execPath, [join(PROJECT, 'bin/assets.mjs')]);
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    examples = new Examples();
    url = await examples.listen();
    ({ page } = await browser.visit({ width: 1200, height: 800, motion: true }));
    problems.length = 0;
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('422') && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${url}/role`);
  });
  afterEach(async () => {
    await page.context().close();
    examples.close();
    expect(problems).toEqual([]);
  });

  const drawer = () => page.locator('dialog[open]');
  const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.textContent.trim()');

  it('a drawer opens over the page, with what was typed sent along, and takes the focus', async () => {
    await page.fill('#field-name', 'Authors');
    await page.click('text=Create New');
    await drawer().waitFor();
    expect(examples.posts).toEqual([expect.stringContaining('name=Authors')]);
    expect(await focused()).toBe('drawer-field-name');
    expect(new URL(page.url()).pathname).toBe('/role');
    expect(await page.locator('#field-name').count()).toBe(1);
  });

  it.each([
    ['Esc', () => page.keyboard.press('Escape')],
    ['Cancel', () => page.click('dialog[open] >> text=Cancel')],
    ['a press on the page behind', () => page.mouse.click(60, 400)],
  ])('%s closes it and gives the focus back', async (_name, close) => {
    await page.click('text=Create New');
    await drawer().waitFor();
    await close();
    await drawer().waitFor({ state: 'detached' });
    // The close event comes a moment after the dialog has gone.
    await page.locator(':focus', { hasText: /^\s*Create New\s*$/ }).waitFor({ timeout: 3_000 });
    expect(await page.inputValue('#field-name')).toBe('Editors');
  });

  it('a mistake stays in the drawer, and the summary leads to the field', async () => {
    await page.click('text=Create New');
    await drawer().waitFor();
    await page.click('text=Add to role');
    await page.locator('dialog[open] .error-summary').waitFor();
    expect(await page.evaluate<string>('document.activeElement.className')).toContain('error-summary');
    await page.click('dialog[open] .error-summary a');
    expect(await focused()).toBe('drawer-field-name');
  });

  it('after each refusal the summary has the focus, and what scripts add is there again', async () => {
    await page.goto(`${url}/refusing`);
    for (const attempt of [1, 2, 3]) {
      await page.fill('#field-password', 'short');
      await page.keyboard.press('Enter');
      await page.locator('.error-summary:focus').waitFor();
      expect(examples.posts).toHaveLength(attempt);
      await page.click('text=Show');
      expect(await page.getAttribute('#field-password', 'type')).toBe('text');
      expect(await page.locator('.rule__picker').count()).toBe(1);
      expect(await page.isVisible('text="Copy"')).toBe(true);
    }
    await page.click('text=Elsewhere');
    await page.locator('text=Leave without saving?').waitFor();
  });

  it('its check closes it and shows the page that follows, with its message, and the focus where it was', async () => {
    await page.fill('#field-name', 'Authors');
    await page.click('text=Create New');
    await drawer().waitFor();
    await page.fill('#drawer-field-name', 'Katherine');
    await page.keyboard.press('Control+s');
    await page.locator('text=Added to the role').waitFor();
    expect(page.url()).toBe(`${url}/role?draft=1&done=1`);
    expect(await drawer().count()).toBe(0);
    expect(await focused()).toBe('Create New');
  });

  it('pressing Save twice sends once', async () => {
    examples.delayMs = 300;
    await page.dblclick('text=Save');
    await page.waitForURL(/saved/);
    expect(examples.posts).toHaveLength(1);
  });

  it('leaving with something typed asks first', async () => {
    await page.fill('#field-name', 'Authors');
    await page.click('text=Elsewhere');
    await page.locator('text=Leave without saving?').waitFor();
    await page.click('text=Stay here');
    expect(new URL(page.url()).pathname).toBe('/role');
    expect(await page.inputValue('#field-name')).toBe('Authors');
    await page.click('text=Elsewhere');
    await page.click('dialog[open] >> text="Leave"');
    await page.waitForURL(/elsewhere/);
  });

  it('without scripts the drawer is a page that does the same', async () => {
    const { page: plain, context } = await browser.visit({ javaScript: false });
    await plain.goto(`${url}/role`);
    await plain.click('text=Create New');
    expect(new URL(plain.url()).pathname).toBe('/create-new');
    await plain.click('text=Add to role');
    await plain.locator('.error-summary:focus').waitFor();
    expect(await plain.locator('.error-summary a').getAttribute('href')).toBe('#field-name');
    await plain.fill('#field-name', 'Katherine');
    await plain.click('text=Add to role');
    await plain.locator('text=Added to the role').waitFor();
    await context.close();
  });
});
