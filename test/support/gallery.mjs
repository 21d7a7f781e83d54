// Renders every component and example pages with the built assets, for looking at them and for axe:
//   node test/support/gallery.mjs OUTPUT_FOLDER
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const output = process.argv[2];
const OPTIONS = { strict: true, explicitPartialContext: true, preventIndent: true };
const handlebars = Handlebars.create();
for (const entry of readdirSync(join(root, 'views'), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.hbs') || entry.parentPath.includes('/mail')) continue;
  const file = join(entry.parentPath, entry.name);
  handlebars.registerPartial(relative(join(root, 'views'), file).replace(/\.hbs$/, ''), readFileSync(file, 'utf8'));
}

const manifest = JSON.parse(readFileSync(join(root, 'public/build/manifest.json'), 'utf8'));
const assets = { ...Object.fromEntries(Object.entries(manifest).map(([key, name]) => [key, `/assets/${name}`])), sprite: readFileSync(join(root, 'public/build/sprite.svg'), 'utf8') };
const form = { csrf: 'csrf', key: 'key' };
const nav = [
  ['People', [['Users', 'users'], ['Invitations', 'mail']]],
  ['Access control', [['Roles', 'shield-check', true], ['Policies', 'scroll-text']]],
  ['Record', [['Activity', 'activity'], ['Outbox', 'send']]],
  ['Project', [['Settings', 'settings-2']]],
].map(([heading, links]) => ({ heading, links: links.map(([label, icon, current = false]) => ({ label, url: '#', icon, current })) }));
const layoutOf = (title, more = {}) => ({
  title: `${title} · Acme Press`, projectName: 'Acme Press', projectStyles: null, language: 'en', appearance: 'auto', nav,
  me: { name: 'Ada Lovelace', initials: 'AL', accountUrl: '#' }, flash: null, form, assets, ...more,
});

export const PAGES = {};
function page(name, layoutName, source, view, more) {
  const layout = layoutOf(name, more);
  const body = handlebars.compile(source, OPTIONS)({ page: view, layout, form });
  PAGES[name] = handlebars.compile(`{{> layouts/${layoutName} this}}`, OPTIONS)({ layout, form, body });
}

const folder = join(root, 'test/support/gallery');
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const name = file.replace('.json', '');
  const { layout = 'admin', template, page: view = {}, more = {} } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const source = template ? `{{> ${template} this}}` : readFileSync(join(folder, `${name}.hbs`), 'utf8');
  page(name, layout, template ? handlebars.partials[template] : source, view, more);
}

if (output) {
  mkdirSync(output, { recursive: true });
  cpSync(join(root, 'public/build'), join(output, 'assets'), { recursive: true });
  for (const [name, html] of Object.entries(PAGES)) writeFileSync(join(output, `${name}.html`), html);
}
