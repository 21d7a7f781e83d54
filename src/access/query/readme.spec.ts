import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLLECTIONS } from '../../collections';
import { CollectionRegistry } from '../collections/registry';
import { dialectFor } from './dialect';
import { parseFilter } from './parse/parse-filter';
import { parseQuery } from './parse/parse-query';
import { QueryCompiler } from './query-compiler';

const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
const EDITH = {
  directus_users: [{ fields: ['id', 'first_name'], rows: null }, { fields: ['*'], rows: parseFilter({ id: { _eq: 'edith' } }, 'rule', 'query') }],
  directus_roles: [{ fields: ['*'], rows: null }],
};

describe('the worked example of the README', () => {
  it('is compiled to the statement that stands there', () => {
    const { searchParams } = new URL(/GET (\/users\?\S+)/.exec(readme)![1]!, 'http://usher.example');
    const query = parseQuery({ fields: searchParams.get('fields'), filter: { status: { _eq: searchParams.get('filter[status][_eq]') } }, sort: searchParams.get('sort'), limit: searchParams.get('limit') });
    const { sql } = new QueryCompiler(new CollectionRegistry(COLLECTIONS), dialectFor('sqlite')).items('directus_users', query, EDITH, null);
    const told = /^ {4}select .*(?:\n {4}.*)*/m.exec(readme)![0];
    expect(told.replace(/\s+/g, ' ').trim()).toBe(sql);
  });
});
