import { applicationErrorsIn } from '../platform/errors/application-error';
import { registrationFromForm } from './registration-form';
import { registrationFromBody } from './registration-request';

const good = { email: 'ada@example.org', password: 'four words are easy' };

function refusals(read: () => unknown): object[] {
  try {
    read();
    return [];
  } catch (thrown) {
    return applicationErrorsIn(thrown)!.map((error) => ({ code: error.code, ...error.facts }));
  }
}

describe('a registration from a program', () => {
  test('is read', () => {
    expect(registrationFromBody({ ...good, first_name: 'Ada' })).toEqual({ email: { address: 'ada@example.org', key: 'ada@example.org' }, password: good.password, firstName: 'Ada', lastName: null, verificationUrl: null });
  });

  test.each<[string, object, string]>([
    ['no password', { email: good.email }, '"password" is required'],
    ['no address', { ...good, email: 'nonsense' }, '"email" must be a valid email'],
    ['a list of addresses', { ...good, email: [good.email] }, '"email" must be a string'],
    ['a role', { ...good, role: 'x' }, '"role" is not allowed'],
    ['an empty name', { ...good, first_name: '' }, '"first_name" is not allowed to be empty'],
    ['a second recipient', { ...good, email: 'a@example.org\r\nBcc: b@example.org' }, '"email" must be a valid email'],
    ['a name without end', { ...good, first_name: 'x'.repeat(3000) }, '"first_name" is not valid'],
  ])('with %s is refused', (_name, body, reason) => {
    expect(refusals(() => registrationFromBody(body))).toEqual([{ code: 'INVALID_PAYLOAD', reason }]);
  });
});

describe('a registration from the form', () => {
  const takesAny = { mistakeIn: () => null };

  test('tells all mistakes at their fields', () => {
    expect(refusals(() => registrationFromForm({ email: 'nonsense', first_name: 'x'.repeat(101), last_name: 'a\0b' }, takesAny))).toEqual([
      expect.objectContaining({ field: 'email', type: 'email' }),
      expect.objectContaining({ field: 'password', type: 'required' }),
      expect.objectContaining({ field: 'first_name', type: 'max_length' }),
      expect.objectContaining({ field: 'last_name', type: 'text' }),
    ]);
  });

  test('takes no more than it asks for', () => {
    expect(registrationFromForm({ ...good, role: 'x', verification_url: 'https://evil.example' }, takesAny)).toEqual(expect.objectContaining({ verificationUrl: null }));
  });
});
