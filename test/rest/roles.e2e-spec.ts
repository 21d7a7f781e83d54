import { ADA, startApp, type TestApp } from '../support/app';
import { RestDoor } from '../support/doors/rest-door';

let app: TestApp;
let rest: RestDoor;

beforeAll(async () => {
  app = await startApp({ env: { LIMIT_REQUESTS_A_SECOND: '0' } });
  rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
}, 60_000);

afterAll(() => app.close());

const made = async (body: object) => (await rest.post('/roles', body)).data as { id: string; name: string };

describe('/roles', () => {
  it('makes, reads, changes and removes one', async () => {
    const created = await rest.post('/roles?fields=name,icon,description,parent', { name: 'Editors' });
    expect([created.status, created.data]).toEqual([200, { name: 'Editors', icon: 'supervised_user_circle', description: null, parent: null }]);
    const { id } = await made({ name: 'Authors' });
    expect((await rest.get(`/roles/${id}?fields=name`)).data).toEqual({ name: 'Authors' });
    expect((await rest.patch(`/roles/${id}?fields=name`, { name: 'Writers' })).data).toEqual({ name: 'Writers' });
    expect((await rest.delete(`/roles/${id}`)).status).toBe(204);
    expect((await rest.get(`/roles/${id}`)).status).toBe(403);
  });

  it('works on many at once, all or none', async () => {
    const two = (await rest.post('/roles', [{ name: 'One' }, { name: 'Two' }])).data as { id: string }[];
    const ids = two.map(({ id }) => id);
    expect((await rest.patch('/roles', { keys: ids, data: { description: 'both' } })).status).toBe(200);
    expect(await app.prisma.role.count({ where: { id: { in: ids }, description: 'both' } })).toBe(2);
    const refused = await rest.patch('/roles', [{ id: ids[0], name: 'Changed' }, { id: ids[1], parent: ids[1] }]);
    expect([refused.status, refused.code]).toEqual([400, 'INVALID_PAYLOAD']);
    expect(await app.prisma.role.count({ where: { name: 'Changed' } })).toBe(0);
    expect((await rest.delete('/roles', ids)).status).toBe(204);
    expect(await app.prisma.role.count({ where: { id: { in: ids } } })).toBe(0);
  });

  it('replaces people by an array, and edits them by alterations', async () => {
    const { id } = await made({ name: 'Team', users: [{ email: 'team1@example.org' }, { email: 'team2@example.org' }] });
    const [first, second] = (await app.prisma.user.findMany({ where: { roleId: id }, orderBy: { email: 'asc' } })).map((user) => user.id);
    await rest.patch(`/roles/${id}`, { users: [first] });
    expect((await app.prisma.user.findMany({ where: { roleId: id } })).map((user) => user.id)).toEqual([first]);
    await rest.patch(`/roles/${id}`, { users: { create: [], update: [{ id: second, title: 'Back again' }], delete: [first] } });
    expect(await app.prisma.user.findMany({ where: { roleId: id }, select: { id: true, title: true } })).toEqual([{ id: second, title: 'Back again' }]);
    await rest.patch(`/roles/${id}`, { users: [] });
    expect(await app.prisma.user.count({ where: { roleId: id } })).toBe(0);
    expect(await app.prisma.user.count({ where: { status: 'active', id: { in: [first!, second!] } } })).toBe(2);
  });

  it('attaches policies as the client sends them', async () => {
    const policy = (await rest.post('/policies', { name: 'Write' })).data as { id: string };
    const { id } = await made({ name: 'Holders', policies: [{ policy: policy.id }] });
    expect((await rest.get(`/roles/${id}?fields=policies.policy.name`)).data).toEqual({ policies: [{ policy: { name: 'Write' } }] });
    await rest.patch(`/roles/${id}`, { policies: { create: [], update: [], delete: [(await app.prisma.access.findFirstOrThrow({ where: { roleId: id } })).id] } });
    expect(await app.prisma.access.count({ where: { roleId: id } })).toBe(0);
  });

  it.each<[string, object, number, string]>([
    ['no name', {}, 400, 'FAILED_VALIDATION'],
    ['a name of null', { name: null }, 400, 'FAILED_VALIDATION'],
    ['a name that is no text', { name: 7 }, 400, 'FAILED_VALIDATION'],
    ['an unknown key', { name: 'A', foo: 1 }, 400, 'INVALID_PAYLOAD'],
    ['a parent that does not exist', { name: 'A', parent: 'nonsense' }, 400, 'INVALID_FOREIGN_KEY'],
    ['alterations of another shape', { name: 'A', users: { add: [] } }, 400, 'INVALID_PAYLOAD'],
    ['people of another shape', { name: 'A', users: 'everybody' }, 400, 'INVALID_PAYLOAD'],
    ['an update without a key', { name: 'A', users: { create: [], update: [{ title: 'x' }], delete: [] } }, 400, 'FAILED_VALIDATION'],
    ['a person who does not exist', { name: 'A', users: ['00000000-0000-4000-8000-000000000000'] }, 403, 'FORBIDDEN'],
    ['a policy that does not exist', { name: 'A', policies: [{ policy: 'nonsense' }] }, 400, 'INVALID_FOREIGN_KEY'],
    ['a nested address that is none', { name: 'A', users: [{ email: 'nonsense' }] }, 400, 'FAILED_VALIDATION'],
  ])('refuses %s, and makes nothing', async (_name, body, status, code) => {
    const before = [await app.prisma.role.count(), await app.prisma.user.count(), await app.prisma.activity.count()];
    const answer = await rest.post('/roles', body);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect([await app.prisma.role.count(), await app.prisma.user.count(), await app.prisma.activity.count()]).toEqual(before);
  });

  it('tells of the caller’s own role and all above it, whatever the limit', async () => {
    const top = await made({ name: 'Top' });
    const mine = await made({ name: 'Mine', parent: top.id, users: [{ email: 'me@example.org', password: 'four words are easy to keep' }] });
    const me = await new RestDoor(app.url).signIn('me@example.org', 'four words are easy to keep');
    expect(((await me.get('/roles/me?limit=1')).data as { id: string }[]).map(({ id }) => id)).toEqual([top.id, mine.id].sort());
    expect(await new RestDoor(app.url).get('/roles/me')).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});
