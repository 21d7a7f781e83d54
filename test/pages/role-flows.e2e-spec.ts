import { ADA, startApp, type TestApp } from '../support/app';
import { HtmlDoor, type HtmlAnswer } from '../support/doors/html-door';

const ROLES = '/admin/settings/roles';

let app: TestApp;
let counter = 0;

beforeAll(async () => {
  app = await startApp({ env: { LIMIT_REQUESTS_A_SECOND: '0' } });
}, 60_000);

afterAll(() => app.close());

async function ada(): Promise<HtmlDoor> {
  const door = new HtmlDoor(app.url);
  await door.signIn(ADA.email, ADA.password);
  return door;
}

async function roleWith(people: number): Promise<{ id: string; name: string; people: string[] }> {
  const id = `role-${(counter += 1)}`;
  const name = `Role ${counter}`;
  await app.prisma.role.create({ data: { id, name } });
  const ids = Array.from({ length: people }, (_, index) => `${id}-${index}`);
  await app.prisma.user.createMany({ data: ids.map((user) => ({ id: user, firstName: user, email: `${user}@example.org`, emailKey: `${user}@example.org`, roleId: id })) });
  return { id, name, people: ids };
}

const words = (answer: HtmlAnswer) => answer.document.querySelector('main')!.text.replace(/\s+/g, ' ');
const roleOf = async (id: string) => (await app.prisma.user.findUniqueOrThrow({ where: { id } })).roleId;
const drafts = () => app.prisma.draft.count();

describe('a draft of a role', () => {
  it('is made by the first step and never by looking', async () => {
    const [door, role, before] = [await ada(), await roleWith(2), await drafts()];
    for (const path of ['', '/review', '/create-new', '/add-existing', '/delete']) await door.get(`${ROLES}/${role.id}${path}`);
    expect(await drafts()).toBe(before);
    await door.get(`${ROLES}/${role.id}`);
    await door.submit('#role', {}, `Remove ${role.people[0]} from this role`);
    expect(await drafts()).toBe(before + 1);
    expect(new URL(door.last.path, app.url).searchParams.get('draft')).toBeTruthy();
  });

  it('is found again by whoever comes back without its address', async () => {
    const [door, role] = [await ada(), await roleWith(2)];
    await door.get(`${ROLES}/${role.id}`);
    await door.submit('#role', { name: 'Renamed' }, 'Add policy');
    expect(words(door.last)).toContain('Choose a policy first, then add it.');
    await door.get(`${ROLES}/${role.id}`);
    expect(words(door.last)).toContain('1 unsaved change.');
  });

  it('is one for two tabs, and neither takes back what the other staged', async () => {
    const [one, role] = [await ada(), await roleWith(3)];
    await one.get(`${ROLES}/${role.id}`);
    const two = new HtmlDoor(app.url);
    for (const [name, value] of one.cookies) two.cookies.set(name, value);
    await two.get(`${ROLES}/${role.id}`);
    await one.submit('#role', { name: 'From the first tab' }, `Remove ${role.people[0]} from this role`);
    await two.submit('#role', {}, `Remove ${role.people[1]} from this role`);
    expect(words(two.last)).toContain('3 unsaved changes. 2 people leave, the name changes.');
    await one.get(one.last.path);
    expect(words(one.last)).toContain('3 unsaved changes.');
  });

  it('survives a lost session: sign in, and it is there', async () => {
    const [door, role] = [await ada(), await roleWith(2)];
    await door.get(`${ROLES}/${role.id}`);
    await door.submit('#role', { name: 'Kept' }, `Remove ${role.people[0]} from this role`);
    const at = door.last.path.split('#')[0]!;
    await app.prisma.session.deleteMany();
    await door.get(at);
    expect(door.last.path).toContain(`/admin/login?return=${encodeURIComponent(at)}`);
    await door.submit('form[action^="/admin/login"]', { email: ADA.email, password: ADA.password });
    expect(door.last.path.split('#')[0]).toBe(at);
    expect(words(door.last)).toContain('2 unsaved changes.');
  });

  it('is nobody else’s: it looks like one that never was', async () => {
    const [door, role] = [await ada(), await roleWith(2)];
    await door.get(`${ROLES}/${role.id}`);
    await door.submit('#role', { name: 'Secret plan' }, 'Add policy');
    const id = new URL(door.last.path, app.url).searchParams.get('draft')!;
    const me = await app.prisma.user.findFirstOrThrow({ where: { emailKey: ADA.email } });
    await app.prisma.user.create({ data: { ...me, id: `other-${counter}`, email: `o${counter}@example.org`, emailKey: `o${counter}@example.org`, tags: undefined, themeLightOverrides: undefined, themeDarkOverrides: undefined, authData: undefined } });
    const other = new HtmlDoor(app.url);
    await other.signIn(`o${counter}@example.org`, ADA.password);
    await other.get(`${ROLES}/${role.id}?draft=${id}`);
    expect([other.last.status, words(other.last).includes('Secret plan'), words(other.last).includes('were saved or discarded before')]).toEqual([200, false, true]);
    await app.prisma.user.delete({ where: { id: `other-${counter}` } });
  });
});

