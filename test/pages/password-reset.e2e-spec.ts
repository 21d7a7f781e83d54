import { randomUUID } from 'node:crypto';
import { Passwords } from '../../src/users/passwords';
import { startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';
import { linkIn, Mailbox } from '../support/mailbox';

const OLD = 'the old one is easy to forget';
const NEW = 'four words are quite easy';

describe('a forgotten password', () => {
  let app: TestApp;
  let mailbox: Mailbox;
  let program: RestDoor;
  let oldHash: string;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    app = await startApp({ mailbox, env: { PASSWORD_RESET_URL_ALLOW_LIST: 'https://app.example.org/reset' } });
    program = new RestDoor(app.url);
    oldHash = await app.get(Passwords).hash(OLD);
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await mailbox?.close();
  });

  const person = async (data: Record<string, unknown> = {}) => {
    const email = `vera-${randomUUID().slice(0, 8)}@example.org`;
    return app.prisma.user.create({ data: { id: randomUUID(), email, emailKey: email, password: oldHash, status: 'active', ...data } }) as Promise<{ id: string; email: string }>;
  };
  const ask = (email: unknown, more: object = {}) => program.post('/auth/password/request', { email, ...more });
  const reset = (token: string, password: string) => program.post('/auth/password/reset', { token, password });
  const tokenOf = async (email: string, count = 1) => new URL(linkIn(await mailbox.waitFor(email, count)), app.url).searchParams.get('token')!;
  const canSignIn = async (email: string, password: string) => (await new RestDoor(app.url).post('/auth/login', { email, password })).status === 200;
  const text = (door: HtmlDoor) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');

  test('on the pages: ask, follow the mail, choose, sign in', async () => {
    const { id, email } = await person();
    await new RestDoor(app.url).signIn(email, OLD);
    const door = new HtmlDoor(app.url);
    await door.get('/admin/reset-password');
    await door.submit('form[action="/admin/reset-password"]', { email });
    expect(text(door)).toContain('Check your mail');
    const link = linkIn(await mailbox.waitFor(email));
    for (let look = 0; look < 3; look += 1) await door.get(link);
    expect(door.last.headers.get('referrer-policy')).toBe('no-referrer');
    expect((await door.submit('form[action="/admin/reset-password"]', { password: 'short' })).status).toBe(422);
    expect((await door.submit('form[action="/admin/reset-password"]', { password: NEW })).path).toBe('/admin/login');

    expect([await canSignIn(email, OLD), await canSignIn(email, NEW)]).toEqual([false, true]);
    expect(await app.prisma.session.count({ where: { userId: id, signedInAt: { lt: (await app.prisma.activity.findFirstOrThrow({ where: { item: id, event: 'password.reset' } })).timestamp } } })).toBe(0);
    expect((await mailbox.waitFor(email, 2)).subject).toContain('was changed');
    await door.get(link);
    expect(text(door)).toContain('used already');
  });

  test('nobody learns whether an address is known', async () => {
    const { email } = await person();
    const answers = [await ask(email), await ask(email.toUpperCase()), await ask(`nobody-${randomUUID()}@example.org`)];
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(3).fill([204, null]));
  });

  test.each(['invited', 'unverified', 'suspended', 'archived', 'draft'])('nothing is sent to somebody who is %s', async (status) => {
    const { email } = await person({ status });
    expect((await ask(email)).status).toBe(204);
    expect(await app.prisma.outboxMail.count({ where: { toAddress: email } })).toBe(0);
  });

  test('nothing is sent to somebody who signs in elsewhere', async () => {
    const { email } = await person({ provider: 'corporate' });
    await ask(email);
    expect(await app.prisma.outboxMail.count({ where: { toAddress: email } })).toBe(0);
  });

  test('a mailbox gets three mails an hour', async () => {
    const { email } = await person();
    for (let asked = 0; asked < 6; asked += 1) expect((await ask(email)).status).toBe(204);
    expect(await app.prisma.outboxMail.count({ where: { toAddress: email } })).toBe(3);
  });

  test('a token works once, for one of many', async () => {
    const { email } = await person();
    await ask(email);
    const token = await tokenOf(email);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => reset(token, `${NEW} number ${index}`)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });

  test('a newer mail kills the older token', async () => {
    const { email } = await person();
    await ask(email);
    const first = await tokenOf(email);
    await ask(email);
    const second = await tokenOf(email, 2);
    expect([(await reset(first, NEW)).status, (await reset(second, NEW)).status]).toEqual([403, 204]);
  });

  test.each([
    ['the password', async (id: string) => app.prisma.user.update({ where: { id }, data: { password: await app.get(Passwords).hash('changed in another way') } })],
    ['the address', async (id: string) => app.prisma.user.update({ where: { id }, data: { email: `${id}@example.org`, emailKey: `${id}@example.org` } })],
    ['the status', async (id: string) => app.prisma.user.update({ where: { id }, data: { status: 'suspended' } })],
    ['the provider', async (id: string) => app.prisma.user.update({ where: { id }, data: { provider: 'corporate' } })],
  ])('a token dies when %s changes', async (_name, change) => {
    const { id, email } = await person();
    await ask(email);
    const token = await tokenOf(email);
    const before = await change(id);
    expect((await reset(token, NEW)).status).toBe(403);
    expect(await app.prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ password: before.password, status: before.status });
  });

  test.each([
    ['an unlisted host', 'https://evil.example.net/reset'], ['no scheme', '//evil.example.net/x'], ['user info', 'https://app.example.org@evil.example.net/reset'],
  ])('a link to %s is refused for known and unknown addresses alike', async (_name, reset_url) => {
    const { email } = await person();
    const answers = [await ask(email, { reset_url }), await ask(`nobody-${randomUUID()}@example.org`, { reset_url })];
    expect(answers.map(({ status, code }) => [status, code])).toEqual(Array(2).fill([400, 'INVALID_PAYLOAD']));
    expect(await app.prisma.outboxMail.count({ where: { toAddress: email } })).toBe(0);
  });

  test('a token for a listed page goes there', async () => {
    const { email } = await person();
    await ask(email, { reset_url: 'https://app.example.org/reset' });
    expect((await mailbox.waitFor(email)).text).toContain('https://app.example.org/reset?token=');
  });

  test.each<[string, unknown]>([
    ['a list', ['a@example.org', 'b@example.org']], ['an object', { contains: '' }], ['nothing', undefined],
  ])('%s is no address', async (_name, email) => expect((await ask(email)).code).toBe('INVALID_PAYLOAD'));

  test.each([['no address', 'nonsense'], ['two in one', 'a@example.org,b@example.org']])('%s is nobody’s: the same answer, and no mail', async (_name, email) => {
    const before = await app.prisma.outboxMail.count();
    expect((await ask(email)).status).toBe(204);
    expect(await app.prisma.outboxMail.count()).toBe(before);
  });

  test.each<[string, unknown]>([['nothing', ''], ['null', null], ['a list', ['']], ['an operator', { not: '' }], ['a number', 0], ['text', 'a.b.c']])('%s is no token', async (_name, token) => {
    expect([400, 403]).toContain((await program.post('/auth/password/reset', { token, password: NEW })).status);
  });
});
