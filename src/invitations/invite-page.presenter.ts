import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { counted } from '../doors/html/list-page.presenter';
import type { InvitationResult } from './invite-people';
import { reviewKey } from './invite-form';
import type { JudgedAddress } from './verdicts';

export interface InvitePageFacts {
  readonly action: string;
  readonly closeUrl: string;
  readonly draft: string;
  readonly addresses: string;
  readonly roleId: string | null;
  /** The role of the page; null where it is chosen in the form. */
  readonly roleName: string | null;
  /** The roles to choose from; null on a role's own page. */
  readonly roles: readonly { readonly id: string; readonly name: string }[] | null;
  readonly judged: readonly JudgedAddress[] | null;
  readonly canSend: boolean;
  readonly errors?: FormErrors;
}

interface ReviewRow {
  readonly typed: string;
  readonly label: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'info' | null;
  readonly icon: string;
  readonly note: string;
  readonly choice: { readonly name: string; readonly value: string; readonly label: string; readonly checked: boolean } | null;
}

export interface InvitePage {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly closeUrl: string;
  readonly draft: string;
  readonly addresses: string;
  readonly addressesError: string | null;
  /** Whoever has verdicts to read begins there. */
  readonly beginsAtAddresses: boolean;
  readonly roleOptions: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[] | null;
  readonly roleError: string | null;
  readonly errors: FormErrors['summary'];
  readonly review: { readonly key: string; readonly title: string; readonly rows: readonly ReviewRow[] } | null;
  readonly submitLabel: string;
  readonly note: string;
}

export function invitePage(facts: InvitePageFacts): InvitePage {
  const { judged, errors = NO_ERRORS } = facts;
  const roleName = facts.roleName ?? facts.roles?.find(({ id }) => id === facts.roleId)?.name ?? null;
  return {
    title: 'Invite people',
    text: facts.roleName === null ? 'Each gets a mail with a link to choose a password.' : `Each gets a mail with a link to choose a password, and joins ${facts.roleName}.`,
    action: facts.action,
    closeUrl: facts.closeUrl,
    draft: facts.draft,
    addresses: facts.addresses,
    addressesError: errors.byField['addresses'] ?? null,
    beginsAtAddresses: judged === null,
    roleOptions: facts.roles && [{ value: '', label: 'No role', selected: facts.roleId === null }, ...facts.roles.map(({ id, name }) => ({ value: id, label: name, selected: id === facts.roleId }))],
    roleError: errors.byField['role'] ?? null,
    errors: errors.summary,
    review: judged && { key: reviewKey(facts.addresses, facts.roleId), title: reviewTitle(judged), rows: judged.map((entry) => row(entry, roleName)) },
    submitLabel: judged ? confirmLabel(judged) : 'Invite',
    note: facts.canSend ? '' : 'No SMTP is configured: nothing is mailed, and you hand the links over yourself.',
  };
}

/** A number where it is settled; with choices to make the button can only say that they count. */
function confirmLabel(judged: readonly JudgedAddress[]): string {
  const hasChoice = judged.some(({ verdict }) => verdict.kind === 'invited' || (verdict.kind === 'user' && !verdict.hasRole));
  const fresh = judged.filter(({ verdict }) => verdict.kind === 'new').length;
  if (hasChoice) return 'Confirm';
  return fresh > 0 ? `Invite ${counted(fresh, 'person', 'people')}` : 'Continue';
}

function reviewTitle(judged: readonly JudgedAddress[]): string {
  const others = judged.filter(({ verdict }) => verdict.kind !== 'new').length;
  return `${counted(others, 'address needs', 'addresses need')} a look. Nothing was sent yet.`;
}

function row({ typed, email, verdict }: JudgedAddress, roleName: string | null): ReviewRow {
  const key = email?.key ?? '';
  switch (verdict.kind) {
    case 'new':
      return { typed, label: 'New', tone: 'good', icon: 'mail-plus', note: 'Gets an invitation.', choice: null };
    case 'invalid':
      return { typed, label: 'Not an address', tone: 'bad', icon: 'circle-alert', note: 'Is left out. Correct it in the list above.', choice: null };
    case 'duplicate':
      return { typed, label: 'Listed twice', tone: null, icon: 'copy', note: 'Is left out; the first one counts.', choice: null };
    case 'invited':
      return {
        typed, label: 'Invited already', tone: 'info', icon: 'mail',
        note: verdict.hasRole ? 'Has not answered yet.' : `Has not answered yet, and was invited into another role.`,
        choice: { name: 'again[]', value: key, label: verdict.hasRole ? 'Send the invitation again' : `Send it again, for ${roleName}`, checked: true },
      };
    case 'user':
      if (roleName === null) return { typed, label: 'Has an account', tone: null, icon: 'user-check', note: 'Needs no invitation and stays as they are.', choice: null };
      if (verdict.hasRole) return { typed, label: 'In this role', tone: null, icon: 'user-check', note: 'Has an account and this role. There is nothing to do.', choice: null };
      return { typed, label: 'Has an account', tone: 'warn', icon: 'user', note: 'Needs no invitation.', choice: { name: 'give_role[]', value: key, label: `Give them ${roleName} instead of their role`, checked: false } };
  }
}

/** What the next page says happened; never that something was sent when it was not. */
export function inviteSummary(result: InvitationResult, facts: { readonly roleName: string | null; readonly canSend: boolean }): string {
  const mails = result.invited + result.sentAgain;
  const parts = [
    result.invited > 0 ? `${counted(result.invited, 'person was', 'people were')} invited${facts.roleName ? ` to ${facts.roleName}` : ''}.` : '',
    result.sentAgain > 0 ? `${counted(result.sentAgain, 'invitation was', 'invitations were')} made again.` : '',
    result.givenRole > 0 ? `${counted(result.givenRole, 'person has', 'people have')} the role now.` : '',
    result.left > 0 ? `${counted(result.left, 'address was', 'addresses were')} left as ${result.left === 1 ? 'it was' : 'they were'}.` : '',
    mails > 0 ? (facts.canSend ? `${mails === 1 ? 'The mail is' : 'The mails are'} on the way.` : 'No mail was sent, since no SMTP is configured: copy the links under Invitations.') : '',
  ].filter(Boolean);
  return parts.join(' ') || 'There was nothing to do.';
}
