import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Prisma, type OneTimeToken } from '../../generated/sqlite/client';
import { Clock } from '../clock/clock';
import { AppConfig } from '../config/app-config';
import { BulkInsert } from '../database/bulk-insert';
import type { Table } from '../database/table';
import { chunksOf } from '../database/chunks';
import { Locks } from '../database/locks';
import { PrismaService } from '../database/prisma.service';
import type { UnitOfWork } from '../database/unit-of-work';
import { InvalidInviteError, InvalidTokenError, TokenExpiredError } from '../errors/errors';
import type { TokenEndReason, TokenPurpose } from './token-purposes';
import { tokenState, type TokenState } from './token-state';
import { hashToken, looksLikeToken, tokenText } from './token-text';

export interface NewToken {
  readonly purpose: TokenPurpose;
  /** Null only for the set-up link, which belongs to nobody yet. */
  readonly userId: string | null;
  /** The normalised address that the link goes to: when the person's address changes, the link dies with it. */
  readonly emailKey: string | null;
  readonly ttlMs: number;
  /** The signed-in person who caused it. */
  readonly createdBy?: string | null;
  readonly data?: Prisma.InputJsonObject;
}

const OPEN = { usedAt: null, endedAt: null } as const;
const TOKENS: Table = {
  name: 'usher_one_time_tokens',
  columns: {
    id: 'id', purpose: 'purpose', userId: 'user', emailKey: 'email_key', tokenHash: 'token_hash', keyId: 'key_id', createdAt: 'created_at', expiresAt: 'expires_at', createdBy: 'created_by', data: 'data',
  },
  json: ['data'],
};
const WITH_USER = { user: { select: { emailKey: true } } } as const;

/** Links that work once, for one purpose, one person and one address. Only hashes are stored. */
@Injectable()
export class OneTimeTokens {
  readonly #key: Buffer;
  readonly #keyId: string;

  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    config: AppConfig,
    private readonly bulk: BulkInsert,
    private readonly locks: Locks,
  ) {
    this.#key = config.key('one-time-token');
    this.#keyId = config.keyId;
  }

  /** Makes a new token; the newest kills all older ones of the same purpose and person. */
  async issue(work: UnitOfWork, token: NewToken): Promise<{ id: string; expiresAt: Date }> {
    if (token.userId !== null) await this.locks.rows(work, 'directus_users', [token.userId]);
    await this.#end(work, { purpose: token.purpose, userId: token.userId }, 'replaced');
    const row = this.#row(work, token);
    await work.db.oneTimeToken.create({ data: { ...row, data: token.data ?? Prisma.DbNull } });
    return { id: row.id, expiresAt: row.expiresAt };
  }

  /**
   * The same for many people at once, all for one purpose: a few statements instead of two for each. Answers the ids, in the order of the tokens. The
   * caller holds the people's rows (`Locks#rows`), since of two at once neither would end the other's token.
   */
  async issueMany(work: UnitOfWork, purpose: TokenPurpose, tokens: readonly (Omit<NewToken, 'purpose' | 'userId'> & { readonly userId: string })[]): Promise<string[]> {
    for (const some of chunksOf(tokens)) await this.#end(work, { purpose, userId: { in: some.map(({ userId }) => userId) } }, 'replaced');
    const rows = tokens.map((token) => ({ ...this.#row(work, { ...token, purpose }), data: token.data }));
    await this.bulk.into(work, TOKENS, rows);
    return rows.map(({ id }) => id);
  }

  /** The text of a token, from its id. For the dispatcher, previews, Copy link and the set-up link; nobody else needs it. */
  deriveToken(id: string): string {
    return tokenText(this.#key, id);
  }

  /** False for a token that was issued under a former SECRET: its link still works, but cannot be written down again. */
  isDerivable(row: Pick<OneTimeToken, 'keyId'>): boolean {
    return row.keyId === this.#keyId;
  }

  /** What a link is worth. Reads only, so that a page may ask as often as mail scanners do. */
  async find(token: unknown, purpose: TokenPurpose): Promise<TokenState> {
    if (!looksLikeToken(token)) return { kind: 'unknown' };
    const row = await this.prisma.client.oneTimeToken.findFirst({ where: { tokenHash: hashToken(token), purpose }, include: WITH_USER });
    return tokenState(row, this.clock.now());
  }

  /**
   * Uses a token up: of any number of requests at once, one wins. Throws InvalidTokenError for an unknown one (or one of
   * another purpose), TokenExpiredError, and for a spent one InvalidInviteError (invitations) or InvalidTokenError.
   */
  async redeem(work: UnitOfWork, token: unknown, purpose: TokenPurpose): Promise<OneTimeToken> {
    if (!looksLikeToken(token)) throw new InvalidTokenError();
    const where = { tokenHash: hashToken(token), purpose };
    const before = tokenState(await work.db.oneTimeToken.findFirst({ where, include: WITH_USER }), work.now);
    if (before.kind !== 'usable') throw refusal(before, purpose);
    // The person first, as whoever ends their tokens does.
    if (before.row.userId !== null) await this.locks.rows(work, 'directus_users', [before.row.userId]);
    // The condition in the update decides, not the look before it: that one is for the precise refusal.
    const { count } = await work.db.oneTimeToken.updateMany({ where: { ...where, ...OPEN, expiresAt: { gt: work.now } }, data: { usedAt: work.now } });
    if (count !== 1) throw refusal({ kind: 'used', row: before.row }, purpose);
    return { ...before.row, usedAt: work.now };
  }

  /** Ends one unused token, for instance when its invitation is declined. False where it was spent already. */
  async end(work: UnitOfWork, id: string, reason: TokenEndReason): Promise<boolean> {
    return (await this.#end(work, { id }, reason)) === 1;
  }

  /** Ends every unused token of a person: on suspension, a new address, a new password, a new role's revocation. */
  async endAllOf(work: UnitOfWork, userId: string, reason: TokenEndReason, purpose?: TokenPurpose): Promise<void> {
    await this.#end(work, { userId, ...(purpose && { purpose }) }, reason);
  }

  /** The same for many people at once. */
  async endAllOfMany(work: UnitOfWork, userIds: readonly string[], reason: TokenEndReason): Promise<void> {
    for (const some of chunksOf(userIds)) await this.#end(work, { userId: { in: some } }, reason);
  }

  /** Takes a person's tokens of one purpose out of the table: for those that nobody asks about afterwards. */
  async forget({ db }: UnitOfWork, userId: string, purpose: TokenPurpose): Promise<void> {
    await db.oneTimeToken.deleteMany({ where: { userId, purpose } });
  }

  #row(work: UnitOfWork, token: NewToken) {
    const id = randomUUID();
    return {
      id,
      purpose: token.purpose,
      userId: token.userId,
      emailKey: token.emailKey,
      tokenHash: hashToken(this.deriveToken(id)),
      keyId: this.#keyId,
      createdAt: work.now,
      expiresAt: new Date(work.now.getTime() + token.ttlMs),
      createdBy: token.createdBy ?? null,
    };
  }

  async #end(work: UnitOfWork, which: Prisma.OneTimeTokenWhereInput, reason: TokenEndReason): Promise<number> {
    const { count } = await work.db.oneTimeToken.updateMany({ where: { ...which, ...OPEN }, data: { endedAt: work.now, endReason: reason } });
    return count;
  }
}

function refusal(state: TokenState, purpose: TokenPurpose): Error {
  if (state.kind === 'expired') return new TokenExpiredError();
  if (state.kind !== 'unknown' && purpose === 'invitation') return new InvalidInviteError();
  return new InvalidTokenError();
}
