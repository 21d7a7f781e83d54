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
  const known = knownPasswords();
  return known.has(text) || known.has(letters) || known.has(letters.replace(/\d{1,4}$/, '')) || isRow(letters);
}

let passwords: ReadonlySet<string> | null = null;

/** Tens of thousands of words, which are unpacked when somebody first chooses a password and not at each start. */
function knownPasswords(): ReadonlySet<string> {
  if (!passwords) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded here and not at the top, and without waiting
    const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
    passwords = new Set(dictionary['passwords-common'].map((password) => password.toLowerCase()));
  }
  return passwords;
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
