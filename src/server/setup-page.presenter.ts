import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import type { TokenState } from '../platform/tokens/token-state';
import { passwordHint } from '../users/password-hint';

export const SETUP_LABELS = { first_name: 'First name', last_name: 'Last name', email: 'E-mail', password: 'Password' } as const;

export interface SetupPage {
  readonly state: { readonly canSetUp: boolean; readonly heading: string; readonly text: string };
  readonly token: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly passwordHint: string;
  readonly errors: FormErrors['summary'];
  readonly fieldErrors: { readonly firstName: string | null; readonly lastName: string | null; readonly email: string | null; readonly password: string | null };
}

export interface SetupFacts {
  readonly token: string;
  readonly link: TokenState['kind'];
  readonly isWithoutAdministrator: boolean;
  readonly passwordMinBytes: number;
  readonly typed?: { readonly firstName: string; readonly lastName: string; readonly email: string };
  readonly errors?: FormErrors;
}

export function setupPage({ token, link, isWithoutAdministrator, passwordMinBytes, typed, errors = NO_ERRORS }: SetupFacts): SetupPage {
  return {
    state: stateOf(link, isWithoutAdministrator),
    token,
    firstName: typed?.firstName ?? '',
    lastName: typed?.lastName ?? '',
    email: typed?.email ?? '',
    passwordHint: passwordHint(passwordMinBytes),
    errors: errors.summary,
    fieldErrors: {
      firstName: errors.byField['first_name'] ?? null,
      lastName: errors.byField['last_name'] ?? null,
      email: errors.byField['email'] ?? null,
      password: errors.byField['password'] ?? null,
    },
  };
}

const NEW_LINK = 'Run "npx usher setup-link" on the machine that runs Usher, or restart it, and use the link that it prints.';

function stateOf(link: TokenState['kind'], isWithoutAdministrator: boolean): SetupPage['state'] {
  if (!isWithoutAdministrator) return { canSetUp: false, heading: 'Usher is set up already', text: 'Somebody has become its administrator. Sign in, or ask them for an invitation.' };
  if (link === 'usable') return { canSetUp: true, heading: 'Set up Usher', text: 'You become its administrator. Everybody else can be invited afterwards.' };
  if (link === 'expired') return { canSetUp: false, heading: 'This link has expired', text: `A set-up link is good for one hour. ${NEW_LINK}` };
  return { canSetUp: false, heading: 'This link does not work any more', text: `A newer one may have been made since. ${NEW_LINK}` };
}
