import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import { FailedValidationError, InvalidPayloadError } from '../platform/errors/errors';
import { isStorable, storableText } from '../platform/payload/storable-text';

const LENGTH_AT_MOST = 255;
const PAGE = storableText(LENGTH_AT_MOST);

export const lastPageBody = z.object({ last_page: PAGE.nullable() });

/** The page where somebody was last, which their application wants to open again. Nothing follows from it, so it is no activity. */
@Injectable()
export class LastPage {
  constructor(private readonly transactions: Transactions) {}

  async keep(caller: Accountability, body: unknown): Promise<void> {
    const page = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['last_page'] : undefined;
    if (page === undefined || page === '') throw new InvalidPayloadError({ reason: '"last_page" key is required' });
    const parsed = PAGE.nullable().safeParse(page);
    if (!parsed.success) throw new FailedValidationError(mistakeIn(page));
    await this.transactions.run(caller, (work) => work.db.user.updateMany({ where: { id: caller.user! }, data: { lastPage: parsed.data } }));
  }
}

function mistakeIn(page: unknown): ConstructorParameters<typeof FailedValidationError>[0] {
  if (typeof page !== 'string') return { field: 'last_page', type: 'type', valid: 'string' };
  return isStorable(page) ? { field: 'last_page', type: 'max_length', valid: LENGTH_AT_MOST } : { field: 'last_page', type: 'text' };
}
