import type { FormErrors } from './field-messages';
import { counted } from './list-page.presenter';

/** What every page has whose changes are staged in a draft until somebody saves. */
export interface StagedPage {
  readonly isNew: boolean;
  readonly title: string;
  readonly heading: string;
  readonly icon: string;
  readonly breadcrumb: readonly { readonly label: string; readonly url: string | null }[];
  /** Save posts here … */
  readonly saveUrl: string;
  /** … and every other button of the form there. */
  readonly stepUrl: string;
  readonly draft: string;
  /** Of this very page, for streams: a reload finds what is staged. */
  readonly address: string;
  readonly save: { readonly label: string; readonly count: string | null; readonly spoken: string } | null;
  readonly canRemove: boolean;
  readonly canSave: boolean;
  readonly review: { readonly count: string; readonly sentence: string } | null;
  readonly errors: { readonly summary: FormErrors['summary'] } | null;
}

export interface StagedFacts {
  /** What is made or changed, as a word: "role". */
  readonly noun: string;
  readonly isNew: boolean;
  readonly staged: number;
  readonly sentence: string;
  readonly errors: FormErrors['summary'];
  readonly can: { readonly save: boolean; readonly remove: boolean };
}

/** Save with its number, the review strip and the error summary: the same on each of these pages. */
export function stagedParts({ noun, isNew, staged, sentence, errors, can }: StagedFacts): Pick<StagedPage, 'isNew' | 'save' | 'canRemove' | 'canSave' | 'review' | 'errors'> {
  const label = isNew ? `Create ${noun}` : 'Save';
  const count = unsavedChanges(staged);
  return {
    isNew,
    save: can.save ? { label, count: staged > 0 && !isNew ? String(staged) : null, spoken: staged === 0 ? label : `${label}, ${count}` } : null,
    canRemove: can.remove && !isNew,
    canSave: can.save,
    review: staged > 0 ? { count, sentence } : null,
    errors: errors.length > 0 ? { summary: errors } : null,
  };
}

/** "4 unsaved changes" */
export function unsavedChanges(staged: number): string {
  return counted(staged, 'unsaved change');
}

/** "2 people join, the name changes" as a sentence; empty where nothing happens. */
export function sentenceOf(parts: readonly string[]): string {
  const text = parts.join(', ');
  return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}
