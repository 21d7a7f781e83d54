import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Mail } from './mail';
import { safeName } from './mail-text';

export interface QueuedMail {
  readonly id: string;
  readonly template: string;
  readonly address: string;
}

/** Told after the commit that something is due: `mail` where it is a new one. */
export type DueListener = (mail: QueuedMail | null) => void;

/** Writes mails down in the transaction of the change that they tell about. Sends nothing. */
@Injectable()
export class MailOutbox {
  readonly #listeners: DueListener[] = [];

  constructor(private readonly config: AppConfig) {}

  /** Returns the id of the row. The dispatcher hears of it after the commit; if that is lost, it finds the row by itself. */
  async enqueue(work: UnitOfWork, mail: Mail): Promise<string> {
    const id = randomUUID();
    await work.db.outboxMail.create({
      data: {
        id,
        template: mail.template,
        model: mail.model,
        toAddress: mail.to.address,
        toName: safeName(mail.to.name),
        userId: mail.userId ?? null,
        tokenId: mail.tokenId ?? null,
        nextAttemptAt: work.now,
        messageId: messageId(id, this.config.mail.from),
        createdAt: work.now,
      },
    });
    work.afterCommit(() => this.#tell({ id, template: mail.template, address: mail.to.address }));
    return id;
  }

  /** Gives up what is still waiting for a link that has just ended. */
  async abandonFor(work: UnitOfWork, tokenId: string, reason: string): Promise<void> {
    await work.db.outboxMail.updateMany({ where: { tokenId, state: 'queued' }, data: { state: 'abandoned', lastError: reason } });
  }

  /** For a change that made a waiting mail due again. */
  nudgeAfter(work: UnitOfWork): void {
    work.afterCommit(() => this.#tell(null));
  }

  onDue(listener: DueListener): void {
    this.#listeners.push(listener);
  }

  #tell(mail: QueuedMail | null): void {
    for (const listener of this.#listeners) listener(mail);
  }
}

/** The same for every attempt, so that a receiver can drop the second copy of a mail whose acknowledgement was lost. */
function messageId(id: string, from: string): string {
  const domain = /@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1] ?? 'localhost';
  return `<${id}@${domain}>`;
}
