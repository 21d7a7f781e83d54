/** A made-up publishing house, the same at every run: who works there, in which roles, with which policies. Pure data. */

export const DEMO_DOMAIN = 'meridian.example';

export interface DemoRole {
  readonly key: string;
  readonly name: string;
  readonly icon: string;
  readonly description: string;
  readonly parent: string | null;
  readonly policies: readonly string[];
  readonly people: number;
  readonly titles: readonly string[];
}

/** Parents first. */
export const ROLES: readonly DemoRole[] = [
  { key: 'staff', name: 'Staff', icon: 'building-2', description: 'Everybody on the payroll of Meridian Press.', parent: null, policies: ['directory', 'own-profile'], people: 14, titles: ['Office manager', 'Receptionist', 'Bookkeeper', 'Caretaker'] },
  { key: 'editorial', name: 'Editorial', icon: 'pen-line', description: 'Makes books out of manuscripts.', parent: 'staff', policies: ['manuscripts'], people: 38, titles: ['Editor', 'Assistant editor', 'Fiction editor', 'Non-fiction editor'] },
  { key: 'copy-desk', name: 'Copy desk', icon: 'book-open', description: 'Reads every page twice.', parent: 'editorial', policies: [], people: 22, titles: ['Copy editor', 'Proofreader', 'Fact checker'] },
  { key: 'commissioning', name: 'Commissioning editors', icon: 'star', description: 'Decide what is published.', parent: 'editorial', policies: ['publishing'], people: 9, titles: ['Commissioning editor', 'Series editor'] },
  { key: 'production', name: 'Production', icon: 'wrench', description: 'Paper, print and binding.', parent: 'staff', policies: [], people: 27, titles: ['Production manager', 'Typesetter', 'Designer', 'Print buyer'] },
  { key: 'people-team', name: 'People team', icon: 'heart', description: 'Hires, looks after and says goodbye to people.', parent: 'staff', policies: ['people'], people: 6, titles: ['People partner', 'Recruiter'] },
  { key: 'contributors', name: 'Contributors', icon: 'palette', description: 'Authors, translators and illustrators from outside.', parent: null, policies: ['own-profile'], people: 62, titles: ['Author', 'Translator', 'Illustrator'] },
  { key: 'auditors', name: 'Auditors', icon: 'eye', description: 'Look at everything and change nothing.', parent: null, policies: ['audit'], people: 3, titles: ['Auditor'] },
];

/** A rule of a policy; without `rows` it is about every row, without `fields` about every field. */
export interface DemoRule {
  readonly collection: string;
  readonly action: 'create' | 'read' | 'update' | 'delete';
  readonly fields?: readonly string[];
  readonly rows?: object;
}

export interface DemoPolicy {
  readonly key: string;
  readonly name: string;
  readonly icon: string;
  readonly description: string;
  readonly appAccess: boolean;
  readonly rules: readonly DemoRule[];
}

const VISITING_CARD = ['id', 'first_name', 'last_name', 'email', 'title', 'location', 'language', 'avatar', 'status', 'role'];

export const POLICIES: readonly DemoPolicy[] = [
  { key: 'directory', name: 'Look people up', icon: 'book-open', description: 'The directory with names, addresses and roles of whoever is active.', appAccess: true, rules: [
    { collection: 'directus_users', action: 'read', fields: VISITING_CARD, rows: { status: { _eq: 'active' } } },
    { collection: 'directus_roles', action: 'read', fields: ['id', 'name', 'icon', 'description', 'parent'] },
  ] },
  { key: 'own-profile', name: 'Own profile', icon: 'badge', description: 'Everybody keeps their own visiting card up to date.', appAccess: false, rules: [
    { collection: 'directus_users', action: 'update', fields: ['first_name', 'last_name', 'title', 'location', 'language', 'description', 'appearance'], rows: { id: { _eq: '$CURRENT_USER' } } },
  ] },
  { key: 'people', name: 'Look after people', icon: 'users-round', description: 'Invites, changes and suspends people; hands out nothing that it does not hold.', appAccess: true, rules: [
    { collection: 'directus_users', action: 'read' },
    { collection: 'directus_users', action: 'create', fields: ['first_name', 'last_name', 'email', 'status', 'role', 'title', 'location', 'language'] },
    { collection: 'directus_users', action: 'update', fields: ['first_name', 'last_name', 'status', 'role', 'title', 'location', 'language'] },
    { collection: 'directus_roles', action: 'read' },
  ] },
  { key: 'manuscripts', name: 'Manuscripts', icon: 'pen-line', description: 'For the manuscript application, which asks Usher who may what.', appAccess: false, rules: [
    { collection: 'manuscripts', action: 'read' },
    { collection: 'manuscripts', action: 'update', rows: { editor: { _eq: '$CURRENT_USER' } } },
  ] },
  { key: 'publishing', name: 'Decide on publication', icon: 'key-round', description: 'Accepts manuscripts and sets publication dates.', appAccess: false, rules: [
    { collection: 'manuscripts', action: 'create' },
    { collection: 'manuscripts', action: 'update', fields: ['status', 'publication_date', 'editor'] },
  ] },
  { key: 'audit', name: 'Audit', icon: 'eye', description: 'Reads people, roles, policies and the whole activity.', appAccess: true, rules: [
    ...['directus_users', 'directus_roles', 'directus_policies', 'directus_access', 'directus_permissions', 'directus_activity', 'directus_revisions'].map((collection): DemoRule => ({ collection, action: 'read' })),
  ] },
];

