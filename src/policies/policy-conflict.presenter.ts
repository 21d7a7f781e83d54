import type { StaleEdit } from '../platform/errors/errors';
import { policyUrl } from './policy-urls';

export interface PolicyConflictPage {
  readonly heading: string;
  readonly lines: readonly { readonly subject: string; readonly label: string; readonly seen: string; readonly theirs: string; readonly mine: string }[];
  /** What was shown as theirs: "apply mine on top" means on top of that, not of whatever came after. */
  readonly theirs: string;
  readonly postUrl: string;
  readonly backUrl: string;
  readonly draft: string;
}

/** Somebody else changed the very things that this save touches: theirs, mine, and the choice. */
export function policyConflictPage({ policyId, policyName, draftId, stale }: { policyId: string; policyName: string; draftId: string; stale: readonly StaleEdit[] }): PolicyConflictPage {
  return {
    heading: `${policyName} changed meanwhile`,
    lines: stale.map(({ subject, label, seen, theirs, mine }) => ({
      subject,
      label,
      seen: seen ?? 'empty',
      theirs: theirs ?? 'empty',
      mine: mine ?? 'empty',
    })),
    theirs: JSON.stringify(stale.map(({ subject, current }) => [subject, current ?? null])),
    postUrl: policyUrl(policyId, { draft: draftId }, 'conflict'),
    backUrl: policyUrl(policyId, { draft: draftId }),
    draft: draftId,
  };
}
