export interface LoginRefusal {
  readonly status: 401 | 429;
  readonly kind: 'wrong' | 'too-many';
  readonly retryAt: Date | null;
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
    errors: refusal === null ? [] : [refusal.kind === 'wrong' ? { text: WRONG, href: '#field-email' } : { text: `Too many tries. Wait until ${time(refusal.retryAt!)} and try again.`, href: null }],
    registerUrl: facts.registrationIsOpen ? '/admin/register' : null,
    resetUrl: '/admin/reset-password',
    isWithoutAdministrator: facts.isWithoutAdministrator,
  };
}

function time(at: Date): string {
  return `${new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'UTC' }).format(at)} UTC`;
}