export interface DemoPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly title: string;
  readonly location: string;
  readonly language: string;
  readonly role: string;
}

const FIRST_NAMES = ['Amara', 'Bjørn', 'Chiara', 'Dmitri', 'Elif', 'Farah', 'Gustavo', 'Hana', 'Ines', 'Jakub', 'Kemal', 'Lucía', 'Mateus', 'Noor', 'Oskar', 'Priya', 'Quentin', 'Rosa', 'Sanjay', 'Tomasz', 'Uma', 'Vera', 'Wren', 'Ximena', 'Yusuf', 'Zofia', 'Ayesha', 'Benoît', 'Clara', 'Davide', 'Esra'];
const LAST_NAMES = ['Abadi', 'Bergström', 'Costa', 'Dvořák', 'Eriksen', 'Fontaine', 'García', 'Haddad', 'Ito', 'Jansen', 'Kowalski', 'Lindholm', 'Moreau', 'Nakamura', 'Okafor', 'Petrov', 'Quiroga', 'Rossi', 'Schneider', 'Tanaka', 'Ulloa', 'Varga', 'Whitaker', 'Yılmaz', 'Zhang', 'Ćosić', 'O’Brien'];
const PLACES: readonly (readonly [place: string, language: string])[] = [['Leiden', 'nl-NL'], ['Porto', 'pt-BR'], ['Leipzig', 'de-DE'], ['Edinburgh', 'en-GB'], ['Lyon', 'fr-FR'], ['Bologna', 'it-IT'], ['Kraków', 'pl-PL'], ['Gothenburg', 'sv-SE']];

/** Everybody but the administrators, role by role. */
export function people(): DemoPerson[] {
  const taken = new Set<string>();
  let index = 0;
  return ROLES.flatMap((role) =>
    Array.from({ length: role.people }, (_, place): DemoPerson => {
      index += 1;
      return person(index, role, place, taken);
    }),
  );
}

/** Strides that share no factor with the lists' lengths, so that first and last names meet in ever new pairs. */
function person(index: number, role: DemoRole, place: number, taken: Set<string>): DemoPerson {
  const firstName = FIRST_NAMES[(index * 7) % FIRST_NAMES.length]!;
  const lastName = LAST_NAMES[(index * 11 + Math.floor(index / FIRST_NAMES.length)) % LAST_NAMES.length]!;
  const [location, language] = PLACES[(index * 5) % PLACES.length]!;
  return { firstName, lastName, email: addressFor(firstName, lastName, taken), title: role.titles[place % role.titles.length]!, location, language, role: role.key };
}

function addressFor(firstName: string, lastName: string, taken: Set<string>): string {
  const plain = (name: string) => name.normalize('NFD').replace(/ø/g, 'o').replace(/ı/g, 'i').replace(/[^A-Za-z]/g, '').toLowerCase();
  const local = `${plain(firstName)}.${plain(lastName)}`;
  let address = `${local}@${DEMO_DOMAIN}`;
  for (let number = 2; taken.has(address); number += 1) address = `${local}${number}@${DEMO_DOMAIN}`;
  taken.add(address);
  return address;
}

/** Two people who run the directory. */
export const ADMINISTRATORS = [
  { firstName: 'Ada', lastName: 'Lindqvist', email: `ada@${DEMO_DOMAIN}` },
  { firstName: 'Ben', lastName: 'Achterberg', email: `ben@${DEMO_DOMAIN}` },
] as const;

/** Invited a month ago and never answered; invited this week; registered and not verified yet. */
export const EXPIRED_INVITATIONS = ['leon.vogt', 'mireille.duval', 'sofia.alves', 'henk.bakker'].map((name) => `${name}@${DEMO_DOMAIN}`);
export const PENDING_INVITATIONS = ['grace.muriuki', 'pavel.novak', 'ingrid.solberg', 'tariq.aziz', 'camille.roux', 'joana.pires', 'maeve.byrne', 'luca.bianchi', 'aino.virtanen', 'kofi.mensah'].map((name) => `${name}@${DEMO_DOMAIN}`);
export const UNVERIFIED = [
  { firstName: 'Nadia', lastName: 'Petit', email: `nadia.petit@${DEMO_DOMAIN}` },
  { firstName: 'Owen', lastName: 'Clarke', email: `owen.clarke@${DEMO_DOMAIN}` },
  { firstName: 'Mei', lastName: 'Lin', email: `mei.lin@${DEMO_DOMAIN}` },
] as const;
