import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DraftsService } from '../../src/platform/drafts/drafts.service';
import { SYSTEM } from '../../src/platform/accountability/accountability';
import { ADA, startApp, type TestApp } from '../support/app';
import { RestDoor, type RestAnswer } from '../support/doors/rest-door';
import { Mailbox } from '../support/mailbox';

const PASSWORD = 'four words are quite easy';
/** Long enough for a request to come to where it has to wait. */
const pause = (ms = 400) => new Promise((resolve) => setTimeout(resolve, ms));
/** The lock of `Locks#authority`. */
const AUTHORITY = 'SELECT pg_advisory_xact_lock(88055001)';

const onPostgres = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

onPostgres('two nodes on one PostgreSQL, at the same time', () => {
  let mailbox: Mailbox;
  let here: TestApp;
  let there: TestApp;
  let ada: RestDoor;
  let adaThere: RestDoor;
  let holder: Client;

  beforeAll(async () => {
    mailbox = await Mailbox.start();
    here = await startApp({ provider: 'postgresql', mailbox });
    there = await startApp({ provider: 'postgresql', mailbox, beside: here });
    ada = await new RestDoor(here.url).signIn(ADA.email, ADA.password);
    adaThere = new RestDoor(there.url);
    adaThere.token = ada.token;
    holder = new Client({ connectionString: here.database.url });
    await holder.connect();
    await here.prisma.settings.update({ where: { id: 1 }, data: { publicRegistration: true } });
  }, 60_000);
  afterAll(async () => {
    await holder?.end();
    await there?.close();
    await here?.close();
    await mailbox?.close();
  });

  /** Holds what a statement locks until the requests wait for it, and lets them go in the order in which they came. */
  async function whileHeld(statement: string, parameters: unknown[], requests: readonly (() => Promise<RestAnswer>)[], meanwhile?: () => Promise<unknown>): Promise<RestAnswer[]> {
    await holder.query('BEGIN');
    await holder.query(statement, parameters);
    const answers: Promise<RestAnswer>[] = [];
    for (const request of requests) {
      answers.push(request());
      await pause();
    }
    await meanwhile?.();
    await holder.query('COMMIT');
    return Promise.all(answers);
  }

  const address = (name: string) => `${name}-${randomUUID().slice(0, 8)}@example.org`;
  async function make(fields: object): Promise<string> {
    const answer = await ada.post('/users', { email: address('somebody'), ...fields });
    expect(answer.status).toBe(200);
    return (answer.data as { id: string }).id;
  }
  async function makeRole(name: string): Promise<string> {
    return ((await ada.post('/roles', { name })).data as { id: string }).id;
  }
  const adminRole = async () => ((await ada.get('/users/me?fields=role')).data as { role: string }).role;
  const openTokens = (userId: string) => here.prisma.oneTimeToken.count({ where: { userId, usedAt: null, endedAt: null } });

  test('of two invitations sent again at once, the newest link replaces the other', async () => {
    const email = address('twice');
    const id = await make({ email, status: 'invited' });
    await mailbox.waitFor(email);
    await here.prisma.oneTimeToken.updateMany({ where: { userId: id }, data: { createdAt: new Date(Date.now() - 3_600_000) } });
    const again = (door: RestDoor) => () => door.post('/users/invite', { email, role: null });
    await whileHeld('SELECT id FROM usher_one_time_tokens WHERE "user" = $1 FOR UPDATE', [id], [again(ada), again(adaThere)]);
    expect(await openTokens(id)).toBe(1);
  });

  test('an invitation that is accepted while its role changes is not sent once more', async () => {
    const email = address('accepting');
    const id = await make({ email, status: 'invited' });
    await mailbox.waitFor(email);
    const role = await makeRole('Readers');
    // What accepting writes, committed after the other change has come as far as the person.
    const accept = async () => {
      await holder.query(`UPDATE usher_one_time_tokens SET used_at = now() WHERE "user" = $1`, [id]);
      await holder.query(`UPDATE directus_users SET status = 'active' WHERE id = $1`, [id]);
    };
    await whileHeld('SELECT id FROM directus_users WHERE id = $1 FOR UPDATE', [id], [() => ada.patch(`/users/${id}`, { role })], accept);
    expect(await here.prisma.user.findUnique({ where: { id }, select: { status: true, roleId: true } })).toEqual({ status: 'active', roleId: role });
    expect(await openTokens(id)).toBe(0);
  });

  test('whoever joins a role while it is removed moves with the others', async () => {
    const role = await makeRole('Going');
    const next = await makeRole('Staying');
    const early = await make({ role });
    let late = '';
    const [removed] = await whileHeld(AUTHORITY, [], [() => ada.delete(`/roles/${role}`, { move_users_to: next })], async () => { late = await make({ role }); });
    expect([removed!.status, removed!.code]).toEqual([204, null]);
    const records = await here.prisma.activity.findMany({ where: { item: { in: [early, late] }, event: 'user.removed_from_role' }, select: { item: true } });
    expect(records.map(({ item }) => item).sort()).toEqual([early, late].sort());
  });

  test('an administrator who is suspended while a change of theirs waits makes nobody an administrator', async () => {
    const email = address('mallory');
    const role = await adminRole();
    const mallory = await make({ email, password: PASSWORD, role });
    const friend = await make({});
    const hers = await new RestDoor(there.url).signIn(email, PASSWORD);
    const suspended = () => holder.query(`UPDATE directus_users SET status = 'suspended' WHERE id = $1`, [mallory]);
    const [answer] = await whileHeld(AUTHORITY, [], [() => hers.patch(`/users/${friend}`, { role })], suspended);
    expect(answer!.status).toBe(401);
    expect((await here.prisma.user.findUniqueOrThrow({ where: { id: friend } })).roleId).toBeNull();
  });

  test('an administrator who is suspended while the role of a new person waits makes neither', async () => {
    const email = address('mallory');
    const mallory = await make({ email, password: PASSWORD, role: await adminRole() });
    const hers = await new RestDoor(there.url).signIn(email, PASSWORD);
    const suspended = () => holder.query(`UPDATE directus_users SET status = 'suspended' WHERE id = $1`, [mallory]);
    const friend = address('friend');
    const [answer] = await whileHeld(AUTHORITY, [], [() => hers.post('/users', { email: friend, role: { name: 'Made in a hurry' } })], suspended);
    expect(answer!.status).toBe(401);
    expect([await here.prisma.user.count({ where: { email: friend } }), await here.prisma.role.count({ where: { name: 'Made in a hurry' } })]).toEqual([0, 0]);
  });

  test('two edits of one draft at once are both staged', async () => {
    const me = { ...SYSTEM, kind: 'user' as const, user: (await here.prisma.user.findFirstOrThrow({ where: { email: ADA.email } })).id };
    const drafts = here.get(DraftsService);
    const { id } = (await drafts.stage<{ names: string[] }>(me, { id: null, subject: 'role:x' }, () => ({ names: [] })))!;
    const add = (app: TestApp, name: string) => async () => {
      await app.get(DraftsService).stage<{ names: string[] }>(me, { id, subject: 'role:x' }, (edits) => ({ names: [...edits!.names, name] }));
      return null as never;
    };
    await whileHeld('SELECT id FROM usher_drafts WHERE id = $1 FOR UPDATE', [id], [add(here, 'edith'), add(there, 'vera')]);
    expect((await drafts.find<{ names: string[] }>(me, id, 'role:x'))!.edits.names).toEqual(['edith', 'vera']);
  });

  test('signing out twice at once is signing out', async () => {
    const { data } = await ada.post('/auth/login', { email: ADA.email, password: ADA.password, mode: 'json' });
    const { refresh_token } = data as { refresh_token: string };
    const out = (app: TestApp) => () => new RestDoor(app.url).post('/auth/logout', { refresh_token, mode: 'json' });
    const answers = await whileHeld('SELECT id FROM directus_sessions FOR UPDATE', [], [out(here), out(there)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  });

  test.each(['cookie', 'session', 'json'])('a session that ends while it is refreshed is not refreshed (%s)', async (mode) => {
    const { data, headers } = await new RestDoor(here.url).post('/auth/login', { email: ADA.email, password: ADA.password, mode });
    const cookie = headers.getSetCookie().map((one) => one.split(';')[0]!).join('; ');
    const token = (data as { refresh_token?: string }).refresh_token;
    const out = () => new RestDoor(here.url).send('POST', '/auth/logout', { ...(token && { refresh_token: token }), mode }, cookie ? { cookie } : {});
    const again = () => new RestDoor(there.url).send('POST', '/auth/refresh', { ...(token && { refresh_token: token }), mode }, cookie ? { cookie } : {});
    const answers = await whileHeld('SELECT id FROM directus_sessions FOR UPDATE', [], [out, again]);
    expect(answers.map(({ status }) => status)).toEqual([204, 401]);
  });

  test('of two refreshes on two nodes one has the successor in json mode, both have the same one in session mode', async () => {
    const { data } = await new RestDoor(here.url).post('/auth/login', { email: ADA.email, password: ADA.password, mode: 'json' });
    const { refresh_token } = data as { refresh_token: string };
    const again = (app: TestApp) => () => new RestDoor(app.url).post('/auth/refresh', { refresh_token, mode: 'json' });
    const answers = await whileHeld('SELECT id FROM directus_sessions FOR UPDATE', [], [again(here), again(there)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test('the last two administrators cannot suspend each other', async () => {
    const email = address('second');
    const second = await make({ email, password: PASSWORD, role: await adminRole() });
    const hers = await new RestDoor(there.url).signIn(email, PASSWORD);
    const adaId = (await here.prisma.user.findFirstOrThrow({ where: { email: ADA.email } })).id;
    const answers = await whileHeld(AUTHORITY, [], [() => hers.patch(`/users/${adaId}`, { status: 'suspended' }), () => ada.patch(`/users/${second}`, { status: 'suspended' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await here.prisma.user.count({ where: { status: 'active', id: { in: [adaId, second] } } })).toBe(1);
  });
});
