import { applicationErrorsIn } from '../platform/errors/application-error';
import { RequestsExceededError } from '../platform/errors/errors';

export interface LoginRefusal {
  readonly status: 401 | 429;
  readonly kind: 'wrong' | 'too-many';
  readonly retryAt: Date | null;
}

/** Null for a defect. One text for every wrong address, password and status. */
export function loginRefusal(error: unknown): LoginRefusal | null {
  const [first] = applicationErrorsIn(error) ?? [];
  if (first instanceof RequestsExceededError) return { status: 429, kind: 'too-many', retryAt: first.facts.resetAt };
  // Without an error passport did not find both fields.
  if (!error || first?.code === 'INVALID_CREDENTIALS' || first?.code === 'INVALID_OTP') return { status: 401, kind: 'wrong', retryAt: null };
  return null;
}

export interface LoginPage {
  readonly email: string;
  readonly returnTo: string;
  /** After a refusal the summary of it takes the focus. */
  readonly beginsAtAddress: boolean;
  readonly errors: readonly { readonly text: string; readonly href: string | null }[];
  readonly registerUrl: string | null;
  readonly resetUrl: string;
  readonly isWithoutAdministrator: boolean;
}

const WRONG = 'That e-mail address and password do not belong together. Check both and try again.';

export function loginPage(facts: { email: string; returnTo: string | null; refusal: LoginRefusal | null; registrationIsOpen: boolean; isWithoutAdministrator: boolean }): LoginPage {
  const { refusal } = facts;
  return {
    email: facts.email,
    returnTo: facts.returnTo ?? '',
    beginsAtAddress: refusal === null,
    errors: refusal === null ? [] : [refusal.kind === 'wrong' ? { text: WRONG, href: '#field-email' } : { text: tooManyTries(refusal.retryAt!), href: null }],
    registerUrl: facts.registrationIsOpen ? '/admin/register' : null,
    resetUrl: '/admin/reset-password',
    isWithoutAdministrator: facts.isWithoutAdministrator,
  };
}

/** The first page of signing in, with where to go afterwards. */
export function loginUrl(returnTo: string | null): string {
  return returnTo === null ? '/admin/login' : `/admin/login?return=${encodeURIComponent(returnTo)}`;
}

export function tooManyTries(retryAt: Date): string {
  return `Too many tries. Wait until ${time(retryAt)} and try again.`;
}

function time(at: Date): string {
  return `${new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'UTC' }).format(at)} UTC`;
}
