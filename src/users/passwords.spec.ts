import { openRooms, type Rooms } from '../../test/support/rooms';
import { FailedValidationError, ServiceUnavailableError } from '../platform/errors/errors';
import { Log } from '../platform/log/log';
import { CurrentSettings } from '../settings/current-settings';
import { Passwords } from './passwords';

describe('passwords', () => {
  let rooms: Rooms;
  let passwords: Passwords;
  const log = new Log('silent');

  beforeAll(async () => {
    rooms = await openRooms();
    passwords = new Passwords(rooms.config, new CurrentSettings(rooms.prisma), log);
  });
  afterAll(() => rooms.close());

  const refusal = (password: string, email: string | null = null) => {
    try {
      passwords.assertAcceptable(password, email);
      return null;
    } catch (error) {
      expect(Object.keys((error as FailedValidationError).facts)).not.toContain('invalid');
      return (error as FailedValidationError).facts.type;
    }
  };

  it.each(['four words are easy', 'x7#Qm2pL9vRt4Wz!', 'grüße aus dem norden', '🦊🐻🐼🦁', 'p'.repeat(1000) + 'assword'])('takes %j', (password) => expect(refusal(password)).toBeNull());

  it.each([
    ['', 'min_length'], ['a', 'min_length'], ['fourteen bytes', 'min_length'],
    ['x y '.repeat(257), 'max_length'],
    ['aaaaaaaaaaaaaaaaaaaa', 'common'], ['passwordpassword', 'common'], ['PasswordPassword', 'common'], ['password password password', 'common'], ['123456789012345', 'common'],
    ['abcdefghijklmnopq', 'common'], ['qwertyuiopasdfgh', 'common'], ['poiuytrewqpoiuytrewq', 'common'], ['  1qaz2wsx3edc4rfv  ', 'common'], ['letmein letmein letmein', 'common'],
  ])('refuses %j: %s', (password, type) => expect(refusal(password)).toBe(type));

  it.each(['somebody@example.org', 'Somebody@Example.ORG', ' somebody@example.org '])('refuses the e-mail address, as %j', (password) => expect(refusal(password, 'somebody@example.org')).toBe('same_as_email'));

  it('verifies what it hashed, however the characters were composed', async () => {
    const stored = await passwords.hash('Gru\u0308ße aus dem Norden');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(stored, 'Gr\u00fcße aus dem Norden')).toBe(true);
    expect(await passwords.verify(stored, 'Gruße aus dem Norden')).toBe(false);
  });

  it('looks at every byte, up to the last one that is allowed', async () => {
    const long = 'x y z '.repeat(170);
    const stored = await passwords.hash(`${long}1`);
    expect(await passwords.verify(stored, `${long}2`)).toBe(false);
    expect(await passwords.verify(stored, `${long}1`)).toBe(true);
    expect(await passwords.verify(stored, `${long}1`.repeat(2))).toBe(false);
  });

  it('takes a text that looks like a hash for a text', async () => {
    const stored = await passwords.hash('four words are easy');
    expect(await passwords.verify(await passwords.hash(stored), stored)).toBe(true);
    expect(await passwords.verify(stored, stored)).toBe(false);
  });

  it.each(['', 'four words are easy'])('lets nobody in who has no password, with %j', async (password) => expect(await passwords.verify(null, password)).toBe(false));

  it('works as long for nobody as for somebody', async () => {
    const stored = await passwords.hash('four words are easy');
    const time = async (hash: string | null) => {
      const started = performance.now();
      for (let index = 0; index < 8; index += 1) await passwords.verify(hash, `guess ${index}`);
      return performance.now() - started;
    };
    await time(null);
    const [known, unknown] = [await time(stored), await time(null)];
    expect(unknown).toBeGreaterThan(known / 4);
  });

  it('lets a bounded number wait and sends the others away', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 120 }, () => passwords.verify(null, 'a guess')));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(ServiceUnavailableError);
    expect(await passwords.verify(null, 'after the rush')).toBe(false);
  });

  it('obeys the project’s own policy', async () => {
    await rooms.prisma.client.settings.create({ data: { id: 1, authPasswordPolicy: '/(?=.*\\d)^.{20,}$/' } });
    await expect(passwords.hash('no digits in here at all')).rejects.toMatchObject({ facts: { field: 'password', type: 'regex' } });
    await expect(passwords.hash('1 digit in here, that is enough')).resolves.toContain('$argon2id$');
  });

  it('takes the strong rule, and says so, where the stored policy is none', async () => {
    await rooms.prisma.client.settings.upsert({ where: { id: 1 }, create: { id: 1, authPasswordPolicy: '(' }, update: { authPasswordPolicy: '(' } });
    const lines = jest.spyOn(log, 'error');
    await expect(passwords.hash('four words are easy')).rejects.toMatchObject({ facts: { field: 'password', type: 'regex' } });
    await expect(passwords.hash('Four.words.are.ea5y')).resolves.toContain('$argon2id$');
    expect(lines).toHaveBeenCalledWith({ setting: 'auth_password_policy', found: '(' }, expect.stringContaining('password policy'));
  });
});
