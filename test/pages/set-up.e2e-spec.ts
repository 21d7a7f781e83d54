import { startApp, type TestApp } from '../support/app';
import { FrozenClock } from '../support/clock';
import { HtmlDoor } from '../support/doors/html-door';
import { FirstAdministrator } from '../../src/server/first-administrator';
import { PUBLIC_POLICY_ID, Seed } from '../../src/server/seed';

const NEW = { first_name: 'Ada', last_name: 'Byron', email: 'Ada@Example.org', password: 'analytical engines dream of numbers' };
const FORM = 'form[action="/admin/setup"]';

describe('setting Usher up', () => {
  let app: TestApp;
  let clock: FrozenClock;

  beforeEach(async () => {
    clock = new FrozenClock();
    app = await startApp({ withAda: false, clock });
  }, 60_000);
  afterEach(() => app?.close());

  const newLink = async () => {
    const link = new URL((await app.get(FirstAdministrator).newLink())!);
    return link.pathname + link.search;
  };
  const words = (door: HtmlDoor) => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');

  test('the sign-in page says where the link is; the link makes the administrator, once', async () => {
    const door = new HtmlDoor(app.url);
    await door.get('/admin/login');
    expect(words(door)).toContain('npx usher setup-link');
    const link = await newLink();
    for (let look = 0; look < 3; look += 1) await door.get(link);
    expect([door.last.status, await app.prisma.user.count()]).toEqual([200, 0]);
    expect(door.last.headers.get('referrer-policy')).toBe('no-referrer');

    expect((await door.submit(FORM, { ...NEW, password: 'short' })).status).toBe(422);
    expect(door.last.document.querySelector('input[name="email"]')!.getAttribute('value')).toBe(NEW.email);
    expect((await door.submit(FORM, { ...NEW, email: 'nonsense', password: 'short' })).status).toBe(422);
    for (const field of ['email', 'password']) expect(door.last.document.querySelector(`input[name="${field}"]`)!.getAttribute('aria-invalid')).toBe('true');
    expect(await app.prisma.user.count()).toBe(0);

    await door.submit(FORM, NEW);
    expect((await door.get('/admin/account')).path).toBe('/admin/account');
    expect(words(door)).toContain('Ada Byron');
    expect(await app.prisma.user.findFirstOrThrow({ include: { role: true } })).toMatchObject({ email: 'Ada@Example.org', emailKey: 'ada@example.org', status: 'active', role: { name: 'Administrator' } });
    expect(await app.prisma.activity.findFirstOrThrow({ where: { event: 'server.set_up' } })).toMatchObject({ action: 'install' });

    const late = new HtmlDoor(app.url);
    await late.get(link);
    expect(words(late)).toContain('set up already');
    await late.get('/admin/login');
    expect(words(late)).not.toContain('setup-link');
    expect(await app.get(FirstAdministrator).newLink()).toBeNull();
  });

  test('a newer link ends the older one, and an hour ends both', async () => {
    const [older, newer] = [await newLink(), await newLink()];
    const door = new HtmlDoor(app.url);
    await door.get(older);
    expect(words(door)).toContain('does not work any more');
    await door.get(newer);
    expect(words(door)).toContain('Become the administrator');
    clock.advance(3_600_000);
    const answer = await door.submit(FORM, NEW);
    expect([answer.status, await app.prisma.user.count()]).toEqual([200, 0]);
    expect(words(door)).toContain('has expired');
  });

  test('of two who set up at once, one wins', async () => {
    const link = await newLink();
    const doors = [new HtmlDoor(app.url), new HtmlDoor(app.url)] as const;
    for (const door of doors) await door.get(link);
    await Promise.all(doors.map((door, index) => door.submit(FORM, { ...NEW, email: `ada${index}@example.org` })));
    expect(await app.prisma.user.count()).toBe(1);
    expect(doors.filter((door) => words(door).includes('set up already'))).toHaveLength(1);
  });

  test.each(['', 'nonsense', '\u0000'])('a link with the token %j shows a page and makes nobody', async (token) => {
    const door = new HtmlDoor(app.url);
    await door.get(`/admin/setup?token=${encodeURIComponent(token)}`);
    expect([door.last.status, words(door)]).toEqual([200, expect.stringContaining('does not work')]);
  });

  test('a second start seeds nothing twice', async () => {
    await app.get(Seed).plant();
    expect([await app.prisma.role.count(), await app.prisma.policy.count(), await app.prisma.access.count(), await app.prisma.settings.count()]).toEqual([1, 2, 2, 1]);
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id: PUBLIC_POLICY_ID }, include: { access: true } })).toMatchObject({
      name: '$t:public_label', adminAccess: false, appAccess: false, access: [{ roleId: null, userId: null, sort: 1 }],
    });
  });

  test('an administrator who was suspended leaves the directory without one, and gets a link again', async () => {
    const door = new HtmlDoor(app.url);
    await door.get(await newLink());
    await door.submit(FORM, NEW);
    await app.prisma.user.updateMany({ data: { status: 'suspended' } });
    await door.get(await newLink());
    await door.submit(FORM, { ...NEW, password: 'difference engines dream as well' });
    expect(await app.prisma.user.findFirstOrThrow()).toMatchObject({ status: 'active', emailKey: 'ada@example.org' });
    expect(await app.prisma.session.count()).toBe(1);
  });
});

describe('an administrator from the environment', () => {
  test('is made once, and a password that is not acceptable stops the start with a sentence that does not show it', async () => {
    const app = await startApp();
    expect(await app.get(FirstAdministrator).createFromEnvironment()).toBe(false);
    expect(await app.prisma.user.count()).toBe(1);
    await app.close();
    await expect(startApp({ env: { ADMIN_PASSWORD: 'passwordpassword' } })).rejects.toThrow(/^ADMIN_PASSWORD is not acceptable: many people use it\.(?!.*passwordpassword)/);
  });
});
