/** The icons that a role can be given on the page, by their name in the sprite. */
const ROLE_ICONS = {
  'users-round': 'People',
  'shield-check': 'Shield',
  crown: 'Crown',
  'key-round': 'Key',
  'pen-line': 'Pen',
  'book-open': 'Book',
  newspaper: 'Newspaper',
  eye: 'Eye',
  megaphone: 'Megaphone',
  headset: 'Headset',
  'life-buoy': 'Lifebuoy',
  handshake: 'Handshake',
  heart: 'Heart',
  briefcase: 'Briefcase',
  'building-2': 'Building',
  'graduation-cap': 'Graduation cap',
  terminal: 'Terminal',
  server: 'Server',
  wrench: 'Wrench',
  rocket: 'Rocket',
  palette: 'Palette',
  globe: 'Globe',
  store: 'Shop',
  truck: 'Truck',
  star: 'Star',
} as const;

/** What the dialect gives a role whose icon nobody chose. */
export const DEFAULT_ICON = 'supervised_user_circle';

/** The sprite's icon for a stored one. Names from other programs are kept as they are and shown as people. */
export function iconOf(stored: string | null): string {
  return stored !== null && Object.hasOwn(ROLE_ICONS, stored) ? stored : 'users-round';
}

/** For the select of the role form. An icon that we do not draw stays selectable, so that saving does not lose it. */
export function iconChoices(stored: string | null): { value: string; label: string; selected: boolean }[] {
  const known = Object.entries(ROLE_ICONS).map(([value, label]) => ({ value, label, selected: value === stored }));
  if (stored === null || Object.hasOwn(ROLE_ICONS, stored)) return known;
  return [{ value: stored, label: stored === DEFAULT_ICON ? 'Default' : `Other: ${stored}`, selected: true }, ...known];
}

/** What the icon is called where it cannot be drawn. */
export function iconWord(stored: string | null): string {
  return stored !== null && Object.hasOwn(ROLE_ICONS, stored) ? ROLE_ICONS[stored as keyof typeof ROLE_ICONS] : 'Default';
}
