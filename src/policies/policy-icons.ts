/** The icons that a policy can be given on the page, by their name in the sprite. */
const POLICY_ICONS = {
  badge: 'Badge',
  'scroll-text': 'Document',
  'shield-check': 'Shield',
  'key-round': 'Key',
  'lock-keyhole': 'Lock',
  eye: 'Eye',
  'pen-line': 'Pen',
  'users-round': 'People',
  globe: 'Globe',
  crown: 'Crown',
  'book-open': 'Book',
  wrench: 'Wrench',
} as const;

/** Names of the dialect's seeds that we draw with another name. */
const SEEDED: Readonly<Record<string, string>> = { verified: 'badge-check', public: 'globe' };

/** The sprite's icon for a stored one. Names from other programs are kept as they are and shown as a badge. */
export function policyIcon(stored: string | null): string {
  if (stored !== null && Object.hasOwn(SEEDED, stored)) return SEEDED[stored]!;
  return stored !== null && Object.hasOwn(POLICY_ICONS, stored) ? stored : 'badge';
}

/** For the select of the form. An icon that we do not draw stays selectable, so that saving does not lose it. */
export function policyIconChoices(stored: string | null): { value: string; label: string; selected: boolean }[] {
  const known = Object.entries(POLICY_ICONS).map(([value, label]) => ({ value, label, selected: value === stored }));
  if (stored === null || Object.hasOwn(POLICY_ICONS, stored)) return known;
  return [{ value: stored, label: `Other: ${stored}`, selected: true }, ...known];
}
