import type { FieldLabels, FormErrors } from '../doors/html/field-messages';
import type { ResetLink } from './password-reset.service';
import { passwordHint } from '../users/password-hint';

export const PASSWORD_RESET_LABELS: FieldLabels = { email: 'E-mail address', password: 'New password' };

/** Asking for the mail. Whether an account has the address is told to nobody. */
export interface AskForResetPage {
  readonly title: string;
  readonly email: string;
  readonly errors: FormErrors['summary'];
  readonly error: string | null;
  readonly wasSent: boolean;
  /** Without SMTP no mail leaves: nobody is asked for an address in vain, or told to wait. */
  readonly mailIsSent: boolean;
}

export function askForResetPage(facts: { email: string; wasSent: boolean; mailIsSent: boolean; errors: FormErrors }): AskForResetPage {
  const { email, wasSent, mailIsSent, errors } = facts;
  return { title: wasSent && mailIsSent ? 'Check your mail' : 'Reset your password', email, wasSent, mailIsSent, errors: errors.summary, error: errors.byField['email'] ?? null };
}

/** Choosing the new password, behind the mailed link. */
export type ChoosePasswordPage =
  | { readonly usable: true; readonly token: string; readonly address: string; readonly errors: FormErrors['summary']; readonly error: string | null; readonly hint: string }
  | { readonly usable: false; readonly title: string; readonly text: string };

export function choosePasswordPage(facts: { link: ResetLink; token: string; minBytes: number; errors: FormErrors }): ChoosePasswordPage {
  const { link, token, minBytes, errors } = facts;
  if (link.state !== 'usable') return { usable: false, ...DEAD[link.state] };
  return { usable: true, token, address: link.address ?? '', errors: errors.summary, error: errors.byField['password'] ?? null, hint: passwordHint(minBytes) };
}

const DEAD: Record<Exclude<ResetLink['state'], 'usable'>, { title: string; text: string }> = {
  used: { title: 'This link was used already', text: 'A new password was chosen with it. Sign in with that one, or ask for another link.' },
  expired: { title: 'This link has expired', text: 'Ask for a new one.' },
  replaced: { title: 'There is a newer link', text: 'You were sent another mail after this one. Open the link in the newest mail, or ask for another one.' },
  revoked: { title: 'This link no longer works', text: 'The account was changed since the mail was sent. Ask for a new link if you still need one.' },
  declined: { title: 'This link no longer works', text: 'Ask for a new one.' },
  unknown: { title: 'This link is not known', text: 'Perhaps it was cut by your mail program: copy the whole address from the mail. Or ask for a new one.' },
};
