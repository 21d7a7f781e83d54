import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { Transactions } from '../platform/database/transactions';
import { Limits } from '../platform/limits/limits.service';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { customUrl } from '../platform/tokens/token-link';
import { domainOf } from '../users/email-address';
import { IssueInvitation } from '../users/issue-invitation';

/** A new link for an invitation that ran out, asked for by whoever holds the old one. It goes to the invited address and nowhere else. */
@Injectable()
export class RenewInvitation {
  constructor(
    private readonly config: AppConfig,
    private readonly tokens: OneTimeTokens,
    private readonly limits: Limits,
    private readonly transactions: Transactions,
    private readonly issuing: IssueInvitation,
  ) {}

  /** Answers nothing, whatever the token is worth. REQUESTS_EXCEEDED where one provider gets too many mails; that says nothing about a person. */
  async request(visitor: Accountability, token: unknown): Promise<void> {
    // The page says that no mail was sent; an administrator's Send again makes the link that can be handed over.
    if (this.config.mail.smtp === null) return;
    const state = await this.tokens.find(token, 'invitation');
    if (state.kind !== 'expired') return;
    const { id, userId, emailKey, createdBy, data } = state.row;
    if (!userId || !emailKey) return;
    await this.limits.consume('public-mail-domain', domainOf(emailKey));
    if (!(await this.limits.tryConsume('reset-mail', `invitation:${emailKey}`))) return;
    await this.transactions.run(visitor, async (work) => {
      // Writes nothing new, but of many requests at once one gets hold of the row; the others then find it replaced or renewed.
      const { count } = await work.db.oneTimeToken.updateMany({ where: { id, usedAt: null, endedAt: null, expiresAt: { lte: work.now } }, data: { createdBy } });
      const person = await work.db.user.findUnique({ where: { id: userId }, select: { id: true, status: true, emailKey: true } });
      if (count !== 1 || person?.status !== 'invited' || person.emailKey !== emailKey) return;
      await this.issuing.issue(work, person, { inviteUrl: customUrl(data), requestedOf: { inviter: createdBy } });
    });
  }
}
