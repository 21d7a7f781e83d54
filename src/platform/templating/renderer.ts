import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { AppConfig } from '../config/app-config';
import { ProjectRoot } from '../config/project-root';

const MAIL = 'mail/';
// Without preventIndent a component that stands indented would indent what people typed into a text area.
const OPTIONS = { strict: true, explicitPartialContext: true, preventIndent: true };

/**
 * Turns a template and a view into a string. An instance of Handlebars of its own; strict, so that a misspelt field is an
 * error and not a blank; explicit partial context, so that a component sees its parameters and nothing else.
 * Everything below views/ (mails apart) is compiled at start, so that a broken template stops the start and not a request.
 */
@Injectable()
export class Renderer {
  readonly #folder: string;
  readonly #rereads: boolean;
  #handlebars!: typeof Handlebars;
  #templates!: Map<string, Handlebars.TemplateDelegate>;
  #readAt = 0;

  constructor(root: ProjectRoot, config: AppConfig) {
    this.#folder = join(root.path, 'views');
    this.#rereads = !config.production;
    this.#compile();
  }

  /** A whole page: the template sees `page`, `layout` and `form`, the layout around it `layout`, `form` and `body`. */
  page(template: string, page: object, layoutName: string, layout: { readonly form: unknown }): string {
    this.#rereadChanged();
    const body = this.#template(template)({ page, layout, form: layout.form });
    return this.#template(`layouts/${layoutName}`)({ layout, form: layout.form, body });
  }

  /** A template without a layout, given exactly this view. */
  fragment(template: string, view: object): string {
    this.#rereadChanged();
    return this.#template(template)(view);
  }

  #template(name: string): Handlebars.TemplateDelegate {
    const template = this.#templates.get(name);
    if (!template) throw new Error(`There is no template views/${name}.hbs`);
    return template;
  }

  #compile(): void {
    this.#handlebars = Handlebars.create();
    const sources = templatesIn(this.#folder).filter(({ name }) => !name.startsWith(MAIL));
    for (const { name, file } of sources) this.#handlebars.registerPartial(name, readFileSync(file, 'utf8'));
    this.#templates = new Map(
      sources.map(({ name, file }) => {
        const source = readFileSync(file, 'utf8');
        // Compiling is lazy, and a syntax error should be found now.
        this.#handlebars.precompile(source, OPTIONS);
        return [name, this.#handlebars.compile(source, OPTIONS)];
      }),
    );
    this.#readAt = newestChange(this.#folder);
  }

  #rereadChanged(): void {
    if (this.#rereads && newestChange(this.#folder) > this.#readAt) this.#compile();
  }
}

function templatesIn(folder: string): { name: string; file: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ name: relative(folder, file).replace(/\\/g, '/').replace(/\.hbs$/, ''), file }));
}

function newestChange(folder: string): number {
  return Math.max(0, ...templatesIn(folder).map(({ file }) => statSync(file).mtimeMs));
}
