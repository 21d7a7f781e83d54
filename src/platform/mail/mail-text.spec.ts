import { absoluteTime, safeName } from './mail-text';

describe('a name in a mail', () => {
  test.each<[string, string, string | null]>([
    ['a person', 'Ada Lovelace', 'Ada Lovelace'],
    ['blanks', '  Ada \t Lovelace ', 'Ada Lovelace'],
    ['an apostrophe and a title', "Dr. O'Neill", "Dr. O'Neill"],
    ['other scripts', '阿達', '阿達'],
    ['nothing', '   ', null],
    ['an address of a page', 'Win at https://evil.example', null],
    ['a bare domain', 'visit evil.example now', null],
    ['www', 'www.evil', null],
    ['a domain in wide signs', 'visit evil．example now', null],
    ['a domain with the other full stop', 'visit evil。example now', null],
    ['a domain and something invisible in it', 'visit evil\u200d.example now', null],
    ['a line that reads backwards', '\u202eadA', null],
    ['a blank that nobody sees', 'A\u200bda', null],
    ['a joiner of its language', 'نیک\u200cنام', 'نیک\u200cنام'],
    ['an e-mail address', 'write to a@evil', null],
    ['a second header line', 'Ada\r\nBcc: x', 'Ada Bcc: x'],
    ['tags', '<a href=x>Ada</a>', null],
    ['a sign of two code units at the cut', `${'a'.repeat(38)}🐎🐎`, `${'a'.repeat(38)}…`],
    ['a speech', 'a '.repeat(1500), 'a a a a a a a a a a a a a a a a a a a a…'],
  ])('with %s', (_name, typed, shown) => {
    expect(safeName(typed)).toBe(shown);
  });
});

test('a time is absolute and has its zone', () => {
  expect(absoluteTime(new Date('2026-12-01T14:05:00Z'))).toBe('Tuesday, 1 December 2026 at 14:05 UTC');
});
