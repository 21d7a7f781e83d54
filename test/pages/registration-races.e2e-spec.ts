import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app';
import { PROVIDERS } from '../support/database';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';
import { linkIn, Mailbox } from '../support/mailbox';

const OWNER = 'four words are quite easy';

describe.each(PROVIDERS)('registration at the same time (%s)', (provider) => {
  let app: TestApp;
  let mailbox: Mailbox;
  let program: RestDoor;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    app = await startApp({ provider, mailbox, env: { LIMIT_REGISTRATIONS_A_MINUTE: '1000' } });
    program = new RestDoor(app.url);
    await app.prisma.settings.update({ where: { id: 1 }, data: { publicRegistration: true } });
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await mailbox?.close();
  });

  const address = (name: string) => `${name}-${randomUUID().slice(0, 8)}@example.org`;
  const visitor = () => new HtmlDoor(app.url);
  const text = (door: HtmlDoor) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');

  test('ten registrations of one address at once make one person', async () => {
    const email = address('crowd');
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => program.post('/users/register', { email: index % 2 ? email : email.toUpperCase(), password: OWNER })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await app.prisma.user.count({ where: { emailKey: email } })).toBe(1);
    expect(await app.prisma.outboxMail.count({ where: { toAddress: { in: [email, email.toUpperCase()] } } })).toBe(1);
  });

  test('a press that arrives twice brings one mail, also to whoever has an account (RA11)', async () => {
    const owner = await app.prisma.user.create({ data: { id: randomUUID(), email: 'owner@example.org', emailKey: 'owner@example.org', createdAt: new Date(0) } });
    const register = (email: string, first_name?: string) => program.post('/users/register', { email, password: OWNER, ...(first_name && { first_name }) });
    const mailsTo = (email: string) => app.prisma.outboxMail.count({ where: { toAddress: email } });
    await Promise.all([register(owner.email!), register(owner.email!)]);
    expect(await mailsTo(owner.email!)).toBe(1);
    const email = address('pressed');
    await Promise.all([register(email), register(email)]);
    expect(await mailsTo(email)).toBe(1);
    // Another registration is another one, however soon.
    await Promise.all([register(email, 'Vera')]);
    expect(await mailsTo(email)).toBe(2);
  });

  test.each([['cut in the middle of a sign', `${'a'.repeat(38)}🐎🐎`], ['that reads backwards', '\u202eadA'], ['with a line break', 'Ada\r\nBcc: eve@example.net']])('a name %s tells nobody whether the address is taken', async (_what, name) => {
    const register = (email: string) => program.post('/users/register', { email, password: OWNER, first_name: name });
    const email = address('named');
    expect([(await register(email)).status, (await register(email)).status, (await register('ada@example.org')).status]).toEqual([204, 204, 204]);
    const mail = await mailbox.waitFor(email);
    expect(`${mail.subject}${mail.text}`.isWellFormed()).toBe(true);
    expect(mail.parsed.headers.has('bcc')).toBe(false);
  });

  test('a link is used once, by one of many', async () => {
    const email = address('once');
    await program.post('/users/register', { email, password: OWNER });
    const token = new URL(linkIn(await mailbox.waitFor(email)), app.url).searchParams.get('token')!;
    const verify = () => program.post('/users/register/verify-email', { token, password: OWNER });
    const answers = await Promise.all(Array.from({ length: 8 }, verify));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect((await verify()).code).toBe('INVALID_PAYLOAD');
    const late = visitor();
    expect((await late.get(`/admin/verify-email?token=${token}`)).status).toBe(200);
    expect(text(late)).toContain('verified already');
  });
});
