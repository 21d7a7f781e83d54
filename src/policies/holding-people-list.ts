import { nameOfPerson } from '../activity/names';
import { leastOf, type Total } from '../access/items/total';
import { countedFirst, pagination, type Pagination } from '../doors/html/list-page.presenter';
import { initials } from '../doors/html/layout.presenter';
import { PEOPLE_PER_PAGE, type HoldingPerson, type PeoplePlace } from './holding-people';

/** A page of them. */
export interface PeoplePage {
  readonly heading: string;
  readonly breadcrumb: readonly { readonly label: string; readonly url: string }[];
  readonly note: string;
  readonly people: PeopleList;
}

/** Whom such a page is about, whatever they hold. */
export interface PeopleFacts extends PeoplePlace {
  readonly name: string;
  readonly people: readonly HoldingPerson[];
  readonly matching: Total;
}

/** A list of people with how each of them comes to it, for `policies/_people`. */
export interface PeopleList {
  readonly count: string;
  readonly search: string;
  readonly path: string;
  readonly rows: readonly { readonly name: string; readonly initials: string; readonly email: string | null; readonly url: string; readonly how: string; readonly isInherited: boolean }[];
  readonly pagination: Pagination | null;
  readonly isNobody: boolean;
  readonly isNoMatch: boolean;
}

export function peopleList({ people, matching, search, page }: PeopleFacts, path: string, howOf: (person: HoldingPerson) => { how: string; isInherited: boolean }): PeopleList {
  const urlOf = (at: number) => `${path}?${new URLSearchParams({ ...(search && { search }), ...(at > 1 && { page: String(at) }) }).toString()}`.replace(/\?$/, '');
  return {
    count: countedFirst(matching, 'person', 'people'),
    search,
    path,
    rows: people.map((person) => {
      const name = nameOfPerson(person);
      return { name, initials: initials(name), email: person.email && person.email !== name ? person.email : null, url: `/admin/users/${person.id}`, ...howOf(person) };
    }),
    pagination: leastOf(matching) > PEOPLE_PER_PAGE || page > 1 ? pagination(matching, page, PEOPLE_PER_PAGE, urlOf) : null,
    isNobody: people.length === 0 && search === '' && page === 1,
    isNoMatch: people.length === 0 && (search !== '' || page > 1),
  };
}
