import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { SignInService } from '../../src/auth/sign-in.service';
import { PUBLIC } from '../../src/platform/accountability/accountability';
import { OneTimeTokens } from '../../src/platform/tokens/one-time-tokens.service';
import { SeedVault } from '../../src/two-factor/seed-vault';
import { TwoFactor } from '../../src/two-factor/two-factor.service';
import { Passwords } from '../../src/users/passwords';
import { startApp, ADA, type TestApp } from '../support/app';
import { FrozenClock } from '../support/clock';
import { configFor, PROVIDERS } from '../support/database';
import { HtmlDoor } from '../support/doors/html-door';
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
    // The clock will run on, and access tokens would run out.
    admin.token = ((await admin.post('/users/me/token')).data as { token: string }).token;
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
  /** What their mails tell, by the alphabet: the clock stands still. */
  const mailsTo = async ({ email }: Person) => (await app.prisma.outboxMail.findMany({ where: { toAddress: email }, select: { model: true } })).map(({ model }) => String(Object.entries(model as object).find(([, value]) => value === true)?.[0])).sort();
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
      const { access_token, refresh_token } = (await login(vera)).data as { access_token: string; refresh_token: string };
      const late = nobody();
      late.token = access_token;
      const third = secretOf(await late.post('/users/me/tfa/generate', { password: PASSWORD }));
      clock.advance(15 * 60_000);
      late.token = ((await nobody().post('/auth/refresh', { refresh_token, mode: 'json' })).data as { access_token: string }).access_token;
      expect(await late.post('/users/me/tfa/enable', { secret: third, otp: code(third) })).toMatchObject(refused);
      expect((await app.prisma.user.findUniqueOrThrow({ where: { id: vera.id } })).tfaSecret).toBeNull();
    });

    test('shows its seed to no session but the one that gave the password, and is done by no other', async () => {
      const vera = await person();
      const door = await signedIn(vera);
      const left = new HtmlDoor(app.url);
      await left.signIn(vera.email, PASSWORD);
      const secret = secretOf(await door.post('/users/me/tfa/generate', { password: PASSWORD }));
      const page = await left.get('/admin/account/two-factor');
      expect([page.status, page.document.querySelector('.secret-key'), page.document.querySelector('input[name="password"]') !== null]).toEqual([200, null, true]);
      expect(await (await signedIn(vera)).post('/users/me/tfa/enable', { secret, otp: code(secret) })).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
      expect(await door.post('/users/me/tfa/enable', { secret, otp: code(secret) })).toMatchObject({ status: 204 });
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
      expect((await events(vera)).filter((event) => event === 'two_factor.turned_on')).toHaveLength(1);
    });

    test('on a page answers ten recovery codes; by a program none, which shows nobody any', async () => {
      const [vera, kim] = [await person(), await person()];
      const service = app.get(TwoFactor);
      const caller = { ...PUBLIC, kind: 'user' as const, user: vera.id };
      const { secret } = await service.begin(caller, PASSWORD);
      expect(await service.pending(caller)).toMatchObject({ secret });
      const codes = await service.confirm(caller, { otp: code(secret) });
      await turnOn(await signedIn(kim));
      expect([codes.length, await service.stateOf(vera.id), await service.pending(caller)]).toEqual([10, { on: true, since: expect.any(Date), recoveryCodesLeft: 10 }, null]);
      expect(await service.stateOf(kim.id)).toMatchObject({ on: true, recoveryCodesLeft: 0 });
      expect(await login(vera, { otp: codes[9] })).toMatchObject({ status: 200 });
    });

    test('leaves no seed in the database that nobody confirmed in time', async () => {
      const [vera, kim] = [await person(), await person()];
      const seedOf = async ({ id }: { id: string }) => (await app.prisma.twoFactor.findUnique({ where: { userId: id } }))?.pendingSecret ?? null;
      await (await signedIn(vera)).post('/users/me/tfa/generate', { password: PASSWORD });
      clock.advance(16 * 60_000);
      await (await signedIn(kim)).post('/users/me/tfa/generate', { password: PASSWORD });
      expect(await seedOf(vera)).not.toBeNull();
      await app.get(TwoFactor).forgetExpired();
      expect([await seedOf(vera), await seedOf(kim)]).toEqual([null, expect.any(String)]);
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
      expect(await mailsTo(vera)).toEqual(['isGuessed', 'isOn']);
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

  describe('a recovery code', () => {
    const codesOf = async (door: RestDoor, secret: string) => (await door.post('/users/me/tfa/recovery-codes', { otp: code(secret) })).data as string[];

    test('signs in once in place of a code, however it is typed; ten are shown once and stored as hashes', async () => {
      const { vera, door, secret } = await protectedPerson();
      const codes = await codesOf(door, secret);
      expect([codes.length, new Set(codes).size]).toEqual([10, 10]);
      expect(codes.every((one) => /^([a-z2-7]{4}-){3}[a-z2-7]{4}$/.test(one))).toBe(true);
      const stored = JSON.stringify(await app.prisma.recoveryCode.findMany({ where: { userId: vera.id } }));
      expect(codes.some((one) => stored.includes(one) || stored.includes(one.replaceAll('-', '')))).toBe(false);
      expect(await login(vera, { otp: codes[0]!.toUpperCase().replaceAll('-', ' ') })).toMatchObject({ status: 200 });
      expect(await login(vera, { otp: codes[0] })).toMatchObject(INVALID_CODE);
      expect(await mailsTo(vera)).toEqual(['isNewCodes', 'isOn', 'isRecoveryCode']);
      expect(await events(vera)).toEqual(expect.arrayContaining(['two_factor.codes_renewed', 'two_factor.recovery_code_used']));
      expect(await app.prisma.recoveryCode.count({ where: { userId: vera.id } })).toBe(9);
    });

    test('lets one of many requests in', async () => {
      const { vera, door, secret } = await protectedPerson();
      const [otp] = await codesOf(door, secret);
      const answers = await Promise.all([1, 2, 3, 4].map(() => login(vera, { otp })));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    test('is nobody else’s, and dies when new ones are made', async () => {
      const [one, other] = [await protectedPerson(), await protectedPerson()];
      const codes = await codesOf(one.door, one.secret);
      expect(await login(other.vera, { otp: codes[0] })).toMatchObject(INVALID_CODE);
      nextStep();
      await codesOf(one.door, one.secret);
      expect(await login(one.vera, { otp: codes[0] })).toMatchObject(INVALID_CODE);
    });

    test('is given for a code only', async () => {
      const { door } = await protectedPerson();
      for (const body of [{}, { otp: '' }, { otp: ['1'] }, { otp: '000000' }]) expect(await door.post('/users/me/tfa/recovery-codes', body)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
      expect(await (await signedIn(await person())).post('/users/me/tfa/recovery-codes', { otp: '000000' })).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
    });
  });

  describe('turning it off', () => {
    test('takes a code; then the password alone signs in', async () => {
      const { vera, door, secret } = await protectedPerson();
      for (const body of [{}, { otp: '' }, { otp: [code(secret)] }, { otp: '000000' }]) expect(await door.post('/users/me/tfa/disable', body)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
      expect(await login(vera)).toMatchObject(INVALID_CODE);
      expect(await door.post('/users/me/tfa/disable', { otp: code(secret) })).toMatchObject({ status: 204 });
      expect(await login(vera)).toMatchObject({ status: 200 });
      expect(await door.post('/users/me/tfa/disable', { otp: code(secret, 1) })).toMatchObject({ status: 400, body: { errors: [{ message: expect.stringContaining("doesn't have TFA enabled") }] } });
      expect([await app.prisma.recoveryCode.count({ where: { userId: vera.id } }), await mailsTo(vera)]).toEqual([0, ['isOff', 'isOn']]);
    });

    test('with a code that signed in is refused', async () => {
      const { vera, door, secret } = await protectedPerson();
      const otp = code(secret);
      await login(vera, { otp });
      expect(await door.post('/users/me/tfa/disable', { otp })).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
    });

    test('cannot be done by writing the field, by the person or an administrator', async () => {
      const { vera, door } = await protectedPerson();
      for (const value of [null, '', 'AAAA']) {
        expect((await door.patch('/users/me', { tfa_secret: value })).status).toBeGreaterThanOrEqual(400);
        expect(await admin.patch(`/users/${vera.id}`, { tfa_secret: value })).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
      }
      expect(await login(vera)).toMatchObject(INVALID_CODE);
    });

    test('for somebody else is the business of administrators, who tell the owner by it', async () => {
      const { vera, door } = await protectedPerson();
      const other = await protectedPerson();
      expect(await other.door.post(`/users/${vera.id}/tfa/disable`)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect(await nobody().post(`/users/${vera.id}/tfa/disable`)).toMatchObject({ status: 401 });
      expect(await login(vera)).toMatchObject(INVALID_CODE);
      expect(await admin.post(`/users/${vera.id}/tfa/disable`)).toMatchObject({ status: 204 });
      expect(await login(vera)).toMatchObject({ status: 200 });
      expect(await admin.post(`/users/${vera.id}/tfa/disable`)).toMatchObject({ status: 204 });
      expect(await admin.post(`/users/${randomUUID()}/tfa/disable`)).toMatchObject({ status: 403 });
      expect([await mailsTo(vera), await events(vera)]).toEqual([['isOff', 'isOn'], expect.arrayContaining(['two_factor.turned_off_for'])]);
      expect((await door.get('/users/me')).status).toBe(200);
    });

    test('for oneself takes a code of administrators, too', async () => {
      const { id } = await app.prisma.user.findUniqueOrThrow({ where: { emailKey: ADA.email } });
      expect(await admin.post(`/users/${id}/tfa/disable`)).toMatchObject({ status: 403 });
    });

    test('from the command line is for whoever has lost everything', async () => {
      const { vera } = await protectedPerson();
      expect([await app.get(TwoFactor).recover('nobody-at-all@example.org'), await app.get(TwoFactor).recover(vera.email.toUpperCase()), await app.get(TwoFactor).recover(vera.email)]).toEqual([false, true, false]);
      expect(await login(vera)).toMatchObject({ status: 200 });
      expect([await mailsTo(vera), await events(vera)]).toEqual([['isOff', 'isOn'], expect.arrayContaining(['two_factor.recovered'])]);
    });
  });

  describe('ways in that ask for no password', () => {
    const tokenOf = async (template: string, { email }: Person) => {
      const { tokenId } = await app.prisma.outboxMail.findFirstOrThrow({ where: { template, toAddress: email }, orderBy: { createdAt: 'desc' } });
      return app.get(OneTimeTokens).deriveToken(tokenId!);
    };
    const NEXT_PASSWORD = 'a loud evening at the harbour';

    test('a password reset gives no session and leaves it on', async () => {
      const { vera, secret } = await protectedPerson();
      await nobody().post('/auth/password/request', { email: vera.email });
      const answer = await nobody().post('/auth/password/reset', { token: await tokenOf('password-reset', vera), password: NEXT_PASSWORD });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([204, []]);
      expect(await login(vera, { password: NEXT_PASSWORD })).toMatchObject(INVALID_CODE);
      expect(await login(vera, { password: NEXT_PASSWORD, otp: code(secret) })).toMatchObject({ status: 200 });
    });

    test('the link of a new invitation makes active, and leads to the sign-in', async () => {
      const { vera } = await protectedPerson();
      await admin.patch(`/users/${vera.id}`, { status: 'invited' });
      const token = await tokenOf('invitation', vera);
      const html = new HtmlDoor(app.url);
      await html.get(`/admin/accept-invite?token=${token}`);
      const answer = await html.submit('form[action="/admin/accept-invite"]', { token, password: NEXT_PASSWORD });
      expect(answer.path).toBe('/admin/login');
      expect(await app.prisma.session.count({ where: { userId: vera.id } })).toBe(0);
      expect(await login(vera, { password: NEXT_PASSWORD })).toMatchObject(INVALID_CODE);
    });

    test('a page that begins a session without asking gets none', async () => {
      const { vera } = await protectedPerson();
      const signIn = app.get(SignInService);
      const proven = await signIn.prove(PUBLIC, { email: vera.email, password: PASSWORD, knownBrowser: null });
      expect(proven.needsCode).toBe(true);
      for (const claim of [proven, { ...proven, needsCode: false }, { id: vera.id, name: 'Vera' }]) await expect(signIn.begin(PUBLIC, claim, 'session')).rejects.toMatchObject({ code: 'INVALID_OTP' });
      expect(await app.prisma.session.count({ where: { userId: vera.id } })).toBe(1);
    });
  });

  describe('the seed', () => {
    test('is in no answer, no activity, no revision, no mail, and in the database only sealed', async () => {
      const { vera, door, secret } = await protectedPerson();
      await admin.patch(`/users/${vera.id}`, { title: 'Countess' });
      const sealed = (await app.prisma.user.findUniqueOrThrow({ where: { id: vera.id } })).tfaSecret!;
      const texts = await Promise.all(['/users', `/users/${vera.id}`, `/users?export=csv&fields=*`, `/users?search=${sealed.slice(0, 12)}`, '/activity?fields=*,changes', '/revisions'].map(async (path) => (await fetch(app.url + path, { headers: { authorization: `Bearer ${admin.token}` } })).text()));
      const rows = await Promise.all([app.prisma.activity.findMany(), app.prisma.revision.findMany(), app.prisma.outboxMail.findMany(), app.prisma.draft.findMany(), app.prisma.twoFactor.findMany()]);
      const everything = [...texts, ...rows.map((some) => JSON.stringify(some))].join('\n');
      expect([everything.includes(secret), everything.includes(sealed), sealed.includes(secret)]).toEqual([false, false, false]);
      expect((await admin.get(`/users/${vera.id}?fields=tfa_secret`)).data).toEqual({ tfa_secret: '**********' });
      expect((await door.get('/users/me?filter[tfa_secret][_starts_with]=a')).status).not.toBe(500);
    });

    test('sealed for one person opens for nobody else', async () => {
      const [one, other] = [await protectedPerson(), await protectedPerson()];
      const { tfaSecret } = await app.prisma.user.findUniqueOrThrow({ where: { id: one.vera.id } });
      await app.prisma.user.update({ where: { id: other.vera.id }, data: { tfaSecret } });
      expect(await login(other.vera, { otp: code(one.secret) })).toMatchObject(INVALID_CODE);
    });
  });

  describe('where a policy asks for it', () => {
    const READ_USERS = { collection: 'directus_users', action: 'read', fields: ['*'], permissions: {}, validation: null, presets: null };
    const asking = async (more: object = {}) => ((await admin.post('/policies', { name: 'Staff', app_access: true, enforce_tfa: true, permissions: { create: [READ_USERS], update: [], delete: [] }, ...more })).data as { id: string }).id;
    const role = async (data: object = {}) => ((await admin.post('/roles', { name: 'Staff', ...data })).data as { id: string }).id;
    const attach = (policy: string, to: object) => admin.post('/access', { policy, ...to });
    const HELD_UP = { status: 403, code: 'TFA_SETUP_REQUIRED' };

    /** Somebody by every credential that there is. */
    const credentialsOf = async (vera: Person): Promise<Record<string, Record<string, string>>> => {
      const tokens = (await login(vera)).data as { access_token: string; refresh_token: string };
      const refreshed = (await nobody().post('/auth/refresh', { refresh_token: tokens.refresh_token, mode: 'json' })).data as { access_token: string };
      const cookieMode = (await login(vera, { mode: 'cookie' })).data as { access_token: string };
      const session = (await login(vera, { mode: 'session' })).headers.getSetCookie()[0]!.split(';')[0]!;
      const { token } = (await admin.post(`/users/${vera.id}/token`)).data as { token: string };
      return {
        'access token': { authorization: `Bearer ${tokens.access_token}` }, 'refreshed token': { authorization: `Bearer ${refreshed.access_token}` }, 'access token of cookie mode': { authorization: `Bearer ${cookieMode.access_token}` },
        'session cookie': { cookie: session }, 'session as bearer': { authorization: `Bearer ${session.split('=')[1]}` }, 'static token': { authorization: `Bearer ${token}` },
      };
    };

    test.each<[string, () => Promise<Person>]>([
      ['their own', async () => { const vera = await person(); await attach(await asking(), { user: vera.id }); return vera; }],
      ['of their role', async () => { const id = await role(); await attach(await asking(), { role: id }); return person({ roleId: id }); }],
      ['of a role above it', async () => { const top = await role(); await attach(await asking(), { role: top }); return person({ roleId: await role({ parent: await role({ parent: top }) }) }); }],
    ])('%s, nothing is open before it is set up, by any credential', async (_, make) => {
      const vera = await make();
      for (const [name, headers] of Object.entries(await credentialsOf(vera))) {
        const answers = await Promise.all([['GET', '/users'], ['GET', `/users/${vera.id}`], ['GET', '/users/me'], ['SEARCH', '/users'], ['PATCH', '/users/me'], ['POST', '/users/me/token'], ['GET', '/permissions/me'], ['GET', '/roles'], ['GET', '/settings'], ['POST', '/utils/hash/generate'], ['POST', '/access/check'], ['GET', '/items/articles']].map(([method, path]) => nobody().send(method!, path!, method === 'GET' ? undefined : {}, headers)));
        expect({ name, open: answers.filter(({ status }) => ![403, 404].includes(status)).length, held: answers.filter(({ code: answer }) => answer === 'TFA_SETUP_REQUIRED').length }).toEqual({ name, open: 0, held: expect.any(Number) });
        expect(await nobody().send('GET', '/users', undefined, headers)).toMatchObject(HELD_UP);
        expect((await nobody().send('GET', '/policies/me/globals', undefined, headers)).data).toEqual({ app_access: true, admin_access: false, enforce_tfa: true });
        expect((await nobody().send('GET', '/server/info', undefined, headers)).status).toBe(200);
        // What is for everybody is answered as to a stranger.
        expect(Object.keys((await nobody().send('GET', '/server/specs/oas', undefined, headers)).body as object)).not.toContain('errors');
      }
    });

    test('pages lead to the set-up, and signing out is open', async () => {
      const vera = await person();
      await attach(await asking(), { user: vera.id });
      const cookie = (await login(vera, { mode: 'session' })).headers.getSetCookie()[0]!.split(';')[0]!;
      for (const path of ['/admin', '/admin/users', '/admin/account', `/admin/users/${vera.id}?x=1`]) {
        const answer = await nobody().send('GET', path, undefined, { cookie });
        expect([answer.status, answer.headers.get('location')]).toEqual([303, `/admin/account/two-factor?return=${encodeURIComponent(path)}`]);
      }
      expect((await nobody().send('POST', '/auth/logout', { mode: 'session' }, { cookie })).status).toBe(204);
    });

    test('setting it up opens everything, for the static token, too; turning it off closes it at once', async () => {
      const vera = await person();
      await attach(await asking(), { user: vera.id });
      const { token } = (await admin.post(`/users/${vera.id}/token`)).data as { token: string };
      const door = await signedIn(vera);
      const byToken = () => nobody().send('GET', '/users', undefined, { authorization: `Bearer ${token}` });
      expect(await byToken()).toMatchObject(HELD_UP);
      const secret = await turnOn(door);
      expect([(await door.get('/users')).status, (await byToken()).status]).toEqual([200, 200]);
      expect(await door.post('/users/me/tfa/disable', { otp: code(secret) })).toMatchObject({ status: 204 });
      expect([(await door.get('/users')).code, (await byToken()).code]).toEqual(['TFA_SETUP_REQUIRED', 'TFA_SETUP_REQUIRED']);
    });

    test('an administrator is asked alike, and a policy for other addresses asks nobody here', async () => {
      const id = await role();
      await attach(await asking({ admin_access: true }), { role: id });
      const elsewhere = await person();
      await attach(await asking({ ip_access: ['198.51.100.0/24'] }), { user: elsewhere.id });
      expect(await (await signedIn(await person({ roleId: id }))).get('/users')).toMatchObject(HELD_UP);
      expect((await (await signedIn(elsewhere)).get('/users/me')).status).toBe(200);
    });
  });
});

describe('a changed SECRET', () => {
  const [FORMER, PRESENT] = ['the secret that there was before this one', 'the secret that has taken the place of that'];
  
  test('leaves a seed readable while FORMER_SECRETS has the old one, and names the new key the next time', () => {
    const sealed = new SeedVault(configFor({ SECRET: FORMER })).seal('GEZDGNBVGY3TQOJQ', 'u');
    const after = new SeedVault(configFor({ SECRET: PRESENT, FORMER_SECRETS: FORMER }));
    expect([after.open(sealed, 'u'), after.isOld(sealed), after.isOld(after.seal('x', 'u'))]).toEqual(['GEZDGNBVGY3TQOJQ', true, false]);
    expect(new SeedVault(configFor({ SECRET: PRESENT })).open(sealed, 'u')).toBeNull();
  });

  test.each(['', '.', 'not sealed', 'GEZDGNBVGY3TQOJQ', 'abcdefgh.AAAA'])('opens nothing that is none of ours: %j', (text) => {
    expect(new SeedVault(configFor({ SECRET: PRESENT })).open(text, 'u')).toBeNull();
  });
});
