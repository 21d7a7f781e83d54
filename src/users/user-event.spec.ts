import type { User } from '../generated/sqlite/client';
import { userEvent } from './user-event';
import type { UserColumns } from './user-columns';

const ALAN = { id: 'alan', firstName: 'Alan', lastName: 'Turing', email: 'alan@example.org', status: 'active', roleId: 'r1', tokenHash: null } as User;
const nameOfRole = (id: string) => ({ r1: 'Editors', r2: 'Viewers' })[id] ?? id;

test.each<[string, Partial<User>, UserColumns, object]>([
  ['moves', {}, { roleId: 'r2' }, { event: 'user.moved_to_role', names: { role: 'Viewers', from: 'Editors' } }],
  ['joins', { roleId: null }, { roleId: 'r2' }, { event: 'user.added_to_role', names: { role: 'Viewers' } }],
  ['leaves', {}, { roleId: null }, { event: 'user.removed_from_role', names: { role: 'Editors' } }],
  ['is suspended', {}, { status: 'suspended' }, { event: 'user.suspended' }],
  ['is verified', { status: 'unverified' }, { status: 'active' }, { event: 'user.verified' }],
  ['is let in again', { status: 'suspended' }, { status: 'active' }, { event: 'user.activated' }],
  ['becomes a draft', {}, { status: 'draft' }, { event: 'user.status_changed', names: { from: 'Active', to: 'Draft' } }],
  ['gets another address', {}, { email: 'x@example.org', emailKey: 'x@example.org' }, { event: 'user.email_changed' }],
  ['gets another spelling of the address', {}, { email: 'ALAN@example.org' }, { event: 'user.changed' }],
  ['gets a password', {}, { password: 'hash' }, { event: 'user.password_set' }],
  ['loses the token', { tokenHash: 'x' }, { tokenHash: null }, { event: 'user.token_cleared' }],
  ['leaves and gets a new title: the role matters most', {}, { title: 'Dr', roleId: null }, { event: 'user.removed_from_role' }],
  ['gets a new title', {}, { title: 'Dr' }, { event: 'user.changed' }],
])('Alan %s', (_name, before, changed, expected) => {
  expect(userEvent({ ...ALAN, ...before }, changed, nameOfRole, false)).toMatchObject(expected);
});

test('one\'s own password is told otherwise than somebody else\'s', () => {
  expect(userEvent(ALAN, { password: 'hash' }, nameOfRole, true).event).toBe('user.password_changed');
});
