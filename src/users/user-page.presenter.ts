import { activitySentence, type SentencePart, type StoredNames } from '../activity/activity-sentence';
import { seededWords } from '../activity/names';
import type { FormErrors } from '../doors/html/field-messages';
import { initials } from '../doors/html/layout.presenter';
import { absoluteTime, relativeTime } from '../doors/html/relative-time';
import { deviceName } from '../doors/html/device-name';
import type { AccessOverview } from '../policies/access-overview';
import type { UserSession } from './user-sessions';
import { userFields, type Choice, type SeenPolicies, type UserFieldsView, type UserFormValues } from './user-form';
import type { SecondFactorState } from './second-factor';
import { statusBadge, statusReason, type StatusBadge } from './user-status';
import { userAccess, type UserAccessView } from './user-access.presenter';
import { displayName, type ListedUser } from './users-page.presenter';
import { USERS_PATH } from './users-list';

/** A user as the reader delivers one for the page. */
export interface ShownUser extends ListedUser {
  readonly token?: string | null;
  readonly provider?: string | null;
}

/** A policy that holds for the person, and where it comes from. */
export interface HeldPolicy {
  readonly accessId: string;
  readonly policy: { readonly id: string; readonly name: string };
  readonly source: { readonly kind: 'own' } | { readonly kind: 'role'; readonly id: string; readonly name: string } | { readonly kind: 'public' };
}

export interface ShownActivity {
  readonly id: number;
  readonly event?: string | null;
  readonly action: string;
  readonly collection: string;
  readonly item: string;
  readonly timestamp: string;
  readonly names?: StoredNames | null;
}

export interface UserPageFacts {
  readonly user: ShownUser;
  readonly values: UserFormValues;
  readonly seen: UserFormValues;
  readonly attachments: SeenPolicies;
  readonly errors: FormErrors;
  /** The role and its ancestors, nearest first. */
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly policies: readonly HeldPolicy[];
  readonly overview: AccessOverview;
  /** Null where they are not the viewer's business. */
  readonly sessions: readonly UserSession[] | null;
  /** Null where it is not the viewer's business. */
  readonly secondFactor: SecondFactorState | null;
  readonly activity: readonly ShownActivity[];
  /** Fields that the viewer may not change; null where they may change none. */
  readonly closed: ReadonlySet<string> | null;
  readonly choices: { readonly roles: readonly Choice[] | null; readonly policies: readonly Choice[] | null };
  readonly passwordMinBytes: number;
  readonly can: { readonly setStatus: boolean; readonly setToken: boolean; readonly remove: boolean; readonly seeActivity: boolean; readonly invite: boolean };
  readonly isOwn: boolean;
  readonly now: Date;
}

/** A button of the status card: posts the new status. */
export interface StatusAction {
  readonly status: string;
  readonly label: string;
  readonly icon: string;
  readonly kind: 'danger' | null;
}

export interface UserPage {
  readonly path: string;
  readonly breadcrumb: readonly { readonly label: string; readonly url: string }[];
  readonly name: string;
  readonly email: string | null;
  readonly initials: string;
  readonly isOwn: boolean;
  readonly status: { readonly badge: StatusBadge; readonly reason: string; readonly restore: string | null; readonly actions: readonly StatusAction[] } | null;
  readonly lastSeen: string;
  readonly lastSeenExactly: string | null;
  readonly errors: FormErrors['summary'];
  /** Null where the viewer may only look. */
  readonly fields: UserFieldsView | null;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** What the author had in front of them, for comparison at the save. */
  readonly seen: string;
  readonly role: { readonly name: string; readonly url: string; readonly ancestors: readonly { readonly name: string; readonly url: string }[] } | null;
  /** Their own first, then those that come with roles, nearest first. */
  readonly policies: readonly PolicyLine[];
  readonly access: UserAccessView;
  readonly sessions: { readonly rows: readonly SessionRow[]; readonly hasOthers: boolean } | null;
  readonly activity: { readonly rows: readonly ActivityRow[] } | null;
  /** Null for somebody who is not invited, and for viewers who may not send it again. */
  readonly invitation: { readonly url: string; readonly buttons: readonly { readonly label: string; readonly icon: string; readonly url: string }[] } | null;
  readonly deleteUrl: string | null;
  readonly secondFactor: SecondFactorLine | null;
  readonly token: { readonly isSet: boolean; readonly text: string; readonly makeLabel: string } | null;
}

