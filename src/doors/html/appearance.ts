export const APPEARANCES = ['auto', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

export const APPEARANCE_COOKIE = 'usher_appearance';

/** A cookie's value is the visitor's to change. */
export function parseAppearance(value: string | null): Appearance {
  return APPEARANCES.find((appearance) => appearance === value) ?? 'auto';
}
