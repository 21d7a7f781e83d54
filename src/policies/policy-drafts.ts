import { Injectable } from '@nestjs/common';
import { seededWords } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { DraftsService, type Draft } from '../platform/drafts/drafts.service';
import { EMPTY_POLICY_DRAFT, isEmpty, type PolicyDraft, type PolicyFields } from './policy-draft';

export type OpenPolicyDraft = Draft<PolicyDraft>;

/** The drafts of policies: which one a request means, and one step in it. */
@Injectable()
export class PolicyDrafts {
  constructor(private readonly drafts: DraftsService) {}

  /** The one with this id; without an id whatever the author has open on the policy. A new policy is begun afresh. Null where there is none. */
  async open(caller: Accountability, policyId: string | null, id: string): Promise<OpenPolicyDraft | null> {
    if (id) return this.drafts.find<PolicyDraft>(caller, id, subjectOf(policyId));
    return policyId === null ? null : this.drafts.findOpen<PolicyDraft>(caller, subjectOf(policyId));
  }

  /** Edits the draft, or begins one where there is something to keep. */
  async stage(caller: Accountability, policyId: string | null, draft: OpenPolicyDraft | null, edit: (edits: PolicyDraft) => PolicyDraft): Promise<OpenPolicyDraft | null> {
    return this.drafts.stage<PolicyDraft>(caller, { id: draft?.id ?? null, subject: subjectOf(policyId) }, (edits) => {
      const next = edit(edits ?? EMPTY_POLICY_DRAFT);
      return edits === null && isEmpty(next) ? null : next;
    });
  }

  async discard(caller: Accountability, draft: OpenPolicyDraft): Promise<void> {
    await this.drafts.discard(caller, draft.id);
  }
}

function subjectOf(policyId: string | null): string {
  return `policy:${policyId ?? 'new'}`;
}

/** How the policy is called with what is staged on it. */
export function nameIn(stored: PolicyFields, edits: PolicyDraft): string {
  return stored.name === null ? edits.fields.name?.value || 'New policy' : seededWords(stored.name);
}
