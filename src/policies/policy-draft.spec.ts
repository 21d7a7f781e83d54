import { attach, attachPicked, countOf, detach, EMPTY_POLICY_DRAFT, onTopOf, pick, setCell, toChanges, type, undo, without } from './policy-draft';
import type { Rule } from './policy-rule';

const staff = { kind: 'role', id: 'staff' } as const;
const rule = (id: number | null, fields: string[]): Rule => ({ id, fields, permissions: null, validation: null, presets: null });
const typed = (seen: string | null, value: string | null, shown = seen) => ({ seen, shown, value });

describe('a staged policy', () => {
  it('takes over what was typed, and forgets what was typed back', () => {
    const renamed = type(EMPTY_POLICY_DRAFT, { name: typed('Desk', 'Front desk') });
    expect(renamed.fields).toEqual({ name: { seen: 'Desk', value: 'Front desk' } });
    expect(type(renamed, { name: typed('Desk', 'Desk', 'Front desk') }).fields).toEqual({});
  });

  it('is not taken back by a tab that was opened before', () => {
    const renamed = type(EMPTY_POLICY_DRAFT, { name: typed('Desk', 'Front desk') });
    expect(type(renamed, { name: typed('Desk', 'Desk') }).fields).toEqual(renamed.fields);
  });

  it('adds a holder once, and lets one who was about to lose it keep it', () => {
    expect(attach(attach(EMPTY_POLICY_DRAFT, [staff]), [staff]).attaching).toEqual([staff]);
    const losing = detach(EMPTY_POLICY_DRAFT, { ...staff, accessId: 'a1' });
    expect(attach(losing, [staff])).toEqual(EMPTY_POLICY_DRAFT);
  });

  it('keeps ticks over the pages of the picker', () => {
    const first = pick(EMPTY_POLICY_DRAFT, ['ada', 'alan'], ['ada']);
    const second = pick(first, ['grace'], ['grace']);
    expect(attachPicked(pick(second, ['ada', 'alan'], [])).attaching).toEqual([{ kind: 'user', id: 'grace' }]);
  });

  it('has nothing to save about a cell that is as it was', () => {
    const cell = { collection: 'a', action: 'read', seen: [rule(1, ['id'])] } as const;
    const changed = setCell(EMPTY_POLICY_DRAFT, { ...cell, wanted: [] });
    expect(countOf(changed)).toBe(1);
    expect(setCell(changed, { ...cell, wanted: [rule(1, ['id'])] })).toEqual(EMPTY_POLICY_DRAFT);
  });

  it('becomes the change that a program could have sent', () => {
    const draft = {
      ...EMPTY_POLICY_DRAFT,
      fields: { adminAccess: { seen: 'false', value: 'true' }, ipAccess: { seen: null, value: '10.0.0.1\n::1' } },
      attaching: [staff, { kind: 'user', id: 'ada' } as const, { kind: 'public', id: '' } as const],
      detaching: [{ kind: 'user', id: 'alan', accessId: 'a7' } as const],
      cells: [{ collection: 'a', action: 'read' as const, seen: [rule(1, ['id']), rule(2, ['x'])], wanted: [rule(1, ['*']), rule(null, ['y'])] }],
    };
    expect(toChanges(draft).changes).toEqual({
      adminAccess: true,
      ipAccess: ['10.0.0.1', '::1'],
      users: { create: [{ roleId: null, userId: 'ada' }], update: [], delete: ['a7'] },
      roles: { create: [{ roleId: 'staff', userId: null }, { roleId: null, userId: null }], update: [], delete: [] },
      permissions: { create: [{ collection: 'a', action: 'read', ...rule(null, ['y']), id: undefined }], update: [{ ...rule(1, ['*']) }], delete: [2] },
    });
    expect(toChanges(draft).seen.fields).toEqual({ adminAccess: false, ipAccess: null });
  });

  it('leaves out relations that nobody touched', () => {
    expect(toChanges(type(EMPTY_POLICY_DRAFT, { name: typed('a', 'b') })).changes).toEqual({ name: 'b' });
  });

  it('goes on top of theirs, or without what met theirs', () => {
    const draft = setCell(type(EMPTY_POLICY_DRAFT, { name: typed('a', 'mine'), icon: typed('x', 'y') }), { collection: 'c', action: 'read', seen: [rule(1, ['id'])], wanted: [rule(1, ['*'])] });
    const theirs = new Map([['name', 'theirs'], ['cell:c:read', JSON.stringify([rule(9, ['q'])])]]);
    const onTop = onTopOf(draft, theirs);
    expect(onTop.fields.name).toEqual({ seen: 'theirs', value: 'mine' });
    // Their rule replaced the one that was edited, so mine is made anew and theirs goes.
    expect(onTop.cells[0]).toMatchObject({ seen: [rule(9, ['q'])], wanted: [rule(null, ['*'])] });
    expect(without(draft, new Set(theirs.keys()))).toMatchObject({ fields: { icon: { value: 'y' } }, cells: [] });
  });

  it('takes back one edit and leaves the others', () => {
    const draft = attach(type(EMPTY_POLICY_DRAFT, { name: typed('a', 'b') }), [staff]);
    expect(undo(draft, { kind: 'attach', holder: staff })).toMatchObject({ attaching: [], fields: { name: { value: 'b' } } });
  });
});
