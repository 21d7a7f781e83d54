import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFor } from '../../../test/support/database';
import { SystemClock } from '../clock/clock';
import { ProjectRoot } from '../config/project-root';
import { Renderer } from './renderer';

/** Every component that takes a block, as it is, around a block that reaches out from inside a condition. */
const WITH_BLOCKS = ['page-header', 'section', 'blank-slate'];

describe('a block that is given to a component', () => {
  it.each(WITH_BLOCKS)('of %s reaches the page with ../ at its top and inside a condition', (name) => {
    const root = new ProjectRoot();
    const folder = mkdtempSync(join(tmpdir(), 'usher-views-'));
    mkdirSync(join(folder, 'views', 'components'), { recursive: true });
    for (const file of [name, 'icon', 'breadcrumb']) writeFileSync(join(folder, 'views', 'components', `${file}.hbs`), readFileSync(join(root.path, 'views', 'components', `${file}.hbs`)));
    writeFileSync(join(folder, 'views', 'page.hbs'), `{{#> components/${name} title="T" text="t" icon="users"}}[{{../page.word}}]{{#if ../page.word}}({{../page.word}}){{/if}}{{/components/${name}}}`);
    const html = new Renderer({ path: folder, version: '0.1.0' }, configFor({}), new SystemClock()).fragment('page', { page: { word: 'here' }, layout: { assets: { sprite: '' } } });
    rmSync(folder, { recursive: true });
    expect(html).toContain('[here](here)');
  });
});
