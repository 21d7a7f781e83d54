import { addressFilterMistake, letsAddressIn } from './address-filter';
import { filterOf, rulesOf } from './address-rules';

const email = (condition: unknown) => ({ email: condition });

describe('the address filter', () => {
  test.each([
    ['no filter lets everybody in', null, 'ada@example.org', true],
    ['an empty filter lets everybody in', {}, 'ada@example.org', true],
    ['the end of the address', email({ _ends_with: '@example.org' }), 'ada@example.org', true],
    ['the end of another address', email({ _ends_with: '@example.org' }), 'ada@example.org.evil.net', false],
    ['the case of the rule does not matter', email({ _ends_with: '@Example.ORG' }), 'ada@example.org', true],
    ['a rule in Unicode meets the ASCII form', email({ _ends_with: '@müller.example' }), 'ada@xn--mller-kva.example', true],
    ['any of several', { _or: [email({ _eq: 'a@b.example' }), email({ _eq: 'c@d.example' })] }, 'c@d.example', true],
    ['all of several', { _and: [email({ _ends_with: '@d.example' }), email({ _nstarts_with: 'c@' })] }, 'c@d.example', false],
    ['the short form', email('a@b.example'), 'a@b.example', true],
    ['a list', email({ _in: ['a@b.example'] }), 'a@b.example', true],
    ['not in a list', email({ _nin: ['A@b.example'] }), 'a@b.example', false],
    ['a pattern', email({ _regex: '^[a-z]+@b\\.example$' }), 'ada@b.example', true],
    ['a pattern that is not met', email({ _regex: '^[a-z]+@b\\.example$' }), 'ada1@b.example', false],
    ['is not null', email({ _nnull: true }), 'a@b.example', true],
    ['is empty', email({ _empty: true }), 'a@b.example', false],
    ['what is not understood lets nobody in', email({ _like: '%' }), 'a@b.example', false],
  ])('%s', (_name, filter, address, expected) => {
    expect(letsAddressIn(filter, address)).toBe(expected);
  });

  test('a pattern that would hold a backtracking engine for minutes answers at once', () => {
    const started = performance.now();
    expect(letsAddressIn(email({ _regex: '^(a+)+$' }), `${'a'.repeat(200)}@example.org`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test.each([
    ['another field', { role: { _eq: 'x' } }, 'type', ['role']],
    ['an unknown operator', { _and: [email({ _eqq: 'x' })] }, 'type', ['_and', 0, 'email', '_eqq']],
    ['a number as operand', email({ _eq: 5 }), 'type', ['email', '_eq']],
    ['a group that is no list', { _or: {} }, 'type', ['_or']],
    ['an empty list', email({ _in: [] }), 'type', ['email', '_in']],
    ['a pattern that RE2 cannot read', email({ _regex: '(?=a)b' }), 'regex', ['email', '_regex']],
    ['patterns that cost too much together', { _and: Array.from({ length: 4 }, () => email({ _regex: '\\pL{300}' })) }, 'regex', ['_and', 3, 'email', '_regex']],
    ['an operand that is too long', email({ _eq: 'x'.repeat(501) }), 'type', ['email', '_eq']],
    ['a list instead of an object', [], 'type', []],
  ])('%s is refused with its path', (_name, filter, type, path) => {
    expect(addressFilterMistake(filter)).toEqual({ type, path });
  });

  test('a filter that is nested without end is refused', () => {
    let filter: unknown = email({ _eq: 'x' });
    for (let depth = 0; depth < 50; depth += 1) filter = { _and: [filter] };
    expect(addressFilterMistake(filter)?.type).toBe('type');
  });
});

describe('the simple form of the filter', () => {
  test('lines and filter say the same', () => {
    const lines = { match: 'all' as const, rules: [{ kind: 'ends_with' as const, value: '@example.org' }, { kind: 'pattern' as const, value: '^a' }] };
    expect(filterOf(lines)).toEqual({ _and: [{ email: { _ends_with: '@example.org' } }, { email: { _regex: '^a' } }] });
    expect(rulesOf(filterOf(lines))).toEqual(lines);
  });

  test.each([
    ['nested groups', { _and: [{ _or: [email({ _eq: 'x' })] }] }],
    ['an operator without a line', email({ _in: ['x'] })],
    ['two operators on one line', email({ _starts_with: 'a', _ends_with: 'b' })],
    ['two groups side by side', { _and: [], _or: [] }],
  ])('%s can only be said in JSON', (_name, filter) => {
    expect(rulesOf(filter)).toBeNull();
  });

  test('no line is no filter', () => expect(filterOf({ match: 'any', rules: [] })).toBeNull());
});
