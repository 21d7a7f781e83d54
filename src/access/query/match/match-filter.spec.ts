import type { Filter } from '../ast';
import { parseFilter } from '../parse/parse-filter';
import { satisfies, violations } from './match-filter';
import { matchesPattern, patternIn } from './pattern';

const filterOf = (raw: Record<string, unknown>): Filter => parseFilter(raw, 'filter', 'validation')!;

const ROW = { name: 'Ada Stone', age: 36, active: true, since: '2026-11-24T08:55:46.348Z', note: null, blank: '', tags: ['a', 'b'], role: { name: 'Editors', level: 3 }, lines: [{ sum: 5 }, { sum: 50 }] };

describe('a plain object satisfies', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['_eq', { name: 'Ada Stone' }, true], ['_eq, with regard to case', { name: 'ada stone' }, false], ['_neq', { name: { _neq: 'Bob' } }, true], ['_neq of null', { note: { _neq: 'x' } }, false],
    ['a number', { age: { _eq: '36' } }, true], ['_gt', { age: { _gt: 35 } }, true], ['_gt of a text that is no number', { age: { _gt: 'many' } }, false], ['_lt of a date', { since: { _lt: '2026-12-01' } }, true],
    ['_between', { age: { _between: [36, 40] } }, true], ['_nbetween', { age: { _nbetween: [36, 40] } }, false], ['an order of texts that have none', { name: { _lt: 'B' } }, false],
    ['_in', { age: { _in: [1, 36] } }, true], ['_nin', { age: { _nin: [1, 2] } }, true], ['_nin of null', { note: { _nin: ['x'] } }, false], ['_null', { note: { _null: true } }, true], ['_nnull', { name: { _nnull: true } }, true],
    ['_empty', { blank: { _empty: true } }, true], ['_nempty', { name: { _nempty: true } }, true], ['a boolean', { active: { _eq: 'true' } }, true], ['another boolean', { active: { _neq: true } }, false],
    ['_contains', { name: { _contains: 'Sto' } }, true], ['_ncontains', { name: { _ncontains: 'Sto' } }, false], ['_icontains', { name: { _icontains: 'STO' } }, true], ['_nicontains', { name: { _nicontains: 'STO' } }, false],
    ['_starts_with', { name: { _starts_with: 'Ada' } }, true], ['_nstarts_with', { name: { _nstarts_with: 'Ada' } }, false], ['_istarts_with', { name: { _istarts_with: 'ada' } }, true], ['_nistarts_with', { name: { _nistarts_with: 'ada' } }, false],
    ['_ends_with', { name: { _ends_with: 'one' } }, true], ['_nends_with', { name: { _nends_with: 'one' } }, false], ['_iends_with', { name: { _iends_with: 'ONE' } }, true], ['_niends_with', { name: { _niends_with: 'ONE' } }, false],
    ['_regex', { name: { _regex: '^Ada' } }, true], ['_regex with marks', { name: { _regex: '/^ada/i' } }, true], ['a list that holds a value', { tags: { _contains: 'b' } }, true], ['count()', { 'count(tags)': 2 }, true], ['year()', { 'year(since)': 2026 }, true],
    ['a relation', { role: { name: { _eq: 'Editors' }, level: { _gt: 2 } } }, true], ['some of a list', { lines: { _some: { sum: { _gt: 10 } } } }, true], ['none of a list', { lines: { _none: { sum: { _gt: 100 } } } }, true], ['none, where there is one', { lines: { _none: { sum: 5 } } }, false],
    ['_and', { _and: [{ age: 36 }, { active: true }] }, true], ['_or', { _or: [{ age: 1 }, { active: true }] }, true], ['an empty _or', { _or: [] }, false], ['what is not there', { missing: { _null: true } }, false], ['an inherited name', { constructor: { _nnull: true } }, false],
    ['a misspelt variable', { name: { _neq: '$CURRENT_USERS' } }, false], ['none of a misspelt variable', { lines: { _none: { sum: { _eq: '$CURRENT_USERS' } } } }, false],
  ])('%s: %j is %s', (_, raw, expected) => {
    expect(satisfies(filterOf(raw), ROW, 'fails')).toBe(expected);
  });

  it('a rule about what was not sent, unless it has to be sent', () => {
    expect(violations(filterOf({ location: { _eq: 'Lab' } }), {}, 'passes')).toEqual([]);
    expect(violations(filterOf({ location: { _submitted: true } }), {}, 'passes')).toMatchObject([{ field: 'location', operator: 'submitted' }]);
  });
});

describe('what breaks a rule', () => {
  it('is told by field, operator and values, of all alternatives where none holds', () => {
    expect(violations(filterOf({ _or: [{ age: { _gt: 40 } }, { role: { name: 'Admins' } }] }), ROW, 'passes')).toEqual([
      { field: 'age', path: [], operator: 'gt', operands: [40] }, { field: 'name', path: ['role'], operator: 'eq', operands: ['Admins'] },
    ]);
  });
});

describe('a regular expression', () => {
  it('runs in linear time, or not at all', () => {
    expect(matchesPattern('(a+)+$', `${'a'.repeat(9000)}b`)).toBe(false);
    expect(matchesPattern('a', 'a'.repeat(200_000))).toBe(false);
    expect(['(?=x)', '(', 'x'.repeat(1001), 'a{1000}'.repeat(140), '\\pL{1000}', '^[a-z]+$'].map((written) => patternIn(written) !== null)).toEqual([false, false, false, false, false, true]);
  });
});