describe('pressing Save twice', () => {
  it('saves once and answers the same', async () => {
    const [door, role] = [await ada(), await roleWith(2)];
    await door.get(`${ROLES}/${role.id}`);
    await door.submit('#role', { name: 'Twice' }, `Remove ${role.people[0]} from this role`);
    const page = door.last;
    const before = await app.prisma.activity.count();
    const twin = new HtmlDoor(app.url);
    for (const [name, value] of door.cookies) twin.cookies.set(name, value);
    twin.last = page;
    const answers = await Promise.all([door, twin].map((tab) => tab.submit('#role', {}, 'Save, 2 unsaved changes')));
    expect(answers.map(({ status, path }) => [status, path])).toEqual([[200, `${ROLES}/${role.id}`], [200, `${ROLES}/${role.id}`]]);
    expect(await app.prisma.activity.count()).toBe(before + 2);
  });

  it('from another tab, later, changes nothing and says so', async () => {
    const [door, role] = [await ada(), await roleWith(2)];
    await door.get(`${ROLES}/${role.id}`);
    await door.submit('#role', { name: 'Once' }, `Remove ${role.people[0]} from this role`);
    const at = door.last.path;
    await door.submit('#role', {}, 'Review');
    const tab = new HtmlDoor(app.url);
    for (const [name, value] of door.cookies) tab.cookies.set(name, value);
    await tab.get(at);
    await door.submit('#role', {}, 'Save 2 changes');
    const before = await app.prisma.activity.count();
    await tab.submit('#role', {}, 'Save, 2 unsaved changes');
    expect([tab.last.status, words(tab.last).includes('were saved or discarded before'), await app.prisma.activity.count()]).toEqual([200, true, before]);
  });
});

describe('a new role', () => {
  it('is made with what was staged for it, once', async () => {
    const door = await ada();
    const before = await app.prisma.role.count();
    await door.get(`${ROLES}/new`);
    await door.submit('#role', { name: 'Translators', description: 'Speak to everybody' }, 'Create New');
    await door.submit('.drawer__form', { first_name: 'Ida', email: 'ida@example.org', sign_in: 'invitation' });
    expect(words(door.last)).toContain('Ida');
    const page = door.last;
    await door.submit('#role', {}, 'Create role');
    expect(words(door.last)).toContain('Role created.');
    door.last = page;
    await door.submit('#role', {}, 'Create role');
    const role = await app.prisma.role.findFirstOrThrow({ where: { name: 'Translators' }, include: { users: true } });
    expect([await app.prisma.role.count(), role.description, role.users.map(({ email, status }) => [email, status])]).toEqual([before + 1, 'Speak to everybody', [['ida@example.org', 'invited']]]);
  });

  it('needs a name, and keeps everything else that was typed', async () => {
    const door = await ada();
    const before = await app.prisma.role.count();
    await door.get(`${ROLES}/new`);
    await door.submit('#role', { description: 'Kept' }, 'Create role');
    expect([door.last.status, words(door.last).includes('Name is missing. Enter it.'), door.last.document.querySelector('#field-description')!.getAttribute('value'), door.last.document.querySelector('title')!.text.startsWith('Error: ')]).toEqual([422, true, 'Kept', true]);
    expect(await app.prisma.role.count()).toBe(before);
  });
});

