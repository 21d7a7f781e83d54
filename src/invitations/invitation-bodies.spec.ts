import { parseAcceptance, parseInvite } from './invitation-bodies';

const role = 'b3f1f1a0-52a1-4a2e-8c55-0c5d0f7a9b11';
const reasonOf = (parse: () => unknown) => {
  try {
    parse();
    return null;
  } catch (error) {
    return (error as { facts: { reason: string } }).facts.reason;
  }
};

describe('the body of an invitation', () => {
  it('has one address or many', () => {
    expect(parseInvite({ email: 'A@x.org', role })).toEqual({ addresses: [{ address: 'A@x.org', key: 'a@x.org' }], roleId: role, inviteUrl: null });
    expect(parseInvite({ email: ['a@x.org', 'b@x.org'], role, invite_url: 'https://app.example.org/join' })).toMatchObject({ addresses: [{ key: 'a@x.org' }, { key: 'b@x.org' }], inviteUrl: 'https://app.example.org/join' });
  });

  test.each<[string, unknown, string]>([
    ['no body', undefined, '"email" is required'],
    ['a list', [], '"value" must be of type object'],
    ['no address', { role }, '"email" is required'],
    ['a wrong address', { email: 'x', role }, '"email" must be a valid email'],
    ['a wrong address among others', { email: ['a@x.org', 'x'], role }, '"email[1]" must be a valid email'],
    ['an object', { email: { contains: '' }, role }, '"email" must be a valid email'],
    ['null', { email: null, role }, '"email" must be a valid email'],
    ['no role', { email: 'a@x.org' }, '"role" is required'],
    ['role null', { email: 'a@x.org', role: null }, '"role" must be a string'],
    ['a role that is no key', { email: 'a@x.org', role: 'editors' }, '"role" must be a valid GUID'],
    ['an address that is none', { email: 'a@x.org', role, invite_url: 'nowhere' }, '"invite_url" must be a valid uri'],
    ['another key', { email: 'a@x.org', role, foo: 1 }, '"foo" is not allowed'],
    ['too many', { email: Array.from({ length: 1001 }, (_, index) => `u${index}@x.org`), role }, '"email" must contain less than or equal to 1000 items'],
  ])('is refused: %s', (_name, body, reason) => {
    expect(reasonOf(() => parseInvite(body))).toBe(reason);
  });
});

describe('the body of an acceptance', () => {
  test.each<[string, unknown, string]>([
    ['no token', { password: 'p' }, '"token" is required'],
    ['an empty token', { token: '', password: 'p' }, '"token" is not allowed to be empty'],
    ['an operator', { token: { contains: '' }, password: 'p' }, '"token" must be a string'],
    ['no password', { token: 't' }, '"password" is required'],
    ['an empty password', { token: 't', password: '' }, '"password" is not allowed to be empty'],
    ['another key', { token: 't', password: 'p', role: 'r' }, '"role" is not allowed'],
    ['a password with NUL', { token: 't', password: 'a\0b' }, '"password" contains characters that cannot be stored'],
  ])('is refused: %s', (_name, body, reason) => {
    expect(reasonOf(() => parseAcceptance(body))).toBe(reason);
  });
});
