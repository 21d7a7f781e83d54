import { InvalidPayloadError } from '../../platform/errors/errors';
import { list, refuseOthers, text, textOrNull, type FormBody } from './form-reader';
import { listState } from './list-page.presenter';

/** The form of a picker: who was listed, whom of them were ticked, and what the button asks for. */
export interface PickerForm {
  readonly draft: string | null;
  readonly listed: readonly string[];
  readonly ticked: readonly string[];
  /** What was shown, to show it again. */
  readonly place: ListPlace;
  readonly step: { readonly kind: 'add' } | ({ readonly kind: 'go' } & ListPlace);
}

export interface ListPlace {
  readonly search: string;
  readonly page: number;
}

const KEYS = new Set(['_csrf', '_form', 'draft', 'listed', 'picked', 'search', 'shown_search', 'page', 'step']);

export function parsePicker(body: FormBody): PickerForm {
  refuseOthers(body, KEYS);
  const listed = list(body, 'listed');
  const place = listPlace(body);
  const shownSearch = listPlace({ search: body['shown_search'] }).search;
  const form = { draft: textOrNull(body, 'draft'), listed, ticked: list(body, 'picked').filter((id) => listed.includes(id)), place };
  const [kind, to] = text(body, 'step').split(':');
  if (kind === 'page' && Number(to) >= 1 && Number.isInteger(Number(to))) return { ...form, step: { kind: 'go', search: shownSearch, page: Number(to) } };
  // Enter in the search box searches, whichever button the browser takes it for.
  if (kind === 'search' || place.search !== shownSearch) return { ...form, step: { kind: 'go', search: place.search, page: place.search === shownSearch ? place.page : 1 } };
  if (kind === 'add' || kind === '') return { ...form, step: { kind: 'add' } };
  throw new InvalidPayloadError({ reason: '"step" is not one of the buttons of this page' });
}

/** Where somebody is in a list, from an address or a form. */
export function listPlace(fields: FormBody): ListPlace {
  const { search, page } = listState(fields, { filters: [], sorts: [''] });
  return { search, page };
}
