import type { FormErrors } from '../doors/html/field-messages';

export interface SetUpFacts {
  /** Who sets it up, as the authenticator app will name it. */
  readonly address: string;
  /** What the app is to be given; null before the password. */
  readonly pending: { readonly secret: string; readonly otpauthUrl: string; readonly qrCodeUrl: string } | null;
  /** Nothing else is open before it is set up. */
  readonly isRequired: boolean;
  /** The policies that ask for it. */
  readonly policies: readonly string[];
  readonly returnTo: string | null;
  readonly errors: FormErrors;
}

export interface SetUpPage {
  readonly address: string;
  /** Which rule wants it; null for somebody who does it of their own accord. */
  readonly rule: string | null;
  readonly returnTo: string;
  readonly errors: FormErrors['summary'];
  readonly passwordError: string | null;
  readonly pending: SecretView | null;
  /** Null for whoever may go nowhere else before it is set up. */
  readonly backUrl: string | null;
}

export interface SecretView {
  readonly qrCodeUrl: string;
  readonly otpauthUrl: string;
  /** In groups of four, to be typed by hand. */
  readonly groups: readonly string[];
  readonly returnTo: string;
  readonly codeError: string | null;
}

export function setUpPage({ address, pending, isRequired, policies, returnTo, errors }: SetUpFacts): SetUpPage {
  const goingOn = { returnTo: returnTo ?? '' };
  return {
    ...goingOn,
    address,
    rule: isRequired ? `Your organisation asks for two-factor sign-in${ruleNames(policies)}. Set it up, and you go on to where you were going.` : null,
    errors: errors.summary,
    passwordError: errors.byField['password'] ?? null,
    pending: pending && { ...goingOn, qrCodeUrl: pending.qrCodeUrl, otpauthUrl: pending.otpauthUrl, groups: pending.secret.match(/.{1,4}/g) ?? [], codeError: errors.byField['code'] ?? null },
    backUrl: isRequired ? null : '/admin/account#two-factor',
  };
}

function ruleNames(policies: readonly string[]): string {
  return policies.length === 0 ? '' : ` (${policies.length === 1 ? 'policy' : 'policies'} ${policies.join(', ')})`;
}
