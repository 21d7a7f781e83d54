import { countedFirst, listUrl, number, pagination, type ListRules, type ListState, type Pagination } from '../doors/html/list-page.presenter';
import { sumOf, type Total } from '../access/items/total';
import { absoluteTime, relativeTime } from '../doors/html/relative-time';
import { MAIL_STATES, type MailState, type StoredMail } from '../platform/mail/mail';
import type { RenderedMail } from '../platform/mail/mail.renderer';
import { shownState, STATE_LABELS, type ShownState } from './mail-state';
import type { OutboxPage } from './outbox.service';

export const OUTBOX_PATH = '/admin/outbox';
export const OUTBOX_RULES: ListRules = { filters: ['state'], sorts: ['-created'] };
export const MAILS_PER_PAGE = 25;

export interface OutboxFacts {
  readonly canSend: boolean;
  readonly now: Date;
}

export interface OutboxListView {
  readonly note: string;
  /** Shown above the list where nothing can be sent. */
  readonly warning: string | null;
  readonly action: string;
  readonly search: { readonly value: string; readonly label: string };
  readonly filters: readonly { readonly name: string; readonly label: string; readonly options: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[] }[];
  readonly chips: readonly { readonly label: string; readonly removeUrl: string }[];
  readonly clearUrl: string | null;
  readonly rows: readonly { readonly url: string; readonly what: string; readonly address: string; readonly state: ShownState; readonly attempts: string; readonly queued: string; readonly queuedAt: string }[];
  readonly empty: { readonly title: string; readonly text: string; readonly icon: string } | null;
  readonly pagination: Pagination;
}

export function outboxList(found: OutboxPage, state: ListState, facts: OutboxFacts): OutboxListView {
  const all = sumOf(MAIL_STATES.map((name) => found.counts[name]));
  const urlOf = (change: Partial<ListState>) => listUrl(OUTBOX_PATH, state, OUTBOX_RULES, { page: 1, ...change });
  const chosen = MAIL_STATES.find((name) => name === state.filters['state']);
  const chips = [
    ...(chosen ? [{ label: `State: ${STATE_LABELS[chosen]}`, removeUrl: urlOf({ filters: {} }) }] : []),
    ...(state.search ? [{ label: `Address: ${state.search}`, removeUrl: urlOf({ search: '' }) }] : []),
  ];
  return {
    note: `${countedFirst(all, 'mail')}, written down together with the change that each tells about.`,
    warning: facts.canSend ? null : 'No SMTP is configured, so nothing is sent. Open a mail to see it and to copy its link. Set EMAIL_SMTP_HOST to have waiting mails sent.',
    action: OUTBOX_PATH,
    search: { value: state.search, label: 'Search for an address' },
    filters: [
      {
        name: 'state',
        label: 'State',
        options: [
          { value: '', label: `All (${number(all)})`, selected: !chosen },
          ...MAIL_STATES.map((name) => ({ value: name, label: `${STATE_LABELS[name]} (${number(found.counts[name])})`, selected: name === chosen })),
        ],
      },
    ],
    chips,
    clearUrl: chips.length > 1 ? OUTBOX_PATH : null,
    rows: found.mails.map((mail) => ({
      url: `${OUTBOX_PATH}/${mail.id}`,
      what: whatIs(mail.template),
      address: mail.toAddress,
      state: shownState(mail, facts.canSend, facts.now),
      attempts: number(mail.attempts),
      queued: relativeTime(mail.createdAt.toISOString(), facts.now),
      queuedAt: absoluteTime(mail.createdAt),
    })),
    empty: found.mails.length > 0 ? null : emptySlate(all),
    pagination: pagination(found.total, state.page, MAILS_PER_PAGE, (page) => urlOf({ page })),
  };
}

function emptySlate(all: Total): OutboxListView['empty'] {
  if (all === 0) return { icon: 'send', title: 'No mail yet', text: 'Invitations, verifications and password resets appear here as soon as one is owed.' };
  return { icon: 'search', title: 'No mail matches', text: 'Choose another state or search for another address.' };
}

export interface MailView {
  readonly title: string;
  readonly breadcrumb: readonly { readonly label: string; readonly url: string }[];
  readonly state: ShownState;
  readonly facts: readonly { readonly label: string; readonly value: string | null; readonly url: string | null; readonly note: string | null }[];
  readonly retryUrl: string | null;
  readonly retryLabel: string;
  readonly abandonUrl: string | null;
  readonly linkUrl: string | null;
  readonly link: string | null;
  readonly hasNoLink: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly htmlUrl: string;
}

export interface MailFactsForPage extends OutboxFacts {
  /** Null where the template cannot be rendered. */
  readonly rendered: RenderedMail | null;
  /** The link, where the administrator has just asked for it. */
  readonly link: string | null;
  readonly mayShowLink: boolean;
}

export function mailPage(mail: StoredMail, facts: MailFactsForPage): MailView {
  const state = mail.state as MailState;
  const url = `${OUTBOX_PATH}/${mail.id}`;
  const plain = (label: string, value: string | null, note: string | null = null) => ({ label, value, url: null, note });
  return {
    title: facts.rendered?.subject ?? whatIs(mail.template),
    breadcrumb: [{ label: 'Outbox', url: OUTBOX_PATH }],
    state: shownState(mail, facts.canSend, facts.now),
    facts: [
      { label: 'To', value: mail.toName ? `${mail.toName} <${mail.toAddress}>` : mail.toAddress, url: mail.userId && `/admin/users/${mail.userId}`, note: null },
      plain('Written', absoluteTime(mail.createdAt), relativeTime(mail.createdAt.toISOString(), facts.now)),
      plain('Sent', mail.sentAt && absoluteTime(mail.sentAt)),
      plain('Attempts', number(mail.attempts)),
      plain(state === 'sent' ? 'Last trouble' : 'Reason', mail.lastError),
      plain('Message-ID', mail.messageId),
    ],
    retryUrl: facts.canSend && ['queued', 'failed', 'abandoned'].includes(state) ? `${url}/retry` : null,
    retryLabel: state === 'queued' ? 'Send now' : 'Try again',
    abandonUrl: ['queued', 'failed'].includes(state) ? `${url}/abandon` : null,
    linkUrl: facts.mayShowLink ? `${url}/link` : null,
    link: facts.link,
    hasNoLink: facts.mayShowLink || !mail.tokenId ? null : mail.template === 'password-reset' ? 'Links that reset a password are never shown.' : 'The link of this mail no longer works.',
    subject: facts.rendered?.subject ?? null,
    text: facts.rendered?.text ?? null,
    htmlUrl: `${url}/html`,
  };
}

const KINDS: Readonly<Record<string, string>> = { 'verify-email': 'Verification of an address', 'email-change': 'Confirmation of a new address', 'two-factor': 'Two-factor sign-in' };

/** "password-reset" → "Password reset": a template is named by its file, where that says what it is. */
function whatIs(template: string): string {
  return KINDS[template] ?? template.charAt(0).toUpperCase() + template.slice(1).replace(/-/g, ' ');
}
