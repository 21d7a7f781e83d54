import { randomUUID } from 'node:crypto';
import { MailerService, type MailerOptions } from '@nestjs-modules/mailer';
import { BulkInsert } from '../database/bulk-insert';
import { Locks } from '../database/locks';
import { linkIn, Mailbox } from '../../../test/support/mailbox';
import { openRooms, type Rooms } from '../../../test/support/rooms';
import { PROVIDERS } from '../../../test/support/database';
import { ProjectRoot } from '../config/project-root';
import { Log } from '../log/log';
import { OneTimeTokens } from '../tokens/one-time-tokens.service';
import { MailBrand } from './mail-brand';
import { MailPreparation } from './mail-preparation';
import { MailDispatcher } from './mail.dispatcher';
import { MailOutbox } from './mail.outbox';
import { MailQueue } from './mail.queue';
import { MailRenderer } from './mail.renderer';
import { MailTransport } from './mail.transport';
import type { MailerOnDemand } from './mailer-on-demand';
import { mailerOptions } from './smtp.module';

const MODEL = { inviter: 'Ada Lovelace', inviterAddress: 'ada@example.org', role: 'Editors' };
const WEEK_MS = 7 * 86_400_000;

/** The mailer as the module makes it, without Nest. */
function transportFor(rooms: Rooms, options: MailerOptions): MailTransport {
  const mailer = new MailerService(options, undefined as never, undefined as never);
  return new MailTransport({ open: () => Promise.resolve(mailer) } as MailerOnDemand, rooms.config);
}

