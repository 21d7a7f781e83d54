import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { PROJECT, renderSource, TEMPLATES } from '../support/views';
import { COMPONENT_EXAMPLES, HOSTILE } from './component-examples';

const components = TEMPLATES.filter(({ name }) => name.startsWith('components/'));

/** The component as a page would include it, with something inside where it takes a block. */
function render(component: string, parameters: object): string {
  const source = sourceOf(component);
  const call = source.includes('@partial-block') ? `{{#> ${component} this}}{{> components/button label="Inside" icon="check"}}{{/${component}}}` : `{{> ${component} this}}`;
  return renderSource(`{{#with example}}${call}{{/with}}`, { example: parameters });
}

const sourceOf = (name: string) => TEMPLATES.find((template) => template.name === name)!.source;

describe('every component', () => {
  it.each(components.map(({ name }) => name))('%s says what it takes, and has examples', (name) => {
    expect(sourceOf(name)).toMatch(/^\{\{!--/);
    expect(COMPONENT_EXAMPLES).toHaveProperty([name.replace('components/', '')]);
  });

  const examples = components.flatMap(({ name }) => (COMPONENT_EXAMPLES[name.replace('components/', '')] ?? []).map((parameters, index) => [`${name} #${index + 1}`, name, parameters] as const));

  it.each(examples)('%s renders, and keeps hostile text as text', (_title, name, parameters) => {
    const html = parse(render(name, parameters));
    expect(html.querySelectorAll('script, b')).toHaveLength(0);
    for (const element of html.querySelectorAll('*')) {
      expect(Object.keys(element.attributes).filter((attribute) => /^(on|style$|\{)/.test(attribute))).toEqual([]);
    }
  });

  it.each(examples)('%s labels its controls, and refers to ids that exist', (_title, name, parameters) => {
    const html = parse(render(name, parameters));
    const ids = new Set(html.querySelectorAll('[id]').map((element) => element.id));
    for (const element of html.querySelectorAll('input:not([type=hidden]), select, textarea')) {
      const isLabelled = element.closest('label') !== null || element.hasAttribute('aria-label') || html.querySelector(`label[for="${element.id}"]`) !== null;
      expect(isLabelled ? '' : element.toString()).toBe('');
    }
    for (const element of html.querySelectorAll('[aria-describedby^=field-]')) {
      for (const id of element.getAttribute('aria-describedby')!.split(' ')) expect(ids).toContain(id);
    }
    for (const button of html.querySelectorAll('button')) expect(button.hasAttribute('type')).toBe(true);
  });

  it('shows the hostile text to the person as it is', () => {
    expect(parse(render('components/person', { name: HOSTILE, initials: 'X' })).querySelector('.person__name')!.textContent).toBe(HOSTILE);
  });
});

describe('every template', () => {
  it.each(TEMPLATES.map(({ name, source }) => [name, source] as const))('%s has no raw output, no inline script or style, quoted attributes only', (name, source) => {
    if (!name.startsWith('layouts/')) expect(source).not.toMatch(/\{\{\{|\{\{&/);
    expect(source).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:/i);
    const bare = source.replace(/\{\{[\s\S]*?\}\}/g, '').replace(/"[^"]*"/g, '""');
    expect(bare).not.toMatch(/<[a-z][^<>]*\s[a-z-]+=(?!")/i);
  });

  it('never asks {{#if @partial-block}}: that would run the block, without its data', () => {
    expect(TEMPLATES.filter(({ source }) => source.includes('#if @partial-block')).map(({ name }) => name)).toEqual([]);
  });

  it.each(TEMPLATES.map(({ name, source }) => [name, source] as const))('%s puts the form token into every form that posts', (_name, source) => {
    for (const form of source.match(/<form\b[\s\S]*?<\/form>/g) ?? []) {
      if (/method="post"/.test(form.slice(0, form.indexOf('>')))) expect(form).toContain('components/form-token');
    }
  });

  it('uses only icons that the sprite has', () => {
    const known = new Set(readFileSync(join(PROJECT, 'public/icons/names.txt'), 'utf8').split('\n').map((line) => line.split('=')[0]!.trim()));
    const used = TEMPLATES.flatMap(({ name, source }) => [...source.matchAll(/(?:components\/icon name|icon)="([a-z0-9-]+)"/g)].map((match) => ({ name, icon: match[1]! })));
    expect(used.filter(({ icon }) => !known.has(icon))).toEqual([]);
  });
});
