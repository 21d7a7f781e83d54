import { FailedValidationError, ForbiddenError, RecordNotUniqueError } from '../platform/errors/errors';
import { ApplicationError } from '../platform/errors/application-error';
import { attach, detach, EMPTY_DRAFT, join, leave, stageUser, type, type RoleDraft } from './role-draft';
import { NO_ROLE_ERRORS, roleErrors } from './role-errors';
import { rolePage, type RolePageFacts } from './role-page.presenter';
import type { PersonRow } from './role-rows';

const NOW = new Date('2026-11-24T09:00:00Z');
const ROLES = [
  { id: 'staff', name: 'Staff', icon: 'users-round', description: null, parent: null },
  { id: 'editors', name: 'Editors', icon: 'pen-line', description: 'Write', parent: 'staff' },
  { id: 'authors', name: 'Authors', icon: 'pen-line', description: null, parent: 'editors' },
  { id: 'viewers', name: 'Viewer', icon: 'eye', description: null, parent: null },
];
const POLICIES = [
  { id: 'write', name: 'Articles: write', icon: 'badge', admin_access: false, app_access: false },
  { id: 'app', name: 'App access', icon: 'badge', admin_access: false, app_access: true },
  { id: 'all', name: 'Administrator', icon: 'badge', admin_access: true, app_access: true },
];
const ATTACHMENTS = [
  { id: 'a1', role: 'editors', policy: POLICIES[0]! },
  { id: 'a2', role: 'staff', policy: POLICIES[1]! },
];
const ALL = { save: true, remove: true, invite: true, createUsers: true, changeUsers: true, changePolicies: true, seePolicies: true };
const STORED = { name: 'Editors', icon: 'pen-line', description: 'Write', parentId: 'staff' };

const person = (id: string, first: string, role = 'editors'): PersonRow => ({
  id, first_name: first, last_name: 'Day', email: `${id}@example.org`, status: 'active', last_access: '2026-11-24T08:55:00', role: { id: role, name: role === 'viewers' ? 'Viewer' : 'Editors' },
});
const ADA = person('ada', 'Ada');
const BEN = person('ben', 'Ben');
const VERA = person('vera', 'Vera', 'viewers');

const facts = (given: Partial<RolePageFacts> = {}): RolePageFacts => ({
  roleId: 'editors', stored: STORED, roles: ROLES, members: { rows: [ADA, BEN], matching: 2, total: 2 }, everybody: null, people: new Map(), attachments: ATTACHMENTS, policies: POLICIES,
  draftId: null, draft: EMPTY_DRAFT, place: { search: '', page: 1 }, errors: NO_ROLE_ERRORS, can: ALL, now: NOW, ...given,
});
const page = (given: Partial<RolePageFacts> = {}) => rolePage(facts(given));
const staged = (draft: RoleDraft, given: Partial<RolePageFacts> = {}) => page({ draft, draftId: 'd1', people: new Map([ADA, BEN, VERA].map((row) => [row.id, row])), ...given });
const KAT = { key: 'k1', changes: { firstName: 'Katherine', lastName: 'Johnson', email: { address: 'kat@example.org', key: 'kat@example.org' }, status: 'invited' as const } };

