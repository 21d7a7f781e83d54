import { availableParallelism } from 'node:os';
import { SYSTEM } from '../../src/platform/accountability/accountability';
import { Locks } from '../../src/platform/database/locks';
import { Transactions } from '../../src/platform/database/transactions';
import { ADA, startApp, type TestApp } from '../support/app';
import { PROVIDERS } from '../support/database';
import { RestDoor } from '../support/doors/rest-door';

const PASSWORD = 'four words are quite easy';
/** As many passwords as keep all cores busy for a tenth of a second or two, and what is changed is changed long before that. */
const MANY = 20 * availableParallelism();
const MEANWHILE_MS = 30;

// A request may be under way for minutes: a body of a megabyte holds some fifteen thousand passwords, each of which is hashed.
describe.each(PROVIDERS)('an administrator whose request is under way (%s)', (provider) => {
  let app: TestApp;
  let ada: RestDoor;
  let role: string;

  beforeAll(async () => {
    app = await startApp({ provider });
    ada = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
    role = ((await ada.get('/users/me?fields=role')).data as { role: string }).role;
  }, 60_000);
  afterAll(async () => app?.close());

  const TOKEN = 'token-that-a-program-acts-with';
  let count = 0;
  async function colleague(): Promise<{ id: string; door: RestDoor }> {
    const email = `colleague-${(count += 1)}@example.org`;
    const { data } = await ada.post('/users', { email, password: PASSWORD, role });
    return { id: (data as { id: string }).id, door: await new RestDoor(app.url).signIn(email, PASSWORD) };
  }

  test.each<[string, number, (id: string, door: RestDoor) => Promise<unknown>]>([
    ['is suspended', 401, (id) => ada.patch(`/users/${id}`, { status: 'suspended' })],
    ['is demoted', 403, (id) => ada.patch(`/users/${id}`, { role: null })],
    ['is removed', 401, (id) => ada.delete(`/users/${id}`)],
    ['gets another password', 401, (id) => ada.patch(`/users/${id}`, { password: `${PASSWORD} again` })],
    ['signs out', 401, (id) => app.prisma.session.deleteMany({ where: { userId: id } })],
  ])('and who %s meanwhile makes nobody an administrator', async (_what, status, meanwhile) => {
    const { id, door } = await colleague();
    const before = await app.prisma.user.count();
    const friends = Array.from({ length: MANY }, (_, index) => ({ email: `friend-${count}-${index}@example.org`, password: PASSWORD, role }));
    const request = door.post('/users', friends);
    await new Promise((resolve) => setTimeout(resolve, MEANWHILE_MS));
    await meanwhile(id, door);
    expect((await request).status).toBe(status);
    expect(await app.prisma.user.count({ where: { email: { startsWith: 'friend-' } } })).toBe(0);
    expect(await app.prisma.user.count()).toBeLessThanOrEqual(before);
  });

  test.each<[string, number, object | null]>([
    ['is taken away', 401, { token: null }],
    ['is replaced', 401, { token: `another-${TOKEN}` }],
    ['is left alone', 200, null],
  ])('with a static token that %s is answered %d', async (_what, status, change) => {
    const { id } = await colleague();
    await ada.patch(`/users/${id}`, { token: TOKEN });
    const program = new RestDoor(app.url);
    program.token = TOKEN;
    const request = program.post('/users', Array.from({ length: MANY }, (_, index) => ({ email: `program-${count}-${index}@example.org`, password: PASSWORD, role })));
    await new Promise((resolve) => setTimeout(resolve, MEANWHILE_MS));
    if (change) await ada.patch(`/users/${id}`, change);
    expect((await request).status).toBe(status);
    expect(await app.prisma.user.count({ where: { email: { startsWith: `program-${count}-` } } })).toBe(change ? 0 : MANY);
    await ada.patch(`/users/${id}`, { token: null });
  });

  test.each<[string, (door: RestDoor, id: string) => Promise<unknown>]>([
    ['the profile of somebody', (door, id) => door.patch(`/users/${id}`, { title: 'Too late' })],
    ['the profile of many', (door, id) => door.patch('/users', { keys: [id], data: { title: 'Too late' } })],
    ['an invitation', (door) => door.post('/users/invite', { email: `late-${count}@example.org`, role })],
  ])('and who is suspended before its turn comes changes nothing: %s', async (_what, change) => {
    const { id, door } = await colleague();
    const victim = await colleague();
    // Somebody else's change that is under way: on both databases the request waits for its turn behind it.
    let finish!: () => void;
    const other = app.get(Transactions).run(SYSTEM, async (work) => {
      await app.get(Locks).rows(work, 'directus_users', [victim.id]);
      await work.db.user.updateMany({ where: { id }, data: { status: 'suspended' } });
      await new Promise<void>((resolve) => (finish = resolve));
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const request = change(door, victim.id) as Promise<{ status: number }>;
    await new Promise((resolve) => setTimeout(resolve, 150));
    finish();
    await other;
    const { status } = await request;
    // On PostgreSQL an invitation waits for nobody: it went first.
    if (status !== 401) expect([provider, status]).toEqual(['postgresql', 204]);
    expect(await app.prisma.user.count({ where: { title: 'Too late' } })).toBe(0);
  });

  test('and to whom nothing happens gets what they asked for', async () => {
    const { door } = await colleague();
    expect((await door.post('/users', [{ email: 'good@example.org', password: PASSWORD, role }])).status).toBe(200);
  });
});
