import { startApp, type TestApp } from '../../test/support/app';
import { SYSTEM, type Accountability } from '../platform/accountability/accountability';
import { DraftEndedError, DraftsService } from '../platform/drafts/drafts.service';
import type { ApplicationError } from '../platform/errors/application-error';
import { StaleChangeError } from '../platform/errors/errors';
import { RolesService } from './roles.service';

let app: TestApp;
let roles: RolesService;
let ada: Accountability;
let adminRole: string;

beforeAll(async () => {
  app = await startApp();
  roles = app.get(RolesService);
  const user = await app.prisma.user.findFirstOrThrow();
  adminRole = user.roleId!;
  ada = { ...SYSTEM, kind: 'user', user: user.id, name: 'Ada', role: adminRole, roles: [adminRole] };
}, 60_000);

afterAll(() => app.close());

let counter = 0;
const fresh = (word: string) => `${word}-${(counter += 1)}`;

async function person(roleId: string | null, given: Record<string, unknown> = {}): Promise<string> {
  const id = fresh('person');
  await app.prisma.user.create({ data: { id, firstName: id, email: `${id}@example.org`, emailKey: `${id}@example.org`, roleId, ...given } });
  return id;
}

async function policy(flags: { adminAccess?: boolean; appAccess?: boolean } = {}): Promise<string> {
  const id = fresh('policy');
  await app.prisma.policy.create({ data: { id, name: id, ...flags } });
  return id;
}

const newRole = (name = fresh('Role')) => roles.create(ada, { name });
const roleOf = async (id: string) => (await app.prisma.user.findUniqueOrThrow({ where: { id } })).roleId;
const email = (address: string) => ({ address, key: address });

/** What the change left in the activity, oldest first. */
async function recorded<T>(change: () => Promise<T>): Promise<{ result: T | Error; events: (string | null)[] }> {
  const last = (await app.prisma.activity.findFirst({ orderBy: { id: 'desc' } }))?.id ?? 0;
  const result = await change().catch((error: Error) => error);
  const events = await app.prisma.activity.findMany({ where: { id: { gt: last } }, orderBy: { id: 'asc' } });
  return { result, events: events.map(({ event }) => event) };
}

/** Nobody but an administrator may do anything yet: the given rows are all that this caller has. */
async function limited(permissions: readonly { collection: string; action: string; fields?: string; permissions?: object }[]): Promise<Accountability> {
  const policyId = await policy({ appAccess: true });
  const roleId = await newRole();
  await app.prisma.access.create({ data: { id: fresh('access'), roleId, policyId } });
  await app.prisma.permission.createMany({ data: permissions.map(({ collection, action, fields = '*', ...rest }) => ({ policyId, collection, action, fields, ...rest })) });
  const user = await person(roleId);
  return { ...SYSTEM, kind: 'user', user, name: 'Edith', role: roleId, roles: [roleId], policies: [policyId], admin: false, app: true };
}

