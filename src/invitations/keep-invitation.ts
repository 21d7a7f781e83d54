import { Injectable } from '@nestjs/common';
import type { User } from '../generated/sqlite/client';
import { AccessControl } from '../access/permissions/access-control';
import { Grants } from '../access/permissions/grant';
import { Standing } from '../access/sessions/standing';
import { ActivityLog } from '../activity/activity.log';
import { namedUser } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError, UnprocessableContentError } from '../platform/errors/errors';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { customUrl, tokenLink } from '../platform/tokens/token-link';
import { IssueInvitation } from '../users/issue-invitation';

const USERS = 'directus_users';

/** What can be done about the invitation of one person: send it again, withdraw it, look at its link. */
@Injectable()
export class KeepInvitation {
  constructor(
    private readonly access: AccessControl,
    private readonly grants: Grants,
    private readonly transactions: Transactions,
    private readonly issuing: IssueInvitation,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: MailOutbox,
    private readonly activity: ActivityLog,
    private readonly config: AppConfig,
    private readonly standing: Standing,
  ) {}

  /** However the last one ended: it always works for somebody who is invited. Answers the address. */
  async resend(accountability: Accountability, userId: string): Promise<string> {
    return this.transactions.run(accountability, async (work) => {
      // It is one more invitation, with a mail: nobody sends one who could not have sent the first.
      await this.access.require(accountability, 'create', USERS, work);
      const person = await this.#invited(work, userId);
      const last = await work.db.oneTimeToken.findFirst({ where: { userId, purpose: 'invitation' }, orderBy: { createdAt: 'desc' } });
      await this.issuing.issue(work, person, { inviteUrl: last && customUrl(last.data) });
      return person.email;
    });
  }

  /** The link stops working and a mail that is still waiting is not sent. The person stays, to be invited again or deleted. Answers the address. */
  async revoke(accountability: Accountability, userId: string): Promise<string> {
    return this.transactions.run(accountability, async (work) => {
      const person = await this.#invited(work, userId);
      const open = await work.db.oneTimeToken.findFirst({ where: { userId, purpose: 'invitation', usedAt: null, endedAt: null } });
      if (!open) throw new UnprocessableContentError({ reason: 'There is no open invitation to withdraw' });
      await this.tokens.end(work, open.id, 'revoked');
      await this.outbox.abandonFor(work, open.id, 'The invitation was withdrawn before the mail went out');
      await this.activity.record(work, { event: 'invitation.revoked', collection: USERS, item: userId, names: { subject: namedUser(person) } });
      return person.email;
    });
  }

  /** The link as it is mailed, for handing it over in another way. Each look is an activity row. */
  async revealLink(accountability: Accountability, userId: string): Promise<{ address: string; link: string; expiresAt: Date }> {
    if (!accountability.admin) throw new ForbiddenError();
    return this.transactions.run(accountability, async (work) => {
      const person = await this.#invited(work, userId);
      const open = await work.db.oneTimeToken.findFirst({ where: { userId, purpose: 'invitation', usedAt: null, endedAt: null, expiresAt: { gt: work.now } } });
      if (!open || !this.tokens.isDerivable(open)) throw new UnprocessableContentError({ reason: 'There is no link that works at the moment. Send the invitation again to make one' });
      await this.activity.record(work, { event: 'invitation.link_revealed', collection: USERS, item: userId, names: { subject: namedUser(person) } });
      return { address: person.email, link: tokenLink(open, this.tokens.deriveToken(open.id), this.config.publicOrigin), expiresAt: open.expiresAt };
    });
  }

  async #invited(work: UnitOfWork, userId: string): Promise<User & { email: string }> {
    await this.standing.require(work);
    // Who may suspend them may end the way in; a right on their title is none.
    await this.access.requireItems(work, 'update', USERS, [userId], ['status']);
    // Whoever could not have invited them neither withdraws the invitation nor replaces its link.
    await this.grants.requireNotAbove(work, [userId]);
    const person = await work.db.user.findUnique({ where: { id: userId } });
    if (!person) throw new ForbiddenError();
    if (person.status !== 'invited' || !person.email) throw new UnprocessableContentError({ reason: 'Only somebody who is invited and has not answered has an invitation' });
    return { ...person, email: person.email };
  }
}
