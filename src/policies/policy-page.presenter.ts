import { seededWords } from '../activity/names';
import type { FormErrors } from '../doors/html/field-messages';
import { holders, type Holders, type HoldersFacts } from './holders.presenter';
import { matrix, type Matrix } from './matrix.presenter';
import { policyDetails, shownFields, type PolicyDetails } from './policy-details.presenter';
import { countOf, type PolicyDraft, type PolicyFields } from './policy-draft';
import { policyIcon } from './policy-icons';
import { reviewCount, reviewSentence } from './policy-review.presenter';
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
  readonly holders: Omit<HoldersFacts, 'draft' | 'page' | 'canChange'>;
  readonly rules: readonly RuleRow[];
  readonly draftId: string | null;
  readonly draft: PolicyDraft;
  readonly page: number;
  readonly errors: FormErrors;
  readonly can: PolicyRights;
}

export interface PolicyPage {
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
  readonly page: number;
  readonly save: { readonly label: string; readonly count: string | null; readonly spoken: string } | null;
  readonly canRemove: boolean;
  readonly canSave: boolean;
  readonly review: { readonly count: string; readonly sentence: string } | null;
  readonly errors: { readonly summary: FormErrors['summary'] } | null;
  readonly details: PolicyDetails;
  readonly holders: Holders;
  readonly matrix: Matrix;
}

export function policyPage(facts: PolicyPageFacts): PolicyPage {
  const { policyId, stored, draftId, draft, page, errors, can } = facts;
  const shown = shownFields(stored, draft);
  const heading = policyId === null ? shown.name || 'New policy' : seededWords(stored.name ?? '');
  return {
    isNew: policyId === null,
    title: heading,
    heading,
    icon: policyIcon(shown.icon),
    breadcrumb: [
      { label: 'Settings', url: '/admin/settings' },
      { label: 'Policies', url: POLICIES_URL },
    ],
    saveUrl: policyUrl(policyId, { draft: draftId }),
    stepUrl: policyUrl(policyId, { draft: draftId }, 'stage'),
    draft: draftId ?? '',
    address: policyUrl(policyId, { draft: draftId, page }),
    page,
    save: can.save ? saveButton(policyId, draft) : null,
    canRemove: can.remove && policyId !== null,
    canSave: can.save,
    review: countOf(draft) > 0 ? { count: reviewCount(draft), sentence: reviewSentence(draft) } : null,
    errors: errors.summary.length > 0 ? { summary: errors.summary } : null,
    details: policyDetails({ isNew: policyId === null, stored, draft, errorOf: errors.byField }),
    holders: holders({ ...facts.holders, draft, page, canChange: can.changeHolders }),
    matrix: matrix({ policyId, draftId, rules: facts.rules, draft, isAdmin: shown.adminAccess === 'true', canChange: can.changeRules }),
  };
}

function saveButton(policyId: string | null, draft: PolicyDraft): PolicyPage['save'] {
  const count = countOf(draft);
  const label = policyId === null ? 'Create policy' : 'Save';
  return { label, count: count > 0 && policyId !== null ? String(count) : null, spoken: count === 0 ? label : `${label}, ${reviewCount(draft)}` };
}
