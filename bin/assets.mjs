// Builds what the browser gets: one style sheet, one script and the mark, each with a hash of its content in its name, so that
// a browser may keep it for good; and the icon sprite, which the layouts carry. manifest.json tells the pages the names.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const LUCIDE = join(root, 'node_modules', 'lucide-static', 'icons');
const OUTPUT = join(root, 'public', 'build');

// Turbo puts a style element for its progress bar into every page, which our content security policy rightly refuses.
const withoutProgressBar = {
  name: 'without-progress-bar',
  setup: (plugins) =>
    plugins.onLoad({ filter: /turbo\.es2017-esm\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const installed = 'this.installStylesheetElement();';
      if (!source.includes(installed)) throw new Error('bin/assets.mjs: Turbo installs its progress bar differently now.');
      return { contents: source.replace(installed, ''), loader: 'js' };
    }),
};

const bundle = async (entry) =>
  (await build({ entryPoints: [join(root, entry)], bundle: true, minify: true, write: false, format: 'esm', target: ['es2022'], legalComments: 'eof', plugins: [withoutProgressBar] })).outputFiles[0].text;

const files = {
  css: ['app', 'css', await bundle('public/css/app.css')],
  js: ['app', 'js', await bundle('public/js/app.js')],
  mark: ['mark', 'svg', readFileSync(join(root, 'public/icons/mark.svg'), 'utf8')],
};

mkdirSync(OUTPUT, { recursive: true });
const manifest = {};
for (const [key, [name, ending, content]] of Object.entries(files)) {
  manifest[key] = `${name}-${createHash('sha256').update(content).digest('hex').slice(0, 10)}.${ending}`;
  writeFileSync(join(OUTPUT, manifest[key]), content);
}
writeFileSync(join(OUTPUT, 'sprite.svg'), sprite());
writeFileSync(join(OUTPUT, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
// What was built before goes last, so that a program that is running finds its files as long as it can.
for (const file of readdirSync(OUTPUT)) if (!['manifest.json', 'sprite.svg'].includes(file) && !Object.values(manifest).includes(file)) rmSync(join(OUTPUT, file));

/**
 * Lucide's drawings as symbols; colour and line come from components/icon. It stands in the page and is not a file of its own:
 * browsers now and then draw nothing where a file that they have already is used (5 of 25 loads, Chromium 143).
 */
function sprite() {
  const lines = readFileSync(join(root, 'public/icons/names.txt'), 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const symbols = lines.map((line) => {
    const [name, lucide = name] = line.split('=').map((part) => part.trim());
    const file = join(LUCIDE, `${lucide}.svg`);
    if (!existsSync(file)) throw new Error(`public/icons/names.txt: lucide-static has no icon "${lucide}".`);
    const drawing = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(readFileSync(file, 'utf8'))[1].replace(/\s*\n\s*/g, '').replaceAll(' />', '/>');
    return `<symbol id="icon-${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
  });
  return `<!-- Icons: Lucide, ISC License, https://lucide.dev/license --><svg xmlns="http://www.w3.org/2000/svg" class="sprite" hidden>${symbols.join('')}</svg>`;
}
