import { parseEmail } from './email-address';

describe('an e-mail address', () => {
  test.each<[string, string, string, string]>([
    ['is kept as typed, its key is lower case', 'Ada.Lovelace@Example.ORG', 'Ada.Lovelace@Example.ORG', 'ada.lovelace@example.org'],
    ['loses blanks around it', '  ada@example.org\n', 'ada@example.org', 'ada@example.org'],
    ['needs no public domain', 'admin@intranet.local', 'admin@intranet.local', 'admin@intranet.local'],
    ['may be on this machine', 'root@localhost', 'root@localhost', 'root@localhost'],
    ['has one key for every width', 'ａｄａ@example.org', 'ａｄａ@example.org', 'ada@example.org'],
    ['has one key for a domain and its ASCII form', 'a@BÜCHER.example', 'a@BÜCHER.example', 'a@xn--bcher-kva.example'],
    ['keeps an accent apart from the plain letter', 'zoë@example.org', 'zoë@example.org', 'zoë@example.org'],
    ['keeps a dotless i apart', 'adm\u0131n@example.org', 'adm\u0131n@example.org', 'adm\u0131n@example.org'],
    ['may have a tag', 'ada+list@example.org', 'ada+list@example.org', 'ada+list@example.org'],
    ['may have an apostrophe', "o'neill@example.org", "o'neill@example.org", "o'neill@example.org"],
  ])('%s', (_name, text, address, key) => {
    expect(parseEmail(text)).toEqual({ address, key });
  });

  test('composed and decomposed letters are one address', () => {
    expect(parseEmail('zoe\u0308@example.org')!.key).toBe(parseEmail('zo\u00eb@example.org')!.key);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['no @', 'not an address'],
    ['no domain', 'ada@'],
    ['no local part', '@example.org'],
    ['two @', 'a@b@example.org'],
    ['a second recipient', 'a@example.org,b@example.org'],
    ['a second recipient by semicolon', 'a@example.org;b@example.org'],
    ['a name and brackets', 'Ada <ada@example.org>'],
    ['a header', 'ada@example.org\r\nBcc: b@example.org'],
    ['an encoded line break in the domain', 'ada@example%0a.org'],
    ['a quoted local part', '"a b"@example.org'],
    ['a blank inside', 'a da@example.org'],
    ['NUL', 'a\0da@example.org'],
    ['a zero-width space', 'a\u200bda@example.org'],
    ['half a surrogate pair', 'a\ud800@example.org'],
    ['a wide comma that becomes a comma', 'a\uff0cb@example.org'],
    ['a wide @ beside the real one', 'a\uff20b@example.org'],
    ['a network address', 'a@127.0.0.1'],
    ['a network address in brackets', 'a@[127.0.0.1]'],
    ['an empty label', 'a@example..org'],
    ['a dot at the end', 'a@example.org.'],
    ['a dot before @', 'a.@example.org'],
    ['a hyphen that begins a label', 'a@-example.org'],
    ['more than 128 characters', `${'a'.repeat(60)}@${'b'.repeat(60)}.example.org`],
    ['a local part of more than 64', `${'a'.repeat(65)}@example.org`],
  ])('is not %s', (_name, text) => {
    expect(parseEmail(text)).toBeNull();
  });
});
