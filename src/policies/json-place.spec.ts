import { jsonMistakeAt, placeOf } from './json-place';

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{ "email": \n oops }', 'line 2, column 2'],
    ['{ "a": 1, }', 'line 1, column 11'],
    ['{ "a" 1 }', 'line 1, column 7'],
    ['{ a: 1 }', 'line 1, column 3'],
    ['[1, 2', 'line 1, column 6'],
    ['{ "a": "x\ny" }', 'line 1, column 8'],
    ['{} {}', 'line 1, column 4'],
    ['', 'line 1, column 1'],
    ['{ "a": { "b": [tru] } }', 'line 1, column 16'],
  ])('of %j is %s', (text, place) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(placeOf(text, jsonMistakeAt(text)!)).toBe(place);
  });

  it.each(['{}', '[]', ' { "a" : [ 1, -2.5e+3, true, false, null, "\\u00e9\\n\\"", { } ] } ', '"x"', '0'])('is nowhere in %j', (text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(jsonMistakeAt(text)).toBeNull();
  });

  it('is found at the depth that nobody needs, before the stack is exhausted', () => {
    expect(jsonMistakeAt('['.repeat(1_000_000))).toBe(65);
  });
});
