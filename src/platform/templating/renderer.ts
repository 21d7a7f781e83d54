import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type Handlebars from 'handlebars';
import { AppConfig } from '../config/app-config';
import { ProjectRoot } from '../config/project-root';
import { loadTemplates, newestChange } from './templates';

/**
 * Turns a template and a view into a string. An instance of Handlebars of its own; strict, so that a misspelt field is an
 * error and not a blank; explicit partial context, so that a component sees its parameters and nothing else.
 * Everything below views/ (mails apart) is compiled by the build or at start, so that a broken template stops those and not a request.
 */
@Injectable()
export class Renderer {
  readonly #rereads: boolean;
  #templates!: Map<string, Handlebars.TemplateDelegate>;
  #readAt = 0;

  constructor(
    private readonly root: ProjectRoot,
    config: AppConfig,
  ) {
    this.#rereads = !config.production;
    this.#load();
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

  #load(): void {
    this.#readAt = newestChange(this.#views);
    this.#templates = loadTemplates(this.root.path);
  }

  #rereadChanged(): void {
    if (this.#rereads && newestChange(this.#views) > this.#readAt) this.#load();
  }

  get #views(): string {
    return join(this.root.path, 'views');
  }
}
