import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';

const SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Looking at style sheets a second time serves two rules about media, of which there are none here. */
const ALL = { resultTypes: ['violations'], preload: false };
const COLOURS = { ...ALL, runOnly: ['color-contrast', 'link-in-text-block'] };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** Every page that this visitor opens from now on has axe in it. */
export async function bringAxe(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: SOURCE });
}

/** What axe finds on the page as it stands; `colours` asks for nothing else. */
export async function violationsOn(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  const options = JSON.stringify(rules === 'all' ? ALL : COLOURS);
  const violations = (await page.evaluate(`axe.run(document, ${options}).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) })))`)) as Violation[];
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`).join('; ')}`);
}
