import type { FormErrors } from '../doors/html/field-messages';
import type { TokenState } from '../platform/tokens/token-state';

export interface ConfirmAddressPage {
  readonly title: string;
  readonly text: string;
  /** Null where nothing is left to confirm. */
  readonly form: { readonly action: string; readonly token: string } | null;
  readonly errors: FormErrors['summary'];
}

const ENDED: Record<Exclude<TokenState['kind'], 'usable'>, readonly [title: string, text: string]> = {
  used: ['Already confirmed', 'This address is in use already. Sign in with it.'],
  expired: ['This link has expired', 'Nothing was changed. Sign in with your present address and ask for the change again.'],
  replaced: ['There is a newer link', 'You asked for the change once more, so only the link in the newest mail works.'],
  revoked: ['This link no longer works', 'Your account was changed after it was sent. Sign in and ask for the change again if you still want it.'],
  declined: ['This link no longer works', 'Nothing was changed.'],
  unknown: ['This link does not work', 'It is not complete, or it is not one of ours. Open it from the mail once more, or copy all of it.'],
};

export function confirmAddressPage(facts: { path: string; token: string; state: TokenState & { readonly address: string | null }; errors: FormErrors }): ConfirmAddressPage {
  const { state } = facts;
  if (state.kind !== 'usable') {
    const [title, text] = ENDED[state.kind];
    return { title, text, form: null, errors: [] };
  }
  return {
    title: 'Is this your new address?',
    text: `From now on you will sign in with ${state.address ?? 'it'}. You will be signed out on your other devices.`,
    form: { action: facts.path, token: facts.token },
    errors: facts.errors.summary,
  };
}
