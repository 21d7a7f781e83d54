import { mistakesIn, settingsChangesSchema, settingsOnTheWire } from './settings-changes';
import { meetsPasswordPolicy, passwordPolicyMistake, STRONG_PASSWORD_POLICY as strong } from './password-policy';

describe('settings from the wire', () => {
  test('names cross over once, in both directions', () => {
    const wire = { project_name: 'Acme', public_registration_role: null, auth_login_attempts: 3 };
    const changes = settingsChangesSchema.parse(wire);
    expect(changes).toEqual({ projectName: 'Acme', publicRegistrationRoleId: null, authLoginAttempts: 3 });
    expect(settingsOnTheWire(changes)).toEqual(wire);
  });

  test('a line break in the project name becomes a space', () => {
    expect(settingsChangesSchema.parse({ project_name: ' Kit\r\nBcc: victim ' }).projectName).toBe('Kit Bcc: victim');
  });

  test('an empty text is no value', () => {
    expect(settingsChangesSchema.parse({ project_url: '', auth_password_policy: '' })).toEqual({ projectUrl: null, authPasswordPolicy: null });
  });

  test('an unknown key is refused', () => {
    expect(settingsChangesSchema.safeParse({ license_key: 'x' }).success).toBe(false);
  });

  test.each([
    ['an empty project name', { projectName: '' }, 'project_name', 'required'],
    ['a NUL in the project name', { projectName: 'A\0B' }, 'project_name', 'text'],
    ['a script as project address', { projectUrl: 'javascript:alert(1)' }, 'project_url', 'url'],
    ['credentials in the project address', { projectUrl: 'https://a:b@example.org' }, 'project_url', 'url'],
    ['a colour by name', { projectColor: 'red' }, 'project_color', 'color'],
    ['a language that is none', { defaultLanguage: 'no language' }, 'default_language', 'language'],
    ['a password policy that does not compile', { authPasswordPolicy: '(' }, 'auth_password_policy', 'regex'],
    ['a filter on another field', { publicRegistrationEmailFilter: { role: 'x' } }, 'public_registration_email_filter', 'type'],
  ])('%s is refused', (_name, changes, field, type) => {
    expect(mistakesIn(changes).map((error) => error.facts)).toEqual([expect.objectContaining({ field, type })]);
  });

  test('good values are no mistake', () => {
    expect(mistakesIn({ projectName: 'Acme', projectUrl: 'https://acme.example/app', projectColor: '#0b6b50', defaultLanguage: 'de-AT', authPasswordPolicy: '/^.{20,}$/' })).toEqual([]);
  });
});

describe('the password policy', () => {
  test.each([
    ['none', null, 'x', true],
    ['the preset "weak", met', '/^.{8,}$/', 'abcdefgh', true],
    ['the preset "weak", missed', '/^.{8,}$/', 'abcdefg', false],
    ['the preset "strong", met', strong, 'Abcdef1!', true],
    ['the preset "strong" without a digit', strong, 'Abcdefg!', false],
    ['the preset "strong" with a space', strong, 'Abcdef1! x', false],
    ['the preset "strong", too short', strong, 'Ab1!', false],
  ])('%s', (_name, policy, password, expected) => {
    expect(meetsPasswordPolicy(policy, password)).toBe(expected);
  });

  test('a password that is too long to be looked at does not pass, whichever way it is asked', () => {
    expect([meetsPasswordPolicy('x', 'x'.repeat(200_000)), meetsPasswordPolicy('(?!.*y)x', 'x'.repeat(200_000))]).toEqual([false, false]);
  });

  test.each([['an open bracket', '('], ['a lookbehind', '(?<=a)b'], ['a lookahead in the middle', 'a(?=b)'], ['a back reference', '(a)\\1'], ['a thousand letters of any script', '\\pL{1000}'], ['many that cost too much together', '(?=.{300})(?=.{300})(?=.{300})(?=.{300})x']])('%s is a mistake', (_name, policy) => {
    expect(passwordPolicyMistake(policy)).toBe(true);
  });
});
