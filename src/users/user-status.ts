import type { UserStatus } from './user-changes';
import { STATUS_WORDS } from './user-event';

/** A status as people see it: never by colour alone. */
export interface StatusBadge {
  readonly word: string;
  readonly icon: string;
  /** Null is neutral. */
  readonly tone: 'good' | 'info' | 'warn' | 'bad' | null;
}

interface StatusFacts {
  readonly icon: string;
  readonly tone: StatusBadge['tone'];
  /** Why somebody with this status can or cannot sign in. */
  readonly reason: string;
  /** What gives them access again, or null where they have it. */
  readonly restore: string | null;
}

const FACTS: Record<UserStatus, StatusFacts> = {
  active: { icon: 'circle-check', tone: 'good', reason: 'Can sign in.', restore: null },
  invited: { icon: 'mail', tone: 'info', reason: 'Was invited and has not chosen a password yet.', restore: 'They accept the link in their mail. Send the invitation again if it is lost or too old.' },
  unverified: { icon: 'mail-warning', tone: 'warn', reason: 'Registered and has not confirmed the e-mail address.', restore: 'They press the button behind the link in their mail, or you mark them as verified.' },
  draft: { icon: 'pencil-line', tone: null, reason: 'Is being prepared and cannot sign in.', restore: 'Set the status to Active when everything is ready.' },
  suspended: { icon: 'circle-pause', tone: 'bad', reason: 'Was locked out and cannot sign in.', restore: 'Set the status to Active to let them in again.' },
  archived: { icon: 'archive', tone: null, reason: 'Is kept for the record only and cannot sign in.', restore: 'Set the status to Active to let them in again.' },
};

export function statusBadge(status: string): StatusBadge {
  const facts = FACTS[status as UserStatus];
  if (!facts) return { word: status, icon: 'circle-help', tone: null };
  return { word: STATUS_WORDS[status as UserStatus], icon: facts.icon, tone: facts.tone };
}

export function statusReason(status: string): { readonly reason: string; readonly restore: string | null } {
  const facts = FACTS[status as UserStatus];
  return facts ? { reason: facts.reason, restore: facts.restore } : { reason: 'Has a status that Usher does not know and cannot sign in.', restore: 'Set the status to Active.' };
}
