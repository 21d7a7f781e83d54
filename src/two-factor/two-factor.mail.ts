import { safeName } from '../platform/mail/mail-text';

/** Tells the owner of an account what happened to its second factor, so that a thief cannot do it in silence. */
export const TWO_FACTOR_TEMPLATE = 'two-factor';

export type TwoFactorNews = 'on' | 'off' | 'guessed' | 'recovery-code' | 'new-codes';

/** Flags and not the word: a template cannot compare. */
export interface TwoFactorModel {
  readonly isOn: boolean;
  readonly isOff: boolean;
  readonly isGuessed: boolean;
  readonly isRecoveryCode: boolean;
  readonly isNewCodes: boolean;
  /** Who did it; null where it was the owner, whose own name would tell nothing. */
  readonly by: string | null;
  /** How many recovery codes are left; 0 is said too. */
  readonly left: number;
}

export function twoFactorModel(news: TwoFactorNews, { by = null, left = 0 }: { by?: string | null; left?: number } = {}): TwoFactorModel & Record<string, string | number | boolean | null> {
  return { isOn: news === 'on', isOff: news === 'off', isGuessed: news === 'guessed', isRecoveryCode: news === 'recovery-code', isNewCodes: news === 'new-codes', by: safeName(by), left };
}
