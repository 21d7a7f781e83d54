import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';

const MAIL = 'mail/';
// Without preventIndent a component that stands indented would indent what people typed into a text area.
const OPTIONS = { strict: true, explicitPartialContext: true, preventIndent: true };

/** Every template below views/ (mails apart) as a script that exports what Handlebars makes of it; the build writes it down. */
export function precompiledTemplates(views: string): string {
  const entries = pageTemplates(views).map(({ name, source }) => `${JSON.stringify(name)}: ${String(Handlebars.precompile(source, OPTIONS))},`);
  return `module.exports = {\n${entries.join('\n')}\n};\n`;
}

/** The templates by name, each knowing all others as its partials: from the build where that is newer than all of them, from their sources otherwise. */
export function loadTemplates(projectRoot: string): Map<string, Handlebars.TemplateDelegate> {
  const views = join(projectRoot, 'views');
  const built = join(projectRoot, 'dist', 'templates.js');
  const handlebars = Handlebars.create();
  const isBuilt = existsSync(built) && statSync(built).mtimeMs >= newestChange(views);
  const templates = isBuilt ? fromBuild(handlebars, built) : fromSources(handlebars, views);
  for (const [name, template] of templates) handlebars.registerPartial(name, template);
  return templates;
}

export function newestChange(views: string): number {
  return Math.max(0, ...templateFiles(views).map((file) => statSync(file).mtimeMs));
}

function fromBuild(handlebars: typeof Handlebars, file: string): Map<string, Handlebars.TemplateDelegate> {
  const specifications = createRequire(__filename)(file) as Record<string, TemplateSpecification>;
  return new Map(Object.entries(specifications).map(([name, specification]) => [name, handlebars.template(specification)]));
}

function fromSources(handlebars: typeof Handlebars, views: string): Map<string, Handlebars.TemplateDelegate> {
  return new Map(
    pageTemplates(views).map(({ name, source }) => {
      // Compiling is lazy, and a syntax error should be found now.
      handlebars.precompile(source, OPTIONS);
      return [name, handlebars.compile(source, OPTIONS)];
    }),
  );
}

function pageTemplates(views: string): { name: string; source: string }[] {
  return templateFiles(views)
    .map((file) => ({ name: relative(views, file).replace(/\\/g, '/').replace(/\.hbs$/, ''), file }))
    .filter(({ name }) => !name.startsWith(MAIL))
    .map(({ name, file }) => ({ name, source: readFileSync(file, 'utf8') }));
}

function templateFiles(views: string): string[] {
  return readdirSync(views, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
    .map((entry) => join(entry.parentPath, entry.name));
}
