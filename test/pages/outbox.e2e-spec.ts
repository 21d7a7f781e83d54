import { randomUUID } from 'node:crypto';
import { MailOutbox } from '../../src/platform/mail/mail.outbox';
import { SYSTEM } from '../../src/platform/accountability/accountability';
import { Transactions } from '../../src/platform/database/transactions';
import { OneTimeTokens } from '../../src/platform/tokens/one-time-tokens.service';
import { ADA, startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';

const WEEK_MS = 7 * 86_400_000;

describe('the outbox page, without SMTP', () => {
  let app: TestApp;
  let ada: HtmlDoor;

  beforeAll(async () => {
    app = await startApp({ env: { LOG_LEVEL: 'error' } });
    ada = new HtmlDoor(app.url);
    await ada.signIn(ADA.email, ADA.password);
  });
  afterAll(() => app.close());

  const mail = (purpose: 'invitation' | 'password_reset' = 'invitation') =>
    app.get(Transactions).run(SYSTEM, async (work) => {
      const email = `${randomUUID()}@example.org`;
      await work.db.user.create({ data: { id: email.slice(0, 36), email, emailKey: email, status: 'invited' } });
      const token = await app.get(OneTimeTokens).issue(work, { purpose, userId: email.slice(0, 36), emailKey: email, ttlMs: WEEK_MS });
      const id = await app.get(MailOutbox).enqueue(work, { template: 'invitation', model: { inviter: '<b>Ada</b>', inviterAddress: null, role: 'Editors' }, to: { address: email }, tokenId: token.id });
      return { id, email, token: app.get(OneTimeTokens).deriveToken(token.id) };
    });

  it('renews no expired invitation by itself: nobody would get the new link', async () => {
    const { email, token } = await mail();
    await app.prisma.oneTimeToken.updateMany({ where: { emailKey: email }, data: { expiresAt: new Date(0) } });
    const visitor = new HtmlDoor(app.url);
    const page = await visitor.get(`/admin/accept-invite?token=${token}`);
    expect([page.document.querySelector('h1')!.text, page.document.querySelector('form[action="/admin/accept-invite/again"]')]).toEqual(['This invitation has expired', null]);
    // By hand, with the token of another form of the same visitor.
    await visitor.get('/admin/login');
    const csrf = visitor.last.document.querySelector('input[name="_csrf"]')!.getAttribute('value')!;
    await visitor.post('/admin/accept-invite/again', new URLSearchParams({ token, _csrf: csrf, _form: randomUUID() }), { origin: app.url });
    expect(visitor.last.path).toBe('/admin/accept-invite/asked');
    expect(await app.prisma.oneTimeToken.findMany({ where: { emailKey: email }, select: { expiresAt: true } })).toEqual([{ expiresAt: new Date(0) }]);
  });

  it('asks nobody for an address to reset a password of, and sends nobody to their mailbox', async () => {
    const visitor = new HtmlDoor(app.url);
    for (const path of ['/admin/reset-password', '/admin/reset-password?sent=1']) {
      const page = await visitor.get(path);
      expect([page.document.querySelector('h1')!.text, page.document.querySelector('form[action="/admin/reset-password"]')]).toEqual(['Reset your password', null]);
      expect(page.document.querySelector('main')!.text).toContain('This directory sends no mail. Ask an administrator');
    }
  });

  it('shows each mail, and never says that it was sent', async () => {
    const { email } = await mail();
    const page = await ada.get('/admin/outbox');
    expect(page.status).toBe(200);
    expect(page.document.querySelector('.callout')!.text).toContain('No SMTP is configured');
    const row = page.document.querySelectorAll('tbody tr').find((found) => found.text.includes(email))!;
    expect(row.text).toContain('Not sent');
    expect(row.text).not.toContain('Sent');
  });

  it('shows a mail as it would be sent, with a stand-in for the link', async () => {
    const { id, token } = await mail();
    const page = await ada.get(`/admin/outbox/${id}`);
    expect(page.html).not.toContain(token);
    expect(page.document.querySelector('pre')!.text).toContain('/admin/accept-invite?token=hidden');
    const html = await ada.get(`/admin/outbox/${id}/html`);
    expect(html.html).toContain('&lt;b&gt;Ada&lt;/b&gt;');
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
    expect(html.html).not.toContain(token);
  });

  it('shows the link when asked, and records that', async () => {
    const { id, token } = await mail();
    await ada.get(`/admin/outbox/${id}`);
    const page = await ada.submit(`form[action^="/admin/outbox/${id}/link"]`);
    expect(page.document.querySelector('.copy input')!.getAttribute('value')).toBe(`${app.url}/admin/accept-invite?token=${token}`);
    expect(await app.prisma.activity.count({ where: { event: 'outbox.link_revealed', item: id } })).toBe(1);
  });

  it('never shows a link that resets a password', async () => {
    const { id, token } = await mail('password_reset');
    const page = await ada.get(`/admin/outbox/${id}`);
    expect(page.document.querySelector('form[action*="/link"]')).toBeNull();
    expect(page.html).not.toContain(token);
    const body = new URLSearchParams({ _csrf: page.document.querySelector('[name=_csrf]')!.getAttribute('value')! });
    expect((await ada.post(`/admin/outbox/${id}/link`, body)).html).not.toContain(token);
    expect(await app.prisma.activity.count({ where: { event: 'outbox.link_revealed', item: id } })).toBe(0);
  });

  it('gives a mail up', async () => {
    const { id } = await mail();
    await ada.get(`/admin/outbox/${id}`);
    const page = await ada.submit(`form[action="/admin/outbox/${id}/abandon"]`);
    expect(page.document.querySelector('.flash')!.text).toContain('given up');
    expect(await app.prisma.outboxMail.findUnique({ where: { id } })).toMatchObject({ state: 'abandoned', lastError: expect.stringContaining('Given up by') });
    expect(page.document.querySelector(`form[action="/admin/outbox/${id}/abandon"]`)).toBeNull();
  });

  it('is not there for a visitor, nor any mail that does not exist', async () => {
    const { id } = await mail();
    const visitor = new HtmlDoor(app.url);
    expect((await visitor.get(`/admin/outbox/${id}`)).path).toMatch(/^\/admin\/login/);
    expect((await visitor.get(`/admin/outbox/${id}/html`)).html).not.toContain('Ada');
    for (const wrong of [randomUUID(), 'x', '%00', '..%2f']) expect((await ada.get(`/admin/outbox/${wrong}`)).status).toBeGreaterThanOrEqual(400);
  });
});
