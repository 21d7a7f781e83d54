import { requireAllowedUrl } from './allowed-url';

const LIST = [new URL('https://app.example.org/join'), new URL('http://localhost:3000/')];
const check = (url: string) => requireAllowedUrl(url, LIST, 'invite users');

describe('the address of another application', () => {
  test.each<[string, string, string]>([
    ['as listed', 'https://app.example.org/join', 'https://app.example.org/join'],
    ['with a query of its own', 'https://app.example.org/join?from=mail', 'https://app.example.org/join?from=mail'],
    ['with a slash at the end', 'https://app.example.org/join/', 'https://app.example.org/join/'],
    ['in capitals', 'HTTPS://APP.example.org/join', 'https://app.example.org/join'],
    ['with a port', 'http://localhost:3000', 'http://localhost:3000/'],
  ])('%s is allowed', (_name, url, href) => {
    expect(check(url)).toBe(href);
  });

  test.each<[string, string]>([
    ['another host', 'https://evil.example/join'],
    ['another scheme', 'http://app.example.org/join'],
    ['another port', 'https://app.example.org:8443/join'],
    ['another path', 'https://app.example.org/elsewhere'],
    ['a longer path', 'https://app.example.org/join/evil'],
    ['a suffix of the path', 'https://app.example.org/join.evil'],
    ['a path that climbs', 'https://app.example.org/join/../elsewhere'],
    ['a host that begins alike', 'https://app.example.org.evil.example/join'],
    ['user info', 'https://app.example.org@evil.example/join'],
    ['own user info', 'https://a:b@app.example.org/join'],
    ['no scheme', '//app.example.org/join'],
    ['a scheme without slashes', 'https:app.example.org/join'],
    ['backslashes', 'https:\\\\app.example.org\\join'],
    ['a backslash before the host', 'https://evil.example\\@app.example.org/join'],
    ['a fragment', 'https://app.example.org/join#x'],
    ['a script', 'javascript:alert(1)//app.example.org/join'],
    ['data', 'data:text/html,x'],
    ['a tab inside', 'https://app.exa\tmple.org/join'],
    ['a line end', 'https://app.example.org/join\n'],
    ['nothing', ''],
    ['endless text', `https://app.example.org/join?${'x'.repeat(3000)}`],
  ])('%s is refused', (_name, url) => {
    expect(() => check(url)).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD' }));
  });

  test('nothing is allowed where the list is empty', () => {
    expect(() => requireAllowedUrl('https://app.example.org/join', [], 'invite users')).toThrow(expect.objectContaining({ facts: { reason: 'URL "https://app.example.org/join" can\'t be used to invite users' } }));
  });
});
