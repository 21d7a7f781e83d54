import { Injectable } from '@nestjs/common';
import type { OneTimeToken, Prisma } from '../generated/sqlite/client';
import { AppConfig } from '../platform/config/app-config';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { VERIFY_EMAIL_TEMPLATE, verifyEmailModel } from './registration.mail';

/** What a verification link has to remember: where it leads, and the browser that registered. */
export interface VerificationData {
  /** A page of another application, allowed by the list; null for our own. */
  readonly url: string | null;
  /** Hash of the cookie of the browser that registered; null where a program did. */
  readonly browser: string | null;
}

interface Waiting {
  readonly id: string;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/** The verification of one unverified person: a token and a mail. The newest link kills the older ones. */
@Injectable()
export class IssueVerification {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly outbox: MailOutbox,
    private readonly config: AppConfig,
  ) {}

  async issue(work: UnitOfWork, user: Waiting, data: VerificationData): Promise<void> {
    const token = await this.tokens.issue(work, { purpose: 'verification', userId: user.id, emailKey: user.emailKey, ttlMs: this.config.tokens.verificationTtlMs, data: { ...data } });
    await this.outbox.enqueue(work, { template: VERIFY_EMAIL_TEMPLATE, model: { ...verifyEmailModel(user) }, to: { address: user.email! }, userId: user.id, tokenId: token.id });
  }

  /** Whether the link that is out leads to the same place, for the same browser. */
  async isFor(work: UnitOfWork, userId: string, { url, browser }: VerificationData): Promise<boolean> {
    const open = await work.db.oneTimeToken.findFirst({ where: { userId, purpose: 'verification', usedAt: null, endedAt: null }, orderBy: { createdAt: 'desc' } });
    const known = verificationData(open?.data);
    return open !== null && known.url === url && known.browser === browser;
  }

  /** The same link data as before, in a new link. */
  async again(work: UnitOfWork, user: Waiting): Promise<void> {
    const last = await work.db.oneTimeToken.findFirst({ where: { userId: user.id, purpose: 'verification' }, orderBy: { createdAt: 'desc' } });
    await this.issue(work, user, verificationData(last?.data));
  }
}

export function verificationData(data: OneTimeToken['data'] | undefined): VerificationData {
  const stored = (data && typeof data === 'object' && !Array.isArray(data) ? data : {}) as Prisma.JsonObject;
  return { url: typeof stored['url'] === 'string' ? stored['url'] : null, browser: typeof stored['browser'] === 'string' ? stored['browser'] : null };
}

/** Where a person goes on with a link: the other application's page, or ours. */
export function verificationPageUrl({ url }: VerificationData, token: string): string {
  if (url === null) return `/admin/verify-email?token=${encodeURIComponent(token)}`;
  const page = new URL(url);
  page.searchParams.set('token', token);
  return page.href;
}
