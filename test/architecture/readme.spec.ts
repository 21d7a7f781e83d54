import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES } from '../../src/platform/config/env';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

describe('the README', () => {
  it.each(Object.entries(VARIABLES))('tells of %s and what it expects', (name, { expected }) => {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    // Add a row to the table under "Configuration" in README.md, with the variable's own words for what is expected.
    expect(row ?? `no row for ${name}`).toContain(expected);
  });

  it('tells of no variable that does not exist', () => {
    const told = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]!);
    expect(told.filter((name) => !(name in VARIABLES))).toEqual([]);
  });
});
