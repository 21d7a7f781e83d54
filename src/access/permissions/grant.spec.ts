import { callerWith, makePolicy, openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import type { Accountability } from '../../platform/accountability/accountability';
import { SYSTEM } from '../../platform/accountability/accountability';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import type { GrantSubjects } from './grant';

type Db = UnitOfWork['db'];

const USERS = 'directus_users';

/**
 * Mona manages users. She holds `manager` (articles: read all but only three fields, change the published ones), and `everyone`.
 * Above her is `admin`; beside her is `wide`, which reads every field of articles.
 */
/** The change was allowed; thrown so that everything is put back. */
class LetThrough extends Error {}

describe.each(PROVIDERS)('nobody hands out what they do not hold, on %s', (provider) => {
  let rooms: AccessRooms;
  const mona = callerWith(['manager', 'everyone'], { user: 'mona', role: 'managers', roles: ['managers'] });

  beforeAll(async () => {
    rooms = await openAccess(provider);
    const published = { status: { _eq: 'published' } };
    await makePolicy(rooms, 'admin', [], { adminAccess: true });
    await makePolicy(rooms, 'manager', [
      { collection: 'articles', fields: 'id,title,body' }, { collection: 'articles', action: 'update', fields: '*', permissions: published }, { collection: 'articles', action: 'create', validation: { title: { _nnull: true } } },
      { collection: USERS, action: 'update' }, { collection: USERS, action: 'read' },
    ]);
    await makePolicy(rooms, 'everyone', [{ collection: 'notes' }], { appAccess: true });
    await makePolicy(rooms, 'narrow', [{ collection: 'articles', fields: 'id,title' }, { collection: 'articles', action: 'update', fields: 'title', permissions: published }]);
    await makePolicy(rooms, 'wide', [{ collection: 'articles' }]);
    await makePolicy(rooms, 'office', [{ collection: 'notes' }], { ipAccess: '10.0.0.0/8' });
    await makePolicy(rooms, 'team', [{ collection: USERS, permissions: { role: { _eq: '$CURRENT_ROLE' } } }, { collection: 'tasks', permissions: { team: { _eq: '$CURRENT_ROLE' } } }]);
    await makePolicy(rooms, 'public', [{ collection: 'news' }]);
    await rooms.run(async ({ db }) => {
      for (const [id, parentId] of [['admins', null], ['managers', null], ['readers', null], ['child', 'readers'], ['wideners', null], ['team-a', null], ['team-b', null]] as const) await db.role.create({ data: { id, name: id, parentId } });
      const attach = (policyId: string, to: { roleId?: string; userId?: string }) => db.access.create({ data: { id: `${policyId}-${to.roleId ?? to.userId ?? 'public'}`, policyId, ...to } });
      await db.user.createMany({ data: [{ id: 'ada', roleId: 'admins' }, { id: 'mona', roleId: 'managers' }, { id: 'rita', roleId: 'readers' }, { id: 'nina' }, { id: 'tess', roleId: 'team-a' }] });
      for (const [policy, role] of [['admin', 'admins'], ['manager', 'managers'], ['everyone', 'managers'], ['narrow', 'readers'], ['wide', 'wideners'], ['team', 'team-a'], ['team', 'team-b']] as const) await attach(policy, { roleId: role });
      await attach('public', {});
      await db.settings.create({ data: { id: 1, publicRegistration: true } });
    });
  });
  afterAll(() => rooms.close());

  /** What becomes of a change, none of which stays. */
  const change = (as: Accountability, subjects: GrantSubjects, writes: (db: Db) => Promise<unknown>) =>
    rooms
      .run(async (work) => {
        await rooms.grants.around(work, subjects, () => writes(work.db));
        throw new LetThrough();
      }, as)
      .catch((thrown: unknown) => (thrown instanceof LetThrough ? 'allowed' : (applicationErrorsIn(thrown)?.[0]?.code ?? thrown)));

  const attach = (policyId: string, to: { roleId?: string; userId?: string }) => (db: Db) => db.access.create({ data: { id: 'new', policyId, ...to } });
  const permit = (policyId: string, data: Omit<Parameters<Db['permission']['create']>[0]['data'], 'policyId' | 'policy'>) => (db: Db) => db.permission.create({ data: { ...data, policyId } as never });

  it.each<[string, GrantSubjects, (db: Db) => Promise<unknown>, string]>([
    ['makes a user without a role', { users: ['new'] }, (db) => db.user.create({ data: { id: 'new' } }), 'allowed'],
    ['makes a user of a role within her own rights', { users: ['new'] }, (db) => db.user.create({ data: { id: 'new', roleId: 'readers' } }), 'allowed'],
    ['makes an administrator', { users: ['new'] }, (db) => db.user.create({ data: { id: 'new', roleId: 'admins' } }), 'FORBIDDEN'],
    ['makes a user of a role that reads more', { users: ['new'] }, (db) => db.user.create({ data: { id: 'new', roleId: 'wideners' } }), 'FORBIDDEN'],
    ['moves herself to the administrators', { users: ['mona'] }, (db) => db.user.update({ where: { id: 'mona' }, data: { roleId: 'admins' } }), 'FORBIDDEN'],
    ['suspends an administrator', { users: ['ada'] }, (db) => db.user.update({ where: { id: 'ada' }, data: { status: 'suspended' } }), 'FORBIDDEN'],
    ['deletes an administrator', { users: ['ada'] }, (db) => db.user.delete({ where: { id: 'ada' } }), 'FORBIDDEN'],
    ['suspends a reader', { users: ['rita'] }, (db) => db.user.update({ where: { id: 'rita' }, data: { status: 'suspended' } }), 'allowed'],
    ['changes herself', { users: ['mona'] }, (db) => db.user.update({ where: { id: 'mona' }, data: { title: 'x' } }), 'allowed'],
    ['gives a reader her own role', { users: ['rita'] }, (db) => db.user.update({ where: { id: 'rita' }, data: { roleId: 'managers' } }), 'allowed'],
    ['makes her policy an admin policy', { policies: ['manager'] }, (db) => db.policy.update({ where: { id: 'manager' }, data: { adminAccess: true } }), 'FORBIDDEN'],
    ['gives a policy app access, which she has', { policies: ['narrow'] }, (db) => db.policy.update({ where: { id: 'narrow' }, data: { appAccess: true } }), 'allowed'],
    ['frees a policy of its IP list', {}, (db) => db.policy.update({ where: { id: 'office' }, data: { ipAccess: null } }), 'allowed'],
    ['hangs her role under the administrators', { roles: ['managers'] }, (db) => db.role.update({ where: { id: 'managers' }, data: { parentId: 'admins' } }), 'FORBIDDEN'],
    ['hangs a role of readers under one that reads more', { roles: ['readers'] }, (db) => db.role.update({ where: { id: 'readers' }, data: { parentId: 'wideners' } }), 'FORBIDDEN'],
    ['changes the role of the administrators', { roles: ['admins'] }, (db) => db.role.update({ where: { id: 'admins' }, data: { name: 'x' } }), 'FORBIDDEN'],
    ['gives herself the admin policy', {}, attach('admin', { userId: 'mona' }), 'FORBIDDEN'],
    ['gives a role the admin policy', {}, attach('admin', { roleId: 'readers' }), 'FORBIDDEN'],
    ['gives the public a policy that reads more', {}, attach('wide', {}), 'FORBIDDEN'],
    ['gives the public what she holds', {}, attach('everyone', {}), 'allowed'],
    ['gives a person a policy within her own rights', {}, attach('narrow', { userId: 'nina' }), 'allowed'],
    ['gives a person a policy that reads more', {}, attach('wide', { userId: 'nina' }), 'FORBIDDEN'],
    ['permits what she may do herself', {}, permit('narrow', { collection: 'articles', action: 'read', fields: 'body' }), 'allowed'],
    ['permits a field more', {}, permit('narrow', { collection: 'articles', action: 'read', fields: 'body,price' }), 'FORBIDDEN'],
    ['permits all fields', {}, permit('narrow', { collection: 'articles', action: 'read', fields: '*' }), 'FORBIDDEN'],
    ['permits another action', {}, permit('narrow', { collection: 'articles', action: 'delete', fields: '*' }), 'FORBIDDEN'],
    ['permits more rows', {}, permit('narrow', { collection: 'articles', action: 'update', fields: 'title' }), 'FORBIDDEN'],
    ['permits the same rows, written in another order', {}, permit('narrow', { collection: 'articles', action: 'update', fields: '*', permissions: { status: { _eq: 'published' } } }), 'allowed'],
    ['permits creating without the validation that binds her', {}, permit('narrow', { collection: 'articles', action: 'create', fields: '*' }), 'FORBIDDEN'],
    ['permits creating with it', {}, permit('narrow', { collection: 'articles', action: 'create', fields: '*', validation: { title: { _nnull: true } } }), 'allowed'],
    ['permits what the public may do', {}, permit('narrow', { collection: 'news', action: 'read', fields: '*' }), 'allowed'],
    ['takes her own validation away', {}, (db) => db.permission.updateMany({ where: { policyId: 'manager', action: 'create' }, data: { validation: {} } }), 'FORBIDDEN'],
    ['takes a permission away', {}, (db) => db.permission.deleteMany({ where: { policyId: 'narrow', action: 'update' } }), 'allowed'],
    ['takes a permission from a policy above her', { policies: ['wide'] }, (db) => db.permission.deleteMany({ where: { policyId: 'wide' } }), 'FORBIDDEN'],
    ['moves a person to another team, whose tasks she may not see', { users: ['tess'] }, (db) => db.user.update({ where: { id: 'tess' }, data: { roleId: 'team-b' } }), 'FORBIDDEN'],
    ['lets registration give a role within her own rights', { settings: true }, (db) => db.settings.update({ where: { id: 1 }, data: { publicRegistrationRoleId: 'readers' } }), 'allowed'],
    ['lets registration give more', { settings: true }, (db) => db.settings.update({ where: { id: 1 }, data: { publicRegistrationRoleId: 'wideners' } }), 'FORBIDDEN'],
  ])('Mona %s', async (_, subjects, writes, expected) => {
    expect(await change(mona, subjects, writes)).toBe(expected);
  });

  it('lets administrators and Usher itself do all this', async () => {
    for (const as of [SYSTEM, { ...SYSTEM, kind: 'user', user: 'ada' } as const]) {
      expect(await change(as, { users: ['new'] }, (db) => db.user.create({ data: { id: 'new', roleId: 'admins' } }))).toBe('allowed');
      expect(await change(as, {}, attach('admin', { userId: 'mona' }))).toBe('allowed');
    }
  });

  it.each<[string, (db: Db) => Promise<unknown>]>([
    ['names a role of administrators', (db) => db.settings.update({ where: { id: 1 }, data: { publicRegistrationRoleId: 'admins' } })],
    ['names a role below one', async (db) => {
      await db.role.update({ where: { id: 'child' }, data: { parentId: 'admins' } });
      await db.settings.update({ where: { id: 1 }, data: { publicRegistrationRoleId: 'child' } });
    }],
    ['has its role made one later', async (db) => {
      await db.settings.update({ where: { id: 1 }, data: { publicRegistrationRoleId: 'readers' } });
      await attach('admin', { roleId: 'readers' })(db);
    }],
    ['has a policy of its role made an admin policy', async (db) => {
      await db.settings.update({ where: { id: 1 }, data: { publicRegistrationRoleId: 'readers', publicRegistration: false } });
      await db.policy.update({ where: { id: 'narrow' }, data: { adminAccess: true } });
    }],
  ])('refuses administrators, too, when registration %s', async (_, writes) => {
    expect(await change(SYSTEM, { settings: true }, writes)).toBe('INVALID_PAYLOAD');
  });

  it('lets her take over nobody who holds more', async () => {
    const credentials = (id: string) => rooms.run((work) => rooms.grants.requireNotAbove(work, [id]), mona).then(() => 'allowed', (thrown: unknown) => applicationErrorsIn(thrown)?.[0]?.code);
    const people = ['rita', 'nina', 'mona', 'ada', 'tess'];
    expect(await Promise.all(people.map(credentials))).toEqual(['allowed', 'allowed', 'allowed', 'FORBIDDEN', 'FORBIDDEN']);
    expect((await rooms.run((work) => rooms.grants.aboveAmong(work, people), mona)).sort()).toEqual(['ada', 'tess']);
  });

  describe('by letting nobody off two-factor sign-in', () => {
    beforeAll(async () => {
      await makePolicy(rooms, 'asking', [{ collection: 'notes' }], { enforceTfa: true });
      await makePolicy(rooms, 'asking too', [], { enforceTfa: true });
      await makePolicy(rooms, 'asking at the office', [], { enforceTfa: true, ipAccess: '10.0.0.0/8' });
      await rooms.run(async ({ db }) => {
        for (const [id, parentId] of [['asked', null], ['asked below', 'asked'], ['asked twice', null], ['asked at the office', null]] as const) await db.role.create({ data: { id, name: id, parentId } });
        for (const [policyId, roleId] of [['asking', 'asked'], ['asking', 'asked twice'], ['asking too', 'asked twice'], ['asking at the office', 'asked at the office']] as const) await db.access.create({ data: { id: `${policyId} of ${roleId}`, policyId, roleId } });
        await db.user.createMany({ data: [{ id: 'otto', roleId: 'asked' }, { id: 'pia' }, { id: 'quin', roleId: 'asked' }] });
        for (const userId of ['pia', 'quin']) await db.access.create({ data: { id: `asking of ${userId}`, policyId: 'asking', userId } });
      });
    });

    it.each<[string, GrantSubjects, (db: Db) => Promise<unknown>, string]>([
      ['no longer asks', { policies: ['asking'] }, (db) => db.policy.update({ where: { id: 'asking' }, data: { enforceTfa: false } }), 'FORBIDDEN'],
      ['asks at the office only', { policies: ['asking'] }, (db) => db.policy.update({ where: { id: 'asking' }, data: { ipAccess: '10.0.0.0/8' } }), 'FORBIDDEN'],
      ['asks, where it did not', { policies: ['everyone'] }, (db) => db.policy.update({ where: { id: 'everyone' }, data: { enforceTfa: true } }), 'allowed'],
      ['asks everywhere, where it did at the office', { policies: ['asking at the office'] }, (db) => db.policy.update({ where: { id: 'asking at the office' }, data: { ipAccess: null } }), 'allowed'],
      ['is deleted', { policies: ['asking'] }, (db) => db.policy.delete({ where: { id: 'asking' } }), 'FORBIDDEN'],
      ['is taken from a role', { roles: ['asked'] }, (db) => db.access.delete({ where: { id: 'asking of asked' } }), 'FORBIDDEN'],
      ['is taken from a role that another one asks', { roles: ['asked twice'] }, (db) => db.access.delete({ where: { id: 'asking of asked twice' } }), 'allowed'],
      ['is taken from a person', { users: ['pia'] }, (db) => db.access.delete({ where: { id: 'asking of pia' } }), 'FORBIDDEN'],
      ['is taken from a person whose role is asked', { users: ['quin'] }, (db) => db.access.delete({ where: { id: 'asking of quin' } }), 'allowed'],
      ['no longer stands above a role', { roles: ['asked below'] }, (db) => db.role.update({ where: { id: 'asked below' }, data: { parentId: null } }), 'FORBIDDEN'],
      ['goes with its role', { roles: ['asked at the office'] }, (db) => db.role.delete({ where: { id: 'asked at the office' } }), 'allowed'],
      ['goes with its person', { users: ['pia'] }, (db) => db.user.delete({ where: { id: 'pia' } }), 'allowed'],
      ['stays with the role that a person leaves', { users: ['otto'] }, (db) => db.user.update({ where: { id: 'otto' }, data: { roleId: 'readers' } }), 'allowed'],
    ])('when the policy that asks for it %s', async (_, subjects, writes, expected) => {
      expect(await change(mona, subjects, writes)).toBe(expected);
    });
  });

  describe('by what binds people, and by what rules mean to them', () => {
    const drafts = { status: { _eq: 'draft' } };
    const ofTitle = { department: { _eq: '$CURRENT_USER.title' } };

    beforeAll(async () => {
      await makePolicy(rooms, 'writer', [{ collection: 'posts', action: 'create' }]);
      await makePolicy(rooms, 'careful', [{ collection: 'posts', action: 'create', fields: 'title', validation: drafts }]);
      await makePolicy(rooms, 'drafter', [{ collection: 'pages', action: 'create', fields: 'title', presets: { status: 'draft' } }]);
      await makePolicy(rooms, 'department', [{ collection: 'reports', permissions: ofTitle }, { collection: 'minutes', permissions: { role: { _eq: '$CURRENT_ROLE.name' } } }]);
      await makePolicy(rooms, 'deputies', [{ collection: 'posts', action: 'create', validation: drafts }, { collection: 'pages', action: 'create', fields: 'title', presets: { status: 'draft' } }, { collection: 'reports', permissions: ofTitle }, { collection: USERS, action: 'update' }]);
      await rooms.run(async ({ db }) => {
        for (const id of ['careful', 'deputies', 'department']) await db.role.create({ data: { id, name: id } });
        await db.user.createMany({ data: [{ id: 'cleo', roleId: 'careful', title: 'sales' }, { id: 'dan', roleId: 'deputies', title: 'sales' }, { id: 'dora', roleId: 'department', title: 'sales' }, { id: 'dina', roleId: 'department', title: 'support' }] });
        for (const [policyId, to] of [['careful', { roleId: 'careful' }], ['writer', { userId: 'cleo' }], ['deputies', { roleId: 'deputies' }], ['department', { userId: 'dora' }], ['department', { userId: 'dina' }]] as const) await db.access.create({ data: { id: `${policyId}-of-${Object.values(to)[0]}`, policyId, ...to } });
      });
    });

    const dan = callerWith(['deputies'], { user: 'dan', role: 'deputies', roles: ['deputies'] });

    it.each<[string, GrantSubjects, (db: Db) => Promise<unknown>, string]>([
      ['takes a policy from a role, whose validation binds what somebody there holds of their own', {}, (db) => db.access.deleteMany({ where: { policyId: 'careful' } }), 'FORBIDDEN'],
      ['deletes such a policy', {}, (db) => db.policy.delete({ where: { id: 'careful' } }), 'FORBIDDEN'],
      ['drops a preset of a field that nobody could send', {}, (db) => db.permission.updateMany({ where: { policyId: 'drafter' }, data: { presets: {} } }), 'FORBIDDEN'],
      ['permits sending a field that a preset fills in for him', {}, (db) => db.permission.updateMany({ where: { policyId: 'drafter' }, data: { fields: 'title,status' } }), 'FORBIDDEN'],
      ['permits the same with the same preset', {}, (db) => db.permission.create({ data: { policyId: 'narrow', collection: 'pages', action: 'create', fields: 'title', presets: { status: 'draft' } } }), 'allowed'],
      ['changes his own title, which says what he reads', { users: ['dan'] }, (db) => db.user.update({ where: { id: 'dan' }, data: { title: 'support' } }), 'FORBIDDEN'],
      ['gives a person of another title what goes by the title', { users: ['rita'] }, (db) => db.user.update({ where: { id: 'rita' }, data: { roleId: 'deputies' } }), 'FORBIDDEN'],
      ['gives a person of his own title the same', { users: ['cleo'] }, (db) => db.user.update({ where: { id: 'cleo' }, data: { roleId: 'deputies' } }), 'allowed'],
      ['describes his own role, whose rules go by the title', { roles: ['deputies'] }, (db) => db.role.update({ where: { id: 'deputies' }, data: { description: 'x' } }), 'allowed'],
      ['renames a role, when somebody there reads by its name', { roles: ['department'] }, (db) => db.role.update({ where: { id: 'department' }, data: { name: 'x' } }), 'FORBIDDEN'],
    ])('Dan %s', async (_, subjects, writes, expected) => {
      expect(await change(dan, subjects, writes)).toBe(expected);
    });

    it('knows which fields of people decide rights', async () => {
      const decides = (...fields: string[]) => rooms.run((work) => rooms.grants.decideRights(work, fields), dan);
      expect([await decides('first_name', 'title'), await decides('first_name', 'location')]).toEqual([true, false]);
    });

    it('gives nobody a way to write what another rule of theirs fills in, where neither could', async () => {
      await rooms.run(async ({ db }) => {
        const rules = [{ policyId: 'public', fields: '*', permissions: { author: { _eq: '$CURRENT_USER' } }, presets: { title: 'sales' } }, { policyId: 'deputies', fields: 'status' }];
        for (const rule of rules) await db.permission.create({ data: { collection: 'letters', action: 'update', ...rule } as never });
      });
      expect(await change(dan, {}, permit('public', { collection: 'letters', action: 'update', fields: 'status' }))).toBe('FORBIDDEN');
      expect(await change(dan, {}, permit('narrow', { collection: 'letters', action: 'update', fields: 'status' }))).toBe('allowed');
    });

    it('counts what visitors have as theirs, not as what it would be for somebody signed in', async () => {
      await rooms.run(({ db }) => db.permission.create({ data: { policyId: 'public', collection: 'diaries', action: 'read', fields: '*', permissions: { author: { _eq: '$CURRENT_USER' } } } }));
      const give = permit('narrow', { collection: 'diaries', action: 'read', fields: '*', permissions: { author: { _eq: '$CURRENT_USER' } } });
      expect(await change(mona, {}, give)).toBe('FORBIDDEN');
    });
  });

  describe('where flags of public policies make nobody anything', () => {
    const attachments = [{ id: 'reception-of-pat', policyId: 'reception', userId: 'pat' }, { id: 'public-admin', policyId: 'admin' }, { id: 'public-everyone', policyId: 'everyone' }];
    const vera = callerWith(['clerk', 'admin', 'everyone'], { user: 'vera', role: null, roles: [] });

    beforeAll(async () => {
      await makePolicy(rooms, 'reception', [], { appAccess: true });
      await makePolicy(rooms, 'clerk', [{ collection: USERS, action: 'update' }]);
      await rooms.run(async ({ db }) => {
        await db.user.createMany({ data: [{ id: 'vera' }, { id: 'pat' }] });
        await db.access.createMany({ data: [...attachments, { id: 'clerk-of-vera', policyId: 'clerk', userId: 'vera' }] });
      });
    });
    afterAll(() => rooms.run(({ db }) => db.access.deleteMany({ where: { id: { in: attachments.map(({ id }) => id) } } })));

    it.each<[string, GrantSubjects, (db: Db) => Promise<unknown>]>([
      ['makes an administrator', { users: ['new'] }, (db) => db.user.create({ data: { id: 'new', roleId: 'admins' } })],
      ['makes her own policy an admin policy', { policies: ['clerk'] }, (db) => db.policy.update({ where: { id: 'clerk' }, data: { adminAccess: true } })],
      ['opens the pages to somebody', {}, attach('everyone', { userId: 'nina' })],
      ['deletes somebody who may open them', { users: ['pat'] }, (db) => db.user.delete({ where: { id: 'pat' } })],
    ])('Vera %s', async (_, subjects, writes) => {
      expect(await change(vera, subjects, writes)).toBe('FORBIDDEN');
    });
  });
});