describe('creating a role', () => {
  it('makes it with its people and policies, and records each', async () => {
    const [ben, write] = [await person(null), await policy()];
    const { result: id, events } = await recorded(() => roles.create(ada, {
      name: 'Editors', users: { create: [{ email: email(`${fresh('kat')}@example.org`), status: 'invited' }], update: [{ id: ben, changes: {} }], delete: [] }, policies: { create: [{ policyId: write }], update: [], delete: [] },
    }));
    expect(events).toEqual(['role.created', 'user.created', 'invitation.sent', 'user.added_to_role', 'policy.attached']);
    expect(await app.prisma.user.count({ where: { roleId: id as string } })).toBe(2);
    expect(await app.prisma.access.count({ where: { roleId: id as string, policyId: write } })).toBe(1);
  });

  it.each([
    ['no name', {}, 'required'],
    ['an empty name', { name: '  ' }, 'nempty'],
    ['a name of null', { name: null }, 'nnull'],
    ['too long a name', { name: 'x'.repeat(101) }, 'max_length'],
    ['NUL in the name', { name: 'a\0b' }, 'text'],
    ['an icon with a space', { name: 'A', icon: 'a b' }, 'icon'],
  ])('refuses %s', async (_name, changes, type) => {
    const { result, events } = await recorded(() => roles.create(ada, changes));
    expect(result).toMatchObject({ code: 'FAILED_VALIDATION', facts: { type } });
    expect(events).toEqual([]);
  });

  it('refuses a parent that does not exist', async () => {
    await expect(roles.create(ada, { name: 'A', parentId: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_FOREIGN_KEY', facts: { field: 'parent' } });
  });
});

describe('changing a role', () => {
  it.each([
    ['its name', { name: 'Renamed' }, 'role.renamed'],
    ['its place', { parentId: 'PARENT' }, 'role.moved'],
    ['several fields', { name: 'Renamed', description: 'x' }, 'role.changed'],
  ])('records a change of %s once', async (_name, changes, event) => {
    const [id, parent] = [await newRole(), await newRole()];
    const { events } = await recorded(() => roles.change(ada, id, 'parentId' in changes ? { parentId: parent } : changes));
    expect(events).toEqual([event]);
  });

  it('writes and records nothing where nothing differs', async () => {
    const id = await newRole('Same');
    expect((await recorded(() => roles.change(ada, id, { name: 'Same', users: { create: [], update: [], delete: [] }, policies: { create: [], update: [], delete: [] } }))).events).toEqual([]);
  });

  it.each<[string, (inside: string) => object, boolean]>([
    ['omitted: untouched', () => ({}), true],
    ['empty alterations: no change', () => ({ users: { create: [], update: [], delete: [] } }), true],
    ['an array that names them: they stay', (inside) => ({ users: { whole: { create: [], keep: [{ id: inside, changes: {} }] } } }), true],
    ['an empty array: nobody', () => ({ users: { whole: { create: [], keep: [] } } }), false],
    ['delete: only that one', (inside) => ({ users: { create: [], update: [], delete: [inside] } }), false],
  ])('people %s', async (_name, changes, stays) => {
    const id = await newRole();
    const inside = await person(id);
    await roles.change(ada, id, changes(inside));
    expect(await roleOf(inside)).toBe(stays ? id : null);
  });

  it('a whole set keeps who is new in it', async () => {
    const id = await newRole();
    const old = await person(id);
    await roles.change(ada, id, { users: { whole: { create: [{ email: email(`${fresh('new')}@example.org`) }], keep: [] } } });
    expect([await roleOf(old), await app.prisma.user.count({ where: { roleId: id } })]).toEqual([null, 1]);
  });

  it('takes out only who is still in it', async () => {
    const [id, other] = [await newRole(), await newRole()];
    const ben = await person(other);
    await roles.change(ada, id, { users: { create: [], update: [], delete: [ben] } });
    expect(await roleOf(ben)).toBe(other);
  });

  it('leaves nothing of a save that fails halfway (RA9), and says which new person it was', async () => {
    const [id, taken] = [await newRole('Before'), await person(null)];
    const [ben, write, draft] = [await person(id), await policy(), await app.get(DraftsService).stage(ada, { id: null, subject: `role:${id}` }, () => ({ x: 1 }))];
    const { result, events } = await recorded(() => roles.change(ada, id, {
      name: 'After', users: { create: [{ email: email(`${fresh('ok')}@example.org`), status: 'invited' }, { email: email(`${taken}@example.org`) }], update: [], delete: [ben] }, policies: { create: [{ policyId: write }], update: [], delete: [] },
    }, { draftId: draft!.id }));
    expect(result).toMatchObject({ code: 'RECORD_NOT_UNIQUE', facts: { field: 'email', value: `[${taken}@example.org]`, path: ['users', 'create', 1] } });
    expect(events).toEqual([]);
    expect([(await app.prisma.role.findUniqueOrThrow({ where: { id } })).name, await roleOf(ben), await app.prisma.access.count({ where: { roleId: id } }), await app.prisma.outboxMail.count({ where: { toAddress: { startsWith: 'ok' } } })]).toEqual(['Before', id, 0, 0]);
    expect(await app.prisma.draft.count({ where: { id: draft!.id } })).toBe(1);
  });

  it('says of every new person who cannot be made which one it was', async () => {
    const id = await newRole();
    const [first, second] = [await app.prisma.user.findUniqueOrThrow({ where: { id: await person(null) } }), await app.prisma.user.findUniqueOrThrow({ where: { id: await person(null) } })];
    const twice = email(`${fresh('twice')}@example.org`);
    const create = [email(`${fresh('good')}@example.org`), email(first.emailKey!), twice, email(second.emailKey!), twice].map((address) => ({ email: address }));
    const { result, events } = await recorded(() => roles.change(ada, id, { users: { create, update: [], delete: [] } }));
    expect((result as unknown as { errors: unknown[] }).errors).toMatchObject([1, 3, 4].map((index) => ({ code: 'RECORD_NOT_UNIQUE', facts: { field: 'email', path: ['users', 'create', index] } })));
    expect(events).toEqual([]);
    expect(await app.prisma.user.count({ where: { roleId: id } })).toBe(0);
  });

  it('says of nobody whom the caller may not see that they have an account', async () => {
    const id = await newRole();
    const [hidden, seen] = [await person(null), await person(null, { title: 'seen' })];
    const edith = await limited([{ collection: 'directus_roles', action: 'update' }, { collection: 'directus_users', action: 'create' }, { collection: 'directus_users', action: 'read', permissions: { title: { _eq: 'seen' } } }]);
    const refusal = (...people: string[]) => roles.change(edith, id, { users: { create: people.map((name) => ({ email: email(`${name}@example.org`) })), update: [], delete: [] } }).then(() => 'done', ({ code, facts }: ApplicationError) => [code, facts['path'], facts['value']]);
    expect(await refusal(hidden, seen)).toEqual(['RECORD_NOT_UNIQUE', ['users', 'create', 1], `[${seen}@example.org]`]);
    expect(await refusal(fresh('free'), seen)).toEqual(await refusal(hidden, seen));
    expect(await refusal(fresh('free'), hidden)).toEqual(['RECORD_NOT_UNIQUE', ['users', 'create'], null]);
  });

  it('refuses a role that does not exist like one that may not be seen', async () => {
    await expect(roles.change(ada, 'nonsense', { name: 'A' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the draft of a save', () => {
  it('ends with it, and a second save of it changes nothing', async () => {
    const id = await newRole('First');
    const draft = await app.get(DraftsService).stage(ada, { id: null, subject: `role:${id}` }, () => ({ x: 1 }));
    await roles.change(ada, id, { name: 'Second' }, { draftId: draft!.id });
    const { result, events } = await recorded(() => roles.change(ada, id, { name: 'Third' }, { draftId: draft!.id }));
    expect(result).toBeInstanceOf(DraftEndedError);
    expect([events, (await app.prisma.role.findUniqueOrThrow({ where: { id } })).name]).toEqual([[], 'Second']);
  });
});

describe('two administrators at once', () => {
  it('throws what changed meanwhile on the very things that are touched (RA10)', async () => {
    const [id, other] = [await newRole('Theirs'), await newRole('Elsewhere')];
    const ben = await person(other);
    const { result, events } = await recorded(() => roles.change(ada, id, { name: 'Mine', users: { create: [], update: [{ id: ben, changes: {} }], delete: [] } }, { seen: { fields: { name: 'Seen' }, roleOf: { [ben]: null } } }));
    expect((result as StaleChangeError).stale).toMatchObject([{ subject: 'name', seen: 'Seen', theirs: 'Theirs', mine: 'Mine' }, { subject: `user:${ben}`, seen: 'no role', theirs: 'Elsewhere', mine: 'Theirs' }]);
    expect(events).toEqual([]);
  });

  it('sees no conflict in an invitation that was accepted meanwhile', async () => {
    const id = await newRole('Editors');
    const ben = await person(id, { status: 'invited' });
    await app.prisma.user.update({ where: { id: ben }, data: { status: 'active', password: 'x' } });
    await roles.change(ada, id, { name: 'Writers', users: { create: [], update: [], delete: [ben] } }, { seen: { fields: { name: 'Editors' }, roleOf: { [ben]: id } } });
    expect(await roleOf(ben)).toBeNull();
  });

  it('finds nothing left to do for who has joined, left or gone by somebody else’s hand', async () => {
    const id = await newRole();
    const [joined, left] = [await person(id), await person(null)];
    const { events } = await recorded(() => roles.change(ada, id, { users: { create: [], update: [{ id: joined, changes: {} }], delete: [left, 'deleted-meanwhile'] } }, { seen: { fields: {}, roleOf: { [joined]: null, [left]: id, 'deleted-meanwhile': id } } }));
    expect(events).toEqual([]);
  });

  it('cannot bend the tree into a circle (RA8)', async () => {
    const [one, two] = [await newRole(), await newRole()];
    const outcomes = await Promise.allSettled([roles.change(ada, one, { parentId: two }), roles.change(ada, two, { parentId: one })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({ reason: { code: 'INVALID_PAYLOAD' } });
  });

  it.each([
    ['itself', (one: string) => [one, one], 'A role cannot be a parent of itself'],
    ['its grandchild', (one: string, _two: string, three: string) => [one, three], 'A role cannot have a parent that is already a descendant of itself'],
  ])('refuses %s as parent', async (_name, pair, reason) => {
    const one = await newRole();
    const two = await roles.create(ada, { name: 'Two', parentId: one });
    const three = await roles.create(ada, { name: 'Three', parentId: two });
    const [id, parentId] = pair(one, two, three);
    await expect(roles.change(ada, id!, { parentId: parentId! })).rejects.toMatchObject({ code: 'INVALID_PAYLOAD', facts: { reason } });
  });
});

describe('the last administrator', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['is not taken out of the role', () => roles.change(ada, adminRole, { users: { create: [], update: [], delete: [ada.user!] } })],
    ['does not lose the policy', async () => roles.change(ada, adminRole, { policies: { create: [], update: [], delete: [(await app.prisma.access.findFirstOrThrow({ where: { roleId: adminRole } })).id] } })],
    ['does not lose everybody to an empty set', () => roles.change(ada, adminRole, { users: { whole: { create: [], keep: [] } } })],
    ['does not lose the role', () => roles.remove(ada, adminRole, { moveUsersTo: null })],
    ['is not moved out of the role that goes', async () => roles.remove(ada, adminRole, { moveUsersTo: await newRole() })],
  ])('%s (RA7)', async (_name, change) => {
    const { result, events } = await recorded(change);
    expect(result).toMatchObject({ code: 'UNPROCESSABLE_CONTENT' });
    expect(events.filter((event) => event !== 'role.created')).toEqual([]);
    expect(await roleOf(ada.user!)).toBe(adminRole);
  });
});

describe('removing a role', () => {
  it.each([
    ['moves its people to another role', true, 'user.moved_to_role'],
    ['leaves its people with none', false, 'user.removed_from_role'],
  ])('%s; their status stays, its children come to the top', async (_name, moves, event) => {
    const [id, target] = [await newRole(), await newRole()];
    const child = await roles.create(ada, { name: 'Child', parentId: id });
    const [ben, suspended] = [await person(id), await person(id, { status: 'suspended' })];
    await app.prisma.access.create({ data: { id: fresh('access'), roleId: id, policyId: await policy() } });
    const { events } = await recorded(() => roles.remove(ada, id, { moveUsersTo: moves ? target : null }));
    expect(events).toEqual([event, event, 'role.moved_to_top', 'policy.detached', 'role.removed']);
    expect([await roleOf(ben), await roleOf(suspended)]).toEqual(moves ? [target, target] : [null, null]);
    expect(await app.prisma.user.findUniqueOrThrow({ where: { id: suspended } })).toMatchObject({ status: 'suspended' });
    expect(await app.prisma.role.findUniqueOrThrow({ where: { id: child } })).toMatchObject({ parentId: null });
  });

  it.each([
    ['itself', (id: string) => id],
    ['a role that does not exist', () => 'nonsense'],
  ])('does not move its people to %s', async (_name, target) => {
    const id = await newRole();
    await person(id);
    await expect(roles.remove(ada, id, { moveUsersTo: target(id) })).rejects.toMatchObject({ code: 'INVALID_FOREIGN_KEY' });
    expect(await app.prisma.role.count({ where: { id } })).toBe(1);
  });
});

describe('somebody who is no administrator', () => {
  it.each<[string, { collection: string; action: string; fields?: string }[], (edith: Accountability) => Promise<unknown>]>([
    ['without the right to change roles renames none', [{ collection: 'directus_roles', action: 'read' }], async (edith) => roles.change(edith, await newRole(), { name: 'X' })],
    ['without the right to create roles makes none', [{ collection: 'directus_roles', action: 'update' }], (edith) => roles.create(edith, { name: 'X' })],
    ['without the right to delete roles removes none', [{ collection: 'directus_roles', action: 'update' }], async (edith) => roles.remove(edith, await newRole(), { moveUsersTo: null })],
    ['does not write a field beyond their rights', [{ collection: 'directus_roles', action: 'update', fields: 'description' }], async (edith) => roles.change(edith, await newRole(), { description: 'x', name: 'y' })],
    ['does not hang their own role below the administrators’', [{ collection: 'directus_roles', action: 'update' }], (edith) => roles.change(edith, edith.role!, { parentId: adminRole })],
    ['does not attach a policy that they do not hold', [{ collection: 'directus_roles', action: 'update' }, { collection: 'directus_access', action: 'create' }], async (edith) => roles.change(edith, edith.role!, { policies: { create: [{ policyId: await policy({ adminAccess: true }) }], update: [], delete: [] } })],
    ['does not pull themselves into the administrators’ role', [{ collection: 'directus_roles', action: 'update' }, { collection: 'directus_users', action: 'update' }], (edith) => roles.change(edith, adminRole, { users: { create: [], update: [{ id: edith.user!, changes: {} }], delete: [] } })],
    ['does not create an administrator through the role', [{ collection: 'directus_roles', action: 'update' }, { collection: 'directus_users', action: 'create' }], (edith) => roles.change(edith, adminRole, { users: { create: [{ email: email('mallory@example.org') }], update: [], delete: [] } })],
  ])('%s', async (_name, permissions, attempt) => {
    const edith = await limited(permissions);
    const { result, events } = await recorded(() => attempt(edith));
    expect(result).toMatchObject({ code: 'FORBIDDEN' });
    expect(events.filter((event) => event !== 'role.created')).toEqual([]);
    expect(await app.prisma.user.count({ where: { email: 'mallory@example.org' } })).toBe(0);
  });
});
