import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { Passwords } from '../../src/users/passwords';
import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, signIn, type TestBrowser } from '../support/browser';
import { FrozenClock } from '../support/clock';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';

const PASSWORD = 'a quiet morning at the harbour';
const STEP_MS = 30_000;
const CODE = 'form[action="/admin/login/code"]';
const SET_UP = '/admin/account/two-factor';

interface Person {
  readonly id: string;
  readonly email: string;
}

describe('two-factor sign-in on the pages', () => {
  const clock = new FrozenClock();
  let app: TestApp;
  let browser: TestBrowser;
  let hash: string;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp({ clock }), openBrowser()]);
    hash = await app.get(Passwords).hash(PASSWORD);
  }, 90_000);
  afterAll(async () => {
    await Promise.all([app?.close(), browser?.close()]);
  });

  const person = async (data: Record<string, unknown> = {}): Promise<Person> => {
    const id = randomUUID();
    const email = `vera-${id.slice(0, 8)}@example.org`;
    await app.prisma.user.create({ data: { id, email, emailKey: email, firstName: 'Vera', lastName: 'Viewer', password: hash, status: 'active', ...data } });
    return { id, email };
  };
  const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });
  /** Signed in afresh: the clock here runs faster than a token lives. */
  const admin = () => new RestDoor(app.url).signIn(ADA.email, ADA.password);
  /** Turned on by a program that signs out again; its first code is spent. */
  const protect = async ({ id, email }: Person): Promise<{ secret: string; codes: string[] }> => {
    const rest = await new RestDoor(app.url).signIn(email, PASSWORD);
    const { secret } = (await rest.post('/users/me/tfa/generate', { password: PASSWORD })).data as { secret: string };
    await rest.post('/users/me/tfa/enable', { secret, otp: codeOf(secret) });
    clock.advance(STEP_MS);
    const codes = (await rest.post('/users/me/tfa/recovery-codes', { otp: codeOf(secret) })).data as string[];
    clock.advance(STEP_MS);
    await app.prisma.session.deleteMany({ where: { userId: id } });
    return { secret, codes };
  };
  /** A policy that asks its holder for a second factor. */
  const enforce = async (userId: string, more: object = {}): Promise<string> => {
    const rest = await admin();
    const policy = ((await rest.post('/policies', { name: 'Careful people', enforce_tfa: true, ...more })).data as { id: string }).id;
    await rest.post('/access', { policy, user: userId });
    return policy;
  };
  const sessionsOf = (userId: string) => app.prisma.session.count({ where: { userId } });
  const words = (door: HtmlDoor) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');
  const door = () => new HtmlDoor(app.url);
  /** The same browser once more, as it is before the answer to a press has come. */
  const copyOf = (of: HtmlDoor): HtmlDoor => {
    const copy = door();
    for (const [name, value] of of.cookies) copy.cookies.set(name, value);
    copy.last = of.last;
    return copy;
  };

  describe.each([true, false])('in a browser, JavaScript %s', (javaScript) => {
    const visit = async () => (await browser.visit({ javaScript, baseURL: app.url })).page;
    const firstStep = async (page: Page, email: string) => {
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    const secretOn = async (page: Page) => (await page.locator('.secret-key').textContent())!.replace(/\s/g, '');

    test('a person turns it on, signs out, and signs in with a code and with a recovery code', async () => {
      const vera = await person();
      const page = await visit();
      await page.goto('/admin/account');
      await firstStep(page, vera.email);
      await page.waitForURL('**/admin/account');
      await page.getByRole('link', { name: 'Turn on' }).click();
      await page.waitForURL(`**${SET_UP}`);

      await page.getByLabel('Your password', { exact: true }).fill('wrong in every way it could be');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('link', { name: 'Your password is not right.' }).waitFor();
      await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Continue' }).click();
      const picture = page.getByRole('img', { name: 'QR code' });
      await picture.waitFor();
      // Drawn, and not held back by our own policy of what may be loaded.
      if (javaScript) expect(await page.evaluate("document.querySelector('.qr-code').decode().then(() => document.querySelector('.qr-code').naturalWidth)")).toBeGreaterThan(0);
      const secret = await secretOn(page);
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);

      await page.getByLabel('Code', { exact: true }).fill('000 000');
      await page.getByRole('button', { name: 'Turn on two-factor sign-in' }).click();
      await page.getByRole('link', { name: 'Code is not right' }).waitFor();
      expect(await secretOn(page)).toBe(secret);
      await page.reload();
      await page.goto(SET_UP);
      expect(await secretOn(page)).toBe(secret);

      const code = codeOf(secret);
      await page.getByLabel('Code', { exact: true }).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
      await page.getByRole('button', { name: 'Turn on two-factor sign-in' }).click();
      await page.getByRole('heading', { name: 'Two-factor sign-in is on' }).waitFor();
      const codes = await page.locator('.copy-lines__line').allTextContents();
      expect(codes).toHaveLength(10);
      // On paper nothing else tells whose they are.
      await page.getByText(`Each of them signs ${vera.email} in once`).waitFor();
      await page.getByRole('link', { name: 'I have kept them' }).click();
      await page.waitForURL('**/admin/account');
      await page.getByText('10 recovery codes are left').waitFor();
      await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
      await page.waitForURL('**/admin/login');

      await page.goto('/admin/account');
      await firstStep(page, vera.email);
      await page.waitForURL('**/admin/login/code?*');
      expect(await sessionsOf(vera.id)).toBe(0);
      const field = page.getByLabel('Code from your authenticator app');
      await field.fill(code);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('That code is not right, or was used already.').waitFor();
      expect(await page.title()).toMatch(/^Error: /);
      expect(await field.inputValue()).toBe('');
      await page.locator('#field-code:focus').waitFor();
      clock.advance(STEP_MS);
      await field.fill(codeOf(secret));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/admin/account');
      expect(await sessionsOf(vera.id)).toBe(1);
      // Without scripts the browser has the refusal, an answer to a form, behind it, and would ask whether to send that again.
      if (javaScript) {
        await page.goBack();
        await page.waitForURL('**/admin/account');
      }

      await page.goto('/admin/account');
      await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
      await page.waitForURL('**/admin/login');
      await firstStep(page, vera.email);
      await page.getByRole('link', { name: 'Use a recovery code' }).click();
      await page.getByLabel('Recovery code').fill(codes[3]!.toUpperCase().replaceAll('-', ' '));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/admin/account');
      await page.getByText('9 recovery codes are left').waitFor();
    }, 90_000);

    test('whoever a policy asks for it is led to set it up from wherever they go, and then on', async () => {
      const vera = await person();
      await enforce(vera.id, { app_access: true });
      const page = await visit();
      await page.goto('/admin/api');
      await firstStep(page, vera.email);
      await page.waitForURL(`**${SET_UP}?return=*`);
      await page.getByText('Your organisation asks for two-factor sign-in (policy Careful people).').waitFor();
      for (const path of ['/admin', '/admin/account', '/admin/users', '/admin/settings', `${SET_UP}/off`]) {
        await page.goto(path);
        expect(new URL(page.url()).pathname).toBe(SET_UP);
      }
      await page.goto('/admin/api');
      await page.getByLabel('Your password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Code', { exact: true }).fill(codeOf(await secretOn(page)));
      await page.getByRole('button', { name: 'Turn on two-factor sign-in' }).click();
      await page.getByRole('link', { name: 'I have kept them' }).click();
      await page.waitForURL('**/admin/api');
    }, 60_000);
  });

  test('with the keyboard alone a person signs in and copies nothing by mouse', async () => {
    const vera = await person();
    const { secret } = await protect(vera);
    const { page } = await browser.visit({ baseURL: app.url });
    await page.goto('/admin/login');
    await page.keyboard.type(vera.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/login/code');
    await page.locator('#field-code:focus').waitFor();
    await page.keyboard.type(codeOf(secret));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/account');
  }, 30_000);

  test('an administrator turns it off for somebody who has lost the phone', async () => {
    const vera = await person();
    await protect(vera);
    const { page } = await browser.visit({ baseURL: app.url });
    await signIn(page, ADA);
    await page.goto(`/admin/users/${vera.id}`);
    const section = page.getByRole('region', { name: 'Two-factor sign-in' });
    await section.getByText('On since 24 November 2026').waitFor();
    await section.getByRole('link', { name: 'Turn off' }).click();
    await page.getByRole('heading', { name: 'Turn off the two-factor sign-in of Vera Viewer?' }).waitFor();
    await page.getByRole('button', { name: 'Turn off two-factor sign-in' }).click();
    await page.getByText('Two-factor sign-in is off for Vera Viewer.').waitFor();
    expect(await section.getByRole('link').count()).toBe(0);
    expect((await door().signIn(vera.email, PASSWORD)).path).toBe('/admin/account');
  }, 30_000);

  describe('the second step', () => {
    const opened = async (vera: Person) => {
      const visitor = door();
      const answer = await visitor.signIn(vera.email, PASSWORD);
      expect([answer.status, answer.path]).toEqual([200, '/admin/login/code']);
      return visitor;
    };

    test('is not told from a wrong password before the password is right', async () => {
      const vera = await person();
      await protect(vera);
      const answer = await door().signIn(vera.email, 'wrong in every way it could be');
      expect([answer.status, answer.path]).toEqual([401, '/admin/login']);
      expect(answer.html).toContain('do not belong together');
    });

    test('signs nobody in before its code, and shows them nothing', async () => {
      const vera = await person();
      await protect(vera);
      const visitor = await opened(vera);
      expect(await sessionsOf(vera.id)).toBe(0);
      for (const path of ['/admin/account', '/admin', SET_UP]) expect((await visitor.get(path)).path).toContain('/admin/login');
    });

    test('leads back to the password where it is missing, stale, or somebody else’s invention', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      expect((await door().get('/admin/login/code')).path).toBe('/admin/login');
      const inventor = door();
      inventor.cookies.set('usher_second_step', 'A'.repeat(43));
      expect((await inventor.get('/admin/login/code?return=/admin/users')).path).toBe('/admin/login?return=%2Fadmin%2Fusers');
      expect(words(inventor)).toContain('Please enter your password again');
      const late = await opened(vera);
      clock.advance(5 * 60_000);
      expect((await late.submit(CODE, { code: codeOf(secret) })).path).toBe('/admin/login');
      expect(words(late)).toContain('Please enter your password again');
      expect(await sessionsOf(vera.id)).toBe(0);
    });

    test('is over once the password has changed', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const visitor = await opened(vera);
      await app.prisma.user.update({ where: { id: vera.id }, data: { password: await app.get(Passwords).hash('a loud evening in the mountains') } });
      expect((await visitor.submit(CODE, { code: codeOf(secret) })).path).toBe('/admin/login');
      expect(await sessionsOf(vera.id)).toBe(0);
    });

    test('is for one session: a copy of its cookie begins no second one', async () => {
      const vera = await person();
      const { codes } = await protect(vera);
      const visitor = await opened(vera);
      const copy = door();
      for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
      await copy.get('/admin/login/code');
      const answers = await Promise.all([visitor.submit(CODE, { code: codes[0]! }), copy.submit(CODE, { code: codes[1]! })]);
      expect(answers.map(({ path }) => path).sort()).toEqual(['/admin/account', '/admin/login']);
      expect(await sessionsOf(vera.id)).toBe(1);
    });

    test('pressed twice it signs in once, and calls no code wrong', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const visitor = await opened(vera);
      const [second, other, late, code] = [copyOf(visitor), copyOf(visitor), copyOf(visitor), codeOf(secret)];
      expect((await visitor.submit(CODE, { code })).path).toBe('/admin/account');
      // Without scripts the browser goes on with the second answer, and drops the session of the first one.
      expect((await second.submit(CODE, { code })).path).toBe('/admin/account');
      expect((await visitor.get('/admin/account')).path).toContain('/admin/login');
      // Another code gets nothing, and neither does the same one later.
      expect((await other.submit(CODE, { code: '000000' })).path).toBe('/admin/login');
      expect(words(other)).toContain('Your code was right, but the answer did not reach this browser');
      clock.advance(11_000);
      expect((await late.submit(CODE, { code })).path).toBe('/admin/login');
      expect((await second.get('/admin/account')).path).toBe('/admin/account');
      expect(await sessionsOf(vera.id)).toBe(1);
      expect(await app.prisma.activity.count({ where: { item: vera.id, event: 'session.signed_in' } })).toBe(2);
      expect(await app.prisma.activity.count({ where: { item: vera.id, event: 'two_factor.code_refused' } })).toBe(0);
    });

    test('pressed several times at once it signs in once', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const visitor = await opened(vera);
      const presses = Array.from({ length: 4 }, () => copyOf(visitor));
      await Promise.all(presses.map((press) => press.submit(CODE, { code: codeOf(secret) })));
      const standing = await Promise.all(presses.map(async (press) => (await press.get('/admin/account')).path));
      expect(standing.filter((path) => path === '/admin/account')).toHaveLength(1);
      expect(await sessionsOf(vera.id)).toBe(1);
      expect(await app.prisma.activity.count({ where: { item: vera.id, event: 'two_factor.code_refused' } })).toBe(0);
    });

    test('pressed again after signing out it signs nobody in', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const visitor = await opened(vera);
      const [second, code] = [copyOf(visitor), codeOf(secret)];
      await visitor.submit(CODE, { code });
      await app.prisma.session.deleteMany({ where: { userId: vera.id } });
      expect((await second.submit(CODE, { code })).path).toBe('/admin/login');
      expect(await sessionsOf(vera.id)).toBe(0);
    });

    test('leads to where the person wanted to go', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const rest = await admin();
      const policy = ((await rest.post('/policies', { name: `Desk ${vera.id}`, app_access: true })).data as { id: string }).id;
      await rest.post('/access', { policy, user: vera.id });
      const visitor = door();
      await visitor.get('/admin/api?about=users');
      await visitor.submit('form[action="/admin/login"]', { email: vera.email, password: PASSWORD });
      await visitor.submit(CODE, { code: '000000' });
      expect((await visitor.submit(CODE, { code: codeOf(secret) })).path).toBe('/admin/api?about=users');
    });

    test('a second tab takes up the same sign-in', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const visitor = await opened(vera);
      const firstTab = visitor.last;
      await visitor.signIn(vera.email, PASSWORD);
      visitor.last = firstTab;
      expect((await visitor.submit(CODE, { code: codeOf(secret) })).path).toBe('/admin/account');
    });

    test('takes five wrong codes and then makes everybody wait, also with a right one', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const visitor = await opened(vera);
      const statuses: number[] = [];
      for (const code of ['000000', '', '１２３４５６', 'not a code', '0000 00', '000000', '000000']) statuses.push((await visitor.submit(CODE, { code })).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429]);
      expect((await visitor.submit(CODE, { code: codeOf(secret) })).status).toBe(429);
      expect(words(visitor)).toContain('Too many tries. Wait until');
      expect(await sessionsOf(vera.id)).toBe(0);
    });

    test('goes on with the password alone where an administrator turns it off meanwhile', async () => {
      const vera = await person();
      await protect(vera);
      const visitor = await opened(vera);
      await (await admin()).post(`/users/${vera.id}/tfa/disable`);
      expect((await visitor.submit(CODE, { code: 'whatever' })).path).toBe('/admin/account');
    });

    test('a form without its token signs nobody in', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const visitor = await opened(vera);
      expect((await visitor.submit(CODE, { _csrf: null, code: codeOf(secret) })).status).toBe(403);
      expect(visitor.last.html).not.toContain(codeOf(secret));
      expect(await sessionsOf(vera.id)).toBe(0);
    });
  });

  describe('my account', () => {
    const signedIn = async (vera: Person, secret: string) => {
      const visitor = door();
      await visitor.signIn(vera.email, PASSWORD);
      await visitor.submit(CODE, { code: codeOf(secret) });
      clock.advance(STEP_MS);
      return visitor;
    };

    test('turns it off with a code, and only with one', async () => {
      const vera = await person();
      const { secret } = await protect(vera);
      const visitor = await signedIn(vera, secret);
      await visitor.get(`${SET_UP}/off`);
      expect((await visitor.submit(`form[action="${SET_UP}/off"]`, { code: '000000' })).status).toBe(422);
      expect(words(visitor)).toContain('is not right, or was used already');
      expect((await app.prisma.user.findUniqueOrThrow({ where: { id: vera.id } })).tfaSecret).not.toBeNull();
      expect((await visitor.submit(`form[action="${SET_UP}/off"]`, { code: codeOf(secret) })).path).toBe('/admin/account');
      expect(words(visitor)).toContain('Two-factor sign-in is off.');
      expect((await app.prisma.user.findUniqueOrThrow({ where: { id: vera.id } })).tfaSecret).toBeNull();
      expect((await visitor.get(`${SET_UP}/off`)).path).toBe('/admin/account');
    });

    test('makes new recovery codes in place of the old ones, and asks before the last one is gone', async () => {
      const vera = await person();
      const { secret, codes: old } = await protect(vera);
      await app.prisma.recoveryCode.deleteMany({ where: { userId: vera.id, hash: { in: (await app.prisma.recoveryCode.findMany({ where: { userId: vera.id }, take: 8 })).map(({ hash: taken }) => taken) } } });
      const visitor = await signedIn(vera, secret);
      expect(words(visitor)).toContain('2 recovery codes are left.');
      await visitor.get(`${SET_UP}/recovery-codes`);
      const answer = await visitor.submit(`form[action="${SET_UP}/recovery-codes"]`, { code: codeOf(secret) });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('no-store');
      const shown = answer.document.querySelectorAll('.copy-lines__line').map(({ text }) => text);
      expect(new Set([...shown, ...old]).size).toBe(20);
      expect((await visitor.get(`${SET_UP}/recovery-codes`)).html).not.toContain(shown[0]!);
    });

    test('keeps no key in a page that a browser keeps, and none where it is on', async () => {
      const vera = await person();
      const visitor = door();
      await visitor.signIn(vera.email, PASSWORD);
      await visitor.get(SET_UP);
      const answer = await visitor.submit(`form[action="${SET_UP}/password"]`, { password: PASSWORD });
      expect(answer.headers.get('cache-control')).toContain('no-store');
      const secret = answer.document.querySelector('.secret-key')!.text.replace(/\s/g, '');
      expect(answer.document.querySelector('.qr-code')!.getAttribute('src')).toMatch(/^data:image\/svg\+xml;base64,/);
      const first = visitor.last;
      await visitor.submit(`form[action="${SET_UP}"]`, { code: codeOf(secret) });
      clock.advance(STEP_MS);
      // The second of two presses: it is on, and what the first one showed is not shown again.
      visitor.last = first;
      expect((await visitor.submit(`form[action="${SET_UP}"]`, { code: codeOf(secret) })).path).toBe('/admin/account');
      expect(words(visitor)).toContain('is on already');
      expect((await visitor.get(SET_UP)).path).toBe('/admin/account');
    });

    test('starts again where the key has waited too long for its first code', async () => {
      const vera = await person();
      const visitor = door();
      await visitor.signIn(vera.email, PASSWORD);
      await visitor.get(SET_UP);
      const answer = await visitor.submit(`form[action="${SET_UP}/password"]`, { password: PASSWORD });
      const secret = answer.document.querySelector('.secret-key')!.text.replace(/\s/g, '');
      clock.advance(15 * 60_000);
      expect((await visitor.submit(`form[action="${SET_UP}"]`, { code: codeOf(secret) })).path).toBe(SET_UP);
      expect(words(visitor)).toContain('start again with your password');
    });

    test.each(['https://evil.example.net', '//evil.example.net', '/admin/logout', 'javascript:alert(1)'])('goes on to pages of ours only: %s', async (target) => {
      const vera = await person();
      const visitor = door();
      await visitor.signIn(vera.email, PASSWORD);
      await visitor.get(`${SET_UP}?return=${encodeURIComponent(target)}`);
      const answer = await visitor.submit(`form[action="${SET_UP}/password"]`, { password: PASSWORD, return: target });
      const secret = answer.document.querySelector('.secret-key')!.text.replace(/\s/g, '');
      await visitor.submit(`form[action="${SET_UP}"]`, { code: codeOf(secret), return: target });
      expect(visitor.last.document.querySelector('.door-card a.button')!.getAttribute('href')).toBe('/admin/account');
    });
  });

  describe('the gate', () => {
    test('lets a person change the appearance and sign out, and nothing else', async () => {
      const vera = await person();
      const visitor = door();
      await visitor.signIn(vera.email, PASSWORD);
      await enforce(vera.id);
      expect((await visitor.submit('form[action="/admin/account/name"]', { first_name: 'Veronica' })).path).toContain(SET_UP);
      expect((await app.prisma.user.findUniqueOrThrow({ where: { id: vera.id } })).firstName).toBe('Vera');
      expect((await visitor.submit('form.theme-switch', { appearance: 'dark' })).status).toBe(200);
      expect(visitor.last.document.querySelector('html')!.getAttribute('data-appearance')).toBe('dark');
      await visitor.get('/admin/account');
      expect((await visitor.submit('form[action="/admin/logout"]')).path).toBe('/admin/login');
      expect(await sessionsOf(vera.id)).toBe(0);
    });

    test('is said before it shuts: on the policy’s page, to an editor who holds the policy and has not set it up', async () => {
      const visitor = door();
      await visitor.signIn(ADA.email, ADA.password);
      const rest = await admin();
      const policy = ((await rest.post('/policies', { name: 'Of Ada' })).data as { id: string }).id;
      const path = `/admin/settings/policies/${policy}`;
      await visitor.get(path);
      expect(words(visitor)).not.toContain('That includes you');
      await rest.post('/access', { policy, user: ((await rest.get('/users/me')).data as { id: string }).id });
      await visitor.get(path);
      expect(words(visitor)).toContain('That includes you: you hold this policy and have not set it up.');
      await visitor.submit('form.policy', { step: 'enter', enforce_tfa: 'true' });
      expect(words(visitor)).toContain('you have to set up two-factor sign-in yourself');
      await rest.delete(`/policies/${policy}`);
    });
  });

  describe('of somebody else', () => {
    test.each([
      ['alone', false, 'Off: the password alone is enough to sign in.', 'can turn it on again in their account'],
      ['whom a policy asks for it', true, 'Off, but a policy asks for it: they have to set it up before they can do anything else.', 'have to set it up again before they can do anything else'],
    ])('an administrator reads what it means to be without: somebody %s', async (_, isAsked, text, consequence) => {
      const vera = await person();
      await protect(vera);
      if (isAsked) await enforce(vera.id);
      const visitor = door();
      await visitor.signIn(ADA.email, ADA.password);
      await visitor.get(`/admin/users/${vera.id}/two-factor/off`);
      expect(words(visitor)).toContain(consequence);
      await visitor.submit('form.confirm');
      expect(words(visitor)).toContain(text);
    });

    test('is no business of whoever is no administrator', async () => {
      const [vera, edith] = [await person(), await person()];
      await protect(vera);
      const rest = await admin();
      const policy = ((await rest.post('/policies', { name: `Desk ${edith.id}`, app_access: true })).data as { id: string }).id;
      await rest.post('/access', { policy, user: edith.id });
      for (const action of ['read', 'update']) await rest.post('/permissions', { policy, collection: 'directus_users', action, fields: ['*'], permissions: {} });
      const visitor = door();
      await visitor.signIn(edith.email, PASSWORD);
      await visitor.get(`/admin/users/${vera.id}`);
      expect(words(visitor)).not.toContain('Two-factor sign-in');
      const token = visitor.last.document.querySelector('input[name="_csrf"]')!.getAttribute('value')!;
      expect((await visitor.post(`/admin/users/${vera.id}/two-factor/off`, new URLSearchParams({ _csrf: token, _form: randomUUID() }))).status).toBe(403);
      expect((await app.prisma.user.findUniqueOrThrow({ where: { id: vera.id } })).tfaSecret).not.toBeNull();
      expect(await app.prisma.activity.count({ where: { item: vera.id, event: 'two_factor.turned_off_for' } })).toBe(0);
    });
  });
});
