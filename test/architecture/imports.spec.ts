import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

describe('the floors', () => {
  it('are only left downwards', () => {
    const { summary } = JSON.parse(depcruise()) as { summary: { violations: Violation[]; ruleSetUsed: { forbidden: { name: string; comment: string }[] } } };
    const comments = new Map(summary.ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
    expect(summary.violations.map(({ from, to, rule }) => `${from} imports ${to}. ${comments.get(rule.name)}`)).toEqual([]);
  }, 120_000);
});

/** What no import tells: each with the place where it may stand, and what to do elsewhere. */
const WORDS: readonly [RegExp, RegExp, string][] = [
  [/\bforwardRef\b/, /^$/, 'Two rooms that need each other want a third below them, or a port.'],
  [/\$(?:query|execute)Raw/, /^src\/platform\/database\//, 'Ask access/query to compile it, or the SqlRunner to run it.'],
  [/\bDate\.now\(\)|\bnew Date\(\)/, /^src\/platform\/clock\//, 'Ask the Clock, so that a test can freeze it.'],
  [/\bprocess\.env\b/, /^src\/platform\/config\//, 'Read it in platform/config, where it is checked and documented.'],
  [/\bHandlebars\.(?:registerHelper|registerPartial|compile)\b/, /^$/, 'Use the renderer; the global Handlebars belongs to nobody.'],
];

describe('words with one place', () => {
  const sources = filesIn(join(ROOT, 'src')).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.includes('generated'));

  it.each(WORDS)('%s', (word, place, advice) => {
    const found = sources.filter((file) => !place.test(relative(ROOT, file)) && word.test(withoutComments(readFileSync(file, 'utf8'))));
    expect(found.map((file) => `${relative(ROOT, file)}: ${advice}`)).toEqual([]);
  });
});

function depcruise(): string {
  const program = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'];
  try {
    return execFileSync(process.execPath, [program, ...options], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // It exits with the number of violations and prints them all the same.
    return (error as { stdout: string }).stdout;
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
