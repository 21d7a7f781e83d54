import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { Passwords } from '../../src/users/passwords';
import { startApp, ADA, type TestApp } from '../support/app';
import { FrozenClock } from '../support/clock';
import { PROVIDERS } from '../support/database';
import { RestDoor, type RestAnswer } from '../support/doors/rest-door';
import { Mailbox } from '../support/mailbox';

const PASSWORD = 'a quiet morning at the harbour';
const STEP_MS = 30_000;
const INVALID_CODE = { status: 401, code: 'INVALID_OTP' };

interface Person {
  readonly id: string;
  readonly email: string;
}

describe.each(PROVIDERS)('two-factor sign-in on %s', (provider) => {
  const clock = new FrozenClock();
  let app: TestApp;
  let mailbox: Mailbox;
  let hash: string;
  let admin: RestDoor;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    app = await startApp({ provider, clock, mailbox });
    hash = await app.get(Passwords).hash(PASSWORD);
    admin = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await mailbox?.close();
  });

  const person = async (data: Record<string, unknown> = {}): Promise<Person> => {
    const id = randomUUID();
    const email = `vera-${id.slice(0, 8)}@example.org`;
    await app.prisma.user.create({ data: { id, firstName: 'Vera', email, emailKey: email, password: hash, status: 'active', ...data } });
    return { id, email };
  };
  const nobody = () => new RestDoor(app.url);
  const signedIn = ({ email }: Person) => nobody().signIn(email, PASSWORD);
  const login = ({ email }: Person, more: object = {}) => nobody().post('/auth/login', { email, password: PASSWORD, ...more });
  /** The code of the present step, or of one some steps away. */
  const code = (secret: string, steps = 0) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() + steps * STEP_MS });
  const nextStep = () => clock.advance(STEP_MS);
  const secretOf = (answer: RestAnswer) => (answer.data as { secret: string }).secret;
  const turnOn = async (door: RestDoor): Promise<string> => {
    const secret = secretOf(await door.post('/users/me/tfa/generate', { password: PASSWORD }));
    const answer = await door.post('/users/me/tfa/enable', { secret, otp: code(secret) });
    if (answer.status !== 204) throw new Error(`enable: ${answer.status} ${JSON.stringify(answer.body)}`);
    nextStep();
    return secret;
  };
  /** Somebody who has it on, with a program that is signed in. */
  const protectedPerson = async (data: Record<string, unknown> = {}) => {
    const vera = await person(data);
    const door = await signedIn(vera);
    return { vera, door, secret: await turnOn(door) };
  };
  const events = async ({ id }: Person) => (await app.prisma.activity.findMany({ where: { item: id }, orderBy: { id: 'asc' } })).map(({ event }) => event);
  const mailsTo = async ({ email }: Person) => (await app.prisma.outboxMail.findMany({ where: { toAddress: email }, orderBy: { createdAt: 'asc' } })).map(({ model }) => Object.entries(model as object).flatMap(([name, value]) => (value === true ? name : []))[0]);
  const forgiveGuesses = () => app.prisma.rateLimiterFlexible.deleteMany({});

  describe('turning it on', () => {
    test('asks for the password, makes a seed of 160 bits, and takes the first code of it', async () => {
      const vera = await person();
      const door = await signedIn(vera);
      const made = await door.post('/users/me/tfa/generate', { password: PASSWORD });
      const secret = secretOf(made);
      expect([made.status, made.headers.get('cache-control')]).toEqual([200, expect.stringContaining('no-store')]);
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);
      const url = new URL((made.data as { otpauth_url: string }).otpauth_url);
      expect([url.protocol, url.host, decodeURIComponent(url.pathname), url.searchParams.get('secret'), url.searchParams.get('issuer')]).toEqual(['otpauth:', 'totp', `/Usher:${vera.email}`, secret, 'Usher']);
      expect(await login(vera)).toMatchObject({ status: 200 });
      expect(await door.post('/users/me/tfa/enable', { secret, otp: code(secret) })).toMatchObject({ status: 204 });
      expect((await app.prisma.user.findUniqueOrThrow({ where: { id: vera.id } })).tfaSecret).not.toContain(secret);
      expect(await mailsTo(vera)).toEqual(['isOn']);
      expect(await events(vera)).toContain('two_factor.turned_on');
    });

    test.each<[string, unknown]>([
      ['without a password', {}],
      ['with an empty one', { password: '' }],
      ['with a list', { password: [PASSWORD] }],
      ['with more than a password', { password: PASSWORD, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' }],
    ])('is refused %s', async (_, body) => {
      const vera = await person();
      expect(await (await signedIn(vera)).post('/users/me/tfa/generate', body)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
      expect(await app.prisma.twoFactor.count({ where: { userId: vera.id } })).toBe(0);
    });

    test('is refused with a wrong password, and to visitors', async () => {
      const door = await signedIn(await person());
      expect(await door.post('/users/me/tfa/generate', { password: 'something else entirely' })).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
      expect(await nobody().post('/users/me/tfa/generate', { password: PASSWORD })).toMatchObject({ status: 401 });
    });

    test('takes no seed that a program chose, none that was replaced, and none after a quarter of an hour', async () => {
      const vera = await person();
      const door = await signedIn(vera);
      const chosen = 'A'.repeat(32);
      const refused = { status: 400, code: 'INVALID_PAYLOAD' };
      expect(await door.post('/users/me/tfa/enable', { secret: chosen, otp: code(chosen) })).toMatchObject(refused);
      const first = secretOf(await door.post('/users/me/tfa/generate', { password: PASSWORD }));
      const second = secretOf(await door.post('/users/me/tfa/generate', { password: PASSWORD }));
      expect(await door.post('/users/me/tfa/enable', { secret: chosen, otp: code(chosen) })).toMatchObject(refused);
      expect(await door.post('/users/me/tfa/enable', { secret: first, otp: code(first) })).toMatchObject(refused);
      expect(await door.post('/users/me/tfa/enable', { secret: second, otp: '000000' })).toMatchObject(refused);
      clock.advance(14 * 60_000);
      const door2 = await signedIn(vera);
      const third = secretOf(await door2.post('/users/me/tfa/generate', { password: PASSWORD }));
      clock.advance(15 * 60_000);
      expect(await (await signedIn(vera)).post('/users/me/tfa/enable', { secret: third, otp: code(third) })).toMatchObject(refused);
      expect((await app.prisma.user.findUniqueOrThrow({ where: { id: vera.id } })).tfaSecret).toBeNull();
    });

    test('works once', async () => {
      const { door, secret } = await protectedPerson();
      expect(await door.post('/users/me/tfa/generate', { password: PASSWORD })).toMatchObject({ status: 400, body: { errors: [{ message: expect.stringContaining('already set') }] } });
      expect(await door.post('/users/me/tfa/enable', { secret, otp: code(secret) })).toMatchObject({ status: 400, body: { errors: [{ message: expect.stringContaining('already set') }] } });
    });

    test('by two at once works for one of them', async () => {
      const vera = await person();
      const door = await signedIn(vera);
      const secret = secretOf(await door.post('/users/me/tfa/generate', { password: PASSWORD }));
      const statuses = (await Promise.all([1, 2, 3].map(() => door.post('/users/me/tfa/enable', { secret, otp: code(secret) })))).map(({ status }) => status);
      expect(statuses.sort()).toEqual([204, 400, 400]);
      expect(await app.prisma.recoveryCode.count({ where: { userId: vera.id } })).toBe(10);
    });

    test('ends the sessions that were begun without a code, and their access tokens', async () => {
      const vera = await person();
      const [other, session] = [await signedIn(vera), await login(vera, { mode: 'session' })];
      const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
      const door = await signedIn(vera);
      await turnOn(door);
      expect([(await other.get('/users/me')).status, (await nobody().send('GET', '/users/me', undefined, { cookie })).status, (await door.get('/users/me')).status]).toEqual([401, 401, 200]);
    });
  });

  describe('signing in', () => {
    test('asks for a code after a right password, and only then', async () => {
      const { vera, secret } = await protectedPerson();
      const ghost = { id: '', email: 'nobody-at-all@example.org' };
      const [wrong, unknown] = [await login(vera, { password: 'something else entirely', otp: code(secret) }), await login(ghost, { password: 'something else entirely', otp: code(secret) })];
      expect([wrong.status, wrong.body]).toEqual([401, unknown.body]);
      const without = await login(vera);
      expect(without).toMatchObject(INVALID_CODE);
      expect([without.headers.getSetCookie(), JSON.stringify(without.body).includes('token')]).toEqual([[], false]);
      expect(await login(vera, { otp: code(secret) })).toMatchObject({ status: 200 });
    });

    test.each(['json', 'cookie', 'session'])('gives nothing in mode %s without one', async (mode) => {
      const { vera } = await protectedPerson();
      const answer = await login(vera, { mode });
      expect([answer.status, answer.code, answer.headers.getSetCookie()]).toEqual([401, 'INVALID_OTP', []]);
      expect(await app.prisma.session.count({ where: { userId: vera.id } })).toBe(1);
    });

    test('a code works once, and so do those before it', async () => {
      const { vera, secret } = await protectedPerson();
      const [earlier, now] = [code(secret, -1), code(secret)];
      expect(await login(vera, { otp: now })).toMatchObject({ status: 200 });
      expect(await login(vera, { otp: now })).toMatchObject(INVALID_CODE);
      expect(await login(vera, { otp: earlier })).toMatchObject(INVALID_CODE);
      nextStep();
      expect(await login(vera, { otp: code(secret) })).toMatchObject({ status: 200 });
    });

    test('the code that turned it on does not sign in', async () => {
      const vera = await person();
      const door = await signedIn(vera);
      const secret = secretOf(await door.post('/users/me/tfa/generate', { password: PASSWORD }));
      const otp = code(secret);
      await door.post('/users/me/tfa/enable', { secret, otp });
      expect(await login(vera, { otp })).toMatchObject(INVALID_CODE);
    });

    test('of many requests with one code, one gets in', async () => {
      const { vera, secret } = await protectedPerson();
      const otp = code(secret);
      const answers = await Promise.all([1, 2, 3, 4].map(() => login(vera, { otp })));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status !== 200).every(({ status }) => status === 401)).toBe(true);
    });

    test.each<[string, (secret: string) => unknown, number]>([
      ['two steps ago', (secret) => code(secret, -2), 401],
      ['two steps ahead', (secret) => code(secret, 2), 401],
      ['in full-width digits', (secret) => code(secret).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)), 401],
      ['with a digit more', (secret) => `${code(secret)}0`, 401],
      ['with a line break', (secret) => `${code(secret)}\n`, 401],
      ['that is empty', () => '', 401],
      ['in a list', (secret) => [code(secret)], 400],
      ['in an object', (secret) => ({ $eq: code(secret) }), 400],
      ['that is a number', (secret) => Number(code(secret)), 400],
      ['that is null', () => null, 400],
    ])('refuses a code %s', async (_, of, status) => {
      const { vera, secret } = await protectedPerson();
      expect(await login(vera, { otp: of(secret) })).toMatchObject({ status });
      expect(await app.prisma.session.count({ where: { userId: vera.id } })).toBe(1);
    });

    test.each([-1, 1])('takes a code of the step %i away: clocks differ', async (steps) => {
      const { vera, secret } = await protectedPerson();
      clock.advance(2 * STEP_MS);
      expect(await login(vera, { otp: code(secret, steps) })).toMatchObject({ status: 200 });
    });

    test('after five wrong codes there is a wait, also for a right one, and the owner is told once', async () => {
      const { vera, secret } = await protectedPerson();
      const statuses: number[] = [];
      for (let guess = 0; guess < 8; guess += 1) statuses.push((await login(vera, { otp: '000000' })).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
      const refused = await login(vera, { otp: code(secret) });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(240);
      expect(await mailsTo(vera)).toEqual(['isOn', 'isGuessed']);
      expect((await events(vera)).filter((event) => event === 'two_factor.code_refused')).toHaveLength(5);
      await forgiveGuesses();
      expect(await login(vera, { otp: code(secret) })).toMatchObject({ status: 200 });
    });

    test('twenty guesses at once are twenty', async () => {
      const { vera } = await protectedPerson();
      const answers = await Promise.all(Array.from({ length: 20 }, () => login(vera, { otp: '000000' })));
      expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
      await forgiveGuesses();
    });

    test('somebody without it may send a code that nobody asked for', async () => {
      expect(await login(await person(), { otp: '123456' })).toMatchObject({ status: 200 });
    });

    test('a refresh asks for none', async () => {
      const { vera, secret } = await protectedPerson();
      const { refresh_token } = (await login(vera, { otp: code(secret) })).data as { refresh_token: string };
      expect(await nobody().post('/auth/refresh', { refresh_token, mode: 'json' })).toMatchObject({ status: 200 });
    });
  });
});
