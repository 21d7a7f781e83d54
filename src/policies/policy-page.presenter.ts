import { seededWords } from '../activity/names';
import type { FormErrors } from '../doors/html/field-messages';
import { stagedParts, type StagedPage } from '../doors/html/staged-page.presenter';
import { holders, type Holders, type HoldersFacts } from './holders.presenter';
import { matrix, type Matrix } from './matrix.presenter';
import { policyDetails, shownFields, type PolicyDetails } from './policy-details.presenter';
import { countOf, type PolicyDraft, type PolicyFields } from './policy-draft';
import { policyIcon } from './policy-icons';
import { reviewSentence } from './policy-review.presenter';
import type { RuleRow } from './policy-rows';
import { POLICIES_URL, policyUrl } from './policy-urls';

/** What the caller may do here; asked for drawing only, the services decide. */
export interface PolicyRights {
  readonly save: boolean;
  readonly remove: boolean;
  readonly changeHolders: boolean;
  readonly changeRules: boolean;
}

export interface PolicyPageFacts {
  /** Null for the policy that does not exist yet. */
  readonly policyId: string | null;
  readonly stored: PolicyFields;
  readonly holders: Omit<HoldersFacts, 'policyId' | 'draft' | 'page' | 'canChange'>;
  readonly rules: readonly RuleRow[];
  /** Requiring a second factor would ask the editor for one, too. */
  readonly wouldAskEditor: boolean;
  /** It asks holders for two-factor sign-in, and only an administrator can let them off. */
  readonly keepsTwoFactor: boolean;
  readonly draftId: string | null;
  readonly draft: PolicyDraft;
  readonly page: number;
  readonly errors: FormErrors;
  readonly can: PolicyRights;
}

export interface PolicyPage extends StagedPage {
  readonly page: number;
  readonly details: PolicyDetails;
  readonly holders: Holders;
  readonly matrix: Matrix;
}

export function policyPage(facts: PolicyPageFacts): PolicyPage {
  const { policyId, stored, draftId, draft, page, errors, can } = facts;
  const shown = shownFields(stored, draft);
  const heading = policyId === null ? shown.name || 'New policy' : seededWords(stored.name ?? '');
  return {
    ...stagedParts({ noun: 'policy', isNew: policyId === null, staged: countOf(draft), sentence: reviewSentence(draft, facts.wouldAskEditor), errors: errors.summary, can }),
    title: heading,
    heading,
    icon: policyIcon(shown.icon),
    breadcrumb: [
      { label: 'Settings', url: null },
      { label: 'Policies', url: POLICIES_URL },
    ],
    saveUrl: policyUrl(policyId, { draft: draftId }),
    stepUrl: policyUrl(policyId, { draft: draftId }, 'stage'),
    draft: draftId ?? '',
    address: policyUrl(policyId, { draft: draftId, page }),
    page,
    details: policyDetails({ isNew: policyId === null, stored, draft, errorOf: errors.byField, wouldAskEditor: facts.wouldAskEditor, keepsTwoFactor: facts.keepsTwoFactor }),
    holders: holders({ ...facts.holders, policyId, draft, page, canChange: can.changeHolders }),
    matrix: matrix({ policyId, draftId, rules: facts.rules, draft, isAdmin: shown.adminAccess === 'true', canChange: can.changeRules }),
  };
}
