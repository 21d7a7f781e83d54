import { loginUrl, tooManyTries, type LoginRefusal } from './login-page.presenter';

/** Which code the field is for. It takes both; phones show another keyboard for letters. */
export type CodeKind = 'app' | 'recovery';

export interface LoginCodePage {
  /** Whose sign-in this is: in two tabs it may be two people's. */
  readonly address: string;
  readonly returnTo: string;
  readonly kind: CodeKind;
  readonly label: string;
  readonly hint: string;
  readonly inputmode: 'numeric' | 'text';
  readonly autocomplete: 'one-time-code' | 'off';
  readonly error: string | null;
  /** What no field can mend. */
  readonly errors: readonly { readonly text: string; readonly href: string | null }[];
  readonly beginsAtCode: boolean;
  readonly otherKind: { readonly label: string; readonly url: string };
  /** Starts again with the password. */
  readonly startUrl: string;
}

export function loginCodePage({ address, kind, returnTo, refusal }: { readonly address: string; readonly kind: CodeKind; readonly returnTo: string | null; readonly refusal: LoginRefusal | null }): LoginCodePage {
  const isTooMany = refusal?.kind === 'too-many';
  const { error, other, ...field } = FIELDS[kind];
  return {
    address,
    returnTo: returnTo ?? '',
    kind,
    ...field,
    error: refusal?.kind === 'wrong' ? error : null,
    errors: isTooMany ? [{ text: tooManyTries(refusal.retryAt!), href: null }] : [],
    beginsAtCode: !isTooMany,
    otherKind: { label: FIELDS[other].choice, url: codeUrl(returnTo, other) },
    startUrl: loginUrl(returnTo),
  };
}

/** The second page of signing in, with where to go afterwards. */
export function codeUrl(returnTo: string | null, kind: CodeKind = 'app'): string {
  const query = new URLSearchParams({ ...(returnTo !== null && { return: returnTo }), ...(kind !== 'app' && { kind }) }).toString();
  return `/admin/login/code${query && `?${query}`}`;
}

const FIELDS = {
  app: {
    label: 'Code from your authenticator app', hint: 'Six digits. A recovery code will do, too.', inputmode: 'numeric', autocomplete: 'one-time-code',
    error: 'That code is not right, or was used already. Enter the one that the app shows now. If that is refused, too, the clock of the phone may be wrong.', other: 'recovery', choice: 'Use the code from the app',
  },
  recovery: {
    label: 'Recovery code', hint: 'One of those that you kept when you turned two-factor sign-in on. Each works once.', inputmode: 'text', autocomplete: 'off',
    error: 'That code is not right, or was used already. Enter another one of your recovery codes.', other: 'app', choice: 'Use a recovery code',
  },
} as const;