describe('deleting a role', () => {
  it('asks what happens to its people first', async () => {
    const [door, role] = [await ada(), await roleWith(2)];
    await door.get(`${ROLES}/${role.id}`);
    await door.submit('#role', {}, 'Delete role');
    expect(words(door.last)).toContain('What happens to these 2 people?');
    await door.submit('form.confirm', {}, 'Delete role');
    expect([door.last.status, words(door.last).includes('Choose what happens to the people in this role.')]).toEqual([422, true]);
    await door.submit('form.confirm', { then: 'move' }, 'Delete role');
    expect([door.last.status, words(door.last).includes('Choose the role that they move to.'), await app.prisma.role.count({ where: { id: role.id } })]).toEqual([422, true, 1]);
  });

  it.each([['move', true], ['leave', false]])('does what was chosen: %s', async (then, moves) => {
    const [door, role, target] = [await ada(), await roleWith(2), await roleWith(0)];
    await door.get(`${ROLES}/${role.id}/delete`);
    await door.submit('form.confirm', { then, to: moves ? target.id : '' }, 'Delete role');
    expect([words(door.last).includes(`The role ${role.name} is deleted.`), await app.prisma.role.count({ where: { id: role.id } }), await roleOf(role.people[0]!), await roleOf(role.people[1]!)]).toEqual([true, 0, moves ? target.id : null, moves ? target.id : null]);
  });

  it('never takes the last administrator', async () => {
    const door = await ada();
    const me = await app.prisma.user.findFirstOrThrow({ where: { emailKey: ADA.email } });
    await door.get(`${ROLES}/${me.roleId}/delete`);
    await door.submit('form.confirm', { then: 'leave' }, 'Delete role');
    expect([door.last.status, await roleOf(me.id)]).toEqual([422, me.roleId]);
  });
});

describe('what nobody should send', () => {
  it.each<[string, string, Record<string, string>, number]>([
    ['an unknown button', '/stage', { step: 'explode' }, 400],
    ['an unknown key', '/stage', { step: 'keep', admin: '1' }, 400],
    ['an unknown key on Save', '', { name: 'X', admin: '1' }, 400],
    ['somebody who does not exist', '/stage', { step: 'leave:nonsense' }, 403],
    ['a policy that does not exist', '/stage', { step: 'attach', policy: 'nonsense' }, 400],
    ['an unknown choice in a conflict', '/conflict', { draft: 'x', then: 'both' }, 400],
    ['an unknown key in the picker', '/add-existing', { step: 'add', admin: '1' }, 400],
  ])('%s: a clear answer, nothing changed', async (_name, part, fields, status) => {
    const [door, role, before] = [await ada(), await roleWith(1), await drafts()];
    await door.get(`${ROLES}/${role.id}`);
    const csrf = door.last.document.querySelector('input[name=_csrf]')!.getAttribute('value')!;
    const answer = await door.post(`${ROLES}/${role.id}${part}`, new URLSearchParams({ _csrf: csrf, ...fields }));
    expect([answer.status, (await app.prisma.role.findUniqueOrThrow({ where: { id: role.id } })).name, await drafts()]).toEqual([status, role.name, before]);
  });

  it.each(['/nonsense', '/nonsense/review', '/nonsense/create-new', '/nonsense/add-existing', '/nonsense/delete'])('%s looks like a page that may not be seen', async (path) => {
    expect((await (await ada()).get(`${ROLES}${path}`)).status).toBe(403);
  });

  it('ticks of nobody are told at the picker, and of strangers are not taken', async () => {
    const [door, role] = [await ada(), await roleWith(1)];
    await door.get(`${ROLES}/${role.id}/add-existing`);
    await door.submit('.drawer__form', {}, 'Add users');
    expect([door.last.status, words(door.last).includes('Nobody is selected.')]).toEqual([422, true]);
    await door.submit('.drawer__form', { 'picked[]': ['stranger'] }, 'Add users');
    expect(door.last.status).toBe(422);
  });

  it('a new user with mistakes: all of them at once, at their fields', async () => {
    const [door, role] = [await ada(), await roleWith(1)];
    await door.get(`${ROLES}/${role.id}/create-new`);
    await door.submit('.drawer__form', { first_name: 'x'.repeat(51), email: 'nonsense', sign_in: 'password', password: '' });
    expect(door.last.status).toBe(422);
    expect(door.last.document.querySelectorAll('.error-summary__list li').length).toBeGreaterThanOrEqual(2);
    await door.submit('.drawer__form', { first_name: 'Taken', email: ADA.email.toUpperCase(), sign_in: 'invitation', password: '' });
    expect(words(door.last)).toContain('already in use');
  });
});

it('has short addresses, too', async () => {
  const [door, role] = [await ada(), await roleWith(0)];
  expect((await door.get('/admin/roles')).path).toBe(ROLES);
  expect((await door.get(`/admin/roles/${role.id}`)).path).toBe(`${ROLES}/${role.id}`);
});
