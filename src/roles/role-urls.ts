import type { FormBody } from '../doors/html/form-reader';
import { listPlace } from '../doors/html/picker-form';

/** The addresses of the role pages. Each page about one role carries the draft, and the place in its list. */

export const ROLES_URL = '/admin/settings/roles';

/** Where the person is on the role page. Empty values stay out of the address. */
export interface RolePlace {
  readonly draft?: string | null;
  readonly search?: string;
  readonly page?: number;
}

/** `id` null is the role that does not exist yet. */
export function roleUrl(id: string | null, place: RolePlace = {}, part = ''): string {
  const parameters = new URLSearchParams();
  if (place.draft) parameters.set('draft', place.draft);
  if (place.search) parameters.set('search', place.search);
  if (place.page && place.page > 1) parameters.set('page', String(place.page));
  const query = parameters.toString();
  return `${ROLES_URL}/${id ?? 'new'}${part ? `/${part}` : ''}${query ? `?${query}` : ''}`;
}

/** A drawer over the role page: its own place, and the one that the page behind it shows. */
export function drawerUrl(id: string | null, part: 'create-new' | 'add-existing', draft: string | null, behind: RolePlace, own: RolePlace & { readonly user?: string } = {}): string {
  const parameters = new URLSearchParams();
  const values = { draft, search: own.search, page: pageText(own.page), user: own.user, at_search: behind.search, at_page: pageText(behind.page) };
  for (const [name, value] of Object.entries(values)) if (value) parameters.set(name, value);
  const query = parameters.toString();
  return `${ROLES_URL}/${id ?? 'new'}/${part}${query ? `?${query}` : ''}`;
}

const pageText = (page: number | undefined) => (page && page > 1 ? String(page) : undefined);

/** The place of the page behind a drawer. */
export function placeBehind(query: FormBody): Required<Pick<RolePlace, 'search' | 'page'>> {
  return listPlace({ search: query['at_search'], page: query['at_page'] });
}

/** The list of people again, and not the top of the page, after a step in it. */
export const AT_USERS = '#users-in-role';
export const AT_POLICIES = '#policies';
export const atPerson = (id: string) => `#person-${id}`;
