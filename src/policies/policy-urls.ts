/** The addresses of the policy pages. Each page about one policy carries the draft, and the place in its list of holders. */

export const POLICIES_URL = '/admin/settings/policies';

export interface PolicyPlace {
  readonly draft?: string | null;
  readonly page?: number;
  readonly search?: string;
}

/** `id` null is the policy that does not exist yet. */
export function policyUrl(id: string | null, place: PolicyPlace = {}, part = ''): string {
  const parameters = new URLSearchParams();
  if (place.draft) parameters.set('draft', place.draft);
  if (place.search) parameters.set('search', place.search);
  if (place.page && place.page > 1) parameters.set('page', String(place.page));
  const query = parameters.toString();
  return `${POLICIES_URL}/${id ?? 'new'}${part ? `/${part}` : ''}${query ? `?${query}` : ''}`;
}

export const AT_HOLDERS = '#holders';
export const AT_MATRIX = '#permissions';

/** The page of one cell of the matrix. */
export function cellUrl(id: string | null, draft: string | null, collection: string, action: string): string {
  const parameters = new URLSearchParams({ ...(draft && { draft }), collection, action });
  return `${POLICIES_URL}/${id ?? 'new'}/rule?${parameters.toString()}`;
}

/** `new` stands for the policy that does not exist yet. */
export function idOf(key: string): string | null {
  return key === 'new' ? null : key;
}
