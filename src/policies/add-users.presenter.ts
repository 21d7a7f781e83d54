import { initials } from '../doors/html/layout.presenter';
import { counted, pagination, type Pagination } from '../doors/html/list-page.presenter';
import { nameOfPerson, type PersonRow } from './policy-rows';
import { policyUrl } from './policy-urls';

export const PICKER_PER_PAGE = 20;

export interface AddUsersPage {
  readonly heading: string;
  readonly policyName: string;
  readonly postUrl: string;
  readonly cancelUrl: string;
  readonly draft: string;
  readonly search: string;
  readonly page: number;
  readonly people: readonly { readonly id: string; readonly name: string; readonly email: string | null; readonly initials: string; readonly note: string | null; readonly isPicked: boolean }[];
  readonly pagination: (Pagination & { readonly previousStep: string | null; readonly nextStep: string | null }) | null;
  readonly selected: string;
  readonly addLabel: string;
  readonly isNobody: boolean;
  readonly isNoMatch: boolean;
  readonly text: string;
  readonly errors: readonly { readonly text: string; readonly href: string | null }[];
  /** Ticks on other pages, for the count that scripts keep. */
  readonly pickedElsewhere: number;
}

export interface AddUsersFacts {
  readonly policyId: string | null;
  readonly policyName: string;
  readonly candidates: { readonly rows: readonly PersonRow[]; readonly matching: number };
  readonly picked: readonly string[];
  readonly draftId: string | null;
  readonly search: string;
  readonly page: number;
  readonly error: string | null;
}

/** The picker: everybody who does not hold this policy directly. Ticks are kept over its pages. */
export function addUsersPage({ policyId, policyName, candidates, picked, draftId, search, page, error }: AddUsersFacts): AddUsersPage {
  const isPicked = new Set(picked);
  const pages = pagination(candidates.matching, page, PICKER_PER_PAGE, (other) => `page:${other}`);
  return {
    heading: 'Give it to users',
    policyName,
    postUrl: policyUrl(policyId, { draft: draftId }, 'add-users'),
    cancelUrl: policyUrl(policyId, { draft: draftId }),
    draft: draftId ?? '',
    search,
    page,
    people: candidates.rows.map((person) => {
      const name = nameOfPerson(person);
      return { id: person.id, name, email: person.email === name ? null : person.email, initials: initials(name), note: person.status === 'active' ? null : person.status, isPicked: isPicked.has(person.id) };
    }),
    pagination: candidates.matching > PICKER_PER_PAGE || page > 1 ? { ...pages, previousStep: pages.previousUrl, nextStep: pages.nextUrl } : null,
    selected: picked.length === 0 ? 'Nobody selected' : `${counted(picked.length, 'person', 'people')} selected`,
    addLabel: picked.length === 0 ? 'Add users' : `Add ${counted(picked.length, 'user')}`,
    isNobody: candidates.rows.length === 0 && search === '',
    isNoMatch: candidates.rows.length === 0 && search !== '',
    text: `They hold ${policyName} themselves then, whatever their role holds.`,
    errors: error === null ? [] : [{ text: error, href: '#field-search' }],
    pickedElsewhere: picked.filter((id) => !candidates.rows.some((person) => person.id === id)).length,
  };
}
