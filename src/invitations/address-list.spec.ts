import { parseAddressList } from './address-list';

const keys = (text: string) => parseAddressList(text).map(({ typed, email }) => email?.key ?? `not: ${typed}`);

describe('a pasted list of addresses', () => {
  test.each<[string, string, string[]]>([
    ['comma and blank, as in the guide', 'a@x.org, b@x.org', ['a@x.org', 'b@x.org']],
    ['commas alone', 'a@x.org,b@x.org', ['a@x.org', 'b@x.org']],
    ['semicolons', 'a@x.org; b@x.org', ['a@x.org', 'b@x.org']],
    ['lines of both kinds', 'a@x.org\r\nb@x.org\nc@x.org', ['a@x.org', 'b@x.org', 'c@x.org']],
    ['blanks', 'a@x.org b@x.org', ['a@x.org', 'b@x.org']],
    ['all at once, with empty places', ' ,a@x.org;; b@x.org\n\n,', ['a@x.org', 'b@x.org']],
    ['a name', 'Ada Lovelace <a@x.org>', ['a@x.org']],
    ['a name in quotes with a comma', '"Lovelace, Ada" <a@x.org>, b@x.org', ['a@x.org', 'b@x.org']],
    ['brackets alone', '<a@x.org>', ['a@x.org']],
    ['capitals are kept out of the key', 'Ada@X.org', ['ada@x.org']],
    ['nothing', ' \n ', []],
    ['no address among others', 'a@x.org, nobody, b@x.org', ['a@x.org', 'not: nobody', 'b@x.org']],
    ['a sentence', 'please invite ada', ['not: please invite ada']],
    ['a lost quote costs its line only', '"Ada, <a@x.org>\nb@x.org', ['a@x.org', 'b@x.org']],
    ['two addresses in brackets', 'A <a@x.org,b@x.org>', ['not: A <a@x.org,b@x.org>']],
    ['a header', 'a@x.org\nBcc: b@x.org', ['a@x.org', 'not: Bcc: b@x.org']],
  ])('%s', (_name, text, found) => {
    expect(keys(text)).toEqual(found);
  });

  test('ten thousand entries take no time', () => {
    expect(parseAddressList(Array.from({ length: 10_000 }, (_, index) => `"N, ${index}" <u${index}@x.org>`).join(', '))).toHaveLength(10_000);
  });
});
