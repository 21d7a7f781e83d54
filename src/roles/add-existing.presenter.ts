import { seededWords } from '../activity/names';
import { initials } from '../doors/html/layout.presenter';
import { counted, pagination, type Pagination } from '../doors/html/list-page.presenter';
import { nameOf, type PersonRow } from './role-rows';
import { AT_USERS, drawerUrl, roleUrl, type RolePlace } from './role-urls';
import { badgeOfStatus, type RowBadge } from './users-in-role.presenter';

export const PICKER_PER_PAGE = 20;

export interface PickerPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly initials: string;
  /** Said beside the tick: "leaves Viewer", "no role". */
  readonly consequence: string;
  /** Null for active people: only what is out of the ordinary is said. */
  readonly status: RowBadge | null;
  readonly isPicked: boolean;
}

export interface AddExistingPage {
  readonly heading: string;
  readonly text: string;
  readonly postUrl: string;
  readonly cancelUrl: string;
  readonly draft: string;
  readonly search: string;
  readonly page: number;
  readonly people: readonly PickerPerson[];
  readonly pagination: (Pagination & { readonly previousStep: string | null; readonly nextStep: string | null }) | null;
  readonly selected: string;
  readonly addLabel: string;
  /** Ticks on other pages of the picker, for the count that scripts keep. */
  readonly pickedElsewhere: number;
  readonly isNobody: boolean;
  readonly isNoMatch: boolean;
  readonly errors: readonly { readonly text: string; readonly href: string | null }[];
}

export interface AddExistingFacts {
  readonly roleId: string | null;
  readonly roleName: string;
  readonly candidates: { readonly rows: readonly PersonRow[]; readonly matching: number };
  readonly picked: readonly string[];
  readonly draftId: string | null;
  readonly search: string;
  readonly page: number;
  /** What the page behind the drawer shows. */
  readonly behind: RolePlace;
  readonly error: string | null;
}

/** The picker: everybody who is not in this role, with the role that each would leave. Ticks are kept over its pages. */
export function addExistingPage({ roleId, roleName, candidates, picked, draftId, search, page, behind, error }: AddExistingFacts): AddExistingPage {
  const isPicked = new Set(picked);
  const pages = pagination(candidates.matching, page, PICKER_PER_PAGE, (other) => `page:${other}`);
  return {
    heading: 'Add existing users',
    text: `Whoever you add leaves the role that they have and joins ${roleName} when you save.`,
    postUrl: drawerUrl(roleId, 'add-existing', draftId, behind),
    cancelUrl: roleUrl(roleId, { ...behind, draft: draftId }) + AT_USERS,
    draft: draftId ?? '',
    search,
    page,
    people: candidates.rows.map((person) => pickerPerson(person, isPicked.has(person.id))),
    pagination: candidates.matching > PICKER_PER_PAGE || page > 1 ? { ...pages, previousStep: pages.previousUrl, nextStep: pages.nextUrl } : null,
    selected: picked.length === 0 ? 'Nobody selected' : `${counted(picked.length, 'person', 'people')} selected`,
    addLabel: picked.length === 0 ? 'Add users' : `Add ${counted(picked.length, 'user')}`,
    pickedElsewhere: picked.filter((id) => !candidates.rows.some((person) => person.id === id)).length,
    isNobody: candidates.rows.length === 0 && search === '',
    isNoMatch: candidates.rows.length === 0 && search !== '',
    errors: error === null ? [] : [{ text: error, href: '#field-search' }],
  };
}

function pickerPerson(person: PersonRow, isPicked: boolean): PickerPerson {
  const name = nameOf(person);
  return {
    id: person.id,
    name,
    email: person.email && person.email !== name ? person.email : null,
    initials: initials(name),
    consequence: person.role ? `leaves ${seededWords(person.role.name)}` : 'no role',
    status: person.status === 'active' ? null : badgeOfStatus(person.status),
    isPicked,
  };
}
