import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { DraftsService } from '../platform/drafts/drafts.service';
import { EMPTY_DRAFT, isEmpty, type RoleDraft } from './role-draft';

/** A draft as a page needs it; `id` null where nothing has been staged yet. */
export interface OpenDraft {
  readonly id: string | null;
  readonly edits: RoleDraft;
}

/** Drafts about roles: which one a request means, and one step of staging. */
@Injectable()
export class RoleDrafts {
  constructor(private readonly drafts: DraftsService) {}

  /** The draft that an address names. Null: it was saved, discarded or has expired, or is somebody else's. */
  async named(caller: Accountability, roleId: string | null, id: string): Promise<OpenDraft | null> {
    const draft = await this.drafts.find<RoleDraft>(caller, id, subjectOf(roleId));
    return draft && { id: draft.id, edits: draft.edits };
  }

  /**
   * What the author has open on the role where the address names nothing: somebody who goes back to before the first step, or
   * comes in through the list, finds it again. Roles that do not exist yet are not told apart, so for those there is none.
   */
  async left(caller: Accountability, roleId: string | null): Promise<OpenDraft | null> {
    if (roleId === null) return null;
    const draft = await this.drafts.findOpen<RoleDraft>(caller, subjectOf(roleId));
    return draft && { id: draft.id, edits: draft.edits };
  }

  /** One step. Makes a draft with the first thing that is worth keeping; answers what is staged then. */
  async stage(caller: Accountability, roleId: string | null, id: string | null, step: (edits: RoleDraft) => RoleDraft): Promise<OpenDraft> {
    const ref = { id: id ?? (await this.left(caller, roleId))?.id ?? null, subject: subjectOf(roleId) };
    const draft = await this.drafts.stage<RoleDraft>(caller, ref, (edits) => {
      const next = step(edits ?? EMPTY_DRAFT);
      return edits === null && isEmpty(next) ? null : next;
    });
    return { id: draft?.id ?? null, edits: draft?.edits ?? EMPTY_DRAFT };
  }

  discard(caller: Accountability, id: string): Promise<void> {
    return this.drafts.discard(caller, id);
  }
}

function subjectOf(roleId: string | null): string {
  return `role:${roleId ?? 'new'}`;
}
