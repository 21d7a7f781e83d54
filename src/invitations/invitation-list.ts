import { Injectable } from '@nestjs/common';
import type { Prisma } from '../generated/sqlite/client';
import { COUNTED_TO, totalBeside, totalOf, type Total } from '../access/items/total';
import { personName, seededWords } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { PrismaService } from '../platform/database/prisma.service';
import { ForbiddenError } from '../platform/errors/errors';
import type { StoredMail } from '../platform/mail/mail';
import { isStorable } from '../platform/payload/storable-text';

export const INVITATION_STATES = ['pending', 'expired', 'accepted', 'declined', 'revoked'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

export interface InvitationListQuery {
  readonly state: InvitationState | null;
  readonly search: string;
  readonly page: number;
  readonly perPage: number;
}

export interface ListedInvitation {
  readonly userId: string;
  readonly state: InvitationState;
  readonly address: string;
  readonly name: string;
  readonly role: string | null;
  readonly inviter: string | null;
  readonly sentAt: Date;
  readonly expiresAt: Date;
  /** True while the person is still invited, so that it can be sent again. */
  readonly canResend: boolean;
  readonly mail: Pick<StoredMail, 'id' | 'state' | 'attempts' | 'lastError' | 'nextAttemptAt' | 'sentAt'> | null;
}

export interface InvitationListResult {
  readonly invitations: readonly ListedInvitation[];
  readonly total: Total;
  readonly counts: Readonly<Record<InvitationState, Total>>;
}

const WITH_PERSON = { user: { select: { id: true, firstName: true, lastName: true, email: true, status: true, role: { select: { name: true } } } } } as const;

/** Every invitation that was not replaced by a newer one, newest first. For administrators: it holds addresses of people beyond any row rule. */
@Injectable()
export class InvitationList {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  async read(accountability: Accountability, query: InvitationListQuery): Promise<InvitationListResult> {
    if (!accountability.admin) throw new ForbiddenError();
    const now = this.clock.now();
    const tokens = this.prisma.client.oneTimeToken;
    const where = { AND: [ANY, query.state ? inState(query.state, now) : {}, matching(query.search)] };
    const { page, perPage } = query;
    // The order is that of an index: without one, Prisma sorts all before it counts some.
    const total = async (counted: Prisma.OneTimeTokenWhereInput, upTo: number, order: 'createdAt' | 'usedAt' = 'createdAt') => totalOf(await tokens.count({ where: counted, take: upTo + 1, orderBy: { [order]: 'desc' } }), upTo);
    const [rows, ...counts] = await Promise.all([
      tokens.findMany({ where, include: WITH_PERSON, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], skip: (page - 1) * perPage, take: perPage }),
      ...INVITATION_STATES.map((state) => total({ AND: [ANY, inState(state, now)] }, COUNTED_TO.all, state === 'accepted' ? 'usedAt' : 'createdAt')),
    ]);
    const [mails, inviters] = await Promise.all([this.#mailsOf(rows.map(({ id }) => id)), this.#namesOf(rows.flatMap(({ createdBy }) => createdBy ?? []))]);
    return {
      invitations: rows.flatMap(({ user, ...row }) => (user ? { ...personOf(user), state: stateOf(row, now), inviter: inviters.get(row.createdBy ?? '') ?? null, sentAt: row.createdAt, expiresAt: row.expiresAt, mail: mails.get(row.id) ?? null } : [])),
      total: await totalBeside(rows.length, { listed: query.search ? 'found' : 'all', page, perPage }, (upTo) => total(where, upTo)),
      counts: Object.fromEntries(INVITATION_STATES.map((state, index) => [state, counts[index]!])) as Record<InvitationState, Total>,
    };
  }

  async #mailsOf(tokenIds: readonly string[]): Promise<Map<string, NonNullable<ListedInvitation['mail']>>> {
    const mails = await this.prisma.client.outboxMail.findMany({
      where: { tokenId: { in: [...tokenIds] } },
      orderBy: { createdAt: 'asc' },
      select: { id: true, tokenId: true, state: true, attempts: true, lastError: true, nextAttemptAt: true, sentAt: true },
    });
    return new Map(mails.map((mail) => [mail.tokenId!, mail]));
  }

  async #namesOf(userIds: readonly string[]): Promise<Map<string, string>> {
    const people = await this.prisma.client.user.findMany({ where: { id: { in: [...new Set(userIds)] } }, select: { id: true, firstName: true, lastName: true, email: true } });
    return new Map(people.map((person) => [person.id, personName(person)]));
  }
}

type Token = { readonly usedAt: Date | null; readonly endedAt: Date | null; readonly endReason: string | null; readonly expiresAt: Date };

/** Revoked for another reason than a press of Withdraw counts as revoked, too. Replaced ones are no more than history. */
const ANY: Prisma.OneTimeTokenWhereInput = { purpose: 'invitation', userId: { not: null }, OR: [{ endReason: null }, { endReason: { not: 'replaced' } }] };

function inState(state: InvitationState, now: Date): Prisma.OneTimeTokenWhereInput {
  if (state === 'accepted') return { usedAt: { not: null } };
  if (state === 'declined' || state === 'revoked') return { usedAt: null, endReason: state };
  return { usedAt: null, endedAt: null, expiresAt: state === 'pending' ? { gt: now } : { lte: now } };
}

function stateOf(token: Token, now: Date): InvitationState {
  if (token.usedAt) return 'accepted';
  if (token.endedAt) return token.endReason === 'declined' ? 'declined' : 'revoked';
  return token.expiresAt > now ? 'pending' : 'expired';
}

function matching(search: string): Prisma.OneTimeTokenWhereInput {
  if (!search) return {};
  if (!isStorable(search)) return { id: { in: [] } };
  const spellings = [...new Set([search, search.toLowerCase()])];
  return { OR: spellings.flatMap((contains) => [{ emailKey: { contains } }, { user: { OR: [{ firstName: { contains } }, { lastName: { contains } }] } }]) };
}

function personOf(user: { id: string; firstName: string | null; lastName: string | null; email: string | null; status: string; role: { name: string } | null }) {
  return { userId: user.id, address: user.email ?? '', name: personName(user), role: user.role && seededWords(user.role.name), canResend: user.status === 'invited' };
}
