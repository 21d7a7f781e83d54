import { storableJson, storableText } from './storable-text';

const typeOf = (result: { success: boolean; error?: { issues: { params?: { type?: string } }[] } }) => (result.success ? null : result.error!.issues[0]!.params!.type);

describe('what every database can keep', () => {
  test.each<[string, string, string | null]>([
    ['every script', 'Zoë 王小明 عمر', null],
    ['a zero-width joiner and a right-to-left mark', '\u200d\u200f', null],
    ['five code points in ten code units', '🐎🐎🐎🐎🐎🐎', null],
    ['no NUL', 'a\0b', 'text'],
    ['no half of a surrogate pair', 'a\ud800', 'text'],
    ['not more code points than fit', 'abcdefg', 'max_length'],
  ])('%s', (_name, text, type) => {
    expect(typeOf(storableText(6).safeParse(text))).toBe(type);
  });

  test.each<[string, unknown, string | null]>([
    ['plain JSON', { a: [1, true, null, 'x'] }, null],
    ['NUL in a value', { a: ['\0'] }, 'text'],
    ['NUL in a key', { 'a\0': 1 }, 'text'],
    ['more levels than allowed', [[[1]]], 'text'],
  ])('JSON: %s', (_name, value, type) => {
    expect(typeOf(storableJson(2).safeParse(value))).toBe(type);
  });
});
