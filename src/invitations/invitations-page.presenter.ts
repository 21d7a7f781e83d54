import { sumOf, type Total } from '../access/items/total';
import { initials } from '../doors/html/layout.presenter';
import { countedFirst, listUrl, number, pagination, type ListRules, type ListState, type Pagination } from '../doors/html/list-page.presenter';
import { absoluteTime, relativeTime } from '../doors/html/relative-time';
import { shownState, type ShownState } from '../outbox/mail-state';
import { INVITATION_STATES, type InvitationListResult, type InvitationState, type ListedInvitation } from './invitation-list';

export const INVITATIONS_PATH = '/admin/invitations';
export const INVITATIONS_RULES: ListRules = { filters: ['state'], sorts: ['-created'] };
export const INVITATIONS_PER_PAGE = 25;

interface Row {
  readonly name: string;
  readonly initials: string;
  readonly address: string | null;
  readonly url: string;
  readonly state: { readonly label: string; readonly tone: ShownState['tone']; readonly icon: string; readonly reason: string };
  readonly mail: { readonly label: string; readonly tone: ShownState['tone']; readonly icon: string; readonly reason: string | null; readonly url: string } | null;
  readonly role: string;
  readonly inviter: string;
  readonly sent: string;
  readonly sentAt: string;
  readonly resendUrl: string | null;
  readonly revokeUrl: string | null;
  readonly linkUrl: string | null;
  readonly returnTo: string;
}

export interface InvitationsPage {
  readonly note: string;
  readonly inviteUrl: string;
  readonly warning: string | null;
  readonly action: string;
  readonly search: { readonly value: string; readonly label: string };
  readonly filters: readonly { readonly name: string; readonly label: string; readonly options: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[] }[];
  readonly chips: readonly { readonly label: string; readonly removeUrl: string }[];
  readonly clearUrl: string | null;
  readonly rows: readonly Row[];
  readonly empty: { readonly title: string; readonly text: string; readonly icon: string; readonly isFirst: boolean } | null;
  readonly pagination: Pagination;
}

const LABELS: Readonly<Record<InvitationState, string>> = { pending: 'Pending', expired: 'Expired', accepted: 'Accepted', declined: 'Declined', revoked: 'Withdrawn' };
const TONES: Readonly<Record<InvitationState, ShownState['tone']>> = { pending: 'info', expired: 'warn', accepted: 'good', declined: 'bad', revoked: null };
const ICONS: Readonly<Record<InvitationState, string>> = { pending: 'hourglass', expired: 'clock', accepted: 'user-check', declined: 'hand', revoked: 'ban' };

export function invitationsPage(found: InvitationListResult, state: ListState, facts: { readonly canSend: boolean; readonly now: Date }): InvitationsPage {
  const urlOf = (change: Partial<ListState>) => listUrl(INVITATIONS_PATH, state, INVITATIONS_RULES, { page: 1, ...change });
  const here = listUrl(INVITATIONS_PATH, state, INVITATIONS_RULES);
  const chosen = INVITATION_STATES.find((name) => name === state.filters['state']);
  const all = sumOf(INVITATION_STATES.map((name) => found.counts[name]));
  const chips = [
    ...(chosen ? [{ label: `State: ${LABELS[chosen]}`, removeUrl: urlOf({ filters: {} }) }] : []),
    ...(state.search ? [{ label: `Search: ${state.search}`, removeUrl: urlOf({ search: '' }) }] : []),
  ];
  return {
    note: noteOf(found.counts, all),
    inviteUrl: '/admin/users/invite',
    warning: facts.canSend ? null : 'No SMTP is configured, so no invitation is mailed. Copy the links of those that are pending and hand them over yourself; one that expired gets a link when it is sent again.',
    action: INVITATIONS_PATH,
    search: { value: state.search, label: 'Search invitations' },
    filters: [
      {
        name: 'state',
        label: 'State',
        options: [
          { value: '', label: `All (${number(all)})`, selected: !chosen },
          ...INVITATION_STATES.map((name) => ({ value: name, label: `${LABELS[name]} (${number(found.counts[name])})`, selected: name === chosen })),
        ],
      },
    ],
    chips,
    clearUrl: chips.length > 1 ? INVITATIONS_PATH : null,
    rows: found.invitations.map((invitation) => row(invitation, here, facts)),
    empty: found.invitations.length > 0 ? null : emptySlate(all === 0),
    pagination: pagination(found.total, state.page, INVITATIONS_PER_PAGE, (page) => urlOf({ page })),
  };
}

/** Nobody to wait for is no count. */
function noteOf(counts: InvitationListResult['counts'], all: Total): string {
  if (all === 0) return 'Nobody has been invited yet.';
  if (counts.pending === 0) return 'Nobody has an invitation that is still open.';
  return `${countedFirst(counts.pending, 'person has', 'people have')} not answered yet.`;
}

function row(invitation: ListedInvitation, returnTo: string, { canSend, now }: { readonly canSend: boolean; readonly now: Date }): Row {
  const url = `${INVITATIONS_PATH}/${invitation.userId}`;
  const { state, canResend, mail } = invitation;
  return {
    name: invitation.name,
    initials: initials(invitation.name),
    address: invitation.address === invitation.name ? null : invitation.address,
    url: `/admin/users/${invitation.userId}`,
    state: { label: LABELS[state], tone: TONES[state], icon: ICONS[state], reason: reasonOf(invitation) },
    mail: mail && canResend ? { ...shownState(mail, canSend, now), url: `/admin/outbox/${mail.id}` } : null,
    role: invitation.role ?? 'No role',
    inviter: invitation.inviter ?? 'Usher',
    sent: relativeTime(invitation.sentAt.toISOString(), now),
    sentAt: absoluteTime(invitation.sentAt),
    resendUrl: canResend ? `${url}/resend` : null,
    revokeUrl: canResend && (state === 'pending' || state === 'expired') ? `${url}/revoke` : null,
    linkUrl: canResend && state === 'pending' ? `${url}/link` : null,
    returnTo,
  };
}

function reasonOf({ state, expiresAt }: ListedInvitation): string {
  switch (state) {
    case 'pending':
      return `Can be accepted until ${absoluteTime(expiresAt)}`;
    case 'expired':
      return `Was good until ${absoluteTime(expiresAt)}. Send it again to make a new link`;
    case 'accepted':
      return 'The person chose a password and has an account';
    case 'declined':
      return 'The person said that they did not expect it';
    case 'revoked':
      return 'The link was ended before anybody used it';
  }
}

function emptySlate(isFirst: boolean): InvitationsPage['empty'] {
  if (isFirst) return { icon: 'mail-plus', title: 'No invitations yet', text: 'Invite people by their e-mail address. They choose a password themselves, and you see here who has answered.', isFirst };
  return { icon: 'search', title: 'No invitation matches', text: 'Choose another state or search for something else.', isFirst };
}
