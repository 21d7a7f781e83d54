import { Injectable } from '@nestjs/common';
import { Grants } from '../access/permissions/grant';
import { SessionsService } from '../access/sessions/sessions.service';
import { ActivityLog } from '../activity/activity.log';
import { namedUser, personName } from '../activity/names';
import type { OneTimeToken } from '../generated/sqlite/client';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { InvalidTokenError } from '../platform/errors/errors';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import type { TokenState } from '../platform/tokens/token-state';
import { ACCOUNT_CHANGED_TEMPLATE, accountChangedModel } from './account-changed.mail';
import type { EmailAddress } from './email-address';

const COLLECTION = 'directus_users';
const TEMPLATE = 'email-change';

/**
 * A new address that somebody wants for themselves. It waits until its owner follows a mail, since whoever holds the address can
 * have the password reset: an open session alone must not hand the account over.
 */
@Injectable()
export class OwnAddress {
  constructor(
    private readonly grants: Grants,
    private readonly transactions: Transactions,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: MailOutbox,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityLog,
    private readonly config: AppConfig,
  ) {}

  /** Sends the mail to the new address; the old one stays in use. The newest wish replaces the one before. */
  async ask(work: UnitOfWork, userId: string, wanted: EmailAddress): Promise<void> {
    const token = await this.tokens.issue(work, {
      purpose: 'email_change', userId, emailKey: null, ttlMs: this.config.tokens.verificationTtlMs, createdBy: work.accountability.user,
      // Bound to exactly this address: the link of one wish cannot confirm another.
      data: { address: wanted.address, key: wanted.key },
    });
    await this.outbox.enqueue(work, { template: TEMPLATE, model: {}, to: { address: wanted.address }, userId, tokenId: token.id });
  }

  /** What a link is worth, and for which address it is; reads only. */
  async find(token: unknown): Promise<TokenState & { readonly address: string | null }> {
    const state = await this.tokens.find(token, 'email_change');
    return { ...state, address: state.kind === 'unknown' ? null : (wantedIn(state.row)?.address ?? null) };
  }

  /** Throws RECORD_NOT_UNIQUE where somebody else has the address by now. */
  async confirm(caller: Accountability, token: unknown): Promise<void> {
    await this.transactions.run(caller, async (work) => {
      const row = await this.tokens.redeem(work, token, 'email_change');
      const wanted = wantedIn(row);
      const before = row.userId === null ? null : await work.db.user.findUnique({ where: { id: row.userId } });
      if (!wanted || !before || before.status !== 'active') throw new InvalidTokenError();
      const after = await this.grants.ofOwnRow(work, before.id, ['email'], () => work.db.user.update({ where: { id: before.id }, data: { email: wanted.address, emailKey: wanted.key } }));
      await this.sessions.revokeAllOf(work, before.id, caller.user === before.id ? caller.session : null);
      await this.tokens.endAllOf(work, before.id, 'revoked');
      if (before.email) await this.outbox.enqueue(work, { template: ACCOUNT_CHANGED_TEMPLATE, model: accountChangedModel('e-mail address', null), to: { address: before.email }, userId: before.id });
      await this.activity.record(work, { event: 'user.email_changed', collection: COLLECTION, item: before.id, names: { subject: namedUser(before) }, by: { id: before.id, name: personName(before) }, before, after });
    });
  }
}

function wantedIn({ data }: OneTimeToken): EmailAddress | null {
  if (!data || typeof data !== 'object' || Array.isArray(data)) return null;
  const { address, key } = data;
  return typeof address === 'string' && typeof key === 'string' ? { address, key } : null;
}
