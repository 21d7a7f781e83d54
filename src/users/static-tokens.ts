import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import { ChangeUsers } from './change-users';

const BYTES = 32;

/** API tokens that Usher makes: nobody can choose one badly, and only the hash is kept. */
@Injectable()
export class StaticTokens {
  constructor(
    private readonly transactions: Transactions,
    private readonly changing: ChangeUsers,
  ) {}

  /** A new token in place of the one there may be. Its text is in the answer and nowhere else. */
  async make(accountability: Accountability, userId: string): Promise<string> {
    const token = randomBytes(BYTES).toString('base64url');
    await this.transactions.run(accountability, (work) => this.changing.in(work, [userId], { madeToken: token }));
    return token;
  }
}