describe.each(PROVIDERS)('mail on %s', (provider) => {
  let rooms: Rooms;
  let mailbox: Mailbox;
  let tokens: OneTimeTokens;
  let outbox: MailOutbox;
  const renderer = new MailRenderer(new ProjectRoot());

  /** A queue of its own, as each process has one. */
  const newQueue = () => new MailQueue(rooms.prisma, rooms.clock, rooms.config, rooms.idle);
  const dispatcher = (sendTimeout = 10_000) => {
    const preparation = new MailPreparation(rooms.prisma, rooms.clock, rooms.config, tokens, new MailBrand(rooms.prisma), renderer);
    const transport = transportFor(rooms, { ...mailerOptions(rooms.config.mail.smtp), sendTimeout });
    return new MailDispatcher(newQueue(), preparation, transport, rooms.clock, rooms.config, new Log('silent'), new MailOutbox(rooms.config, new BulkInsert(rooms.prisma)));
  };

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    rooms = await openRooms({ EMAIL_SMTP_HOST: '127.0.0.1', EMAIL_SMTP_PORT: String(mailbox.port), EMAIL_FROM: 'Usher <usher@example.org>' }, provider);
    tokens = new OneTimeTokens(rooms.prisma, rooms.clock, rooms.config, new BulkInsert(rooms.prisma), new Locks(rooms.prisma));
    outbox = new MailOutbox(rooms.config, new BulkInsert(rooms.prisma));
  });
  beforeEach(async () => {
    mailbox.mode = 'ok';
    mailbox.received.length = 0;
    await rooms.prisma.client.outboxMail.deleteMany();
  });
  afterAll(async () => {
    await rooms.close();
    await mailbox.close();
  });

  const invite = (name = randomUUID()) =>
    rooms.run(async (work) => {
      const email = `${name}@example.org`;
      const user = await work.db.user.create({ data: { id: randomUUID(), email, emailKey: email, status: 'invited' } });
      const token = await tokens.issue(work, { purpose: 'invitation', userId: user.id, emailKey: email, ttlMs: WEEK_MS });
      const mail = await outbox.enqueue(work, { template: 'invitation', model: MODEL, to: { address: email }, userId: user.id, tokenId: token.id });
      return { mail, email, userId: user.id, token: token.id };
    });
  const row = (id: string) => rooms.prisma.client.outboxMail.findUniqueOrThrow({ where: { id } });

  it('goes out with a link, an absolute expiry and the headers that keep robots quiet', async () => {
    const { mail, email, token } = await invite();
    await dispatcher().dispatch();
    const [sent] = mailbox.to(email);
    expect(sent!.subject).toBe('Ada Lovelace invited you to Usher (Editors)');
    expect(linkIn(sent!)).toBe(`/admin/accept-invite?token=${tokens.deriveToken(token)}`);
    expect(sent!.text).toContain('https://users.example.org/admin/accept-invite?token=');
    expect(sent!.text).toContain(' at 09:00 UTC');
    expect(sent!.html).toContain('Accept by ');
    expect(sent!.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(sent!.parsed.headers.get('x-auto-response-suppress')).toBe('All');
    expect(sent!.messageId).toBe(`<${mail}@example.org>`);
    expect(sent!.parsed.from!.value[0]).toEqual({ name: 'Usher', address: 'usher@example.org' });
    expect(await row(mail)).toMatchObject({ state: 'sent', attempts: 1, lastError: null, leasedUntil: null });
  });

  it('is not there when the change that owed it fails', async () => {
    await expect(
      rooms.run(async (work) => {
        await outbox.enqueue(work, { template: 'invitation', model: MODEL, to: { address: 'nobody@example.org' } });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await rooms.prisma.client.outboxMail.count()).toBe(0);
  });

  it('is put off when the server says later, longer each time', async () => {
    mailbox.mode = 'later';
    const { mail, email } = await invite();
    await dispatcher().dispatch();
    const first = await row(mail);
    expect(first).toMatchObject({ state: 'queued', attempts: 1, lastError: expect.stringContaining('Try again later') });
    expect(first.nextAttemptAt.getTime() - rooms.clock.now().getTime()).toBeGreaterThanOrEqual(8000);
    await dispatcher().dispatch();
    expect((await row(mail)).attempts).toBe(1);

    rooms.clock.advance(12_001);
    await dispatcher().dispatch();
    expect((await row(mail)).nextAttemptAt.getTime() - rooms.clock.now().getTime()).toBeGreaterThanOrEqual(16_000);

    mailbox.mode = 'ok';
    rooms.clock.advance(24_001);
    await dispatcher().dispatch();
    expect(await row(mail)).toMatchObject({ state: 'sent', attempts: 3, lastError: null });
    expect(mailbox.to(email)).toHaveLength(1);
  });

  it.each(['refuse', 'refuse-data'] as const)('fails for good when the server says never (%s), and says why', async (mode) => {
    mailbox.mode = mode;
    const { mail } = await invite();
    await dispatcher().dispatch();
    expect(await row(mail)).toMatchObject({ state: 'failed', lastError: mode === 'refuse' ? '550 No such user' : '554 Looks like spam' });
  });

  it('does not let one bad recipient stop the others', async () => {
    const invited = await Promise.all(Array.from({ length: 6 }, () => invite()));
    mailbox.unknown.add(invited[2]!.email);
    await dispatcher().dispatch();
    expect((await Promise.all(invited.map(({ mail }) => row(mail)))).map(({ state }) => state)).toEqual(['sent', 'sent', 'failed', 'sent', 'sent', 'sent']);
  });

  it('comes back from a server that hangs', async () => {
    mailbox.mode = 'hang';
    const { mail } = await invite();
    await dispatcher(1000).dispatch();
    expect(await row(mail)).toMatchObject({ state: 'queued', attempts: 1, lastError: expect.stringMatching(/timed out/i) });
  });

  it('may come twice when the line drops after the content, then with the same Message-ID', async () => {
    mailbox.mode = 'drop-after-data';
    const { mail, email } = await invite();
    await dispatcher().dispatch();
    expect(await row(mail)).toMatchObject({ state: 'queued' });
    mailbox.mode = 'ok';
    rooms.clock.advance(15_000);
    await dispatcher().dispatch();
    expect(mailbox.to(email).map(({ messageId }) => messageId)).toEqual([`<${mail}@example.org>`, `<${mail}@example.org>`]);
  });

  it('is taken over when its dispatcher died, after the lease and not before', async () => {
    const { mail, email } = await invite();
    expect((await newQueue().claim())!.id).toBe(mail);
    await dispatcher().dispatch();
    expect(mailbox.to(email)).toHaveLength(0);
    rooms.clock.advance(rooms.config.mail.leaseMs + 1);
    await dispatcher().dispatch();
    expect(mailbox.to(email)).toHaveLength(1);
    expect(await row(mail)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('does not take an outcome from a dispatcher that lost its lease', async () => {
    const { mail } = await invite();
    const slow = newQueue();
    const first = await slow.claim();
    rooms.clock.advance(rooms.config.mail.leaseMs + 1);
    await newQueue().claim();
    await slow.finish(first!, { state: 'failed', lastError: 'too late' });
    expect(await row(mail)).toMatchObject({ state: 'processing', attempts: 2, lastError: null });
  });

  it('is not taken a second time by the process that is still sending it', async () => {
    const { mail } = await invite();
    const queue = newQueue();
    const first = await queue.claim();
    rooms.clock.advance(rooms.config.mail.leaseMs + 1);
    expect(await queue.claim()).toBeNull();
    await queue.finish(first!, { state: 'queued', lastError: 'The line was cut', nextAttemptAt: rooms.clock.now() });
    expect((await queue.claim())!.id).toBe(mail);
  });

  it('goes out once however many dispatchers look for it', async () => {
    const invited = await Promise.all(Array.from({ length: 12 }, () => invite()));
    await Promise.all(Array.from({ length: 4 }, () => dispatcher().dispatch()));
    expect(mailbox.received.map(({ to }) => to).sort()).toEqual(invited.map(({ email }) => email).sort());
  });

  it('is given up, not sent, when its link ended meanwhile', async () => {
    const [replaced, revoked, used, removed, expired] = [await invite(), await invite(), await invite(), await invite(), await invite()];
    await rooms.run((work) => tokens.issue(work, { purpose: 'invitation', userId: replaced.userId, emailKey: replaced.email, ttlMs: WEEK_MS }));
    await rooms.run((work) => tokens.endAllOf(work, revoked.userId, 'revoked'));
    await rooms.run((work) => tokens.redeem(work, tokens.deriveToken(used.token), 'invitation'));
    await rooms.prisma.client.user.delete({ where: { id: removed.userId } });
    await rooms.prisma.client.oneTimeToken.update({ where: { id: expired.token }, data: { expiresAt: rooms.clock.now() } });
    await dispatcher().dispatch();
    expect(mailbox.received).toEqual([]);
    const reasons = await Promise.all([replaced, revoked, used, removed, expired].map(async ({ mail }) => (await row(mail)).lastError));
    expect(reasons).toEqual(['A newer mail replaced it', 'Its link was revoked before the mail went out', 'Its link was used before the mail went out', 'The person it was for has been removed', 'Its link expired before the mail went out']);
    expect(await rooms.prisma.client.outboxMail.count({ where: { state: 'abandoned' } })).toBe(5);
  });

  it('waits for its template to be mended', async () => {
    const id = await rooms.run((work) => outbox.enqueue(work, { template: 'no-such-mail', model: {}, to: { address: 'a@example.org' } }));
    await dispatcher().dispatch();
    expect(await row(id)).toMatchObject({ state: 'queued', lastError: expect.stringContaining('no-such-mail') });
  });

  it('holds no token and no link in its row', async () => {
    const { mail, token } = await invite();
    const text = JSON.stringify(await row(mail));
    expect(text).not.toContain(tokens.deriveToken(token));
    expect(text).not.toContain('http');
  });

  it('reads names as text, whatever is in them', () => {
    const facts = { brand: { projectName: 'Usher', color: '#0b6b50', onColor: '#ffffff' }, address: 'p@example.org', publicUrl: 'https://u.example.org', link: 'https://u.example.org/?token=x', declineLink: 'https://u.example.org/d?token=x', expires: 'then', expiresDay: '1 Dec' };
    const mail = renderer.render('invitation', { inviter: '<b onclick=x>{{publicUrl}}${1}</b>', inviterAddress: null, role: "R&D\r\nBcc: x@example.org" }, facts);
    expect(mail.html).toContain('&lt;b onclick&#x3D;x&gt;{{publicUrl}}${1}&lt;/b&gt;');
    expect(mail.text).toContain('<b onclick=x>{{publicUrl}}${1}</b>');
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });
});

describe('without SMTP', () => {
  it('keeps the mail queued, and says so on the console without the token', async () => {
    const rooms = await openRooms();
    const tokens = new OneTimeTokens(rooms.prisma, rooms.clock, rooms.config, new BulkInsert(rooms.prisma), new Locks(rooms.prisma));
    const outbox = new MailOutbox(rooms.config, new BulkInsert(rooms.prisma));
    const lines: string[] = [];
    const log = Object.assign(new Log('silent'), { info: (_facts: object, line: string) => lines.push(line) }) as Log;
    const preparation = new MailPreparation(rooms.prisma, rooms.clock, rooms.config, tokens, new MailBrand(rooms.prisma), new MailRenderer(new ProjectRoot()));
    const transport = transportFor(rooms, mailerOptions(null));
    const dispatcher = new MailDispatcher(new MailQueue(rooms.prisma, rooms.clock, rooms.config, rooms.idle), preparation, transport, rooms.clock, rooms.config, log, outbox);
    const id = await rooms.run((work) => outbox.enqueue(work, { template: 'invitation', model: MODEL, to: { address: 'petra@example.org' } }));
    await dispatcher.dispatch();
    expect(await rooms.prisma.client.outboxMail.findUnique({ where: { id } })).toMatchObject({ state: 'queued', attempts: 0 });
    expect(lines).toEqual([`Not sent: no SMTP is configured. The mail is at https://users.example.org/admin/outbox/${id}`]);
    await rooms.close();
  });
});
