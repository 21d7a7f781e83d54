import { counted } from '../doors/html/list-page.presenter';
import type { UserChanges, UserStatus } from './user-changes';

/** One thing that is done to many people at once. */
export type BulkAction =
  | { readonly kind: 'role'; readonly roleId: string | null }
  | { readonly kind: 'status'; readonly status: UserStatus }
  | { readonly kind: 'delete' };

const STATUSES = ['active', 'suspended', 'archived', 'draft'] as const satisfies readonly UserStatus[];
const NONE = 'none';

/** The choices of the bulk bar; the value is what `parseBulkAction` reads. */
export function bulkActions(roles: readonly { readonly id: string; readonly name: string }[], can: { readonly setStatus: boolean; readonly setRole: boolean; readonly remove: boolean }): { value: string; label: string }[] {
  const statuses = STATUSES.map((status) => ({ value: `status:${status}`, label: STATUS_VERBS[status] }));
  const moves = [...roles.map(({ id, name }) => ({ value: `role:${id}`, label: `Move to ${name}` })), { value: `role:${NONE}`, label: 'Take out of their role' }];
  return [...(can.setStatus ? statuses : []), ...(can.setRole ? moves : []), ...(can.remove ? [{ value: 'delete', label: 'Delete' }] : [])];
}

const STATUS_VERBS = { active: 'Make active', suspended: 'Suspend', archived: 'Archive', draft: 'Make a draft' } as const;

export function parseBulkAction(text: string): BulkAction | null {
  const [kind, value] = text.split(':', 2);
  if (text === 'delete') return { kind: 'delete' };
  if (kind === 'status') {
    const status = STATUSES.find((known) => known === value);
    return status ? { kind, status } : null;
  }
  return kind === 'role' && value ? { kind, roleId: value === NONE ? null : value } : null;
}

/** Whether whom it is done to can still sign in afterwards. */
export function shutsOut(action: BulkAction): boolean {
  return action.kind === 'delete' || (action.kind === 'status' && action.status !== 'active');
}

/** What the action writes; null where people go. */
export function bulkChanges(action: BulkAction): UserChanges | null {
  if (action.kind === 'delete') return null;
  return action.kind === 'role' ? { roleId: action.roleId } : { status: action.status };
}

export interface BulkWords {
  /** "Suspend 12 users" */
  readonly button: string;
  readonly effects: readonly string[];
  readonly isDanger: boolean;
  /** "12 users suspended." */
  readonly done: string;
}

export function bulkWords(action: BulkAction, count: number, roleName: string | null): BulkWords {
  const users = counted(count, 'user');
  if (action.kind === 'delete') {
    return {
      button: `Delete ${users}`,
      effects: ['Their sessions, invitations and policies go with them, and their addresses can be used again.', 'What they did stays in the activity, with their names.', 'This cannot be undone. Suspend or archive them if you may need them again.'],
      isDanger: true,
      done: `${users} deleted.`,
    };
  }
  if (action.kind === 'role') {
    if (action.roleId === null) return { button: `Take ${users} out of their role`, effects: ['They keep their status and their own policies. Without a role only the public policies hold for them besides.'], isDanger: false, done: `${users} ${count === 1 ? 'has' : 'have'} no role now.` };
    const name = roleName ?? 'the role';
    return { button: `Move ${users} to ${name}`, effects: [`Each leaves the role that they have now and holds what ${name} holds.`, 'An open link for a new password dies; whoever is still invited gets a new invitation.'], isDanger: false, done: `${users} moved to ${name}.` };
  }
  return statusWords(action.status, users, count);
}

function statusWords(status: UserStatus, users: string, count: number): BulkWords {
  const signedOut = 'They are signed out everywhere at once, and links in mails that they got stop working.';
  const back = 'Set the status to Active to let them in again.';
  if (status === 'active') return { button: `Make ${users} active`, effects: ['Whoever has a password can sign in at once. Open invitations stop working.'], isDanger: false, done: `${users} ${count === 1 ? 'is' : 'are'} active now.` };
  if (status === 'suspended') return { button: `Suspend ${users}`, effects: [signedOut, back], isDanger: true, done: `${users} suspended.` };
  if (status === 'archived') return { button: `Archive ${users}`, effects: [signedOut, back], isDanger: true, done: `${users} archived.` };
  return { button: `Make ${users} a draft`, effects: [signedOut, back], isDanger: true, done: `${users} ${count === 1 ? 'is a draft' : 'are drafts'} now.` };
}
