import { Injectable } from '@nestjs/common';
import type { StartedSession } from '../access/sessions/sessions.service';
import type { Accountability } from '../platform/accountability/accountability';
import type { ListedAddress } from './address-list';
import { AnswerInvitation, type ReceivedInvitation } from './answer-invitation';
import { InvitationList, type InvitationListQuery, type InvitationListResult } from './invitation-list';
import { InvitePeople, type Invitation, type InvitationResult } from './invite-people';
import { KeepInvitation } from './keep-invitation';
import { RenewInvitation } from './renew-invitation';
import type { JudgedAddress } from './verdicts';

/** What both doors call about invitations. Each command has a file of its own. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly inviting: InvitePeople,
    private readonly keeping: KeepInvitation,
    private readonly answering: AnswerInvitation,
    private readonly renewing: RenewInvitation,
    private readonly listing: InvitationList,
  ) {}

  /** Throws FORBIDDEN for whoever may not invite: asked before a body is looked at, so that no refusal tells anything else. */
  requireRight(accountability: Accountability): Promise<void> {
    return this.inviting.requireRight(accountability);
  }

  preview(accountability: Accountability, list: readonly ListedAddress[], roleId: string | null): Promise<JudgedAddress[]> {
    return this.inviting.preview(accountability, list, roleId);
  }

  invite(accountability: Accountability, invitation: Invitation): Promise<InvitationResult> {
    return this.inviting.invite(accountability, invitation);
  }

  list(accountability: Accountability, query: InvitationListQuery): Promise<InvitationListResult> {
    return this.listing.read(accountability, query);
  }

  resend(accountability: Accountability, userId: string): Promise<string> {
    return this.keeping.resend(accountability, userId);
  }

  revoke(accountability: Accountability, userId: string): Promise<string> {
    return this.keeping.revoke(accountability, userId);
  }

  revealLink(accountability: Accountability, userId: string): Promise<{ address: string; link: string; expiresAt: Date }> {
    return this.keeping.revealLink(accountability, userId);
  }

  find(token: unknown): Promise<ReceivedInvitation> {
    return this.answering.find(token);
  }

  async requireUsable(token: unknown): Promise<void> {
    await this.answering.requireUsable(token);
  }

  accept(visitor: Accountability, token: unknown, password: string, options: { readonly signIn: boolean }): Promise<StartedSession | null> {
    return this.answering.accept(visitor, token, password, options);
  }

  renew(visitor: Accountability, token: unknown): Promise<void> {
    return this.renewing.request(visitor, token);
  }

  decline(visitor: Accountability, token: unknown): Promise<void> {
    return this.answering.decline(visitor, token);
  }
}
