import { NO_ERRORS } from '../doors/html/field-messages';
import { PUBLIC, type Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { changedUser, BLANK_USER_FORM, newUser, parseSeen, parseUserForm, seenColumns, userFields, valuesOf, valuesOfStaged, type UserFormValues } from './user-form';

const ADA: Accountability = { ...PUBLIC, kind: 'user', user: 'ada', admin: true };
const typed = (body: Record<string, unknown>) => parseUserForm({ _csrf: 'x', _form: 'y', ...body });
const fieldsOf = (act: () => unknown) => {
  try {
    act();
    return [];
  } catch (thrown) {
    return applicationErrorsIn(thrown)!.map(({ facts }) => [facts['field'], facts['type']]);
  }
};

describe('somebody new', () => {
  test('is invited, with the fields that were filled', () => {
    const values = typed({ first_name: ' Grace ', email: 'grace@example.org', sign_in: 'invitation', status: 'active', password: 'left over', title: '', policies: ['p1', 'p2'] });
    expect(newUser(ADA, values, { withRole: false })).toEqual({
      firstName: 'Grace', email: { address: 'grace@example.org', key: 'grace@example.org' }, status: 'invited', policies: { create: [{ policyId: 'p1' }, { policyId: 'p2' }], update: [], delete: [] },
    });
  });

  test('has a password and the chosen status and role', () => {
    const values = typed({ email: 'g@example.org', sign_in: 'password', status: 'draft', password: 'four words are easy', role: 'r1' });
    expect(newUser(ADA, values, { withRole: true })).toMatchObject({ status: 'draft', password: 'four words are easy', roleId: 'r1' });
    expect(newUser(ADA, values, { withRole: false })).not.toHaveProperty('roleId');
  });

  test('needs an address, and a password where one is to be set: all mistakes at once', () => {
    const values = typed({ email: '', sign_in: 'password', status: 'nonsense', password: '' });
    expect(fieldsOf(() => newUser(ADA, values, { withRole: true })).sort()).toEqual([['email', 'required'], ['password', 'required'], ['status', 'in']]);
  });

  test('keeps the password that was staged before', () => {
    const values = typed({ email: 'g@example.org', sign_in: 'password', status: 'active', password: '' });
    expect(newUser(ADA, values, { withRole: false, hasPassword: true })).toEqual({ email: { address: 'g@example.org', key: 'g@example.org' }, status: 'active' });
  });

  test('comes back from the staged changes as it was typed', () => {
    const values = typed({ first_name: 'Grace', email: 'grace@example.org', sign_in: 'invitation', status: 'active', policies: 'p1' });
    expect(valuesOfStaged(newUser(ADA, values, { withRole: false }))).toEqual({ ...BLANK_USER_FORM, firstName: 'Grace', email: 'grace@example.org', policies: ['p1'] });
  });
});

describe('a changed person', () => {
  const seen: UserFormValues = { ...valuesOf({ first_name: 'Ada', email: 'ada@example.org', status: 'active', role: { id: 'r1' }, description: 'Line one\nline two ' }), policies: ['p1', 'p2'] };
  const attachments = { p1: 'a1', p2: 'a2' };
  const same = { first_name: 'Ada', last_name: '', email: 'ada@example.org', status: 'active', role: 'r1', description: 'Line one\r\nline two', policies: ['p1', 'p2'] };

  test('is nothing where nothing was typed', () => {
    expect(changedUser(ADA, typed(same), seen, attachments)).toEqual({});
  });

  test('holds what differs from what was seen, and nothing else', () => {
    expect(changedUser(ADA, typed({ ...same, first_name: '', last_name: 'Byron', role: '' }), seen, attachments)).toEqual({ firstName: null, lastName: 'Byron', roleId: null });
  });

  test('attaches what is ticked and detaches what is not', () => {
    expect(changedUser(ADA, typed({ ...same, policies: ['p2', 'p3'] }), seen, attachments)).toEqual({ policies: { create: [{ policyId: 'p3' }], update: [], delete: ['a1'] } });
    expect(changedUser(ADA, typed({ ...same, policies: undefined }), seen, attachments)).toEqual({ policies: { create: [], update: [], delete: ['a1', 'a2'] } });
  });

  test('an address cannot be emptied', () => {
    expect(fieldsOf(() => changedUser(ADA, typed({ ...same, email: '' }), seen, attachments))).toEqual([['email', 'required']]);
  });

  test('what was seen travels through the page and comes back', () => {
    const came = parseSeen({ seen: JSON.stringify({ values: seen, attachments }) });
    expect(came.attachments).toEqual(attachments);
    expect(seenColumns(came.values)).toMatchObject({ firstName: 'Ada', lastName: null, roleId: 'r1', status: 'active' });
    expect(() => parseSeen({ seen: 'nonsense' })).toThrow();
    expect(() => parseSeen({ seen: 'null' })).toThrow();
  });
});

test('a form with an unknown key is refused', () => {
  expect(() => typed({ admin: 'true' })).toThrow();
});

test('a password is never sent back to the page', () => {
  const view = userFields({ ...BLANK_USER_FORM, password: 'four words are easy', currentPassword: 'secret' }, NO_ERRORS, { isNew: true, isOwn: true, roles: null, policies: null, passwordMinBytes: 15 });
  expect(JSON.stringify(view)).not.toMatch(/four words are easy"|"secret/);
});

test('nobody becomes invited or unverified by choosing the word; who is, may stay so', () => {
  const statuses = (status: string, isNew: boolean) => userFields({ ...BLANK_USER_FORM, status }, NO_ERRORS, { isNew, roles: null, policies: null, passwordMinBytes: 15 }).status.options.map(({ value }) => value);
  expect(statuses('active', true)).toEqual(['draft', 'active', 'suspended', 'archived']);
  expect(statuses('invited', false)).toEqual(['draft', 'invited', 'active', 'suspended', 'archived']);
});
