import { counted } from '../doors/html/list-page.presenter';
import type { UserChanges, UserStatus } from './user-changes';

/** One thing that is done to many people at once. */
export type BulkAction =
  | { readonly kind: 'role'; readonly roleId: string | null }
  | { readonly kind: 'status'; readonly status: BulkStatus }
  | { readonly kind: 'delete' };

const STATUSES = ['active', 'suspended', 'archived', 'draft'] as const satisfies readonly UserStatus[];
type BulkStatus = (typeof STATUSES)[number];
const NONE = 'none';
const SOME_ROLE = 'the role';

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
}

export function bulkWords(action: BulkAction, count: number, roleName: string | null): BulkWords {
  const users = counted(count, 'user');
  if (action.kind === 'delete') {
    return {
      button: `Delete ${users}`,
      effects: ['Their sessions, invitations and policies go with them, and their addresses can be used again.', 'What they did stays in the activity, with their names.', 'This cannot be undone. Suspend or archive them if you may need them again.'],
      isDanger: true,
    };
  }
  if (action.kind === 'role') {
    if (action.roleId === null) return { button: `Take ${users} out of their role`, effects: ['They keep their status and their own policies. Without a role only the public policies hold for them besides.'], isDanger: false };
    const name = roleName ?? SOME_ROLE;
    return { button: `Move ${users} to ${name}`, effects: [`Each leaves the role that they have now and holds what ${name} holds.`, 'An open link for a new password dies; whoever is still invited gets a new invitation.'], isDanger: false };
  }
  return statusWords(action.status, users);
}

function statusWords(status: BulkStatus, users: string): BulkWords {
  const signedOut = 'They are signed out everywhere at once, and links in mails that they got stop working.';
  const back = 'Set the status to Active to let them in again.';
  if (status === 'active') return { button: `Make ${users} active`, effects: ['Whoever has a password can sign in at once. Open invitations stop working.'], isDanger: false };
  if (status === 'suspended') return { button: `Suspend ${users}`, effects: [signedOut, back], isDanger: true };
  if (status === 'archived') return { button: `Archive ${users}`, effects: [signedOut, back], isDanger: true };
  return { button: `Make ${users} a draft`, effects: [signedOut, back], isDanger: true };
}

/** "12 users suspended.", and of whom that was true before, that it was: another tab, or somebody else, was there first. */
export function bulkDone(action: BulkAction, { changed, already }: { readonly changed: number; readonly already: number }, roleName: string | null): string {
  const words = action.kind === 'delete' ? DELETED : action.kind === 'role' ? movedWords(action.roleId, roleName ?? SOME_ROLE) : STATUS_DONE[action.status];
  const sentence = (count: number, [one, many]: Forms) => `${counted(count, 'user')} ${count === 1 ? one : many}`;
  if (already === 0) return `${sentence(changed, words.now)}.`;
  const rest = `${sentence(already, words.before)} already.`;
  return changed === 0 ? `Nothing was changed: ${rest}` : `${sentence(changed, words.now)}. ${rest}`;
}

type Forms = readonly [one: string, many: string];

interface DoneWords {
  readonly now: Forms;
  readonly before: Forms;
}

const DELETED: DoneWords = { now: ['deleted', 'deleted'], before: ['was gone', 'were gone'] };
const STATUS_DONE: Record<BulkStatus, DoneWords> = {
  active: { now: ['is active now', 'are active now'], before: ['was active', 'were active'] },
  suspended: { now: ['suspended', 'suspended'], before: ['was suspended', 'were suspended'] },
  archived: { now: ['archived', 'archived'], before: ['was archived', 'were archived'] },
  draft: { now: ['is a draft now', 'are drafts now'], before: ['was a draft', 'were drafts'] },
};

function movedWords(roleId: string | null, name: string): DoneWords {
  if (roleId === null) return { now: ['has no role now', 'have no role now'], before: ['had no role', 'had no role'] };
  return { now: [`moved to ${name}`, `moved to ${name}`], before: [`was in ${name}`, `were in ${name}`] };
}
