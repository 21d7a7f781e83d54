import type { StaleEdit } from '../platform/errors/errors';
import { roleUrl } from './role-urls';

export interface ConflictLine {
  readonly subject: string;
  readonly label: string;
  /** What the author saw, what it is now, and what the author wants. */
  readonly seen: string;
  readonly theirs: string;
  readonly mine: string;
  /** The stored value behind `theirs`: "apply mine on top" must mean what was shown, not whatever came after. */
  readonly hidden: { readonly name: string; readonly value: string };
}

export interface ConflictPage {
  readonly heading: string;
  readonly note: string;
  readonly lines: readonly ConflictLine[];
  readonly postUrl: string;
  readonly backUrl: string;
  readonly draft: string;
}

export interface ConflictFacts {
  readonly roleId: string;
  readonly roleName: string;
  readonly draftId: string;
  readonly stale: readonly StaleEdit[];
}

/** Somebody else changed the very things that this save touches: theirs, mine, and the choice. */
export function conflictPage({ roleId, roleName, draftId, stale }: ConflictFacts): ConflictPage {
  return {
    heading: `${roleName} changed meanwhile`,
    note: 'Somebody else saved a change to the very things that you staged. Nothing of yours is lost, and nothing of theirs is overwritten until you say so.',
    lines: stale.map(({ subject, label, seen, theirs, mine, current }) => ({
      subject,
      label,
      seen: seen ?? 'empty',
      theirs: theirs ?? 'empty',
      mine: mine ?? 'empty',
      hidden: { name: `theirs[${subject}]`, value: current ?? '' },
    })),
    postUrl: roleUrl(roleId, { draft: draftId }, 'conflict'),
    backUrl: roleUrl(roleId, { draft: draftId }),
    draft: draftId,
  };
}
