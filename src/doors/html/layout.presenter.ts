import type { Accountability } from '../../platform/accountability/accountability';
import type { Flash } from './flash';
import type { FormIdentity } from './form-tokens';

/** What the layout shows of the project itself; filled by the settings room. */
export interface ProjectLook {
  readonly name: string;
  readonly color: string;
  readonly language: string;
  readonly url: string | null;
  readonly registrationIsOpen: boolean;
}

/** The port through which the settings reach every page. */
export abstract class LayoutSource {
  abstract project(): Promise<ProjectLook>;
}

export interface NavLink {
  readonly label: string;
  readonly url: string;
  readonly icon: string;
  readonly current: boolean;
}

export interface NavGroup {
  readonly heading: string;
  readonly links: readonly NavLink[];
}

/** Where the built files are, by content hash. */
export interface AssetUrls {
  readonly css: string;
  readonly js: string;
  /** Not an address: the icons themselves, which the layouts put into the page. */
  readonly sprite: string;
  readonly mark: string;
}

/** Everything that views/layouts may use. */
export interface LayoutView {
  readonly title: string;
  readonly projectName: string;
  /** The style sheet of the project's own colour, for the public pages; null while it is ours. */
  readonly projectStyles: string | null;
  readonly language: string;
  readonly appearance: string;
  readonly nav: readonly NavGroup[];
  readonly me: { readonly name: string; readonly initials: string; readonly accountUrl: string } | null;
  readonly flash: Flash | null;
  readonly form: FormIdentity;
  readonly assets: AssetUrls;
}

export interface LayoutFacts {
  readonly title: string;
  readonly hasErrors: boolean;
  readonly path: string;
  readonly project: ProjectLook;
  readonly caller: Accountability;
  /** The collections that the caller may read at all. */
  readonly readable: ReadonlySet<string>;
  readonly appearance: string;
  readonly flash: Flash | null;
  readonly form: FormIdentity;
  readonly assets: AssetUrls;
}

interface NavEntry {
  readonly heading: string;
  readonly label: string;
  readonly url: string;
  readonly icon: string;
  /** Shown to whoever may read this collection; null: to everybody with app access. */
  readonly collection: string | null;
}

/** No policy can name it: entries with it are for administrators. */
const ADMINISTRATORS = '';

const NAVIGATION: readonly NavEntry[] = [
  { heading: 'People', label: 'Users', url: '/admin/users', icon: 'users', collection: 'directus_users' },
  { heading: 'People', label: 'Invitations', url: '/admin/invitations', icon: 'mail', collection: ADMINISTRATORS },
  { heading: 'Access control', label: 'Roles', url: '/admin/settings/roles', icon: 'shield-check', collection: 'directus_roles' },
  { heading: 'Access control', label: 'Policies', url: '/admin/settings/policies', icon: 'scroll-text', collection: 'directus_policies' },
  { heading: 'Record', label: 'Activity', url: '/admin/activity', icon: 'activity', collection: 'directus_activity' },
  { heading: 'Record', label: 'Outbox', url: '/admin/outbox', icon: 'send', collection: ADMINISTRATORS },
  { heading: 'Project', label: 'Settings', url: '/admin/settings', icon: 'settings-2', collection: ADMINISTRATORS },
  { heading: 'Project', label: 'API', url: '/admin/api', icon: 'terminal', collection: null },
];

/** The pages that are for whoever may read a collection, in the order of the navigation. */
export const PAGES_BY_COLLECTION: readonly { readonly url: string; readonly collection: string }[] = NAVIGATION.flatMap(({ url, collection }) => (collection ? [{ url, collection }] : []));

export function layoutView(facts: LayoutFacts): LayoutView {
  const { project, caller } = facts;
  return {
    title: `${facts.hasErrors ? 'Error: ' : ''}${facts.title} · ${project.name}`,
    projectName: project.name,
    projectStyles: projectStylesUrl(project.color),
    language: project.language,
    appearance: facts.appearance,
    nav: navigation(facts),
    me: caller.kind === 'user' ? { name: caller.name, initials: initials(caller.name), accountUrl: '/admin/account' } : null,
    flash: facts.flash,
    form: facts.form,
    assets: facts.assets,
  };
}

function navigation({ caller, path, readable }: LayoutFacts): NavGroup[] {
  if (!caller.admin && !caller.app) return [];
  const visible = NAVIGATION.filter((entry) => caller.admin || entry.collection === null || readable.has(entry.collection));
  const current = visible.filter((entry) => path === entry.url || path.startsWith(`${entry.url}/`)).sort((a, b) => b.url.length - a.url.length)[0];
  return [...new Set(visible.map((entry) => entry.heading))].map((heading) => ({
    heading,
    links: visible.filter((entry) => entry.heading === heading).map((entry) => ({ label: entry.label, url: entry.url, icon: entry.icon, current: entry === current })),
  }));
}

/** What the settings begin with: the colour of our own style sheet. */
const OUR_COLOR = '#0b6b50';

function projectStylesUrl(color: string): string | null {
  const chosen = color.toLowerCase();
  return /^#[0-9a-f]{6}$/.test(chosen) && chosen !== OUR_COLOR ? `/admin/colors/${chosen.slice(1)}.css` : null;
}

/** Two letters for an avatar: of the first and the last word. An address counts up to its @: colleagues would all end in the same letter. */
export function initials(name: string): string {
  const words = name.replace(/(?<=.)@\S*$/, '').split(/[\s@._-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return letters.map((word) => [...word][0]!.toUpperCase()).join('') || '?';
}
