import { randomUUID } from 'node:crypto';
import { startApp, ADA, type TestApp } from '../support/app';
import { RestDoor } from '../support/doors/rest-door';

/** More people than one statement names. */
const MANY = 1_203;

describe('one change on very many people', () => {
  let app: TestApp;
  let ada: RestDoor;
  /** What the keys of this test's people begin with. */
  let mark: string;
  let ids: string[];

  beforeAll(async () => {
    app = await startApp();
    ada = new RestDoor(app.url);
    await ada.signIn(ADA.email, ADA.password);
  });
  afterAll(() => app.close());

  beforeEach(async () => {
    mark = randomUUID().slice(0, 18);
    ids = Array.from({ length: MANY }, () => `${mark}${randomUUID().slice(18)}`);
    await app.prisma.user.createMany({ data: ids.map((id) => ({ id, email: `${id}@example.org`, emailKey: `${id}@example.org`, firstName: 'Edith' })) });
    await app.prisma.session.createMany({ data: ids.map((id) => ({ id: randomUUID(), userId: id, mode: 'session', tokenHash: randomUUID(), expiresAt: new Date('2099-01-01'), signedInAt: new Date(0), lastUsedAt: new Date(0) })) });
  });

  const role = async (name: string) => ((await ada.post('/roles', { name })).data as { id: string }).id;
  const events = (event: string) => app.prisma.activity.count({ where: { event, item: { startsWith: mark } } });
  const revisions = () => app.prisma.revision.count({ where: { item: { startsWith: mark } } });

  it('moves, suspends and removes each of them, with a row of activity each', async () => {
    const [editors, writers] = [await role('Editors'), await role('Writers')];
    expect((await ada.patch('/users', { keys: ids, data: { role: editors } })).status).toBe(200);
    expect(await events('user.added_to_role')).toBe(MANY);
    expect((await ada.delete(`/roles/${editors}`)).status).toBe(204);
    expect(await events('user.removed_from_role')).toBe(MANY);
    expect(await app.prisma.user.count({ where: { id: { startsWith: mark }, roleId: null, status: 'active' } })).toBe(MANY);
    expect(await app.prisma.session.count({ where: { userId: { startsWith: mark } } })).toBe(MANY);

    expect((await ada.patch('/users', { keys: ids, data: { status: 'suspended', role: writers } })).status).toBe(200);
    expect(await app.prisma.session.count({ where: { userId: { startsWith: mark } } })).toBe(0);
    expect(await revisions()).toBe(3 * MANY);

    expect((await ada.delete('/users', ids)).status).toBe(204);
    expect(await events('user.removed')).toBe(MANY);
    expect(await app.prisma.user.count({ where: { id: { startsWith: mark } } })).toBe(0);
  });

  it('changes nobody where the last administrator is among them, or somebody who is not there', async () => {
    const admin = await app.prisma.user.findUniqueOrThrow({ where: { emailKey: ADA.email } });
    expect((await ada.patch('/users', { keys: [...ids, admin.id], data: { status: 'suspended' } })).status).toBe(422);
    expect((await ada.delete('/users', [...ids, admin.id])).status).toBe(422);
    expect((await ada.patch('/users', { keys: [...ids, randomUUID()], data: { status: 'suspended' } })).status).toBe(403);
    expect(await app.prisma.user.count({ where: { id: { startsWith: mark }, status: 'active' } })).toBe(MANY);
    expect(await app.prisma.session.count({ where: { userId: { startsWith: mark } } })).toBe(MANY);
    expect(await app.prisma.activity.count({ where: { item: { startsWith: mark } } })).toBe(0);
  });
});