describe('the role page', () => {
  it('shows a role as it is', () => {
    const { heading, breadcrumb, save, review, users, errors } = page();
    expect({ heading, crumbs: breadcrumb.map(({ label }) => label), save, review, errors, rows: users.rows.map(({ name, state, badge }) => [name, state, badge.label]) }).toEqual({
      heading: 'Editors',
      crumbs: ['Settings', 'Access control', 'Staff'],
      save: { label: 'Save', count: null, spoken: 'Save' },
      review: null,
      errors: null,
      rows: [['Ada Day', 'unchanged', 'Active'], ['Ben Day', 'unchanged', 'Active']],
    });
  });

  it('puts who is new and who joins on top, and strikes through who leaves where they stand', () => {
    const { users, save, review } = staged(leave(join(stageUser(EMPTY_DRAFT, KAT), [{ id: 'vera', seenRole: 'viewers' }]), { id: 'ben', seenRole: 'editors' }));
    expect(users.rows.map(({ name, state, badge, action }) => [name, state, badge.label, action?.label])).toEqual([
      ['Katherine Johnson', 'created', 'New, invited when saved', 'Undo creating Katherine Johnson'],
      ['Vera Day', 'joining', 'Joins from Viewer', 'Undo adding Vera Day'],
      ['Ada Day', 'unchanged', 'Active', 'Remove Ada Day from this role'],
      ['Ben Day', 'leaving', 'Leaves, no role', 'Undo removing Ben Day'],
    ]);
    expect([save?.count, save?.spoken, review?.sentence, users.total, users.afterSaving]).toEqual(['3', 'Save, 3 unsaved changes', '2 people join, 1 leaves.', '2', '3 after saving']);
  });

  it('shows who leaves on top where this page of the list does not have them', () => {
    const { users } = staged(leave(EMPTY_DRAFT, { id: 'ben', seenRole: 'editors' }), { members: { rows: [ADA], matching: 1, total: 10_000 }, place: { search: 'ada', page: 1 } });
    expect(users.rows.map(({ id, state }) => [id, state])).toEqual([['ben', 'leaving'], ['ada', 'unchanged']]);
  });

  it('keeps a staged person who was deleted meanwhile visible, to be undone', () => {
    const { users } = staged(join(EMPTY_DRAFT, [{ id: 'gone', seenRole: null }]));
    expect(users.rows[0]).toMatchObject({ name: 'Somebody who no longer exists', url: null, action: { isUndo: true, step: 'undo:join:gone' } });
  });

  it('shows a hundred staged rows and says how many more there are', () => {
    const { users } = staged(join(EMPTY_DRAFT, Array.from({ length: 340 }, (_, index) => ({ id: `u${index}`, seenRole: null }))));
    expect([users.rows.length, users.moreStaged]).toEqual([102, 'and 240 more staged changes, shown under Review']);
  });

  it('marks changed fields with what they were, and says so to the next post', () => {
    const { details } = staged(type(EMPTY_DRAFT, { name: { seen: 'Authors', shown: 'Authors', value: 'Writers' }, parentId: { seen: null, shown: null, value: 'viewers' } }));
    expect([details.name.value, details.name.was, details.parent.was, details.parent.hint, details.description.was]).toEqual(['Writers', 'Authors', 'no other role', 'Holds what Viewer holds, too', null]);
    expect(details.hidden.slice(0, 2)).toEqual([{ name: 'seen[name]', value: 'Authors' }, { name: 'shown[name]', value: 'Writers' }]);
  });

  it('offers no parent that would bend the tree into a circle', () => {
    expect(page().details.parent.options.map(({ value, selected }) => [value, selected])).toEqual([['', false], ['staff', true], ['viewers', false]]);
  });

  it('tells own policies from inherited ones, with their source, and offers the others', () => {
    const { policies } = page();
    expect({ own: policies.own.map(({ name, state }) => [name, state]), inherited: policies.inherited.map(({ name, source }) => [name, source]), choices: policies.choices.map(({ label }) => label) }).toEqual({
      own: [['Articles: write', 'unchanged']],
      inherited: [['App access', 'Staff']],
      choices: ['App access (app access)', 'Administrator (administrator rights)'],
    });
  });

  it('shows staged policies as such', () => {
    const { policies } = staged(attach(detach(EMPTY_DRAFT, { accessId: 'a1', policyId: 'write' }), 'all'));
    expect(policies.own.map(({ name, state, unsaved, action }) => [name, state, unsaved, action?.step])).toEqual([
      ['Administrator', 'added', 'not saved', 'undo:attach:all'],
      ['Articles: write', 'removed', 'goes when you save', 'undo:detach:a1'],
    ]);
  });

  it('follows a parent that is only staged, so that its effect can be seen before', () => {
    expect(staged(type(EMPTY_DRAFT, { parentId: { seen: 'staff', shown: 'staff', value: 'viewers' } })).breadcrumb.at(-1)?.label).toBe('Viewer');
  });

  it.each([
    ['who may not change the role sees no Save', { save: false }, (shown: ReturnType<typeof page>) => shown.save, null],
    ['who may not change users sees no ×', { changeUsers: false }, (shown: ReturnType<typeof page>) => shown.users.rows[0]!.action, null],
    ['who may not delete roles sees no bin', { remove: false }, (shown: ReturnType<typeof page>) => shown.canRemove, false],
    ['who may not invite sees no Invite', { invite: false }, (shown: ReturnType<typeof page>) => shown.canInvite, false],
    ['who may not attach policies sees no choice', { changePolicies: false }, (shown: ReturnType<typeof page>) => [shown.policies.canChange, shown.policies.own[0]!.action], [false, null]],
  ] as const)('%s', (_name, right, look, expected) => {
    expect(look(page({ can: { ...ALL, ...right } }))).toEqual(expected);
  });

  it.each<[string, Pick<RolePageFacts['members'], 'matching' | 'total'>, number, string, string, string | null]>([
    ['ten thousand people', { matching: 10_000, total: 10_000 }, 73, '1,801 to 1,825 of 10,000', 'page:72', 'page:74'],
    ['the last page', { matching: 30, total: 30 }, 2, '26 to 30 of 30', 'page:1', null],
    ['more than are counted', { matching: { moreThan: 10_000 }, total: { moreThan: 10_000 } }, 2, '26 to 50 of over 10,000', 'page:1', 'page:3'],
    ['past the end', { matching: 30, total: 30 }, 9, 'Page 9 is past the end of 30', 'page:2', null],
  ])('pages with buttons of the form: %s', (_name, counts, at, summary, previousStep, nextStep) => {
    expect(page({ members: { rows: [], ...counts }, place: { search: '', page: at } }).users.pagination).toMatchObject({ summary, previousStep, nextStep });
  });

  it.each([
    ['nobody in it', { members: { rows: [], matching: 0, total: 0 } }, { isNobody: true, isNoMatch: false }],
    ['nobody matches', { members: { rows: [], matching: 0, total: 7 }, place: { search: 'zzz', page: 1 } }, { isNobody: false, isNoMatch: true }],
  ])('says when there is %s', (_name, given, blank) => {
    expect(page(given).users).toMatchObject(blank);
  });

  it('is a blank form for a role that does not exist yet', () => {
    const shown = page({ roleId: null, stored: { name: '', icon: 'supervised_user_circle', description: null, parentId: null }, members: { rows: [], matching: 0, total: 0 }, attachments: [] });
    expect([shown.heading, shown.save?.label, shown.canInvite, shown.canRemove, shown.saveUrl]).toEqual(['New role', 'Create role', false, false, '/admin/settings/roles/new']);
  });
});