interface SecondFactorLine {
  readonly text: string;
  /** Where it is turned off: one's own asks for a code there. */
  readonly link: { readonly label: string; readonly icon: string; readonly url: string } | null;
}

interface PolicyLine {
  readonly name: string;
  readonly url: string;
  readonly source: string | null;
  readonly sourceUrl: string | null;
}

interface SessionRow {
  readonly id: string;
  readonly device: string;
  readonly ip: string | null;
  readonly signedIn: string;
  readonly lastUsed: string;
  readonly isCurrent: boolean;
  readonly endLabel: string;
}

interface ActivityRow {
  readonly parts: readonly { readonly text: string; readonly url: string | null; readonly isName: boolean }[];
  readonly time: string;
  readonly timeExactly: string;
}

export function userPage(facts: UserPageFacts): UserPage {
  const { user, can, now, isOwn } = facts;
  const path = `${USERS_PATH}/${user.id}`;
  const name = displayName(user);
  return {
    path,
    breadcrumb: [{ label: 'Users', url: USERS_PATH }],
    name,
    email: user.email && user.email !== name ? user.email : null,
    initials: initials(name),
    isOwn,
    status: user.status ? { badge: statusBadge(user.status), ...statusReason(user.status), actions: can.setStatus && !isOwn ? statusActions(user.status) : [] } : null,
    lastSeen: relativeTime(user.last_access, now),
    lastSeenExactly: user.last_access ? absoluteTime(user.last_access) : null,
    errors: facts.errors.summary,
    fields: facts.closed ? userFields(facts.values, facts.errors, { isNew: false, isOwn, closed: facts.closed, roles: facts.choices.roles, policies: facts.choices.policies, passwordMinBytes: facts.passwordMinBytes }) : null,
    facts: facts.closed ? [] : readableFacts(facts.seen),
    seen: JSON.stringify({ values: facts.seen, attachments: facts.attachments }),
    role: roleLines(facts.roles),
    policies: [...facts.policies.filter(({ source }) => source.kind === 'own'), ...facts.policies.filter(({ source }) => source.kind !== 'own')].map(policyLine),
    access: userAccess({ userId: user.id, roleId: user.role?.id ?? null, isOwn, overview: facts.overview }),
    sessions: facts.sessions && { rows: facts.sessions.map((session) => sessionRow(session, now)), hasOthers: facts.sessions.some(({ isCurrent }) => !isCurrent) },
    activity: can.seeActivity ? { rows: facts.activity.map((row) => activityRow(row, now)) } : null,
    invitation: can.invite && user.status === 'invited' ? invitationButtons(user.id) : null,
    deleteUrl: can.remove ? `${path}/delete` : null,
    secondFactor: facts.secondFactor && secondFactorLine(facts.secondFactor, path, isOwn),
    token: can.setToken ? tokenCard(Boolean(user.token)) : null,
  };
}

function invitationButtons(id: string): UserPage['invitation'] {
  const url = `/admin/invitations/${id}`;
  return { url: `${url}/resend`, buttons: [{ label: 'Send again', icon: 'send', url: `${url}/resend` }, { label: 'Copy link', icon: 'link', url: `${url}/link` }] };
}

