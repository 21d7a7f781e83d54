import type { FormErrors } from '../doors/html/field-messages';
import { passwordHint } from '../users/password-hint';
import type { Verification } from './verification.service';

/** The page behind the mailed link. */
export type VerifyPage = UsableLinkPage | DeadLinkPage;

export interface UsableLinkPage {
  readonly usable: true;
  readonly token: string;
  readonly address: string;
  readonly errors: FormErrors['summary'];
  /** Null in the browser that registered: there one button is enough. */
  readonly password: { readonly error: string | null; readonly hint: string } | null;
}

export interface DeadLinkPage {
  readonly usable: false;
  readonly title: string;
  readonly text: string;
  readonly canSignIn: boolean;
  readonly canRegister: boolean;
}

export interface VerifyPageFacts {
  readonly link: Verification;
  readonly token: string;
  readonly isSameBrowser: boolean;
  readonly registrationIsOpen: boolean;
  readonly minBytes: number;
  readonly errors: FormErrors;
}

export function verifyPage({ link, token, isSameBrowser, registrationIsOpen, minBytes, errors }: VerifyPageFacts): VerifyPage {
  if (link.state === 'usable') {
    return {
      usable: true,
      token,
      address: link.address ?? '',
      errors: errors.summary,
      password: isSameBrowser ? null : { error: errors.byField['password'] ?? null, hint: passwordHint(minBytes) },
    };
  }
  const { title, text } = DEAD[link.state];
  return { usable: false, title, text, canSignIn: link.state === 'used', canRegister: registrationIsOpen && link.state !== 'used' };
}

const DEAD: Record<Exclude<Verification['state'], 'usable'>, { title: string; text: string }> = {
  used: { title: 'This address is verified already', text: 'The link was used before, so there is nothing left to do. Sign in.' },
  expired: { title: 'This link has expired', text: 'Register again with the same address, and you get a new one.' },
  replaced: { title: 'There is a newer link', text: 'You were sent another mail after this one. Open the link in the newest mail.' },
  revoked: { title: 'This link no longer works', text: 'Your account was changed since the mail was sent. Ask an administrator if you think that this is a mistake.' },
  declined: { title: 'This link no longer works', text: 'Register again with the same address, and you get a new one.' },
  unknown: { title: 'This link is not known', text: 'Perhaps it was cut by your mail program: copy the whole address from the mail. Or register again, and you get a new one.' },
};
