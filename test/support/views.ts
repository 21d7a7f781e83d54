import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';

export const PROJECT = join(__dirname, '..', '..');
const VIEWS = join(PROJECT, 'views');
const OPTIONS = { strict: true, explicitPartialContext: true, preventIndent: true };

export interface Template {
  /** Below views/, without its ending. */
  readonly name: string;
  readonly source: string;
}

/** Every page, layout and component. Mails are shown by programs that know no style sheets; they have rules of their own. */
export const TEMPLATES: readonly Template[] = readdirSync(VIEWS, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((file) => ({ name: relative(VIEWS, file).replaceAll('\\', '/').replace(/\.hbs$/, ''), source: readFileSync(file, 'utf8') }))
  .filter(({ name }) => !name.startsWith('mail/'));

const handlebars = Handlebars.create();
for (const { name, source } of TEMPLATES) handlebars.registerPartial(name, source);

/** Renders a piece of a template as the renderer would, with a form and a layout of examples around it. */
export function renderSource(source: string, view: object = {}, layout: object = {}): string {
  const form = { csrf: 'token', key: 'key' };
  const whole = { title: 'Example', projectName: 'Usher', projectStyles: null, language: 'en', appearance: 'auto', nav: [], me: null, flash: null, form, assets: { css: '', js: '', sprite: '', mark: '' }, ...layout };
  return handlebars.compile(source, OPTIONS)({ ...view, form, layout: whole });
}

/** The same, inside the layout of the directory's pages. */
export function renderPage(source: string, view: object, layout: object): string {
  const body = renderSource(source, view, layout);
  return renderSource('{{> layouts/admin layout=layout body=body}}', { body }, layout);
}
