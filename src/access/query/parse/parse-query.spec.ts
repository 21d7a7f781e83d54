import { applicationErrorsIn } from '../../../platform/errors/application-error';
import { parseFilter } from './parse-filter';
import { parseMeta } from './parse-meta';
import { parseKeyedQuery, parseQuery } from './parse-query';

const literal = (value: unknown) => ({ kind: 'literal', value });
const compare = (name: string, operator: string, ...operands: unknown[]) => ({ kind: 'compare', call: { name, fn: null }, operator, operands });

describe('a filter', () => {
  it.each<[string, unknown, unknown]>([
    ['a bare value', { status: 'active' }, compare('status', 'eq', literal('active'))],
    ['JSON text', '{"status":"active"}', compare('status', 'eq', literal('active'))],
    ['several operators', { a: { _gt: 1, _lt: '5' } }, { kind: 'all', filters: [compare('a', 'gt', literal(1)), compare('a', 'lt', literal('5'))] }],
    ['texts that mean booleans', { a: { _eq: 'true' } }, compare('a', 'eq', literal(true))],
    ['null as a value', { a: { _eq: null } }, compare('a', 'null')],
    ['not null as a value', { a: { _neq: 'NULL' } }, compare('a', 'nnull')],
    ['_null turned round', { a: { _null: 'false' } }, compare('a', 'nnull')],
    ['_nempty turned round', { a: { _nempty: false } }, compare('a', 'empty')],
    ['a comma list', { a: { _in: 'x,y' } }, compare('a', 'in', literal('x'), literal('y'))],
    ['what qs makes of many values', { a: { _in: { 0: 'x', 1: 'y' } } }, compare('a', 'in', literal('x'), literal('y'))],
    ['null in a list', { a: { _in: ['x', null] } }, compare('a', 'in', literal('x'), { kind: 'unknown' })],
    ['a variable', { a: { _eq: '$CURRENT_USER.title' } }, compare('a', 'eq', { kind: 'variable', name: '$CURRENT_USER', path: ['title'], shift: null })],
    ['a point in time', { a: { _lt: '$NOW(-2 hours)' } }, compare('a', 'lt', { kind: 'variable', name: '$NOW', path: [], shift: { amount: -2, unit: 'hour' } })],
    ['now, as a call', { a: { _lt: '$NOW()' } }, compare('a', 'lt', { kind: 'variable', name: '$NOW', path: [], shift: null })],
    ['days by default', { a: { _lt: '$NOW(+3)' } }, compare('a', 'lt', { kind: 'variable', name: '$NOW', path: [], shift: { amount: 3, unit: 'day' } })],
    ['a misspelt variable', { a: { _eq: '$CURRENT_USERS' } }, compare('a', 'eq', { kind: 'unknown' })],
    ['money', { a: { _eq: '$5' } }, compare('a', 'eq', literal('$5'))],
    ['a relation', { role: { name: { _eq: 'x' } } }, { kind: 'related', field: 'role', quantifier: 'one', filter: compare('name', 'eq', literal('x')) }],
    ['a relation and its key', { role: { _neq: 'r', name: 'x' } }, { kind: 'all', filters: [compare('role', 'neq', literal('r')), { kind: 'related', field: 'role', quantifier: 'one', filter: compare('name', 'eq', literal('x')) }] }],
    ['_none', { users: { _none: { a: 1 } } }, { kind: 'related', field: 'users', quantifier: 'none', filter: compare('a', 'eq', literal(1)) }],
    ['alternatives below a relation', { role: { _or: [{ a: 1 }] } }, { kind: 'related', field: 'role', quantifier: 'one', filter: { kind: 'any', filters: [compare('a', 'eq', literal(1))] } }],
    ['a function', { 'year(d)': { _gt: 5 } }, { kind: 'compare', call: { name: 'd', fn: 'year' }, operator: 'gt', operands: [literal(5)] }],
    ['a function through a relation', { 'count(role.users)': 5 }, { kind: 'related', field: 'role', quantifier: 'one', filter: { kind: 'compare', call: { name: 'users', fn: 'count' }, operator: 'eq', operands: [literal(5)] } }],
    ['nothing', {}, { kind: 'all', filters: [] }],
    ['no filter', '', null],
  ])('understands %s', (_, raw, expected) => {
    expect(parseFilter(raw)).toEqual(expected);
  });

  const nest = (levels: number, inner: object): object => (levels === 0 ? inner : { _and: [nest(levels - 1, inner)] });
  const relate = (levels: number): object => (levels === 0 ? { _null: true } : { parent: relate(levels - 1) });

  it.each<[string, unknown, RegExp]>([
    ['an unknown operator', { role: { _eqq: 1 } }, /^filter\.role\._eqq: unknown operator$/],
    ['an operator without a field', { _eq: 1 }, /^filter\._eq: an operator needs a field before it$/],
    ['an operator of validations', { a: { _regex: 'x' } }, /unknown operator/],
    ['an object as a value', { a: { _eq: { contains: '' } } }, /^filter\.a\._eq: The filter value/],
    ['an object in a list', { a: { _in: [{}] } }, /^filter\.a\._in\[0\]/],
    ['a list as a value', { a: { _eq: ['x'] } }, /The filter value/],
    ['a list in the place of conditions', { a: ['x'] }, /Invalid filter object/],
    ['null in the place of conditions', { a: null }, /Invalid filter object/],
    ['an empty text', { a: { _eq: '' } }, /empty string/],
    ['three ends', { a: { _between: [1, 2, 3] } }, /exactly two/],
    ['a flag that is none', { a: { _null: 'abc' } }, /has to be a boolean/],
    ['a number', 5, /^filter: has to be an object$/],
    ['a list', [1], /^filter: has to be an object$/],
    ['alternatives that are no list', { _or: { a: 1 } }, /^filter\._or: has to be an array/],
    ['an alternative that is no object', { _or: [5] }, /^filter\._or\[0\]: has to be an object/],
    ['half of a character', { a: { _eq: '\ud800' } }, /cannot be stored/],
    ['an infinite number', { a: { _eq: Number.POSITIVE_INFINITY } }, /The filter value/],
    ['time that is none', { a: { _lt: '$NOW(yesterday)' } }, /is not a point in time/],
    ['too many conditions', { _and: Array.from({ length: 201 }, (_, index) => ({ a: index })) }, /at most 200/],
    ['too many levels', nest(25, { a: 1 }), /20 levels/],
    ['too many relations', relate(7), /Max relational depth/],
    ['too many values', { a: { _in: Array.from({ length: 10_001 }, (_, index) => index) } }, /at most 10000 values/],
    ['a value that is too long', { a: { _eq: 'x'.repeat(10_001) } }, /at most 10000 characters/],
  ])('refuses %s, and says where', (_, raw, expected) => {
    expect(reasonOf(() => parseFilter(raw))).toMatch(expected);
  });

  it('refuses 100,000 levels of JSON quickly', () => {
    expect(reasonOf(() => parseFilter(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`))).toMatch(/levels|JSON|relational depth/);
  });

  it('knows the operators of validations where it is asked to', () => {
    expect(parseFilter({ a: { _regex: '^x' } }, 'validation', 'validation')).toEqual(compare('a', 'regex', literal('^x')));
  });
});

describe('a query', () => {
  it('has the dialect’s defaults', () => {
    expect(parseQuery({})).toEqual({
      fields: [{ name: '*', fn: null, children: [] }], keys: null, filter: null, search: null, sort: [], limit: 100, offset: 0, alias: {}, deep: {}, aggregate: [], groupBy: [], backlink: true,
    });
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ['a comma list of fields', { fields: 'id, role.name,role.id' }, { fields: [{ name: 'id', fn: null, children: [] }, { name: 'role', fn: null, children: [{ name: 'name', fn: null, children: [] }, { name: 'id', fn: null, children: [] }] }] }],
    ['no fields at all', { fields: [] }, { fields: [] }],
    ['blank fields', { fields: '' }, { fields: [{ name: '*', fn: null, children: [] }] }],
    ['both spellings of a function', { fields: ['role.count(users)', 'count(role.users)'] }, { fields: [{ name: 'role', fn: null, children: [{ name: 'users', fn: 'count', children: [] }] }] }],
    ['an order', { sort: '-role.name,+id' }, { sort: [{ relations: ['role'], call: { name: 'name', fn: null }, descending: true }, { relations: [], call: { name: 'id', fn: null }, descending: false }] }],
    ['a page', { limit: '10', page: '3', offset: '5' }, { limit: 10, offset: 20 }],
    ['page 0', { limit: 10, page: 0, offset: 5 }, { limit: 10, offset: 5 }],
    ['all', { limit: -1 }, { limit: 10_000 }],
    ['a blank limit', { limit: '' }, { limit: 0 }],
    ['a search', { search: ' 42 ' }, { search: { text: literal('42'), isUuid: false, number: literal(42) } }],
    ['a blank search', { search: '  ' }, { search: null }],
    ['aggregates', { aggregate: '{"count":"*","max":["a","b"]}' }, { aggregate: [{ fn: 'count', field: null }, { fn: 'max', field: 'a' }, { fn: 'max', field: 'b' }] }],
    ['groups', { groupBy: ['year(d)'] }, { groupBy: [{ name: 'd', fn: 'year' }] }],
    ['an alias', { alias: { a: 'users' } }, { alias: { a: { name: 'users', fn: null } } }],
    ['nested queries', { deep: '{"users":{"_limit":2,"role":{"_fields":"name"}}}' }, { deep: { users: expect.objectContaining({ limit: 2, fields: [], deep: { role: expect.objectContaining({ fields: [{ name: 'name', fn: null, children: [] }] }) } }) } }],
  ])('understands %s', (_, raw, expected) => {
    expect(parseQuery(raw)).toMatchObject(expected as object);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a limit below all', { limit: -2 }, /^limit: "limit" must be greater than or equal to -1$/],
    ['a limit that is none', { limit: 'many' }, /"limit" must be a number/],
    ['a list of limits', { limit: ['1'] }, /"limit" must be a number/],
    ['a negative page', { page: -1 }, /must be greater/],
    ['a page beyond numbers', { limit: 10_000, page: 9_000_000_000_000_000 }, /too large/],
    ['an alias with a period', { alias: { 'a.b': 'c' } }, /alias: "alias" key can't contain a period/],
    ['an alias of a path', { alias: { a: 'b.c' } }, /alias" value can't contain a period/],
    ['an alias that is no object', { alias: [] }, /^alias: has to be an object/],
    ['an unknown aggregate', { aggregate: { total: '*' } }, /^aggregate.total: unknown aggregate function/],
    ['the sum of everything', { aggregate: { sum: '*' } }, /^aggregate.sum: needs a field/],
    ['an unknown nested parameter', { deep: { users: { _foo: 1 } } }, /^deep.users._foo: unknown parameter/],
    ['a bad nested limit', { deep: { users: { _limit: -5 } } }, /^deep.users._limit/],
    ['a bad nested filter', { deep: { users: { _filter: { a: { _x: 1 } } } } }, /^deep.users._filter.a._x: unknown operator/],
    ['too many relations', { fields: 'a.b.c.d.e.f.g' }, /Max relational depth/],
    ['a field that is none', { fields: 'a..b' }, /is not a field/],
    ['an unknown function', { fields: 'sum(a)' }, /unknown function/],
    ['an object as a field', { fields: [{ role: ['name'] }] }, /^fields\[0\]: has to be a text/],
    ['an object as a search', { search: { a: 1 } }, /^search: has to be a text/],
    ['a long search', { search: 'x'.repeat(501) }, /at most 500/],
  ])('refuses %s, and says where', (_, raw, expected) => {
    expect(reasonOf(() => parseQuery(raw))).toMatch(expected);
  });

  it('by keys has no page of its own, and is told of a mistake in one all the same', () => {
    expect(parseKeyedQuery({ limit: 0, page: 3, meta: '*' })).toMatchObject({ limit: 100, offset: 0 });
    expect(reasonOf(() => parseKeyedQuery({ limit: 'many' }))).toMatch(/^limit: "limit" must be a number/);
    expect(reasonOf(() => parseKeyedQuery({ page: -1 }))).toMatch(/must be greater/);
    expect(reasonOf(() => parseKeyedQuery({ meta: 'weather' }))).toMatch(/^meta\[0\]/);
  });

  it('asks for counts', () => {
    expect(parseMeta(undefined)).toBeNull();
    expect(parseMeta('*')).toEqual({ totalCount: true, filterCount: true });
    expect(parseMeta(['filter_count'])).toEqual({ totalCount: false, filterCount: true });
    expect(reasonOf(() => parseMeta('weather'))).toBe('meta[0]: "meta[0]" must be one of [total_count, filter_count]');
  });
});

function reasonOf(parse: () => unknown): string {
  try {
    return `no refusal: ${JSON.stringify(parse())}`;
  } catch (thrown) {
    const [error] = applicationErrorsIn(thrown) ?? [];
    return error?.code === 'INVALID_QUERY' ? String(error.facts['reason']) : String(thrown);
  }
}
