import type { OutboxMail, Prisma } from '../../generated/sqlite/client';

/** A mail as a capability owes it: which template, with what facts, to whom. No link, no secret. */
export interface Mail {
  /** The name of the three parts under views/mail. */
  readonly template: string;
  /** The typed model that `<capability>/*.mail.ts` makes. It is stored as it is. */
  readonly model: Prisma.InputJsonObject;
  readonly to: { readonly address: string; readonly name?: string | null };
  /** The person it is about, for the pages that list their mail. */
  readonly userId?: string | null;
  /** The token whose link the mail carries; the link itself is derived when the mail is rendered. */
  readonly tokenId?: string | null;
}

/**
 * queued: waits for its next attempt · processing: a dispatcher has it, under a lease · sent: the SMTP server took it ·
 * failed: the SMTP server refused it for good · abandoned: nobody needs it any more, or an administrator gave it up.
 */
export const MAIL_STATES = ['queued', 'processing', 'sent', 'failed', 'abandoned'] as const;

export type MailState = (typeof MAIL_STATES)[number];

/** A mail as it lies in the outbox. */
export type StoredMail = OutboxMail;
