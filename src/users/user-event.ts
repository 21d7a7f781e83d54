import type { User } from '../generated/sqlite/client';
import type { ActivityEvent, Named } from '../activity/activity.actions';
import { namedUser } from '../activity/names';
import type { UserStatus } from './user-changes';
import type { UserColumns } from './user-columns';

/** The sentence that tells a change best. The row's before and after hold all of it; the sentence tells what matters most. */
export interface UserEvent {
  readonly event: ActivityEvent;
  readonly names: Readonly<Record<string, Named | null>> & { readonly subject: Named };
}

/**
 * @param changed the columns that differ, with their new values
 * @param nameOfRole the roles before and after, as they are called now
 * @param isOwn the person changes themselves
 */
export function userEvent(before: User, changed: UserColumns, nameOfRole: (id: string) => Named, isOwn: boolean): UserEvent {
  const subject = namedUser(before);
  const is = (column: keyof UserColumns) => column in changed;
  if (is('roleId')) {
    const role = changed.roleId ? nameOfRole(changed.roleId) : null;
    const from = before.roleId ? nameOfRole(before.roleId) : null;
    if (role && from) return { event: 'user.moved_to_role', names: { subject, role, from } };
    if (role) return { event: 'user.added_to_role', names: { subject, role } };
    if (from) return { event: 'user.removed_from_role', names: { subject, role: from } };
  }
  if (is('status')) return statusEvent(before.status, changed.status!, subject);
  if (is('emailKey')) return { event: 'user.email_changed', names: { subject } };
  if (is('password')) return { event: isOwn ? 'user.password_changed' : 'user.password_set', names: { subject } };
  if (is('tokenHash')) return { event: changed.tokenHash ? 'user.token_set' : 'user.token_cleared', names: { subject } };
  return { event: 'user.changed', names: { subject } };
}

function statusEvent(from: string, to: string, subject: Named): UserEvent {
  if (from === 'unverified' && to === 'active') return { event: 'user.verified', names: { subject } };
  if (to === 'active') return { event: 'user.activated', names: { subject } };
  if (to === 'suspended') return { event: 'user.suspended', names: { subject } };
  if (to === 'archived') return { event: 'user.archived', names: { subject } };
  return { event: 'user.status_changed', names: { subject, from: STATUS_WORDS[from as UserStatus] ?? from, to: STATUS_WORDS[to as UserStatus] ?? to } };
}

/** The words that people see for a status. */
export const STATUS_WORDS: Record<UserStatus, string> = {
  draft: 'Draft', invited: 'Invited', unverified: 'Unverified', active: 'Active', suspended: 'Suspended', archived: 'Archived',
};
