import { parseRoleForm, parseStep, undoStep, type RoleStep } from './role-form';

const STORED = { name: 'Authors', icon: 'badge', description: null, parentId: 'staff' };

describe('the role form', () => {
  it('reads typed fields beside what they showed and what was stored', () => {
    const body = { name: ' Editors ', seen: { name: 'Authors' }, shown: { name: 'Writers' } };
    expect(parseRoleForm(body, STORED).typed).toEqual({ name: { seen: 'Authors', shown: 'Writers', value: 'Editors' } });
  });

  it('takes what is stored where the form does not say what it showed', () => {
    expect(parseRoleForm({ name: 'Editors' }, STORED).typed).toEqual({ name: { seen: 'Authors', shown: 'Authors', value: 'Editors' } });
  });

  it('leaves a field alone that the body does not have', () => {
    expect(parseRoleForm({}, STORED).typed).toEqual({});
  });

  it.each([
    ['an empty name stays a name, to be refused', { name: '' }, 'name', ''],
    ['an empty description is none', { description: '  ' }, 'description', null],
    ['an empty parent is the top level', { parent: '' }, 'parentId', null],
    ['line ends are the platform’s one', { description: 'a\r\nb' }, 'description', 'a\nb'],
    ['an array counts as its last value', { name: ['a', 'b'] }, 'name', 'b'],
    ['an object is no text', { name: { a: 'b' } }, 'name', ''],
  ] as const)('%s', (_name, body, field, value) => {
    expect(parseRoleForm(body, STORED).typed[field]?.value).toBe(value);
  });

  it('refuses a key that the page does not have', () => {
    expect(() => parseRoleForm({ admin: '1' }, STORED)).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD', facts: { reason: '"admin" is not allowed' } }));
  });

  it.each([['-1'], ['0'], ['x'], ['1.5'], ['']])('page %j is the first', (page) => {
    expect(parseRoleForm({ page }, STORED).page).toBe(1);
  });
});

describe('a button of the role form', () => {
  it.each<[string, RoleStep]>([
    ['review', { kind: 'review' }],
    ['page:73', { kind: 'page', page: 73 }],
    ['leave:u1', { kind: 'leave', id: 'u1' }],
    ['edit-new:k1', { kind: 'edit-new', id: 'k1' }],
    ['undo:join:u1', { kind: 'undo', edit: { kind: 'join', id: 'u1' } }],
    ['undo:field:parentId', { kind: 'undo', edit: { kind: 'field', id: 'parentId' } }],
  ])('%s', (value, step) => {
    expect(parseStep({ step: value })).toEqual(step);
    if (step.kind === 'undo') expect(undoStep(step.edit)).toBe(value);
  });

  it.each(['', 'save', 'page:0', 'page:x', 'leave', 'leave:', 'undo:field:password', 'undo:everything:1', 'undo:join:', 'review:1'])('%j is refused', (value) => {
    expect(() => parseStep({ step: value })).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD' }));
  });
});