function secondFactorLine({ on, since, canTurnOff, isAskedFor }: SecondFactorState, path: string, isOwn: boolean): SecondFactorLine {
  const off = isAskedFor ? 'Off, but a policy asks for it: they have to set it up before they can do anything else.' : 'Off: the password alone is enough to sign in.';
  const text = on ? `On${since ? ` since ${absoluteTime(since)}` : ''}: signing in asks for a code, too.` : off;
  if (isOwn) return { text, link: { label: 'Go to my account', icon: 'arrow-right', url: '/admin/account#two-factor' } };
  return { text, link: canTurnOff ? { label: 'Turn off', icon: 'x', url: `${path}/two-factor/off` } : null };
}

function tokenCard(isSet: boolean): UserPage['token'] {
  return isSet
    ? { isSet, text: 'A program can act as this person with a token. It cannot be shown again.', makeLabel: 'Replace token' }
    : { isSet, text: 'With a token a program can act as this person. It is shown once, when it is made.', makeLabel: 'Make token' };
}

const ACTIONS: Record<string, StatusAction> = {
  active: { status: 'active', label: 'Make active', icon: 'circle-check', kind: null },
  verify: { status: 'active', label: 'Mark as verified', icon: 'badge-check', kind: null },
  suspended: { status: 'suspended', label: 'Suspend', icon: 'circle-pause', kind: null },
  archived: { status: 'archived', label: 'Archive', icon: 'archive', kind: null },
};

const ACTIONS_OF: Record<string, readonly string[]> = {
  active: ['suspended', 'archived'],
  invited: ['suspended', 'archived'],
  unverified: ['verify', 'suspended', 'archived'],
  draft: ['active', 'archived'],
  suspended: ['active', 'archived'],
  archived: ['active'],
};

function statusActions(status: string): StatusAction[] {
  return (ACTIONS_OF[status] ?? ['active']).map((action) => ACTIONS[action]!);
}

function readableFacts(values: UserFormValues): { label: string; value: string }[] {
  const labelled: [string, string][] = [
    ['First name', values.firstName], ['Last name', values.lastName], ['E-mail address', values.email], ['Title', values.title], ['Location', values.location], ['Language', values.language], ['Description', values.description],
  ];
  return labelled.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value }));
}

function roleLines(roles: UserPageFacts['roles']): UserPage['role'] {
  const [own, ...ancestors] = roles.map(({ id, name }) => ({ name: seededWords(name), url: `/admin/settings/roles/${id}` }));
  return own ? { ...own, ancestors } : null;
}

function policyLine({ policy, source }: HeldPolicy): PolicyLine {
  const line = { name: seededWords(policy.name), url: `/admin/settings/policies/${policy.id}` };
  if (source.kind === 'role') return { ...line, source: `from ${seededWords(source.name)}`, sourceUrl: `/admin/settings/roles/${source.id}` };
  return { ...line, source: source.kind === 'public' ? 'as everybody without a role' : null, sourceUrl: null };
}

function sessionRow(session: UserSession, now: Date): SessionRow {
  return {
    id: session.id,
    device: deviceName(session.userAgent),
    ip: session.ip,
    signedIn: relativeTime(session.signedInAt.toISOString(), now),
    lastUsed: relativeTime(session.lastUsedAt.toISOString(), now),
    isCurrent: session.isCurrent,
    endLabel: `End the session of ${deviceName(session.userAgent)}`,
  };
}

const PAGES: Record<string, string> = { directus_users: USERS_PATH, directus_roles: '/admin/settings/roles', directus_policies: '/admin/settings/policies' };

function activityRow(row: ShownActivity, now: Date): ActivityRow {
  const parts = activitySentence({ event: row.event ?? null, action: row.action, collection: row.collection, item: row.item, names: row.names ?? null });
  return { parts: parts.map(linked), time: relativeTime(row.timestamp, now), timeExactly: absoluteTime(row.timestamp) };
}

function linked(part: SentencePart): { text: string; url: string | null; isName: boolean } {
  if (!part.name) return { text: part.text, url: null, isName: false };
  const page = part.collection === null ? undefined : PAGES[part.collection];
  return { text: part.text, url: page && part.id ? `${page}/${part.id}` : null, isName: true };
}
