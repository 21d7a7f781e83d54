import { randomUUID } from 'node:crypto';
import { InvitationsService } from '../../src/invitations/invitations.service';
import { parseEmail } from '../../src/users/email-address';
import { PUBLIC, SYSTEM, type Accountability } from '../../src/platform/accountability/accountability';
import { Transactions } from '../../src/platform/database/transactions';
import { ADA, startApp, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';
import { RestDoor } from '../support/doors/rest-door';
import { linkIn, Mailbox } from '../support/mailbox';

const PASSWORD = 'a brave new invitee writes';

describe('inviting and accepting', () => {
  let mailbox: Mailbox;
  let app: TestApp;
  let ada: HtmlDoor;
  let rest: RestDoor;
  let roleId: string;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    app = await startApp({ mailbox, env: { LOG_LEVEL: 'error', USER_INVITE_URL_ALLOW_LIST: 'https://app.example.org/join' } });
    ada = new HtmlDoor(app.url);
    await ada.signIn(ADA.email, ADA.password);
    rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    roleId = await role('Editors');
  });
  afterAll(async () => {
    await app.close();
    await mailbox.close();
  });

  const role = async (name: string) => {
    const id = randomUUID();
    await app.get(Transactions).run(SYSTEM, (work) => work.db.role.create({ data: { id, name } }));
    return id;
  };
  /** Somebody whose rights are those of one policy. */
  const holderOf = async (policy: string): Promise<Accountability> => {
    const { id } = (await rest.post('/users', { email: someone(), policies: [{ policy: { id: policy } }] })).data as { id: string };
    return { ...PUBLIC, kind: 'user', user: id, policies: [policy] };
  };
  const someone = () => `petra-${randomUUID().slice(0, 8)}@example.org`;
  const user = (email: string) => app.prisma.user.findUnique({ where: { emailKey: email } });
  const events = async (id: string) => (await app.prisma.activity.findMany({ where: { item: id }, orderBy: { id: 'asc' } })).map(({ event }) => event);
  const inviteOnPage = async (addresses: string, more: Record<string, string | string[]> = {}) => {
    await ada.get(`/admin/settings/roles/${roleId}/invite`);
    return ada.submit('form[action$="/invite"]', { addresses, ...more });
  };
  const acceptUrl = async (email: string, count = 1) => linkIn(await mailbox.waitFor(email, count));

  it('invites at once when all are new: people, mails and activity together', async () => {
    const [first, second] = [someone(), someone()];
    await inviteOnPage(`Petra <${first}>, ${second}`);
    expect(ada.last.path).toBe(`/admin/settings/roles/${roleId}`);
    for (const email of [first, second]) {
      const invited = (await user(email))!;
      expect(invited).toMatchObject({ status: 'invited', roleId, password: null });
      expect(await events(invited.id)).toEqual(['user.created', 'invitation.sent']);
      const mail = await mailbox.waitFor(email);
      expect(mail.subject).toContain('invited you to Usher (Editors)');
      expect(mail.text).toContain(ADA.email);
    }
  });

  it('accepts with a password, once, and signs in; opening the link changes nothing however often', async () => {
    const email = someone();
    await inviteOnPage(email);
    const url = await acceptUrl(email);
    const before = await app.prisma.oneTimeToken.findFirst({ where: { emailKey: email } });
    for (let look = 0; look < 20; look += 1) await fetch(app.url + url, { method: look % 2 ? 'HEAD' : 'GET' });
    expect(await app.prisma.oneTimeToken.findFirst({ where: { emailKey: email } })).toEqual(before);
    expect(await app.prisma.session.count({ where: { user: { emailKey: email } } })).toBe(0);

    const petra = new HtmlDoor(app.url);
    const page = await petra.get(url);
    expect([page.status, page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual([200, 'no-referrer', expect.stringContaining('no-store')]);
    expect(page.document.querySelector('input[name=username]')!.getAttribute('value')).toBe(email);
    expect(page.document.querySelectorAll('a').some((link) => link.getAttribute('href')?.includes('token='))).toBe(false);

    const weak = await petra.submit('form[action="/admin/accept-invite"]', { password: 'short' });
    expect(weak.status).toBe(422);
    expect(weak.document.querySelector('title')!.text).toMatch(/^Error: /);
    expect((await user(email))!.status).toBe('invited');

    await petra.submit('form[action="/admin/accept-invite"]', { password: PASSWORD });
    const accepted = (await user(email))!;
    expect(accepted.status).toBe('active');
    expect(petra.last.status).toBe(200);
    expect(petra.last.path).toBe('/admin/account');
    expect(await events(accepted.id)).toEqual(['user.created', 'invitation.sent', 'invitation.accepted']);
    const activity = await app.prisma.activity.findFirst({ where: { item: accepted.id, event: 'invitation.accepted' } });
    expect(activity).toMatchObject({ userId: accepted.id });
    expect(JSON.stringify(activity)).not.toContain('argon2');

    const again = await new HtmlDoor(app.url).get(url);
    expect([again.status, again.document.querySelector('h1')!.text]).toEqual([200, 'This invitation was accepted already']);
    await new RestDoor(app.url).signIn(email, PASSWORD);
  });

  it('has one winner among many acceptances at once', async () => {
    const email = someone();
    await rest.post('/users/invite', { email, role: roleId });
    const token = new URL((await acceptUrl(email)), app.url).searchParams.get('token');
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => new RestDoor(app.url).post('/users/invite/accept', { token, password: `${PASSWORD} ${index}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400, 400, 400, 400, 400, 400, 400]);
    expect(answers.filter(({ status }) => status === 400).every(({ code }) => code === 'INVALID_INVITE')).toBe(true);
    const winner = answers.findIndex(({ status }) => status === 204);
    await new RestDoor(app.url).signIn(email, `${PASSWORD} ${winner}`);
  });

  it('gives each address its verdict first when not all are new, and writes nothing until then', async () => {
    const [fresh, waiting] = [someone(), someone()];
    await rest.post('/users/invite', { email: waiting, role: roleId });
    await mailbox.waitFor(waiting);
    const page = await inviteOnPage(`${fresh}, ${waiting}, ${ADA.email}, nobody, ${fresh.toUpperCase()}`);
    expect(page.status).toBe(422);
    expect(page.document.querySelectorAll('.verdicts__row .badge').map((badge) => badge.text.trim())).toEqual(['New', 'Invited already', 'Has an account', 'Not an address', 'Listed twice']);
    expect(await user(fresh)).toBeNull();

    await new Promise((resolve) => setTimeout(resolve, 1100));
    await ada.submit('form[action$="/invite"]', {});
    expect(ada.last.path).toBe(`/admin/settings/roles/${roleId}`);
    expect((await user(fresh))!.status).toBe('invited');
    await mailbox.waitFor(waiting, 2);
    expect((await user(ADA.email))!.roleId).not.toBe(roleId);
  });

  it('without a role takes nobody’s role away', async () => {
    const waiting = someone();
    await rest.post('/users/invite', { email: waiting, role: roleId });
    await ada.get('/admin/users/invite');
    const page = await ada.submit('form[action="/admin/users/invite"]', { addresses: `${waiting}, ${ADA.email}`, role: '' });
    expect(page.document.querySelectorAll('.verdicts__row').map((row) => row.text)).toEqual([expect.stringContaining('Send the invitation again'), expect.stringContaining('Needs no invitation and stays as they are.')]);
    const before = (await user(ADA.email))!.roleId;
    await ada.submit('form[action="/admin/users/invite"]', { 'give_role[]': [ADA.email] });
    expect([(await user(waiting))!.roleId, (await user(ADA.email))!.roleId]).toEqual([roleId, before]);
  });

  it('looks again when the list was changed after its verdicts were shown', async () => {
    await inviteOnPage(`${someone()}, nobody`);
    const other = someone();
    const page = await ada.submit('form[action$="/invite"]', { addresses: `${other}, nobody` });
    expect(page.status).toBe(422);
    expect(await user(other)).toBeNull();
  });

  it('gives somebody who has an account the role instead, when that is chosen', async () => {
    const email = someone();
    await rest.post('/users', { email, status: 'active' });
    await inviteOnPage(email);
    await ada.submit('form[action$="/invite"]', { 'give_role[]': email });
    expect(await user(email)).toMatchObject({ status: 'active', roleId });
    expect(mailbox.to(email)).toEqual([]);
  });

  it('keeps what is staged on the role page behind it', async () => {
    await ada.get(`/admin/settings/roles/${roleId}/invite?draft=d-1`);
    expect(ada.last.document.querySelector('input[name=draft]')!.getAttribute('value')).toBe('d-1');
    const response = await fetch(`${app.url}/admin/settings/roles/${roleId}/invite?draft=d-1`, { headers: { cookie: [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
    expect(await response.text()).toContain(`/admin/settings/roles/${roleId}?draft&#x3D;d-1`);
  });

  it('refuses an empty list at its field', async () => {
    const page = await inviteOnPage('  ');
    expect([page.status, page.document.querySelector('.error-summary a')!.getAttribute('href')]).toEqual([422, '#field-addresses']);
  });

  it('sends again with a new link that replaces the old one, and withdraws', async () => {
    const email = someone();
    await rest.post('/users/invite', { email, role: roleId });
    const first = await acceptUrl(email);
    const { id } = (await user(email))!;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await ada.get('/admin/invitations');
    await ada.submit(`form[action="/admin/invitations/${id}/resend"]`);
    expect(ada.last.path).toMatch(/^\/admin\/invitations/);
    const second = await acceptUrl(email, 2);
    expect(second).not.toBe(first);
    const visitor = new HtmlDoor(app.url);
    expect((await visitor.get(first)).document.querySelector('h1')!.text).toBe('There is a newer invitation');
    expect((await visitor.get(second)).document.querySelector('form[action="/admin/accept-invite"]')).not.toBeNull();

    await ada.get('/admin/invitations');
    await ada.submit(`form[action="/admin/invitations/${id}/revoke"]`);
    expect((await visitor.get(second)).document.querySelector('h1')!.text).toBe('This invitation was withdrawn');
    expect((await rest.post('/users/invite/accept', { token: new URL(second, app.url).searchParams.get('token'), password: PASSWORD })).code).toBe('INVALID_INVITE');
    expect((await user(email))!.status).toBe('invited');
    expect(await events(id)).toEqual(['user.created', 'invitation.sent', 'invitation.resent', 'invitation.revoked']);
  });

  describe('a link that ran out of time', () => {
    const AGAIN = 'form[action="/admin/accept-invite/again"]';
    const expire = (email: string) => app.prisma.oneTimeToken.updateMany({ where: { emailKey: email, usedAt: null, endedAt: null }, data: { expiresAt: new Date(0) } });
    const invited = async () => {
      const email = someone();
      await rest.post('/users/invite', { email, role: roleId });
      return { email, url: await acceptUrl(email) };
    };
    const tokens = (email: string) => app.prisma.oneTimeToken.count({ where: { emailKey: email } });

    it('can be exchanged for a new one, which goes to the invited address and works', async () => {
      const { email, url } = await invited();
      await expire(email);
      const petra = new HtmlDoor(app.url);
      const page = await petra.get(url);
      expect([page.status, page.document.querySelector('h1')!.text]).toEqual([200, 'This invitation has expired']);
      expect(page.document.toString()).not.toContain(email);
      expect(page.document.querySelector('main a[href="/admin/login"]')).not.toBeNull();
      expect(await tokens(email)).toBe(1);
      await petra.submit(AGAIN);
      expect([petra.last.path, petra.last.document.querySelector('h1')!.text]).toEqual(['/admin/accept-invite/asked', 'Look into your mailbox']);
      expect(petra.last.document.toString()).not.toContain(email);

      const second = await acceptUrl(email, 2);
      expect((await mailbox.waitFor(email, 2)).text).toContain(ADA.email);
      expect((await petra.get(url)).document.querySelector('h1')!.text).toBe('There is a newer invitation');
      await petra.get(second);
      await petra.submit('form[action="/admin/accept-invite"]', { password: PASSWORD });
      const accepted = (await user(email))!;
      expect(accepted).toMatchObject({ status: 'active', roleId });
      expect(await events(accepted.id)).toEqual(['user.created', 'invitation.sent', 'invitation.requested', 'invitation.accepted']);
      const [first, renewed] = await app.prisma.oneTimeToken.findMany({ where: { emailKey: email }, orderBy: { createdAt: 'asc' } });
      expect(renewed!.createdBy).toBe(first!.createdBy);
    });

    it('is exchanged once, however often the button is pressed at the same time', async () => {
      const { email, url } = await invited();
      await expire(email);
      const visitors = await Promise.all(Array.from({ length: 3 }, async () => {
        const visitor = new HtmlDoor(app.url);
        await visitor.get(url);
        return visitor;
      }));
      await Promise.all(visitors.map((visitor) => visitor.submit(AGAIN)));
      expect(await tokens(email)).toBe(2);
      expect(await app.prisma.outboxMail.count({ where: { toAddress: email } })).toBe(2);
    });

    it('answers the same, and does nothing, for a token that is no expired invitation', async () => {
      const { email, url } = await invited();
      await expire(email);
      const petra = new HtmlDoor(app.url);
      await petra.get(url);
      for (const token of ['', 'nonsense', 'x'.repeat(43)]) {
        await petra.submit(AGAIN, { token });
        expect(petra.last.path).toBe('/admin/accept-invite/asked');
        await petra.get(url);
      }
      expect(await tokens(email)).toBe(1);
      const { id } = (await user(email))!;
      await rest.patch(`/users/${id}`, { status: 'suspended' });
      await petra.submit(AGAIN);
      expect(petra.last.path).toBe('/admin/accept-invite/asked');
      expect((await petra.get(url)).document.querySelector(AGAIN)).toBeNull();
      expect(await tokens(email)).toBe(1);
      expect(mailbox.to(email)).toHaveLength(1);
    });

    it('is exchanged a few times an hour only, and never without the token of the form', async () => {
      const { email, url } = await invited();
      let link = url;
      const petra = new HtmlDoor(app.url);
      for (let mails = 2; mails <= 4; mails += 1) {
        await expire(email);
        await petra.get(link);
        await petra.submit(AGAIN);
        link = await acceptUrl(email, mails);
      }
      await expire(email);
      await petra.get(link);
      await petra.submit(AGAIN);
      expect(petra.last.path).toBe('/admin/accept-invite/asked');
      expect(await tokens(email)).toBe(4);
      const bare = await fetch(`${app.url}/admin/accept-invite/again`, { method: 'POST', body: new URLSearchParams({ token: 'x' }), redirect: 'manual' });
      expect(bare.status).toBe(403);
    });
  });

  it('lets the person decline, by a press of a button only', async () => {
    const email = someone();
    await rest.post('/users/invite', { email, role: roleId });
    const url = (await acceptUrl(email)).replace('accept-invite?', 'accept-invite/decline?');
    const petra = new HtmlDoor(app.url);
    for (let look = 0; look < 3; look += 1) await petra.get(url);
    expect(await events((await user(email))!.id)).not.toContain('invitation.declined');
    await petra.submit('form[action="/admin/accept-invite/decline"]');
    expect(petra.last.path).toBe('/admin/accept-invite/declined');
    expect(petra.last.document.querySelector('main')!.text).toContain('If you did not mean it, ask them to send the invitation again');
    expect(petra.last.document.querySelector('main a[href="/admin/login"]')).not.toBeNull();
    expect((await petra.get(url)).document.querySelector('main a[href="/admin/login"]')).not.toBeNull();
    expect((await petra.get(url)).document.querySelector('h1')!.text).toBe('This invitation was declined');
    expect(await events((await user(email))!.id)).toContain('invitation.declined');
  });

  it('shows the link to administrators, and records each look', async () => {
    const email = someone();
    await rest.post('/users/invite', { email, role: roleId });
    const mailed = await acceptUrl(email);
    const { id } = (await user(email))!;
    await ada.get('/admin/invitations');
    const page = await ada.submit(`form[action="/admin/invitations/${id}/link"]`);
    expect(page.document.querySelector('.copy input')!.getAttribute('value')).toBe(app.url + mailed);
    expect(await app.prisma.activity.count({ where: { event: 'invitation.link_revealed', item: id } })).toBe(1);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['a wrong one', '?token=kitsecret123'],
    ['two', '?token=a&token=b'],
    ['an object', '?token[x]=1'],
    ['NUL', '?token=%00'],
    ['an endless one', `?token=${'x'.repeat(3000)}`],
  ])('shows a page with a way on for a link with %s', async (_name, query) => {
    const page = await new HtmlDoor(app.url).get(`/admin/accept-invite${query}`);
    expect([page.status, page.document.querySelector('h1')!.text]).toEqual([200, 'This link does not work']);
  });

  describe('POST /users/invite', () => {
    it('is all or nothing', async () => {
      const email = someone();
      expect((await rest.post('/users/invite', { email: [email, 'not-an-address'], role: roleId })).code).toBe('INVALID_PAYLOAD');
      expect((await rest.post('/users/invite', { email, role: randomUUID() })).code).toBe('INVALID_FOREIGN_KEY');
      expect(await user(email)).toBeNull();
      expect(await app.prisma.outboxMail.count({ where: { toAddress: email } })).toBe(0);
    });

    it('makes one user and one mail of ten at once', async () => {
      const email = someone();
      const answers = await Promise.all(Array.from({ length: 10 }, () => rest.post('/users/invite', { email, role: roleId })));
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(204));
      await mailbox.waitFor(email);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(mailbox.to(email)).toHaveLength(1);
      expect(await app.prisma.user.count({ where: { emailKey: email } })).toBe(1);
    });

    it('sends the link to an allowed page of another application, and to no other', async () => {
      const [email, other] = [someone(), someone()];
      expect((await rest.post('/users/invite', { email, role: roleId, invite_url: 'https://app.example.org/join?a=1' })).status).toBe(204);
      expect((await mailbox.waitFor(email)).text).toMatch(/https:\/\/app\.example\.org\/join\?a=1&token=/);
      expect((await rest.post('/users/invite', { email: other, role: roleId, invite_url: 'https://app.example.org.evil.example/join' })).code).toBe('INVALID_PAYLOAD');
      expect(await user(other)).toBeNull();
    });

    it('is refused before anything is looked up for whoever may not', async () => {
      const visitor = new RestDoor(app.url);
      const answers = await Promise.all([ADA.email, someone(), 'nonsense'].map((email) => visitor.post('/users/invite', { email, role: roleId })));
      expect(answers.map(({ status, body }) => [status, JSON.stringify(body)])).toEqual(Array(3).fill([403, JSON.stringify(answers[0]!.body)]));
    });

    it('is kept by nobody who holds less than the invited person', async () => {
      const [below, above] = [someone(), someone()];
      const policies = (await rest.post('/policies', { name: 'People', permissions: ['read', 'create', 'update'].map((action) => ({ collection: 'directus_users', action, fields: ['*'] })) })).data as { id: string };
      const mona = await holderOf(policies.id);
      await rest.post('/users/invite', { email: below, role: roleId });
      await rest.post('/users/invite', { email: above, role: (await app.prisma.user.findUniqueOrThrow({ where: { emailKey: ADA.email } })).roleId });
      const ids = await Promise.all([below, above].map(async (email) => (await user(email))!.id));
      const invitations = app.get(InvitationsService);
      await expect(invitations.resend(mona, ids[0]!)).resolves.toBe(below);
      for (const keep of ['resend', 'revoke'] as const) await expect(invitations[keep](mona, ids[1]!)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const roleAbove = (await user(above))!.roleId;
      for (const email of [above, someone()]) await expect(invitations.invite(mona, { addresses: [parseEmail(email)!], roleId: roleAbove, inviteUrl: null })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await events(ids[1]!)).toEqual(['user.created', 'invitation.sent']);
    });

    it.each<[string, readonly (readonly [string, string])[], readonly string[]]>([
      ['sent again and withdrawn by whoever may invite and set the status', [['create', '*'], ['update', 'status,title']], ['resend', 'revoke']],
      ['only withdrawn by whoever may set the status', [['update', 'status']], ['revoke']],
      ['left alone by whoever may invite and change a title', [['create', '*'], ['update', 'title']], []],
    ])('is %s', async (_name, rights, allowed) => {
      const email = someone();
      await rest.post('/users/invite', { email, role: roleId });
      const { id } = (await user(email))!;
      const policy = (await rest.post('/policies', { name: 'Desk', permissions: rights.map(([action, fields]) => ({ collection: 'directus_users', action, fields: fields.split(',') })) })).data as { id: string };
      const mona = await holderOf(policy.id);
      const before = await events(id);
      for (const keep of ['resend', 'revoke'] as const) {
        const outcome = await app.get(InvitationsService)[keep](mona, id).then(() => 'done', (error: { code: string }) => error.code);
        expect([keep, outcome]).toEqual([keep, allowed.includes(keep) ? 'done' : 'FORBIDDEN']);
      }
      if (allowed.length === 0) expect(await events(id)).toEqual(before);
    });

    it('does not accept for somebody who was suspended, nor with fields of theirs', async () => {
      const email = someone();
      await rest.post('/users/invite', { email, role: roleId });
      const token = new URL(await acceptUrl(email), app.url).searchParams.get('token');
      expect((await rest.post('/users/invite/accept', { token, password: PASSWORD, role: roleId })).code).toBe('INVALID_PAYLOAD');
      const { id } = (await user(email))!;
      await rest.patch(`/users/${id}`, { status: 'suspended' });
      expect((await rest.post('/users/invite/accept', { token, password: PASSWORD })).code).toBe('INVALID_INVITE');
      expect((await user(email))!.status).toBe('suspended');
    });
  });
});
