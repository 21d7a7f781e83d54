import { counted } from './list-page.presenter';

/** One line of a review: what happens to what, from what, to what, and the button that takes it back. */
export interface ReviewLine {
  readonly rowClass: string | null;
  readonly what: string;
  readonly detail: string | null;
  readonly from: string | null;
  readonly to: string;
  readonly undo: { readonly step: string; readonly label: string };
}

export interface ReviewPage {
  readonly heading: string;
  readonly breadcrumb: readonly { readonly label: string; readonly url: string | null }[];
  readonly note: string;
  readonly sections: readonly { readonly heading: string; readonly count: string; readonly lines: readonly ReviewLine[] }[];
  readonly saveUrl: string;
  readonly stepUrl: string;
  readonly backUrl: string;
  readonly draft: string;
  readonly saveLabel: string;
  readonly isEmpty: boolean;
}

/** The classes of a line that brings something, and of one that takes something away. */
export const ADDED = 'table__row--added';
export const REMOVED = 'table__row--removed';

/** Everything that a save will do, one line each; no more and no less. */
export function reviewPage(page: Omit<ReviewPage, 'sections' | 'saveLabel' | 'isEmpty'>, { noun, isNew, staged, sections }: { noun: string; isNew: boolean; staged: number; sections: Readonly<Record<string, readonly ReviewLine[]>> }): ReviewPage {
  return {
    ...page,
    sections: Object.entries(sections).flatMap(([heading, lines]) => (lines.length > 0 ? [{ heading, count: String(lines.length), lines }] : [])),
    saveLabel: isNew ? `Create ${noun}` : `Save ${counted(staged, 'change')}`,
    isEmpty: staged === 0,
  };
}
