import { randomUUID } from 'node:crypto';
import { Prisma } from '../../src/generated/sqlite/client';
import { ADA, startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';
import { linkIn, Mailbox } from '../support/mailbox';

const STRANGER = 'the stranger has a plan of evil';
const OWNER = 'four words are quite easy';

describe('registration', () => {
  let app: TestApp;
  let mailbox: Mailbox;
  let program: RestDoor;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    app = await startApp({ mailbox, env: { LIMIT_REGISTRATIONS_A_MINUTE: '1000', USER_REGISTER_URL_ALLOW_LIST: 'https://app.example.org/verify' } });
    program = new RestDoor(app.url);
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await mailbox?.close();
  });
  beforeEach(() => settings({ publicRegistration: true, publicRegistrationVerifyEmail: true, publicRegistrationRoleId: null, publicRegistrationEmailFilter: undefined }));

  const settings = async ({ publicRegistrationEmailFilter, ...data }: Record<string, unknown>) => {
    await app.prisma.settings.update({ where: { id: 1 }, data: { ...data, publicRegistrationEmailFilter: publicRegistrationEmailFilter === undefined ? Prisma.DbNull : (publicRegistrationEmailFilter as object) } });
  };
  const address = (name: string) => `${name}-${randomUUID().slice(0, 8)}@example.org`;
  const user = (email: string) => app.prisma.user.findUnique({ where: { emailKey: email } });
  const canSignIn = async (email: string, password: string) => (await program.post('/auth/login', { email, password })).status === 200;
  const visitor = () => new HtmlDoor(app.url);
  const registerOnPage = async (door: HtmlDoor, email: string, password: string, more: Record<string, string> = {}) => {
    await door.get('/admin/register');
    return door.submit('form[action="/admin/register"]', { email, password, ...more });
  };
  const text = (door: HtmlDoor) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');

  test('in the browser that registered, one button makes the person active and signs them in', async () => {
    const email = address('petra');
    const door = visitor();
    expect((await registerOnPage(door, email, OWNER, { first_name: 'Petra' })).path).toContain('/admin/register/sent');
    expect(text(door)).toContain('Check your mail');
    expect(await user(email)).toMatchObject({ status: 'unverified', firstName: 'Petra', roleId: null });
    expect(await canSignIn(email, OWNER)).toBe(false);

    await door.get(linkIn(await mailbox.waitFor(email)));
    expect(door.last.document.querySelector('input[type="password"]')).toBeNull();
    expect((await door.submit('form[action="/admin/verify-email"]')).path).toBe('/admin/account');
    expect(await user(email)).toMatchObject({ status: 'active' });
    expect(await app.prisma.session.count({ where: { user: { email } } })).toBe(1);
    expect(await canSignIn(email, OWNER)).toBe(true);

    const events = await app.prisma.activity.findMany({ where: { item: (await user(email))!.id, event: { startsWith: 'registration.' } }, select: { event: true, userId: true, revisions: { select: { id: true } } }, orderBy: { id: 'asc' } });
    expect(events).toEqual([
      { event: 'registration.registered', userId: (await user(email))!.id, revisions: [expect.anything()] },
      { event: 'registration.verified', userId: (await user(email))!.id, revisions: [expect.anything()] },
    ]);
  });

  test('a mail scanner that opens the link, again and again, verifies nobody', async () => {
    const email = address('scanned');
    await program.post('/users/register', { email, password: OWNER });
    const link = linkIn(await mailbox.waitFor(email));
    for (const method of ['GET', 'HEAD', 'GET']) await fetch(new URL(link, app.url), { method });
    const token = new URL(link, app.url).searchParams.get('token')!;
    expect((await program.get(`/users/register/verify-email?token=${token}`)).status).toBe(422);
    const opened = await fetch(`${app.url}/users/register/verify-email?token=${token}`, { redirect: 'manual' });
    expect([opened.status, opened.headers.get('location')]).toEqual([302, `/admin/verify-email?token=${token}`]);
    expect(await user(email)).toMatchObject({ status: 'unverified' });
    expect(await app.prisma.session.count({ where: { user: { email } } })).toBe(0);
  });

  test("a stranger who registered the address first gains nothing when its owner verifies", async () => {
    const email = address('hijacked');
    const stranger = visitor();
    await registerOnPage(stranger, email, STRANGER);
    const owner = visitor();
    await owner.get(linkIn(await mailbox.waitFor(email)));
    expect(text(owner)).toContain('choose a password');

    expect((await owner.submit('form[action="/admin/verify-email"]')).status).toBe(422);
    expect(await user(email)).toMatchObject({ status: 'unverified' });
    expect((await owner.submit('form[action="/admin/verify-email"]', { password: OWNER })).path).toBe('/admin/account');
    expect([await canSignIn(email, STRANGER), await canSignIn(email, OWNER)]).toEqual([false, true]);
  });

  test('when a stranger registers the address meanwhile, the older link is dead and the newer asks its owner for a password', async () => {
    const email = address('raced');
    const owner = visitor();
    await registerOnPage(owner, email, OWNER);
    const first = linkIn(await mailbox.waitFor(email));
    await registerOnPage(visitor(), email, STRANGER);
    const second = linkIn(await mailbox.waitFor(email, 2));
    await owner.get(first);
    expect(text(owner)).toContain('There is a newer link');
    await owner.get(second);
    expect(owner.last.document.querySelector('input[type="password"]')).not.toBeNull();
  });

  test('a link does nothing for somebody who was suspended meanwhile', async () => {
    const email = address('suspended');
    await program.post('/users/register', { email, password: OWNER });
    const token = new URL(linkIn(await mailbox.waitFor(email)), app.url).searchParams.get('token')!;
    await app.prisma.user.update({ where: { emailKey: email }, data: { status: 'suspended' } });
    expect((await program.post('/users/register/verify-email', { token, password: OWNER })).code).toBe('INVALID_TOKEN');
    expect(await user(email)).toMatchObject({ status: 'suspended' });
  });

  test('a program has to give a password, since it is not the browser that registered', async () => {
    const email = address('program');
    await program.post('/users/register', { email, password: STRANGER });
    const token = new URL(linkIn(await mailbox.waitFor(email)), app.url).searchParams.get('token')!;
    expect((await program.post('/users/register/verify-email', { token })).status).toBe(400);
    expect((await program.post('/users/register/verify-email', { token, password: 'short' })).code).toBe('FAILED_VALIDATION');
    expect((await program.post('/users/register/verify-email', { token, password: OWNER })).status).toBe(204);
    expect([await canSignIn(email, STRANGER), await canSignIn(email, OWNER)]).toEqual([false, true]);
  });

  test('new, taken and waiting addresses get the same answer; only the mails differ', async () => {
    const taken = address('taken');
    await program.post('/users/register', { email: taken, password: OWNER });
    await app.prisma.user.update({ where: { emailKey: taken }, data: { status: 'active', firstName: 'Owner' } });
    const waiting = address('waiting');
    await program.post('/users/register', { email: waiting, password: OWNER });
    // A mail that a newer one replaces before it was sent is given up: the count below needs this one out of the way.
    await mailbox.waitFor(waiting);
    const fresh = address('fresh');

    const answers = [];
    for (const email of [taken.toUpperCase(), waiting, fresh]) answers.push(await program.post('/users/register', { email, password: STRANGER, first_name: 'Thief' }));
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(Array(3).fill({ status: 204, body: null }));
    const pages = [];
    for (const email of [taken, waiting, fresh]) {
      const door = visitor();
      await registerOnPage(door, email, STRANGER);
      pages.push([...door.cookies.keys()].sort().join(), text(door).replaceAll(email, '…'));
    }
    expect(new Set(pages).size).toBe(2);

    expect((await mailbox.waitFor(taken, 2)).subject).toContain('already');
    expect((await mailbox.waitFor(waiting, 2)).subject).toContain('Verify');
    expect(await user(taken)).toMatchObject({ status: 'active', firstName: 'Owner' });
    expect(await canSignIn(taken, OWNER)).toBe(true);
  });

  test('a mailbox gets three mails an hour and no more', async () => {
    const email = address('bombed');
    for (let registration = 0; registration < 8; registration += 1) expect((await program.post('/users/register', { email, password: OWNER, first_name: `Vera ${registration}` })).status).toBe(204);
    expect(await app.prisma.outboxMail.count({ where: { toAddress: email } })).toBe(3);
  });

  test('another mail can be asked for, and its link replaces the older one', async () => {
    const email = address('resend');
    const door = visitor();
    await registerOnPage(door, email, OWNER);
    const first = linkIn(await mailbox.waitFor(email));
    await door.submit('form[action="/admin/register/resend"]');
    await door.get(first);
    expect(text(door)).toContain('There is a newer link');
    await door.get(linkIn(await mailbox.waitFor(email, 2)));
    expect(door.last.document.querySelector('input[type="password"]')).toBeNull();
    await door.submit('form[action="/admin/verify-email"]');
    expect(await user(email)).toMatchObject({ status: 'active' });
  });

  test('the address filter refuses plainly, before it is known whose address it is', async () => {
    await settings({ publicRegistrationEmailFilter: { _and: [{ email: { _ends_with: '@inside.example' } }] } });
    const outside = address('outside');
    expect((await program.post('/users/register', { email: outside, password: OWNER })).code).toBe('FORBIDDEN');
    const door = visitor();
    expect((await registerOnPage(door, outside, OWNER, { first_name: 'Kept' })).status).toBe(422);
    expect(text(door)).toContain('E-mail address is not one that may register here');
    expect(door.last.document.querySelector('input[name="first_name"]')?.getAttribute('value')).toBe('Kept');
    expect(await user(outside)).toBeNull();
    expect(await app.prisma.outboxMail.count({ where: { toAddress: outside } })).toBe(0);
    const inside = 'INSIDE@INSIDE.example';
    expect((await program.post('/users/register', { email: inside, password: OWNER })).status).toBe(204);
    expect(await user(inside.toLowerCase())).not.toBeNull();
  });

  test('all mistakes of the form are told at once, those of the password among them', async () => {
    const door = visitor();
    expect((await registerOnPage(door, 'nonsense', 'short')).status).toBe(422);
    const told = () => door.last.document.querySelectorAll('.error-summary__list a').map((link) => link.getAttribute('href'));
    expect(told()).toEqual(['#field-email', '#field-password']);
    expect(text(door)).toContain('Password is too short');
    await registerOnPage(door, 'someone@example.org', 'someone@example.org', { first_name: 'x'.repeat(101) });
    expect(told()).toEqual(['#field-password', '#field-first_name']);
  });

  test('while registration is closed there is no form, and programs get FORBIDDEN', async () => {
    await settings({ publicRegistration: false });
    const email = address('closed');
    const door = visitor();
    expect((await door.get('/admin/register')).status).toBe(403);
    expect(text(door)).toContain('Registration is closed');
    expect((await program.post('/users/register', { email, password: OWNER })).code).toBe('FORBIDDEN');
    expect(await user(email)).toBeNull();
  });

  test('without verification people are active at once, and a taken address looks the same', async () => {
    await settings({ publicRegistrationVerifyEmail: false });
    const email = address('direct');
    const first = visitor();
    await registerOnPage(first, email, OWNER);
    const second = visitor();
    await registerOnPage(second, email, STRANGER);
    expect(text(second)).toBe(text(first));
    expect([await canSignIn(email, OWNER), await canSignIn(email, STRANGER)]).toEqual([true, false]);
  });

  test('a role that got administrator rights after it was chosen is not handed out', async () => {
    const admin = await app.prisma.role.findFirstOrThrow({ where: { name: 'Administrator' } });
    const child = await app.prisma.role.create({ data: { id: randomUUID(), name: 'Below the administrators', parentId: admin.id } });
    const plain = await app.prisma.role.create({ data: { id: randomUUID(), name: 'Members' } });
    await settings({ publicRegistrationRoleId: plain.id });
    const [member, climber] = [address('member'), address('climber')];
    await program.post('/users/register', { email: member, password: OWNER });
    await settings({ publicRegistrationRoleId: child.id });
    await program.post('/users/register', { email: climber, password: OWNER });
    expect([(await user(member))?.roleId, (await user(climber))?.roleId]).toEqual([plain.id, null]);
    expect(await app.prisma.activity.count({ where: { event: 'registration.role_withheld', item: (await user(climber))!.id } })).toBe(1);
  });

  test('what is not asked for is refused, and nothing of it is stored', async () => {
    const email = address('greedy');
    const extras = { role: randomUUID(), status: 'active', policies: [], token: 'x'.repeat(30), provider: 'x', id: randomUUID(), admin_access: true };
    for (const [key, value] of Object.entries(extras)) expect((await program.post('/users/register', { email, password: OWNER, [key]: value })).code).toBe('INVALID_PAYLOAD');
    expect(await user(email)).toBeNull();
  });

  test.each([
    ['a host that is not listed', 'https://evil.example.net/verify'],
    ['user info before another host', 'https://app.example.org@evil.example.net/verify'],
    ['a script', 'javascript:alert(1)'],
  ])('the mail does not lead to %s', async (_name, verification_url) => {
    const email = address('url');
    expect((await program.post('/users/register', { email, password: OWNER, verification_url })).code).toBe('INVALID_PAYLOAD');
    expect(await user(email)).toBeNull();
  });

  test('the mail leads to a listed page of another application', async () => {
    const email = address('custom');
    await program.post('/users/register', { email, password: OWNER, verification_url: 'https://app.example.org/verify?from=mail' });
    expect((await mailbox.waitFor(email)).text).toContain('https://app.example.org/verify?from=mail&token=');
  });

  test('a mail to a stranger carries no text of whoever typed the address', async () => {
    const email = address('spam');
    await program.post('/users/register', { email, password: OWNER, first_name: 'Win at www.evil.example.net', last_name: '<b>now</b>' });
    const { html, text: plain } = await mailbox.waitFor(email);
    expect(html + plain).not.toMatch(/evil|now/);
  });

  test('too many registrations from one network are refused; what is wrong with a request itself costs none of them', async () => {
    const strict = await startApp({ env: { LIMIT_REGISTRATIONS_A_MINUTE: '2' } });
    try {
      const other = new RestDoor(strict.url);
      await strict.prisma.settings.update({ where: { id: 1 }, data: { publicRegistration: true } });
      const answers = async (...bodies: object[]) => {
        const statuses = [];
        for (const body of bodies) statuses.push((await other.post('/users/register', body)).status);
        return statuses;
      };
      const elsewhere = { email: 'sent@example.org', password: OWNER, verification_url: 'https://evil.example.net/' };
      expect(await answers({}, elsewhere, { email: 'no address', password: OWNER }, elsewhere)).toEqual([400, 400, 400, 400]);
      expect(await answers({ email: 'one@example.org', password: OWNER }, { email: ADA.email, password: OWNER })).toEqual([204, 204]);
      // New or taken, both are told the same; a wrong request still hears what is wrong with it.
      expect(await answers({ email: 'two@example.org', password: OWNER }, { email: ADA.email, password: OWNER }, elsewhere)).toEqual([429, 429, 400]);
      expect(await strict.prisma.user.count({ where: { email: { in: ['sent@example.org', 'two@example.org'] } } })).toBe(0);
    } finally {
      await strict.close();
    }
  });

  test('a form that is filled in wrongly costs none of the registrations either', async () => {
    const strict = await startApp({ env: { LIMIT_REGISTRATIONS_A_MINUTE: '1' } });
    try {
      await strict.prisma.settings.update({ where: { id: 1 }, data: { publicRegistration: true } });
      const door = new HtmlDoor(strict.url);
      expect((await registerOnPage(door, 'no address', '')).status).toBe(422);
      expect((await registerOnPage(door, 'form@example.org', OWNER)).path).toContain('/admin/register/sent');
      expect((await registerOnPage(door, 'other@example.org', OWNER)).status).toBe(429);
    } finally {
      await strict.close();
    }
  });
});
