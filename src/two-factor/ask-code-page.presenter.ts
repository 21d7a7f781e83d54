import type { FormErrors } from '../doors/html/field-messages';

/** What somebody does with a code, other than signing in. */
export type CodeWish = 'turn-off' | 'new-codes';

export interface AskCodePage {
  readonly title: string;
  readonly action: string;
  readonly submitLabel: string;
  readonly tone: 'danger' | null;
  readonly consequences: readonly string[];
  /** The answer is a page that is shown once, which Turbo would not show. */
  readonly withoutTurbo: boolean;
  readonly errors: FormErrors['summary'];
  readonly codeError: string | null;
}

export function askCodePage(wish: CodeWish, { isAskedFor, errors }: { readonly isAskedFor: boolean; readonly errors: FormErrors }): AskCodePage {
  return { ...WISHES[wish], consequences: consequences(wish, isAskedFor), errors: errors.summary, codeError: errors.byField['code'] ?? null };
}

const WISHES = {
  'turn-off': { title: 'Turn off two-factor sign-in?', action: '/admin/account/two-factor/off', submitLabel: 'Turn off two-factor sign-in', tone: 'danger', withoutTurbo: false },
  'new-codes': { title: 'Make new recovery codes?', action: '/admin/account/two-factor/recovery-codes', submitLabel: 'Make new recovery codes', tone: null, withoutTurbo: true },
} as const;

function consequences(wish: CodeWish, isAskedFor: boolean): string[] {
  if (wish === 'new-codes') return ['You get ten new codes. Those that you have now no longer work.'];
  return [
    'Your password alone signs you in from then on. Your recovery codes and the entry in your app no longer work.',
    ...(isAskedFor ? ['Your organisation asks for two-factor sign-in: you have to set it up again before you can do anything else.'] : []),
  ];
}
