import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FrozenClock } from '../../../test/support/clock';
import type { AppConfig } from '../config/app-config';
import { Renderer } from './renderer';
import { precompiledTemplates } from './templates';

describe('the renderer', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'views-'));
    view('layouts/plain', '<title>{{layout.title}}</title>{{{body}}}');
    view('components/name', '<b>{{name}}</b>');
    view('people/show', '{{> components/name name=page.name}}{{#each page.lines}}\n  {{> components/name name=this}}\n{{/each}}');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function view(name: string, source: string): void {
    const file = join(folder, 'views', `${name}.hbs`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  }

  function build(): void {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'templates.js'), precompiledTemplates(join(folder, 'views')));
  }

  const renderer = (production = true, clock = new FrozenClock()) => new Renderer({ path: folder, version: '0.1.0' }, { production } as AppConfig, clock);
  const layout = { title: 'People', form: { csrf: '', key: '' } };

  it('puts the page into its layout, and text stays text', () => {
    expect(renderer().page('people/show', { name: '<i>', lines: [] }, 'plain', layout)).toBe('<title>People</title><b>&lt;i&gt;</b>');
  });

  it('does not indent what a component writes', () => {
    expect(renderer().page('people/show', { name: 'x', lines: ['a\nb'] }, 'plain', layout)).toContain('<b>a\nb</b>');
  });

  it('throws on a misspelt field instead of showing nothing', () => {
    view('people/show', '{{page.nmae}}');
    expect(() => renderer().page('people/show', { name: 'x' }, 'plain', layout)).toThrow(/nmae/);
  });

  it('shows a component its parameters and nothing else', () => {
    view('people/show', '{{> components/name}}');
    expect(() => renderer().page('people/show', { name: 'x' }, 'plain', layout)).toThrow(/name/);
  });

  it('finds a broken template at start', () => {
    view('people/broken', '{{#if}}');
    expect(() => renderer()).toThrow();
  });

  it('renders the same from what the build compiled', () => {
    const page = () => renderer().page('people/show', { name: '<i>', lines: ['a\nb'] }, 'plain', layout);
    const fromSources = page();
    build();
    expect(page()).toBe(fromSources);
  });

  it('is as strict with what the build compiled', () => {
    view('people/show', '{{page.nmae}}');
    build();
    expect(() => renderer().page('people/show', { name: 'x' }, 'plain', layout)).toThrow(/nmae/);
  });

  it('takes the sources where they are newer than the build', () => {
    build();
    view('people/show', 'changed');
    const later = new Date(statSync(join(folder, 'dist', 'templates.js')).mtimeMs + 1000);
    utimesSync(join(folder, 'views', 'people', 'show.hbs'), later, later);
    expect(renderer().page('people/show', {}, 'plain', layout)).toContain('changed');
  });

  it('reads changed templates again while developing, and never in production', () => {
    const [developing, serving] = [renderer(false), renderer(true)];
    view('people/show', 'changed');
    expect(serving.page('people/show', { name: 'x', lines: [] }, 'plain', layout)).toContain('<b>x</b>');
    expect(developing.page('people/show', {}, 'plain', layout)).toContain('changed');
  });

  it('looks for changed templates twice a second at most', () => {
    const clock = new FrozenClock();
    const developing = renderer(false, clock);
    const page = () => developing.page('people/show', { name: 'x', lines: [] }, 'plain', layout);
    page();
    view('people/show', 'changed');
    clock.advance(499);
    expect(page()).toContain('<b>x</b>');
    clock.advance(1);
    expect(page()).toContain('changed');
  });
});
