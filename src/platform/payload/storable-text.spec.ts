import type { z } from 'zod';
import { storableJson, storableText } from './storable-text';

const typeOf = (schema: z.ZodType, value: unknown): unknown => {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue?.code === 'custom' ? issue.params!['type'] : null;
};

describe('what every database can keep', () => {
  test.each<[string, string, string | null]>([
    ['every script', 'Zoë 王小明 عمر', null],
    ['a zero-width joiner and a right-to-left mark', '\u200d\u200f', null],
    ['twenty code points in forty code units', '🐎'.repeat(20), null],
    ['no NUL', 'a\0b', 'text'],
    ['no half of a surrogate pair', 'a\ud800', 'text'],
    ['not more code points than fit', 'a'.repeat(21), 'max_length'],
  ])('%s', (_name, text, type) => {
    expect(typeOf(storableText(20), text)).toBe(type);
  });

  test.each<[string, unknown, string | null]>([
    ['plain JSON', { a: [1, true, null, 'x'] }, null],
    ['NUL in a value', { a: ['\0'] }, 'text'],
    ['NUL in a key', { 'a\0': 1 }, 'text'],
    ['more levels than allowed', [[[1]]], 'text'],
  ])('JSON: %s', (_name, value, type) => {
    expect(typeOf(storableJson(2), value)).toBe(type);
  });
});
