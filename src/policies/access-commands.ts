import { Injectable } from '@nestjs/common';
import { parsePayload } from '../access/permissions/parse-payload';
import type { Key } from '../access/query/keys';
import type { Payload } from '../doors/rest/batch';
import type { CollectionCommands } from '../doors/rest/collection-commands';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { attachmentSchema, type NewAttachment } from './attachment-changes';
import { AttachmentsService } from './attachments.service';
import { Authority, type Concerned } from './authority';

/** What a program writes to directus_access itself. Unlike the pages it may attach the same policy twice, as in the dialect. */
@Injectable()
export class AccessCommands implements CollectionCommands {
  readonly changes = attachmentSchema;

  constructor(
    private readonly transactions: Transactions,
    private readonly authority: Authority,
    private readonly attachments: AttachmentsService,
  ) {}

  async create(accountability: Accountability, payloads: readonly Payload[]): Promise<readonly Key[]> {
    const wanted = payloads.map((payload) => parse(accountability, payload));
    return this.transactions.run(accountability, (work) =>
      this.authority.change(work, concernedBy(wanted), async () => {
        const keys: string[] = [];
        for (const attachment of wanted) keys.push(await this.attachments.attach(work, attachment));
        return keys;
      }),
    );
  }

  change(accountability: Accountability, keys: readonly Key[], payload: Payload): Promise<void> {
    return this.changeEach(accountability, keys.map((key) => ({ key, payload })));
  }

  async changeEach(accountability: Accountability, changes: readonly { readonly key: Key; readonly payload: Payload }[]): Promise<void> {
    const edits = changes.map(({ key, payload }) => ({ id: String(key), changes: parse(accountability, payload) }));
    await this.transactions.run(accountability, async (work) => {
      const concerned = concernedBy([...(await attached(work, edits.map(({ id }) => id))), ...edits.map((edit) => edit.changes)]);
      await this.authority.change(work, concerned, async () => {
        for (const edit of edits) await this.attachments.change(work, [edit.id], edit.changes);
      });
    });
  }

  async remove(accountability: Accountability, keys: readonly Key[]): Promise<void> {
    const ids = keys.map(String);
    await this.transactions.run(accountability, async (work) => {
      await this.authority.change(work, concernedBy(await attached(work, ids)), () => this.attachments.detach(work, ids));
    });
  }
}

function parse(accountability: Accountability, payload: Payload): NewAttachment & { accessId?: string } {
  return parsePayload(accountability, 'directus_access', attachmentSchema, payload);
}

function attached(work: UnitOfWork, ids: readonly string[]): Promise<NewAttachment[]> {
  return work.db.access.findMany({ where: { id: { in: [...ids] } } });
}

function concernedBy(attachments: readonly NewAttachment[]): Concerned {
  const keys = (of: 'policyId' | 'roleId' | 'userId') => [...new Set(attachments.flatMap((attachment) => attachment[of] ?? []))];
  return { policies: keys('policyId'), roles: keys('roleId'), users: keys('userId') };
}
