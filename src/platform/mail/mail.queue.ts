import { Injectable } from '@nestjs/common';
import type { OutboxMail } from '../../generated/sqlite/client';
import { Clock } from '../clock/clock';
import { AppConfig } from '../config/app-config';
import { IdleChecks } from '../database/idle-checks';
import { PrismaService } from '../database/prisma.service';
import type { AfterFailure } from './delivery-failure';

const CANDIDATES = 10;

/** A mail in the hands of one dispatcher. `attempts` fences: whoever took it later has a higher number. */
export type ClaimedMail = OutboxMail;

export type Outcome = { readonly state: 'sent' } | { readonly state: 'abandoned'; readonly lastError: string } | AfterFailure;

/**
 * Takes mails from the outbox and puts them back. Every step is one conditional update outside any transaction, so several
 * processes may do this at once on one database, and each can die between any two steps.
 */
@Injectable()
export class MailQueue {
  readonly #inHand = new Set<string>();

  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly idle: IdleChecks,
  ) {}

  /**
   * How long a mail belongs to the dispatcher that took it. Renewed while it is being sent, so this is also how long it takes
   * until somebody else goes on after a process died.
   */
  get leaseMs(): number {
    return this.config.mail.leaseMs;
  }

  /**
   * The mail that has waited longest, now under a lease; null where nothing is due. A mail that this process has in hand is never
   * given out again, even where its lease ran out because the database or the SMTP server took long: nobody gets it twice.
   */
  async claim(): Promise<ClaimedMail | null> {
    for (;;) {
      const now = this.clock.now();
      if (!(await this.idle.find('a mail is due', now))) return null;
      const due = await this.#outbox.findMany({
        where: { id: { notIn: [...this.#inHand] }, OR: [{ state: 'queued', nextAttemptAt: { lte: now } }, { state: 'processing', leasedUntil: { lt: now } }] },
        orderBy: { nextAttemptAt: 'asc' },
        take: CANDIDATES,
      });
      if (due.length === 0) return null;
      for (const mail of due) {
        const claimed = await this.#take(mail);
        if (claimed) return claimed;
      }
    }
  }

  /** Null where somebody else was quicker. */
  async #take(mail: OutboxMail): Promise<ClaimedMail | null> {
    if (this.#inHand.has(mail.id)) return null;
    this.#inHand.add(mail.id);
    let isTaken = false;
    try {
      const { count } = await this.#outbox.updateMany({
        where: { id: mail.id, state: mail.state, attempts: mail.attempts, leasedUntil: mail.leasedUntil },
        data: { state: 'processing', attempts: mail.attempts + 1, leasedUntil: this.#endOfLease() },
      });
      if (count === 0) return null;
      // Read again: between the look and the claim the mail may have been brought up to date.
      const claimed = await this.#outbox.findUniqueOrThrow({ where: { id: mail.id } });
      isTaken = true;
      return claimed;
    } finally {
      if (!isTaken) this.#inHand.delete(mail.id);
    }
  }

  /** Mails with a link that wait without anybody trying to send them. */
  async waitingWithLink(): Promise<OutboxMail[]> {
    if (!(await this.idle.find('a mail with a link waits', this.clock.now()))) return [];
    return this.#outbox.findMany({ where: { state: 'queued', tokenId: { not: null } }, orderBy: { createdAt: 'asc' } });
  }

  async giveUp(mail: OutboxMail, reason: string): Promise<void> {
    await this.#outbox.updateMany({ where: { id: mail.id, state: 'queued', tokenId: mail.tokenId }, data: { state: 'abandoned', lastError: reason } });
  }

  /** False when the mail is no longer this dispatcher's. */
  async renewLease(mail: ClaimedMail): Promise<boolean> {
    return this.#change(mail, { leasedUntil: this.#endOfLease() });
  }

  /** Writes down how the attempt ended. An outcome that comes too late, from before somebody else took over, changes nothing. */
  async finish(mail: ClaimedMail, outcome: Outcome): Promise<void> {
    const sentAt = outcome.state === 'sent' ? this.clock.now() : null;
    try {
      await this.#change(mail, { leasedUntil: null, sentAt, lastError: null, ...outcome });
    } finally {
      this.#inHand.delete(mail.id);
    }
  }

  async #change(mail: ClaimedMail, data: Partial<Omit<OutboxMail, 'model'>>): Promise<boolean> {
    const { count } = await this.#outbox.updateMany({ where: { id: mail.id, state: 'processing', attempts: mail.attempts }, data });
    return count === 1;
  }

  #endOfLease(): Date {
    return new Date(this.clock.now().getTime() + this.leaseMs);
  }

  get #outbox() {
    return this.prisma.client.outboxMail;
  }
}
