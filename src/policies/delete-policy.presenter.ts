import { counted } from '../doors/html/list-page.presenter';
import { policyUrl } from './policy-urls';

export interface DeletePolicyPage {
  readonly heading: string;
  readonly consequences: readonly string[];
  readonly losers: readonly { readonly name: string; readonly url: string | null; readonly note: string | null }[];
  /** "and 12 more people", where the list would get long. */
  readonly more: string | null;
  readonly postUrl: string;
  readonly cancelUrl: string;
  readonly draft: string;
  readonly buttonLabel: string;
  readonly errors: readonly { readonly text: string; readonly href: string | null }[];
}

export interface DeletePolicyFacts {
  readonly policyId: string;
  readonly name: string;
  readonly isAdmin: boolean;
  readonly isApp: boolean;
  readonly rules: number;
  /** Some of those who hold it now, and how many there are in all. */
  readonly losers: DeletePolicyPage['losers'];
  readonly total: number;
  readonly draftId: string | null;
  readonly errors: readonly { readonly text: string; readonly href: string | null }[];
}

/** The question before a policy goes: who loses what. */
export function deletePolicyPage({ policyId, name, isAdmin, isApp, rules, losers, total, draftId, errors }: DeletePolicyFacts): DeletePolicyPage {
  const lost = [...(isAdmin ? ['administrator rights'] : []), ...(isApp && !isAdmin ? ['app access'] : []), ...(rules > 0 ? [counted(rules, 'permission rule')] : [])];
  const more = total - losers.length;
  return {
    heading: `Delete the policy ${name}?`,
    consequences: [
      total === 0 ? 'Nobody holds it, so nobody loses anything.' : `${counted(total, 'holder loses', 'holders lose')} ${lost.length > 0 ? list(lost) : 'a policy that gives nothing'}, unless another policy gives the same.`,
      'This cannot be undone. The change counts from the very next request.',
    ],
    losers,
    more: more > 0 ? `and ${counted(more, 'more holder', 'more holders')}` : null,
    postUrl: policyUrl(policyId, { draft: draftId }, 'delete'),
    cancelUrl: policyUrl(policyId, { draft: draftId }),
    draft: draftId ?? '',
    buttonLabel: 'Delete policy',
    errors,
  };
}

function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}
