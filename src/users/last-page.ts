import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { parsePayload } from '../access/permissions/parse-payload';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import { InvalidPayloadError } from '../platform/errors/errors';
import { storableText } from '../platform/payload/storable-text';

export const lastPageBody = z.object({ last_page: storableText(255) });

/** The page where somebody was last, which their application wants to open again. Nothing follows from it, so it is no activity. */
@Injectable()
export class LastPage {
  constructor(private readonly transactions: Transactions) {}

  async keep(caller: Accountability, body: unknown): Promise<void> {
    const page = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['last_page'] : undefined;
    if (page === undefined || page === null || page === '') throw new InvalidPayloadError({ reason: '"last_page" key is required' });
    const { last_page: lastPage } = parsePayload(caller, 'directus_users', lastPageBody, { last_page: page });
    await this.transactions.run(caller, (work) => work.db.user.updateMany({ where: { id: caller.user! }, data: { lastPage } }));
  }
}
