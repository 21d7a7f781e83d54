import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
/** No spec looks at a pixel: without memory for what it would draw, Chromium lays pages out and draws next to nothing, which is a third of its work. */
const UNDRAWN = ['--force-gpu-mem-available-mb=1', '--in-process-gpu'];

export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
}

export interface TestBrowser {
  /** A fresh visitor: own cookies, own storage. One who asked for no motion, unless told otherwise: each frame of it is drawn by the same two cores. */
  visit(options?: { javaScript?: boolean; motion?: boolean; width?: number; height?: number; colorScheme?: 'light' | 'dark'; baseURL?: string }): Promise<Window>;
  close(): Promise<void>;
}

/** A real Chromium; one per spec file is enough, each `visit` is a visitor of its own. */
export async function openBrowser(): Promise<TestBrowser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? execFileSync(process.execPath, [join(__dirname, 'chromium.mjs')], { encoding: 'utf8' }).trim();
  const browser: Browser = await chromium.launch({ executablePath, args: [...QUIET, ...UNDRAWN], headless: true });
  return {
    async visit({ javaScript = true, motion = false, width = 1440, height = 900, colorScheme = 'light', baseURL } = {}) {
      const context = await browser.newContext({ javaScriptEnabled: javaScript, reducedMotion: motion ? 'no-preference' : 'reduce', viewport: { width, height }, colorScheme, ...(baseURL ? { baseURL } : {}) });
      // Lint, crash rounds and a hostile load stand beside the first pages on the same two cores.
      context.setDefaultTimeout(20_000);
      return { context, page: await context.newPage() };
    },
    close: () => browser.close(),
  };
}

/** Signs in at the page, as somebody with a keyboard does. */
export async function signIn(page: Page, { email, password }: { readonly email: string; readonly password: string }): Promise<void> {
  await page.goto('/admin/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith('/login'));
}
