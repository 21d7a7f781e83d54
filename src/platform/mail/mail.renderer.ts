import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { ProjectRoot } from '../config/project-root';
import type { Brand } from './mail-brand';

/** The facts that every template may use beside its own model. */
export interface MailFacts {
  readonly brand: Brand;
  /** The stored address that the mail goes to. */
  readonly address: string;
  /** The link of the mail's token; absent where the mail has none. */
  readonly link?: string;
  /** Where the reader can say that they did not expect the mail. */
  readonly declineLink?: string;
  /** "Tuesday, 1 December 2026 at 14:05 UTC" and "1 Dec"; absent without a token. */
  readonly expires?: string;
  readonly expiresDay?: string;
  readonly publicUrl: string;
}

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

interface Template {
  readonly subject: HandlebarsTemplateDelegate;
  readonly html: HandlebarsTemplateDelegate;
  readonly text: HandlebarsTemplateDelegate;
}

const PARTS = ['subject', 'html', 'text'] as const;

/**
 * Makes subject, HTML and text of a mail from views/mail, with an instance of Handlebars of its own: the mailer's adapter would
 * register helpers and partials for the whole process. Everything is compiled at start; a missing field is an error.
 */
@Injectable()
export class MailRenderer {
  readonly #handlebars = Handlebars.create();
  readonly #templates: ReadonlyMap<string, Template>;
  readonly #folder: string;

  constructor(root: ProjectRoot) {
    this.#folder = join(root.path, 'views', 'mail');
    this.#registerLayouts();
    const names = readdirSync(this.#folder).flatMap((file) => (file.endsWith('.subject.hbs') ? [file.slice(0, -'.subject.hbs'.length)] : []));
    this.#templates = new Map(names.map((name) => [name, this.#compile(name)]));
  }

  get names(): readonly string[] {
    return [...this.#templates.keys()];
  }

  render(name: string, model: Record<string, unknown>, facts: MailFacts): RenderedMail {
    const template = this.#templates.get(name);
    if (!template) throw new Error(`There is no mail template ${JSON.stringify(name)} under views/mail`);
    const data = { ...model, ...facts };
    // A subject is one header line.
    const subject = template.subject(data).replace(/\s+/g, ' ').trim();
    return { subject, html: template.html({ ...data, subject }), text: `${template.text({ ...data, subject }).trim()}\n` };
  }

  /** Partials of mails: `layouts/mail.html`, `layouts/button.html` … */
  #registerLayouts(): void {
    for (const file of readdirSync(join(this.#folder, 'layouts'))) {
      const name = `layouts/${file.replace(/\.hbs$/, '')}`;
      this.#handlebars.registerPartial(name, this.#compileFile(`${name}.hbs`, name.endsWith('.html')));
    }
  }

  #compile(name: string): Template {
    const [subject, html, text] = PARTS.map((part) => this.#compileFile(`${name}.${part}.hbs`, part === 'html')) as [HandlebarsTemplateDelegate, HandlebarsTemplateDelegate, HandlebarsTemplateDelegate];
    return { subject, html, text };
  }

  #compileFile(path: string, escaped: boolean): HandlebarsTemplateDelegate {
    const source = readFileSync(join(this.#folder, path), 'utf8');
    // Compiling is lazy; a template with a mistake must stop the start, not the first mail.
    this.#handlebars.parse(source);
    return this.#handlebars.compile(source, { strict: true, noEscape: !escaped });
  }
}
