import { PUBLIC, type Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { parsePayload } from '../access/permissions/parse-payload';
import { userChangesSchema, userOnTheWire } from './user-changes';

const ADA: Accountability = { ...PUBLIC, kind: 'user', user: 'ada', admin: true };
const parse = (payload: unknown) => parsePayload(ADA, 'directus_users', userChangesSchema, payload);

function refusals(payload: unknown): object[] {
  try {
    parse(payload);
    return [];
  } catch (thrown) {
    return applicationErrorsIn(thrown)!.map((error) => ({ code: error.code, ...error.facts }));
  }
}

const failed = (field: string, type: string, more: object = {}) => [{ code: 'FAILED_VALIDATION', field, path: [], type, ...more }];

describe('the changes of a user', () => {
  test('hold what was said, in our words', () => {
    expect(parse({ first_name: 'Ada', email: 'Ada@Example.org', role: 'r1', status: 'invited', email_notifications: false, theme_dark_overrides: { primary: '#123456' } })).toEqual({
      firstName: 'Ada', email: { address: 'Ada@Example.org', key: 'ada@example.org' }, roleId: 'r1', status: 'invited', emailNotifications: false, themeDarkOverrides: { primary: '#123456' },
    });
  });

  test('hold nothing that was not said', () => {
    expect(parse({})).toEqual({});
  });

  test('an empty password clears it', () => {
    expect(parse({ password: '' })).toEqual({ password: null });
  });

  test('a role may come as an object with its key', () => {
    expect(parse({ role: { id: 'r1' } })).toEqual({ roleId: 'r1' });
  });

  test('an array of policies is the whole set, an object only edits', () => {
    expect(parse({ policies: ['a1', { id: 'a2' }, { policy: 'p1' }] })).toEqual({ policies: { whole: { keep: [{ accessId: 'a1' }, { accessId: 'a2' }], create: [{ policyId: 'p1' }] } } });
    expect(parse({ policies: { create: [{ policy: { id: 'p1' } }] } })).toEqual({ policies: { create: [{ policyId: 'p1' }], update: [], delete: [] } });
  });

  test.each<[string, unknown, object[]]>([
    ['an unknown key', { admin: true }, [{ code: 'INVALID_PAYLOAD', reason: '"admin" is not allowed' }]],
    ['no address', { email: 'not an address' }, failed('email', 'email')],
    ['an object where an address belongs', { email: { contains: '' } }, failed('email', 'type', { valid: 'string' })],
    ['a status that is none', { status: 'inactive-license' }, failed('status', 'in', { valid: ['draft', 'invited', 'unverified', 'active', 'suspended', 'archived'] })],
    ['the mask as a password', { password: '**********' }, failed('password', 'wrong')],
    ['a short token', { token: 'short' }, failed('token', 'min_length', { valid: 24 })],
    ['a name that is too long', { first_name: 'a'.repeat(101) }, failed('first_name', 'max_length')],
    ['NUL', { last_name: 'a\0' }, failed('last_name', 'text')],
    ['half a surrogate pair', { title: '\udc00' }, failed('title', 'text')],
    ['a text where yes or no belongs', { email_notifications: 'yes' }, failed('email_notifications', 'type', { valid: 'boolean' })],
    ['tags that are no list', { tags: 'x' }, failed('tags', 'type', { valid: 'array' })],
    ['an id that is no uuid', { id: 'x' }, failed('id', 'type', { valid: 'uuid' })],
    ['a date that is none', { last_access: 'yesterday' }, failed('last_access', 'type')],
  ])('refuse %s', (_name, payload, expected) => {
    expect(refusals(payload)).toEqual(expected);
  });

  test('never echo a password', () => {
    expect(JSON.stringify(refusals({ password: '\ud800 secret', token: 'secret' }))).not.toContain('secret');
  });

  test('go to the permissions without secrets', () => {
    expect(userOnTheWire(parse({ email: 'Ada@example.org', password: 'four words are easy', token: null, role: null, current_password: 'x' }))).toEqual({ email: 'Ada@example.org', password: '**********', token: null, role: null });
  });
});
