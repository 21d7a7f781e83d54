import { parseAddressList } from './address-list';
import { judge, type KnownPerson } from './verdicts';

const person = (emailKey: string, more: Partial<KnownPerson> = {}): KnownPerson => ({ id: emailKey, emailKey, status: 'active', roleId: null, ...more });
const verdicts = (text: string, known: KnownPerson[], roleId: string | null = 'editors') =>
  judge(parseAddressList(text), known, roleId).map(({ verdict }) => ('hasRole' in verdict ? `${verdict.kind}${verdict.hasRole ? ' with the role' : ''}` : verdict.kind));

describe('the verdicts on a list', () => {
  test.each<[string, string, KnownPerson[], string[]]>([
    ['nobody is known', 'a@x.org, b@x.org', [], ['new', 'new']],
    ['somebody is a user', 'a@x.org', [person('a@x.org')], ['user']],
    ['whatever their status', 'a@x.org', [person('a@x.org', { status: 'archived' })], ['user']],
    ['and has the role', 'a@x.org', [person('a@x.org', { roleId: 'editors' })], ['user with the role']],
    ['somebody waits', 'a@x.org', [person('a@x.org', { status: 'invited', roleId: 'editors' })], ['invited with the role']],
    ['somebody waits for another role', 'a@x.org', [person('a@x.org', { status: 'invited' })], ['invited']],
    ['two spellings of one address', 'a@x.org, A@X.ORG', [], ['new', 'duplicate']],
    ['two spellings of a user', 'A@X.org, a@x.org', [person('a@x.org')], ['user', 'duplicate']],
    ['no address, twice', 'nobody, nobody', [], ['invalid', 'invalid']],
  ])('%s', (_name, text, known, expected) => {
    expect(verdicts(text, known)).toEqual(expected);
  });

  test('without a role nobody lacks it', () => {
    const known = [person('a@x.org'), person('b@x.org', { roleId: 'editors' }), person('c@x.org', { status: 'invited', roleId: 'editors' })];
    expect(verdicts('a@x.org, b@x.org, c@x.org', known, null)).toEqual(['user with the role', 'user with the role', 'invited with the role']);
  });
});
