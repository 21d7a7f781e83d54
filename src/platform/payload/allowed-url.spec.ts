import { allowedUrl } from './allowed-url';

const list = [new URL('https://app.example.org/verify'), new URL('http://localhost:3000/')];
const ask = (text: string) => allowedUrl(list, text, 'verify registered users');

test.each([
  ['the entry itself', 'https://app.example.org/verify', 'https://app.example.org/verify'],
  ['with a query', 'https://app.example.org/verify?lang=de', 'https://app.example.org/verify?lang=de'],
  ['written in capitals', 'HTTPS://APP.example.org:443/verify', 'https://app.example.org/verify'],
  ['without the last slash', 'http://localhost:3000', 'http://localhost:3000/'],
])('%s is allowed', (_name, text, href) => expect(ask(text)).toBe(href));

test.each([
  'https://evil.example.net/verify', '//app.example.org/verify', 'https:app.example.org/verify', 'https://app.example.org@evil.example.net/verify', 'https://app.example.org.evil.example.net/verify',
  'https://evil.example.net#https://app.example.org/verify', 'https://evil.example.net\\@app.example.org/verify', 'javascript:alert(1)//app.example.org/verify', 'data:text/html,x',
  'http://app.example.org%2eevil.example.net/verify', 'https://app.example.org/verify/more', 'https://app.example.org/', 'http://app.example.org/verify', 'https://app.example.org/verify#x',
  ' https://app.example.org/verify', 'https://user:pw@app.example.org/verify', 'https://app.example.org/ver\tify', '',
])('%j is refused', (text) => expect(() => ask(text)).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD' })));

test('an empty list allows nothing', () => expect(() => allowedUrl([], 'https://app.example.org/verify', 'x')).toThrow());
