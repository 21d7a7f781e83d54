import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../clock/clock';
import { AppConfig } from '../config/app-config';
import { Log } from '../log/log';
import { afterFailure, reasonOf } from './delivery-failure';
import { MailPreparation } from './mail-preparation';
import { MailOutbox } from './mail.outbox';
import { MailQueue, type ClaimedMail, type Outcome } from './mail.queue';
import { MailTransport } from './mail.transport';

/** Mails on their way at once: a server that hangs must not hold up the rest of a batch for long. */
const CONCURRENCY = 4;
/** How long a shutdown waits for a mail that is being handed over; the rest is left to the lease. */
const DRAIN_MS = 5_000;

/** Sends what the outbox owes. Runs outside every transaction and every request. */
@Injectable()
export class MailDispatcher implements OnModuleDestroy {
  #run: Promise<void> | null = null;
  #again = false;
  #stopping = false;

  constructor(
    private readonly queue: MailQueue,
    private readonly preparation: MailPreparation,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly log: Log,
    outbox: MailOutbox,
  ) {
    outbox.onDue((mail) => {
      if (this.transport.isConfigured) return void this.dispatch();
      if (mail) this.log.info({ mail: mail.id, template: mail.template, to: mail.address }, `Not sent: no SMTP is configured. The mail is at ${this.config.publicOrigin}/admin/outbox/${mail.id}`);
    });
  }

  /** Sends everything that is due, and resolves then. Asked while it runs, it looks once more before it ends. */
  dispatch(): Promise<void> {
    if (this.#run) {
      this.#again = true;
      return this.#run;
    }
    if (this.#stopping) return Promise.resolve();
    this.#run = (this.transport.isConfigured ? this.#untilNothingIsDue() : this.#giveUpPointless()).finally(() => (this.#run = null));
    return this.#run;
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    const timeout = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await Promise.race([this.#run, timeout]);
  }

  async #untilNothingIsDue(): Promise<void> {
    do {
      this.#again = false;
      await Promise.all(Array.from({ length: CONCURRENCY }, () => this.#worker()));
    } while (this.#again && !this.#stopping);
  }

  /** Without SMTP nothing is attempted, and still nobody should see a mail waiting whose link has ended. */
  async #giveUpPointless(): Promise<void> {
    try {
      for (const mail of await this.queue.waitingWithLink()) {
        const reason = await this.preparation.whyPointless(mail);
        if (reason) await this.queue.giveUp(mail, reason);
      }
    } catch (error) {
      this.log.error({ error: reasonOf(error) }, 'The mail queue could not be read or written');
    }
  }

  async #worker(): Promise<void> {
    try {
      while (!this.#stopping) {
        const mail = await this.queue.claim();
        if (!mail) return;
        await this.queue.finish(mail, await this.#attempt(mail));
      }
    } catch (error) {
      // The database did not answer. What was claimed comes back when its lease ends; the scheduler tries again soon.
      this.log.error({ error: reasonOf(error) }, 'The mail queue could not be read or written');
    }
  }

  async #attempt(mail: ClaimedMail): Promise<Outcome> {
    const heartbeat = setInterval(() => void this.queue.renewLease(mail).catch(() => undefined), this.queue.leaseMs / 4);
    try {
      const prepared = await this.preparation.toSend(mail);
      if (prepared.kind === 'pointless') return { state: 'abandoned', lastError: prepared.reason };
      await this.transport.send({ ...prepared.mail, fromName: prepared.fromName, messageId: mail.messageId, to: { address: mail.toAddress, name: mail.toName } });
      this.log.info({ mail: mail.id, template: mail.template, attempts: mail.attempts }, 'Mail sent');
      return { state: 'sent' };
    } catch (error) {
      const outcome = afterFailure({
        error,
        attempts: mail.attempts,
        queuedAt: mail.createdAt,
        now: this.clock.now(),
        firstDelayMs: this.config.mail.retryFirstMs,
        chance: Math.random(),
      });
      this.log.warn({ mail: mail.id, template: mail.template, attempts: mail.attempts, state: outcome.state, reason: outcome.lastError }, 'Mail not sent');
      return outcome;
    } finally {
      clearInterval(heartbeat);
    }
  }
}
