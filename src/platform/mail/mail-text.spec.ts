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
    ['an e-mail address', 'write to a@evil', null],
    ['a second header line', 'Ada\r\nBcc: x', 'Ada Bcc: x'],
    ['tags', '<a href=x>Ada</a>', null],
    ['a speech', 'a '.repeat(1500), 'a a a a a a a a a a a a a a a a a a a a…'],
  ])('with %s', (_name, typed, shown) => {
    expect(safeName(typed)).toBe(shown);
  });
});

test('a time is absolute and has its zone', () => {
  expect(absoluteTime(new Date('2026-12-01T14:05:00Z'))).toBe('Tuesday, 1 December 2026 at 14:05 UTC');
});
