import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { Passwords } from '../../src/users/passwords';
import { ADA, startApp, type TestApp } from '../support/app';
import { openBrowser, type TestBrowser } from '../support/browser';
import { HtmlDoor } from '../support/doors/html-door';
import { Mailbox } from '../support/mailbox';

const PASSWORD = 'a quiet morning at the harbour';
const OTHER = 'a loud evening in the mountains';

describe('signing in on the pages', () => {
  let app: TestApp;
  let browser: TestBrowser;
  let mailbox: Mailbox;
  let hash: string;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    [app, browser] = await Promise.all([startApp({ mailbox }), openBrowser()]);
    hash = await app.get(Passwords).hash(PASSWORD);
  }, 90_000);
  afterAll(async () => {
    await Promise.all([app?.close(), browser?.close()]);
    await mailbox?.close();
  });

  /** Somebody without any policy: no app access. */
  const person = async (data: Record<string, unknown> = {}) => {
    const id = randomUUID();
    const email = `vera-${id.slice(0, 8)}@example.org`;
    await app.prisma.user.create({ data: { id, email, emailKey: email, firstName: 'Vera', lastName: 'Viewer', password: hash, status: 'active', ...data } });
    return { id, email };
  };
  const sessionsOf = (userId: string) => app.prisma.session.count({ where: { userId } });
  const words = (door: HtmlDoor) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');

  describe.each([true, false])('in a browser, JavaScript %s', (javaScript) => {
    const visit = async () => (await browser.visit({ javaScript, baseURL: app.url })).page;
    const fill = async (page: Page, email: string, password: string) => {
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };

    test('a person signs in, sees who they are, changes name and password, and signs out', async () => {
      const { id, email } = await person();
      const page = await visit();
      await page.goto('/admin/account');
      await page.waitForURL('**/admin/login?return=*');
      await fill(page, email, 'wrong in every way it could be');
      await page.getByText('do not belong together').waitFor();
      expect(await page.getByLabel('E-mail address').inputValue()).toBe(email);
      expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
      expect(await sessionsOf(id)).toBe(0);

      await fill(page, email, PASSWORD);
      await page.waitForURL('**/admin/account');
      await page.getByText('I have no role').waitFor();

      await page.getByLabel('First name').fill('Veronica');
      await page.getByRole('button', { name: 'Save my name' }).click();
      await page.getByText('Your name is saved.').waitFor();
      expect(await app.prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ firstName: 'Veronica', lastName: 'Viewer' });

      await new HtmlDoor(app.url).signIn(email, PASSWORD);
      await page.getByLabel('Present password', { exact: true }).fill(PASSWORD);
      await page.getByLabel('New password', { exact: true }).fill(OTHER);
      await page.getByRole('button', { name: 'Change my password' }).click();
      await page.getByText('Your password is changed').waitFor();
      expect(await sessionsOf(id)).toBe(1);
      expect((await mailbox.waitFor(email)).subject).toContain('password');

      await page.reload();
      await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
      await page.waitForURL('**/admin/login');
      await page.getByText('You are signed out.').waitFor();
      expect(await sessionsOf(id)).toBe(0);
      await page.goBack();
      await page.waitForURL('**/admin/login**');
      expect(await page.getByText('Veronica').count()).toBe(0);
    }, 60_000);
  });

  test('the administrator comes to where they wanted to go', async () => {
    const door = new HtmlDoor(app.url);
    await door.get('/admin/account?from=a+mail');
    expect(door.last.path).toContain('/admin/login?return=');
    const answer = await door.submit('form[action="/admin/login"]', { email: ADA.email.toUpperCase(), password: ADA.password });
    expect(answer.path).toBe('/admin/account?from=a+mail');
    expect(words(door)).toContain('which may do everything here');
    expect((await door.get('/admin/login')).path).not.toContain('login');
  });

  test('signing in again makes a new session and ends the one that the browser had', async () => {
    const { id, email } = await person();
    const door = new HtmlDoor(app.url);
    door.cookies.set('directus_session_token', 'planted by somebody');
    await door.signIn(email, PASSWORD);
    const first = door.cookies.get('directus_session_token');
    expect(first).not.toBe('planted by somebody');
    const form = new HtmlDoor(app.url);
    await form.get('/admin/login');
    form.cookies.set('directus_session_token', first!);
    // The form was shown before the session was there, so it is shown once more.
    const again = await form.submit('form[action="/admin/login"]', { email, password: PASSWORD });
    expect(again.status).toBe(403);
    expect(await sessionsOf(id)).toBe(1);
  });

  test.each(['wrong', 'unknown', 'suspended', 'invited', 'unverified', 'archived', 'draft', 'other provider', 'no password'])('a refusal says the same, whatever was wrong: %s', async (kind) => {
    const data = kind === 'other provider' ? { provider: 'corporate' } : kind === 'no password' ? { password: null } : ['wrong', 'unknown'].includes(kind) ? {} : { status: kind };
    const { id, email } = await person(data);
    const door = new HtmlDoor(app.url);
    const answer = await door.signIn(kind === 'unknown' ? `not-${email}` : email, kind === 'wrong' ? OTHER : PASSWORD);
    expect(answer.status).toBe(401);
    expect(words(door)).toContain('That e-mail address and password do not belong together. Check both and try again.');
    expect(answer.html).not.toContain(PASSWORD);
    expect(await sessionsOf(id)).toBe(0);
    expect(await app.prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'active', ...data });
  });

  test.each<[string, Record<string, string | readonly string[]>]>([
    ['nothing', { email: '', password: '' }],
    ['two addresses', { email: ['a@example.org', 'b@example.org'], password: PASSWORD }],
    ['an operator', { 'email[contains]': '', 'password[not]': '' }],
    ['control characters', { email: 'a\u0000@example.org', password: '\u0000' }],
    ['a password of half a megabyte', { email: 'a@example.org', password: 'x'.repeat(500_000) }],
  ])('%s is a wrong address and password', async (_name, fields) => {
    const door = new HtmlDoor(app.url);
    await door.get('/admin/login');
    expect((await door.submit('form[action="/admin/login"]', fields)).status).toBe(401);
  });

  test('a form without its token, or with that of another visitor, signs nobody in', async () => {
    const { id, email } = await person();
    const [door, stranger] = [new HtmlDoor(app.url), new HtmlDoor(app.url)];
    await Promise.all([door.get('/admin/login'), stranger.get('/admin/login')]);
    const theirs = stranger.last.document.querySelector('input[name="_csrf"]')!.getAttribute('value')!;
    for (const _csrf of [null, '', theirs]) {
      await door.get('/admin/login');
      expect((await door.submit('form[action="/admin/login"]', { _csrf, email, password: PASSWORD })).status).toBe(403);
    }
    expect(await sessionsOf(id)).toBe(0);
  });

  test('forms of tabs that open at once are all good', async () => {
    const { email } = await person();
    const door = new HtmlDoor(app.url);
    await door.signIn(email, PASSWORD);
    const session = door.cookies.get('directus_session_token')!;
    const tabs = ['One', 'Two', 'Three'].map((name) => ({ name, tab: new HtmlDoor(app.url) }));
    for (const { tab } of tabs) tab.cookies.set('directus_session_token', session);
    await Promise.all(tabs.map(({ tab }) => tab.get('/admin/account')));
    for (const { name, tab } of tabs) {
      // Each tab reads the page; what is sent carries the cookies that the browser has in the end.
      tab.cookies.clear();
      tab.cookies.set('directus_session_token', session);
      expect((await tab.submit('form[action="/admin/account/name"]', { first_name: name })).status).toBe(200);
    }
  });

  test('signing out needs the button', async () => {
    const { id, email } = await person();
    const door = new HtmlDoor(app.url);
    await door.signIn(email, PASSWORD);
    await door.get('/admin/logout');
    await door.post('/admin/logout', new URLSearchParams(), { origin: 'https://evil.example.net' });
    expect(await sessionsOf(id)).toBe(1);
  });

  describe('my account', () => {
    test('refuses a wrong present password, a weak new one, and names that do not fit', async () => {
      const { id, email } = await person();
      const door = new HtmlDoor(app.url);
      await door.signIn(email, PASSWORD);
      const change = (current_password: string, password: string) => door.submit('form[action="/admin/account/password"]', { current_password, password });
      expect((await change('wrong in every way', OTHER)).status).toBe(422);
      expect(words(door)).toContain('Present password is not right.');
      expect((await change(PASSWORD, 'short')).status).toBe(422);
      expect(words(door)).toContain('New password is too short.');
      expect((await change(PASSWORD, email)).status).toBe(422);
      expect(words(door)).toContain('New password is the e-mail address.');
      expect((await door.submit('form[action="/admin/account/name"]', { first_name: 'V'.repeat(101) })).status).toBe(422);
      expect(door.last.document.querySelector('input[name="first_name"]')!.getAttribute('value')).toBe('V'.repeat(101));
      expect(await app.prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ password: hash, firstName: 'Vera' });
      expect(await app.prisma.activity.count({ where: { subject: id, event: { in: ['user.password_changed', 'user.changed'] } } })).toBe(0);
    });

    test('does not let the present password be guessed without end', async () => {
      const { email } = await person();
      const door = new HtmlDoor(app.url);
      await door.signIn(email, PASSWORD);
      const statuses: number[] = [];
      for (let guess = 0; guess < 11; guess += 1) {
        await door.get('/admin/account');
        statuses.push((await door.submit('form[action="/admin/account/password"]', { current_password: `guess ${guess}`, password: OTHER })).status);
      }
      expect(statuses).toEqual([...Array<number>(10).fill(422), 429]);
      expect(door.last.headers.get('retry-after')).toMatch(/^\d+$/);
    });

    test('lists the devices and ends one, or all others, and nobody else’s', async () => {
      const [{ id, email }, other] = [await person(), await person()];
      const [door, second, third, theirs] = [0, 1, 2, 3].map(() => new HtmlDoor(app.url)) as [HtmlDoor, HtmlDoor, HtmlDoor, HtmlDoor];
      for (const one of [door, second, third]) await one.signIn(email, PASSWORD);
      await theirs.signIn(other.email, PASSWORD);
      await door.get('/admin/account');
      expect(door.last.document.querySelectorAll('main tbody tr')).toHaveLength(3);
      const foreign = await app.prisma.session.findFirstOrThrow({ where: { userId: other.id } });
      const token = door.last.document.querySelector('input[name="_csrf"]')!.getAttribute('value')!;
      expect((await door.post(`/admin/account/sessions/${foreign.id}/end`, new URLSearchParams({ _csrf: token, _form: randomUUID() }))).status).toBe(403);
      await door.get('/admin/account');
      await door.submit('form[action$="/end"]');
      expect(await sessionsOf(id)).toBe(2);
      await door.get('/admin/account');
      await door.submit('form[action$="/end-others"]');
      expect([await sessionsOf(id), await sessionsOf(other.id)]).toEqual([1, 1]);
      expect((await second.get('/admin/account')).path).toContain('/admin/login');
      expect((await door.get('/admin/account')).status).toBe(200);
    });

    test('is where a person without app access lands, never on a refusal', async () => {
      const { email } = await person();
      const door = new HtmlDoor(app.url);
      await door.get('/admin/settings');
      expect((await door.submit('form[action="/admin/login"]', { email, password: PASSWORD })).path).toBe('/admin/account');
      expect((await door.get('/admin')).path).toBe('/admin/account');
      expect((await door.get('/.well-known/change-password')).path).toBe('/admin/account');
    });
  });

  test('registration is linked when it is open, the reset always, and both pages are there', async () => {
    const door = new HtmlDoor(app.url);
    await door.get('/admin/login');
    expect(words(door)).not.toContain('Create an account');
    await app.prisma.settings.update({ where: { id: 1 }, data: { publicRegistration: true } });
    await door.get('/admin/login');
    expect(words(door)).toContain('Create an account');
    for (const path of ['/admin/register', '/admin/reset-password']) expect((await door.get(path)).status).toBe(200);
  });
});
