import { leastOf, type Total } from '../../access/items/total';
import { initials } from './layout.presenter';
import { counted, pagination, type Pagination } from './list-page.presenter';

export const PICKER_PER_PAGE = 20;

export interface PickerPerson {
  readonly id: string;
  readonly name: string;
  /** Null where it is the name already. */
  readonly email: string | null;
  readonly initials: string;
  /** Said beside the tick; only what is out of the ordinary. */
  readonly badges: readonly { readonly label: string; readonly icon?: string; readonly tone?: string | null }[];
  readonly isPicked: boolean;
}

/** A page of people to tick. Ticks are kept over its pages; nothing is staged until the check. */
export interface PickerPage {
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

export interface PickerFacts<Row> {
  readonly candidates: { readonly rows: readonly Row[]; readonly matching: Total };
  readonly picked: readonly string[];
  readonly draftId: string | null;
  readonly search: string;
  readonly page: number;
  readonly error: string | null;
}

export function pickerPage<Row extends { readonly id: string; readonly email: string | null }>(
  words: Pick<PickerPage, 'heading' | 'text' | 'postUrl' | 'cancelUrl'>,
  { candidates: { rows, matching }, picked, draftId, search, page, error }: PickerFacts<Row>,
  personOf: (row: Row) => Pick<PickerPerson, 'name' | 'badges'>,
): PickerPage {
  const isPicked = new Set(picked);
  const pages = pagination(matching, page, PICKER_PER_PAGE, (other) => `page:${other}`);
  return {
    ...words,
    draft: draftId ?? '',
    search,
    page,
    people: rows.map((row) => {
      const { name, badges } = personOf(row);
      return { id: row.id, name, email: row.email === name ? null : row.email, initials: initials(name), badges, isPicked: isPicked.has(row.id) };
    }),
    pagination: leastOf(matching) > PICKER_PER_PAGE || page > 1 ? { ...pages, previousStep: pages.previousUrl, nextStep: pages.nextUrl } : null,
    selected: picked.length === 0 ? 'Nobody selected' : `${counted(picked.length, 'person', 'people')} selected`,
    addLabel: picked.length === 0 ? 'Add users' : `Add ${counted(picked.length, 'user')}`,
    pickedElsewhere: picked.filter((id) => !rows.some((row) => row.id === id)).length,
    isNobody: rows.length === 0 && search === '',
    isNoMatch: rows.length === 0 && search !== '',
    errors: error === null ? [] : [{ text: error, href: '#field-search' }],
  };
}
