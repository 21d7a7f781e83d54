import { randomUUID } from 'node:crypto';
import { startApp, ADA, type TestApp } from '../support/app';
import { HtmlDoor } from '../support/doors/html-door';

const LIST = '/admin/settings/policies';
const FORM = '#policy';

describe('the policy pages, without JavaScript', () => {
  let app: TestApp;
  let door: HtmlDoor;

  beforeAll(async () => {
    app = await startApp();
    door = new HtmlDoor(app.url);
    await door.signIn(ADA.email, ADA.password);
  });
  afterAll(() => app.close());

  const words = () => door.last.document.querySelector('main')!.text.replace(/\s+/g, ' ');
  const policy = (name: string) => app.prisma.policy.create({ data: { id: randomUUID(), name } });
  const role = (name: string, parentId?: string) => app.prisma.role.create({ data: { id: randomUUID(), name, parentId } });
  const person = (name: string) => app.prisma.user.create({ data: { id: randomUUID(), firstName: name, email: `${name.toLowerCase()}@example.org`, emailKey: `${name.toLowerCase()}@example.org` } });

  it('creates a policy with what was staged before it existed', async () => {
    const editors = await role('Editors');
    await door.get(`${LIST}/new`);
    await door.submit(FORM, { role: '' }, 'Add role');
    expect(door.last.document.querySelector('.flash')!.text).toContain('Choose a role first, then add it.');
    await door.submit(FORM, { name: 'Publishing', description: 'Write and publish', app_access: 'true', role: editors.id }, 'Add role');
    expect(words()).toContain('Gets it, not saved');
    await door.submit(FORM, {}, 'Create policy');
    expect(words()).toContain('Policy created');
    const row = await app.prisma.policy.findFirstOrThrow({ where: { name: 'Publishing' }, include: { access: true } });
    expect(row).toMatchObject({ description: 'Write and publish', appAccess: true, adminAccess: false, access: [{ roleId: editors.id }] });
    expect(await app.prisma.draft.count()).toBe(0);
  });

  it('stages fields, roles, people and everybody, and writes nothing before the check', async () => {
    const { id } = await policy('Desk');
    const [staff, alan, grace] = [await role('Staff'), await person('Alan'), await person('Grace')];
    await door.get(`${LIST}/${id}`);
    await door.submit(FORM, { name: 'Front desk', enforce_tfa: 'true', ip_access: '10.0.0.0/8\n\n192.0.2.1', role: staff.id }, 'Add role');
    await door.submit(FORM, {}, 'Add everybody');
    await door.submit(FORM, {}, 'Add users');
    await door.submit('main form', { search: 'alan' }, 'Search');
    await door.submit('main form', { 'picked[]': alan.id, search: 'grace' }, 'Search');
    await door.submit('main form', { 'picked[]': grace.id }, 'Add 1 user');
    expect(door.last.document.querySelectorAll('.table__row--added')).toHaveLength(4);
    expect(words()).toMatch(/7 unsaved changes/);
    expect(await app.prisma.access.count({ where: { policyId: id } })).toBe(0);
    // A reload and another tab see the same.
    expect((await door.get(`${LIST}/${id}`)).html).toContain('value="Front desk"');

    await door.submit(FORM, {}, 'Save 7');
    expect(words()).toContain('Policy saved');
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id } })).toMatchObject({ name: 'Front desk', enforceTfa: true, ipAccess: '10.0.0.0/8,192.0.2.1' });
    const holders = await app.prisma.access.findMany({ where: { policyId: id } });
    expect(holders.map(({ roleId, userId }) => roleId ?? userId ?? 'everybody').sort()).toEqual([staff.id, alan.id, grace.id, 'everybody'].sort());
    const events = await app.prisma.activity.findMany({ orderBy: { id: 'desc' }, take: 5, select: { event: true } });
    expect(events.map(({ event }) => event).sort()).toEqual(['policy.attached', 'policy.attached', 'policy.attached', 'policy.attached', 'policy.renamed']);
    expect(await app.prisma.draft.count()).toBe(0);
  });

  it('takes a holder out with × and back with Undo', async () => {
    const { id } = await policy('Undoing');
    const { id: roleId } = await role('Undoers');
    await app.prisma.access.create({ data: { id: randomUUID(), policyId: id, roleId } });
    await door.get(`${LIST}/${id}`);
    await door.submit(FORM, {}, 'Take it from Undoers');
    expect(door.last.document.querySelectorAll('.table__row--removed')).toHaveLength(1);
    await door.submit(FORM, {}, 'Undo taking it from Undoers');
    expect(door.last.document.querySelectorAll('.table__row--removed')).toHaveLength(0);
    await door.submit(FORM, {}, 'Take it from Undoers');
    await door.submit(FORM, {}, 'Review');
    expect(words()).toContain('loses this policy');
    await door.submit(FORM, {}, 'Save 1 change');
    expect(await app.prisma.access.count({ where: { policyId: id } })).toBe(0);
  });

  it('shows a mistake at its field with everything still typed and staged, and writes nothing', async () => {
    const { id } = await policy('Mistaken');
    await door.get(`${LIST}/${id}`);
    await door.submit(FORM, { name: '', ip_access: '10.0.0.*', description: 'kept' }, 'Save');
    expect(door.last.status).toBe(422);
    expect(door.last.document.querySelector('title')!.text).toMatch(/^Error: /);
    expect(door.last.document.querySelector('.error-summary a')!.getAttribute('href')).toBe('#field-ip_access');
    expect(door.last.document.querySelector('#field-description')!.getAttribute('value')).toBe('kept');
    await door.submit(FORM, { ip_access: '' }, 'Save');
    expect(door.last.document.querySelector('.error-summary a')!.getAttribute('href')).toBe('#field-name');
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id } })).toMatchObject({ name: 'Mistaken', description: null });
    await door.submit(FORM, {}, 'Discard');
    expect(await app.prisma.draft.count()).toBe(0);
  });

  it('shows what somebody else changed meanwhile, and puts mine on top only when told to', async () => {
    const { id } = await policy('Contested');
    await door.get(`${LIST}/${id}`);
    await app.prisma.policy.update({ where: { id }, data: { name: 'Theirs', description: 'theirs, too' } });
    await door.submit(FORM, { name: 'Mine' }, 'Save');
    expect(door.last.status).toBe(409);
    expect(words()).toMatch(/Contested.*Theirs.*Mine/);
    await door.submit('main form', {}, 'Put mine on top');
    await door.submit(FORM, {}, 'Save');
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id } })).toMatchObject({ name: 'Mine', description: 'theirs, too' });
  });

  it('sets cells of the matrix to all, none and custom, and says where a rule is wrong', async () => {
    const { id } = await policy('Ruled');
    await app.prisma.permission.create({ data: { policyId: id, collection: 'directus_users', action: 'read', fields: 'id', permissions: { status: { _eq: 'active' } } } });
    await door.get(`${LIST}/${id}`);
    await door.submit(FORM, {}, 'All: allow everything on Roles');
    expect(words()).toMatch(/5 permissions change/);
    await door.submit(FORM, {}, 'Users, read: custom');
    await door.submit('main form', { level: 'custom', 'rules[0][fields][]': ['id', 'email'], 'rules[0][permissions]': '{ "email": { "_eqq": 1 } }' }, 'Apply');
    expect(door.last.status).toBe(422);
    expect(words()).toContain('_eqq');
    await door.submit('main form', { 'rules[0][permissions]': '{ "email": \n oops' }, 'Apply');
    expect(words()).toContain('line 2, column 2');
    await door.submit('main form', { 'rules[0][permissions]': '{ "id": { "_eq": "$CURRENT_USER" } }' }, 'Apply');
    await door.submit(FORM, { collection: 'articles' }, 'Add rule');
    await door.submit('main form', { level: 'all' }, 'Apply');
    await door.submit(FORM, {}, 'Save 7');
    const rules = await app.prisma.permission.findMany({ where: { policyId: id }, orderBy: { id: 'asc' } });
    expect(rules.map(({ collection, action, fields, permissions }) => [collection, action, fields, permissions])).toEqual([
      ['directus_users', 'read', 'id,email', { id: { _eq: '$CURRENT_USER' } }],
      ...['create', 'read', 'update', 'delete', 'share'].map((action) => ['directus_roles', action, '*', null]),
      ['articles', 'read', '*', null],
    ]);
  });

  it('asks before a policy goes, and says who loses what', async () => {
    const { id } = await policy('Doomed');
    const { id: roleId } = await role('Losers');
    await app.prisma.access.create({ data: { id: randomUUID(), policyId: id, roleId } });
    await app.prisma.permission.create({ data: { policyId: id, collection: 'a', action: 'read', fields: '*' } });
    await door.get(`${LIST}/${id}`);
    await door.submit(FORM, {}, 'Delete policy');
    expect(words()).toContain('1 holder loses 1 permission rule');
    expect(words()).toContain('Losers');
    expect(await app.prisma.policy.count({ where: { id } })).toBe(1);
    await door.submit('main form', {}, 'Delete policy');
    expect([door.last.path.split('?')[0], await app.prisma.policy.count({ where: { id } })]).toEqual([LIST, 0]);
  });

  it('keeps the last administrator, and says so on the page', async () => {
    const { id } = await app.prisma.policy.findFirstOrThrow({ where: { adminAccess: true } });
    await door.get(`${LIST}/${id}`);
    await door.submit(FORM, { admin_access: null }, 'Save');
    expect([door.last.status, words()]).toEqual([422, expect.stringContaining('last admin')]);
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id } })).toMatchObject({ adminAccess: true });
    await door.submit(FORM, {}, 'Discard');
    await door.get(`${LIST}/${id}/delete`);
    await door.submit('main form', {}, 'Delete policy');
    expect([door.last.status, await app.prisma.policy.count({ where: { id } })]).toEqual([422, 1]);
  });

  it('lists policies with how many hold them, in words for the seeded ones', async () => {
    await door.get(LIST);
    expect(words()).toContain('Administrator');
    expect(words()).not.toContain('$t:');
    await door.get(`${LIST}?search=nothing%20like%20it`);
    expect(words()).toContain('No policy matches');
    expect((await door.get('/admin/policies')).path).toBe(LIST);
  });

  it('shows seeded texts in the form in words, and keeps them as they are when something else changes', async () => {
    const seeded = await app.prisma.policy.findFirstOrThrow({ where: { name: '$t:public_label' } });
    await door.get(`${LIST}/${seeded.id}`);
    expect(door.last.document.querySelector('input[name="name"]')!.getAttribute('value')).toBe('Public');
    expect(door.last.document.querySelector(FORM)!.text).not.toContain('$t:');
    await door.submit(FORM, { icon: 'badge' }, 'Save');
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id: seeded.id } })).toEqual({ ...seeded, icon: 'badge' });
  });

  it.each([['/admin/settings/policies/nonsense'], [`/admin/settings/policies/${randomUUID()}`], [`/admin/settings/policies/${randomUUID()}/delete`], ['/admin/settings/policies/new/rule?collection=a&action=zzz']])('answers %s with the page of what is not there', async (path) => {
    expect((await door.get(path)).status).toBe(403);
  });

  it('takes no unknown field and no button that it does not have', async () => {
    const { id } = await policy('Strict');
    await door.get(`${LIST}/${id}`);
    expect((await door.submit(FORM, { id: 'x' }, 'Save')).status).toBe(400);
    await door.get(`${LIST}/${id}`);
    expect((await door.submit(FORM, { step: 'explode' })).status).toBe(400);
    expect(await app.prisma.policy.findUniqueOrThrow({ where: { id } })).toMatchObject({ name: 'Strict' });
  });

  it('tells the activity page', async () => {
    await door.get('/admin/activity?kind=policy');
    expect(words()).toContain('Admin User renamed the policy Desk to Front desk');
    expect(words()).toContain('Admin User gave Alan the policy Front desk');
    const detail = door.last.document.querySelectorAll('.activity__row').find((row) => row.text.includes('renamed the policy Desk'))!.querySelector('.activity__time')!.getAttribute('href')!;
    await door.get(detail);
    expect(words()).toMatch(/Name\s*Desk\s*Front desk/);
    await door.get('/admin/activity?subject=alan');
    expect(words()).toContain('gave Alan');
    expect(words()).not.toContain('renamed');
    await door.get('/admin/activity?from=2031-01-01');
    expect(words()).toContain('Nothing matches');
  });
});
