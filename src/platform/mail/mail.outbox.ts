import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config';
import { BulkInsert } from '../database/bulk-insert';
import type { Table } from '../database/table';
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

  constructor(
    private readonly config: AppConfig,
    private readonly bulk: BulkInsert,
  ) {}

  /** Returns the id of the row. The dispatcher hears of it after the commit; if that is lost, it finds the row by itself. */
  async enqueue(work: UnitOfWork, mail: Mail): Promise<string> {
    const row = this.#row(work, mail);
    await work.db.outboxMail.create({ data: row });
    this.#tellAfter(work, row);
    return row.id;
  }

  /** The same for many mails at once: a few statements instead of one for each. */
  async enqueueMany(work: UnitOfWork, mails: readonly Mail[]): Promise<void> {
    const rows = mails.map((mail) => this.#row(work, mail));
    await this.bulk.into(work, OUTBOX, rows.map((row) => ({ ...row, state: 'queued', attempts: 0 })));
    for (const row of rows) this.#tellAfter(work, row);
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

  #row(work: UnitOfWork, mail: Mail) {
    const id = randomUUID();
    return {
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
    };
  }

  #tellAfter(work: UnitOfWork, { id, template, toAddress }: { readonly id: string; readonly template: string; readonly toAddress: string }): void {
    work.afterCommit(() => this.#tell({ id, template, address: toAddress }));
  }

  #tell(mail: QueuedMail | null): void {
    for (const listener of this.#listeners) listener(mail);
  }
}

const OUTBOX: Table = {
  name: 'usher_outbox',
  columns: {
    id: 'id', template: 'template', model: 'model', toAddress: 'to_address', toName: 'to_name', userId: 'user', tokenId: 'token', state: 'state', attempts: 'attempts',
    nextAttemptAt: 'next_attempt_at', messageId: 'message_id', createdAt: 'created_at',
  },
  json: ['model'],
};

/** The same for every attempt, so that a receiver can drop the second copy of a mail whose acknowledgement was lost. */
function messageId(id: string, from: string): string {
  const domain = /@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1] ?? 'localhost';
  return `<${id}@${domain}>`;
}
