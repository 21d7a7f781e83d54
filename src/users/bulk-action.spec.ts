import { bulkActions, bulkChanges, bulkDone, bulkWords, parseBulkAction } from './bulk-action';

test('every choice of the bulk bar is understood', () => {
  const values = bulkActions([{ id: 'r1', name: 'Editors' }], { setStatus: true, setRole: true, remove: true }).map(({ value }) => value);
  expect(values.map((value) => parseBulkAction(value))).not.toContain(null);
  expect(parseBulkAction('role:none')).toEqual({ kind: 'role', roleId: null });
});

test.each(['', 'status:', 'status:invited', 'status:nonsense', 'role:', 'delete:all', 'drop'])('"%s" is none', (text) => {
  expect(parseBulkAction(text)).toBeNull();
});

test('the button says verb, number and object', () => {
  expect(bulkWords({ kind: 'status', status: 'suspended' }, 12, null).button).toBe('Suspend 12 users');
  expect(bulkWords({ kind: 'role', roleId: 'r1' }, 1, 'Editors').button).toBe('Move 1 user to Editors');
  expect(bulkWords({ kind: 'role', roleId: null }, 2, null).button).toBe('Take 2 users out of their role');
  expect(bulkWords({ kind: 'delete' }, 1204, null)).toMatchObject({ button: 'Delete 1,204 users', isDanger: true });
});

test.each<[string, Parameters<typeof bulkDone>[0], number, number]>([
  ['12 users suspended.', { kind: 'status', status: 'suspended' }, 12, 0],
  ['Nothing was changed: 3 users were suspended already.', { kind: 'status', status: 'suspended' }, 0, 3],
  ['2 users are drafts now. 1 user was a draft already.', { kind: 'status', status: 'draft' }, 2, 1],
  ['1 user moved to Editors. 2 users were in Editors already.', { kind: 'role', roleId: 'r1' }, 1, 2],
  ['Nothing was changed: 1 user had no role already.', { kind: 'role', roleId: null }, 0, 1],
  ['1,204 users deleted.', { kind: 'delete' }, 1204, 0],
])('afterwards is said what was changed and what was so already: %s', (sentence, action, changed, already) => {
  expect(bulkDone(action, { changed, already }, 'Editors')).toBe(sentence);
});

test('what is written is one field', () => {
  expect(bulkChanges({ kind: 'role', roleId: null })).toEqual({ roleId: null });
  expect(bulkChanges({ kind: 'status', status: 'archived' })).toEqual({ status: 'archived' });
  expect(bulkChanges({ kind: 'delete' })).toBeNull();
});
