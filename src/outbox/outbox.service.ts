import { Injectable } from '@nestjs/common';
import type { Prisma } from '../generated/sqlite/client';
import { COUNTED_TO, totalBeside, totalOf, type Total } from '../access/items/total';
import { Standing } from '../access/sessions/standing';
import { ActivityLog } from '../activity/activity.log';
import type { Accountability } from '../platform/accountability/accountability';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import { ForbiddenError, UnprocessableContentError } from '../platform/errors/errors';
import { MAIL_STATES, type MailState, type StoredMail } from '../platform/mail/mail';
import { MailPreparation } from '../platform/mail/mail-preparation';
import { MailOutbox } from '../platform/mail/mail.outbox';
import type { RenderedMail } from '../platform/mail/mail.renderer';
import { isStorable } from '../platform/payload/storable-text';

export interface OutboxPage {
  readonly mails: readonly StoredMail[];
  readonly total: Total;
  /** Of all mails, whatever is searched for. */
  readonly counts: Readonly<Record<MailState, Total>>;
}

export interface OutboxQuery {
  readonly state: MailState | null;
  readonly search: string;
  readonly page: number;
  readonly perPage: number;
}

/** The mail queue for administrators: look, try again, give up. Sending is the dispatcher's. */
@Injectable()
export class OutboxService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly transactions: Transactions,
    private readonly outbox: MailOutbox,
    private readonly preparation: MailPreparation,
    private readonly activity: ActivityLog,
    private readonly standing: Standing,
  ) {}

  async list(accountability: Accountability, query: OutboxQuery): Promise<OutboxPage> {
    requireAdmin(accountability);
    const table = this.prisma.client.outboxMail;
    const where = { ...(query.state && { state: query.state }), ...matching(query.search) };
    const { page, perPage } = query;
    // The order is that of an index: without one, Prisma sorts all before it counts some.
    const total = async (counted: Prisma.OutboxMailWhereInput, upTo: number) => totalOf(await table.count({ where: counted, take: upTo + 1, orderBy: { createdAt: 'desc' } }), upTo);
    const [mails, ...counts] = await Promise.all([
      table.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], skip: (page - 1) * perPage, take: perPage }),
      ...MAIL_STATES.map((state) => total({ state }, COUNTED_TO.all)),
    ]);
    return {
      mails,
      total: await totalBeside(mails.length, { listed: query.search ? 'found' : 'all', page, perPage }, (upTo) => total(where, upTo)),
      counts: Object.fromEntries(MAIL_STATES.map((state, index) => [state, counts[index]!])) as Record<MailState, Total>,
    };
  }

  async get(accountability: Accountability, id: string): Promise<StoredMail> {
    requireAdmin(accountability);
    const mail = isUuid(id) ? await this.prisma.client.outboxMail.findUnique({ where: { id } }) : null;
    if (!mail) throw new ForbiddenError();
    return mail;
  }

  /** The mail as it is sent, with a stand-in for its link. Null where its template cannot be rendered at the moment. */
  async preview(accountability: Accountability, id: string): Promise<RenderedMail | null> {
    const mail = await this.get(accountability, id);
    return this.preparation.toShow(mail).catch(() => null);
  }

  async mayShowLink(accountability: Accountability, id: string): Promise<boolean> {
    return (await this.preparation.linkToShow(await this.get(accountability, id))) !== null;
  }

  /** The link of a mail, for handing it over in another way. Links that reset a password are never shown. Each look is an activity row. */
  async revealLink(accountability: Accountability, id: string): Promise<string> {
    const mail = await this.get(accountability, id);
    const link = await this.preparation.linkToShow(mail);
    if (link === null) throw new UnprocessableContentError({ reason: 'This mail has no link that works and may be shown' });
    await this.transactions.run(accountability, async (work) => {
      await this.standing.require(work);
      await this.activity.record(work, { event: 'outbox.link_revealed', collection: 'usher_outbox', item: id, names: { subject: mail.toAddress } });
    });
    return link;
  }

  /** Due at once. Throws UNPROCESSABLE_CONTENT where nobody needs the mail any more. */
  async retry(accountability: Accountability, id: string): Promise<void> {
    const mail = await this.get(accountability, id);
    const reason = await this.preparation.whyPointless(mail);
    if (reason) throw new UnprocessableContentError({ reason: `${reason}. Send a new one instead` });
    await this.transactions.run(accountability, async (work) => {
      await this.standing.require(work);
      const { count } = await work.db.outboxMail.updateMany({ where: { id, state: { in: ['queued', 'failed', 'abandoned'] } }, data: { state: 'queued', nextAttemptAt: work.now } });
      if (count !== 1) throw new UnprocessableContentError({ reason: 'The mail has been sent or is being sent' });
      this.outbox.nudgeAfter(work);
      await this.activity.record(work, { event: 'outbox.retried', collection: 'usher_outbox', item: id, names: { subject: mail.toAddress } });
    });
  }

  async abandon(accountability: Accountability, id: string): Promise<void> {
    const mail = await this.get(accountability, id);
    await this.transactions.run(accountability, async (work) => {
      await this.standing.require(work);
      const { count } = await work.db.outboxMail.updateMany({ where: { id, state: { in: ['queued', 'failed'] } }, data: { state: 'abandoned', lastError: `Given up by ${accountability.name}` } });
      if (count !== 1) throw new UnprocessableContentError({ reason: 'The mail has been sent, is being sent or was given up already' });
      await this.activity.record(work, { event: 'outbox.abandoned', collection: 'usher_outbox', item: id, names: { subject: mail.toAddress } });
    });
  }
}

/** A mail can hold what its reader alone should know, so no policy opens this page. */
function requireAdmin(accountability: Accountability): void {
  if (!accountability.admin) throw new ForbiddenError();
}

/** A key from an address may hold anything; PostgreSQL refuses some of it. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function matching(search: string): Prisma.OutboxMailWhereInput {
  if (!search) return {};
  if (!isStorable(search)) return { id: { in: [] } };
  return { OR: [...new Set([search, search.toLowerCase()])].map((contains) => ({ toAddress: { contains } })) };
}
