import { safeName } from '../platform/mail/mail-text';

/** Tells the owner of an account that a means to sign in was changed, so that a thief cannot do it in silence. */
export interface AccountChangedModel {
  /** What was changed, in the reader's words. */
  readonly what: 'password' | 'e-mail address' | 'API token';
  /** Who did it; null where it was the owner, whose own name would tell nothing. */
  readonly by: string | null;
}

export const ACCOUNT_CHANGED_TEMPLATE = 'account-changed';

export function accountChangedModel(what: AccountChangedModel['what'], by: string | null): AccountChangedModel & Record<string, string | null> {
  return { what, by: safeName(by) };
}
