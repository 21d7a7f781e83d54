import { dictionary } from '@zxcvbn-ts/language-common';

const COMMON = new Set((dictionary['passwords-common'] as readonly string[]).map((password) => password.toLowerCase()));
const DISTINCT_CHARACTERS_AT_LEAST = 4;
/** Rows of a keyboard, and what counts up. Long enough ones are no better than the short passwords that guessers begin with. */
const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm', 'azertyuiopqsdfghjklmwxcvbn'];

/** Whether a guesser would try this among the first: a known one, one said over and over, a row of keys, hardly any characters. */
export function isCommonPassword(password: string): boolean {
  const text = password.trim().toLowerCase();
  return new Set(text).size < DISTINCT_CHARACTERS_AT_LEAST || isKnown(text) || isKnown(repeatedPart(text));
}

function isKnown(text: string): boolean {
  const letters = text.replace(/[\s._-]+/g, '');
  return COMMON.has(text) || COMMON.has(letters) || COMMON.has(letters.replace(/\d{1,4}$/, '')) || isRow(letters);
}

function isRow(text: string): boolean {
  return text.length > 3 && ROWS.some((row) => row.includes(text) || [...row].reverse().join('').includes(text));
}

/** "abcabcabc" → "abc"; a text that repeats nothing is itself. */
function repeatedPart(text: string): string {
  const letters = text.replace(/[\s._-]+/g, '');
  const period = (letters + letters).indexOf(letters, 1);
  return letters.slice(0, period === -1 ? undefined : period);
}