describe('what a refusal shows', () => {
  const draft = stageUser(EMPTY_DRAFT, KAT);

  it('stands at the field', () => {
    const errors = roleErrors(new FailedValidationError({ field: 'name', type: 'nempty' }), draft);
    expect(errors).toEqual({ summary: [{ text: 'Name is missing. Enter it.', href: '#field-name' }], byField: { name: 'Name is missing. Enter it.' }, byPerson: {} });
    expect(staged(draft, { errors: errors! }).details.name.error).toBe('Name is missing. Enter it.');
  });

  it('stands at the row of the new user, who is named', () => {
    const taken = new RecordNotUniqueError({ collection: 'directus_users', field: 'email', value: null });
    const errors = roleErrors(new ApplicationError(taken.code, { ...taken.facts, path: ['users', 'create', 0] }), draft)!;
    expect(errors.summary).toEqual([{ text: 'Katherine Johnson: E-mail address is already in use. Choose another one.', href: '#person-k1' }]);
    expect(staged(draft, { errors }).users.rows[0]!.error).toBe('E-mail address is already in use. Choose another one.');
  });

  it('names each field of a new user as their form does', () => {
    const errors = roleErrors(new FailedValidationError({ field: 'location', type: 'regex', path: ['users', 'create', 0] }), draft)!;
    expect(errors.byPerson).toEqual({ k1: 'Location does not have the expected form. Correct it.' });
  });

  it('is somebody else’s to show where no field can', () => {
    expect(roleErrors(new ForbiddenError(), draft)).toBeNull();
    expect(roleErrors(new Error('a defect'), draft)).toBeNull();
  });
});
