import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type Handlebars from 'handlebars';
import { Clock } from '../clock/clock';
import { AppConfig } from '../config/app-config';
import { ProjectRoot } from '../config/project-root';
import { loadTemplates, newestChange } from './templates';

/** Looking at 180 files costs more than drawing a page; nobody saves one and reloads within half a second. */
const LOOKS_AT_MOST_EVERY_MS = 500;

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
  #lookedAt = 0;

  constructor(
    private readonly root: ProjectRoot,
    config: AppConfig,
    private readonly clock: Clock,
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
    if (!this.#rereads) return;
    const now = this.clock.now().getTime();
    if (Math.abs(now - this.#lookedAt) < LOOKS_AT_MOST_EVERY_MS) return;
    this.#lookedAt = now;
    if (newestChange(this.#views) > this.#readAt) this.#load();
  }

  get #views(): string {
    return join(this.root.path, 'views');
  }
}
