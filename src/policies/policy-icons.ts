/** The icons that a policy can be given on the page, by their name in the sprite. */
const POLICY_ICONS = {
  'file-text': 'Document',
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

/** Names of the dialect that we draw with another one; the first is what a policy has whose icon nobody chose. */
const DRAWN_AS: Readonly<Record<string, string>> = { badge: 'scroll-text', verified: 'badge-check', public: 'globe' };

/** The sprite's icon for a stored one. Names from other programs are kept as they are and drawn like the default. */
export function policyIcon(stored: string | null): string {
  if (stored !== null && Object.hasOwn(DRAWN_AS, stored)) return DRAWN_AS[stored]!;
  return stored !== null && Object.hasOwn(POLICY_ICONS, stored) ? stored : 'scroll-text';
}

/** For the select of the form. An icon that we do not draw stays selectable, so that saving does not lose it. */
export function policyIconChoices(stored: string | null): { value: string; label: string; selected: boolean }[] {
  const known = Object.entries(POLICY_ICONS).map(([value, label]) => ({ value, label, selected: value === stored }));
  if (stored === null || Object.hasOwn(POLICY_ICONS, stored)) return known;
  return [{ value: stored, label: stored === 'badge' ? 'Default' : `Other: ${stored}`, selected: true }, ...known];
}
