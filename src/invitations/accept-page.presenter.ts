import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { absoluteTime } from '../doors/html/relative-time';
import type { ReceivedInvitation } from './answer-invitation';
import { passwordHint } from '../users/password-hint';

export const ACCEPT_LABELS = { password: 'Password' } as const;

export interface AcceptFacts {
  readonly token: string;
  readonly invitation: ReceivedInvitation;
  readonly projectName: string;
  readonly passwordMinBytes: number;
  /** Without SMTP nobody is offered a mail. */
  readonly sendsMail: boolean;
  readonly errors?: FormErrors;
}

export interface AcceptPage {
  readonly heading: string;
  readonly text: string;
  readonly token: string;
  /** Null where the link no longer works. */
  readonly form: { readonly address: string; readonly expires: string; readonly passwordHint: string; readonly passwordError: string | null; readonly errors: FormErrors['summary'] } | null;
  /** The link ran out while the invitation stands: its reader may have a new one sent. */
  readonly canAskAgain: boolean;
  readonly way: Way | null;
}

interface Way {
  readonly label: string;
  readonly url: string;
}

export function acceptPage({ token, invitation, projectName, passwordMinBytes, sendsMail, errors = NO_ERRORS }: AcceptFacts): AcceptPage {
  if (invitation.kind === 'expired' && sendsMail) return { ...EXPIRED, token, form: null, canAskAgain: true };
  if (invitation.kind !== 'usable') return { ...DEAD_LINKS[invitation.kind], token, form: null, canAskAgain: false };
  const role = invitation.role ? ` as ${invitation.role}` : '';
  return {
    heading: `Join ${projectName}`,
    text: invitation.inviter ? `${invitation.inviter} invited you${role}. Choose a password, and you are in.` : `You are invited${role}. Choose a password, and you are in.`,
    token,
    form: {
      address: invitation.address,
      expires: absoluteTime(invitation.expiresAt),
      passwordHint: passwordHint(passwordMinBytes),
      passwordError: errors.byField['password'] ?? null,
      errors: errors.summary,
    },
    canAskAgain: false,
    way: null,
  };
}

/** The same for every token, so it names no address. */
export function askedPage(sendsMail: boolean): AcceptPage {
  return { ...(sendsMail ? ASKED : NO_MAIL), token: '', form: null, canAskAgain: false, way: SIGN_IN };
}

export interface DeclinePage {
  readonly heading: string;
  readonly text: string;
  readonly token: string;
  readonly canDecline: boolean;
  readonly way: Way | null;
}

/** After the press: what it did, and what to do if it was not meant. */
export function declinedPage(): DeclinePage {
  return {
    heading: 'The invitation is declined',
    text: 'Its link no longer works, and whoever invited you sees that. If you did not mean it, ask them to send the invitation again; otherwise you can close this page.',
    token: '',
    canDecline: false,
    way: SIGN_IN,
  };
}

export function declinePage(token: string, invitation: ReceivedInvitation): DeclinePage {
  if (invitation.kind !== 'usable') return { ...DEAD_LINKS[invitation.kind], token, canDecline: false };
  return {
    heading: 'You did not expect this invitation?',
    text: `Somebody invited ${invitation.address}. You may simply ignore it: nothing happens without you. If you decline, the link stops working and whoever invited you sees that.`,
    token,
    canDecline: true,
    way: null,
  };
}

const SIGN_IN: Way = { label: 'Go to sign-in', url: '/admin/login' };

const EXPIRED = { heading: 'This invitation has expired', text: 'You can have a new link sent to the address that was invited. The old one stays dead.', way: null };
const ASKED = {
  heading: 'Look into your mailbox',
  text: 'If the invitation still stands, a new link is on its way to the address it was sent to. It usually takes a minute; look into the spam folder, too. At most a few mails an hour go to one address.',
};
const NO_MAIL = { heading: 'No mail was sent', text: 'This directory sends no mail. Ask whoever invited you for a new link.' };

/** Which of all reasons it is, and what to do; never whose link it was. */
const DEAD_LINKS: Readonly<Record<Exclude<ReceivedInvitation['kind'], 'usable'>, { readonly heading: string; readonly text: string; readonly way: Way }>> = {
  used: { heading: 'This invitation was accepted already', text: 'Sign in with your e-mail address and the password that was chosen.', way: SIGN_IN },
  expired: { heading: 'This invitation has expired', text: 'Ask whoever invited you to send it again. It takes them one press of a button, and you get a new mail.', way: SIGN_IN },
  replaced: { heading: 'There is a newer invitation', text: 'It was sent again, and only the newest mail works. Look for it in your mailbox, also among the spam.', way: SIGN_IN },
  revoked: { heading: 'This invitation was withdrawn', text: 'If that surprises you, ask whoever invited you. They can invite you again.', way: SIGN_IN },
  declined: { heading: 'This invitation was declined', text: 'If you have changed your mind, ask whoever invited you to send it again.', way: SIGN_IN },
  unknown: { heading: 'This link does not work', text: 'Some mail programs cut long links: copy the whole address from the mail. If it still does not work, ask whoever invited you to send the invitation again.', way: SIGN_IN },
};
