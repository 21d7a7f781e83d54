import type { StaleEdit } from '../../platform/errors/errors';

/** One thing that both sides changed: what the author saw, what it is now, and what the author wants. */
export interface ConflictLine {
  readonly label: string;
  readonly seen: string;
  readonly theirs: string;
  readonly mine: string;
  /** The stored value behind `theirs`: "apply mine on top" must mean what was shown, not whatever came after. */
  readonly hidden: { readonly name: string; readonly value: string };
}

/** Somebody else changed the very things that this save touches: theirs, mine, and the choice. */
export interface ConflictPage {
  readonly heading: string;
  readonly note: string;
  readonly lines: readonly ConflictLine[];
  readonly postUrl: string;
  readonly backUrl: string;
  readonly draft: string;
}

export function conflictPage(name: string, draft: string, stale: readonly StaleEdit[], urls: Pick<ConflictPage, 'postUrl' | 'backUrl'>): ConflictPage {
  return {
    heading: `${name} changed meanwhile`,
    note: 'Somebody else saved a change to the very things that you staged. Nothing of yours is lost, and nothing of theirs is overwritten until you say so.',
    lines: stale.map(({ subject, label, seen, theirs, mine, current }) => ({ label, seen: seen ?? 'empty', theirs: theirs ?? 'empty', mine: mine ?? 'empty', hidden: { name: `theirs[${subject}]`, value: current ?? '' } })),
    ...urls,
    draft,
  };
}
