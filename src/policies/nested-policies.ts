import { Injectable } from '@nestjs/common';
import { parsePayload } from '../access/permissions/parse-payload';
import { at } from '../platform/database/at-place';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import type { AttachmentChanges, NewAttachment } from './attachment-changes';
import { AttachmentsService } from './attachments.service';
import { PoliciesService } from './policies.service';
import { policyChangesSchema } from './policy-changes';

/** The relation `policies` of a role or a user, with the policies that are made or changed inside it. */
@Injectable()
export class NestedPolicies {
  constructor(
    private readonly policies: PoliciesService,
    private readonly attachments: AttachmentsService,
  ) {}

  /** Works inside a change of the role or user, like `AttachmentsService#applyAlterations`. */
  async applyAlterations(work: UnitOfWork, end: { readonly roleId: string } | { readonly userId: string }, changes: AttachmentChanges): Promise<void> {
    await this.attachments.applyAlterations(work, end, await this.#withKeys(work, changes));
  }

  async #withKeys(work: UnitOfWork, changes: AttachmentChanges): Promise<AttachmentChanges> {
    if ('whole' in changes) return { whole: { create: await this.#each(work, changes.whole.create), keep: await this.#each(work, changes.whole.keep) } };
    return { create: await this.#each(work, changes.create), update: await this.#each(work, changes.update), delete: changes.delete };
  }

  async #each<T extends NewAttachment>(work: UnitOfWork, attachments: readonly T[]): Promise<T[]> {
    const written: T[] = [];
    for (const { policy, ...attachment } of attachments) {
      const policyId = policy && (await at(['policies', 'policy'], () => this.policies.writeIn(work, parsePayload(work.accountability, 'directus_policies', policyChangesSchema, policy))));
      written.push({ ...attachment, ...(policyId !== undefined && { policyId }) } as T);
    }
    return written;
  }
}
