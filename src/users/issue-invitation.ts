import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Prisma, type OneTimeToken } from '../generated/sqlite/client';
import { ActivityLog } from '../activity/activity.log';
import { namedRole, namedUser, personName, seededWords } from '../activity/names';
import { AppConfig } from '../platform/config/app-config';
import { chunksOf, inChunks } from '../platform/database/chunks';
import { Locks } from '../platform/database/locks';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { safeName } from '../platform/mail/mail-text';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { INVITATION_TEMPLATE, invitationModel, type InvitationModel } from './invitation.mail';

const INVITEE = { id: true, firstName: true, lastName: true, email: true, emailKey: true, role: { select: { id: true, name: true } } } as const;

const REPETITION_MS = 1_000;

type Invitee = Prisma.UserGetPayload<{ select: typeof INVITEE }> & { readonly email: string };

const MAIL = { tokenId: true, state: true, model: true, toAddress: true, toName: true } as const;

interface IssueOptions {
  readonly inviteUrl?: string | null;
  /** Asked for by the invited person: it stays the invitation of whoever sent it. */
  readonly requestedOf?: { readonly inviter: string | null };
}

/** How it stands with the invitation of one person. */
interface Standing {
  readonly invitee: Invitee;
  /** What a mail would say now. */
  readonly model: InvitationModel;
  readonly isFirst: boolean;
  /** The link that is out for the address that the person has now, expired or not. */
  readonly open: OneTimeToken | null;
  readonly mail: Prisma.OutboxMailGetPayload<{ select: typeof MAIL }> | null;
}

/** The invitation of one person who is in the directory already: a token, a mail and an activity row. */
@Injectable()
export class IssueInvitation {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly outbox: MailOutbox,
    private readonly activity: ActivityLog,
    private readonly config: AppConfig,
    private readonly locks: Locks,
  ) {}

  /**
   * Invites, or invites again. A mail that is still waiting is brought up to date instead of being doubled; one that has gone out
   * is followed by a new one, whose link replaces the old link. The same again within a second is the same.
   *
   * @param user somebody with an address and the status "invited"; the caller has seen to both
   * @param options.inviteUrl a page of another application, checked against the allow list by the caller
   */
  async issue(work: UnitOfWork, user: { readonly id: string }, options: IssueOptions = {}): Promise<void> {
    await this.issueMany(work, [user.id], options);
  }

  /** The same for many people, each once: a few statements for each few hundred instead of ten for each person. */
  async issueMany(work: UnitOfWork, ids: readonly string[], options: IssueOptions = {}): Promise<void> {
    if (ids.length === 0) return;
    const data = options.inviteUrl ? { url: options.inviteUrl } : null;
    await this.locks.rows(work, 'directus_users', ids);
    const inviter = options.requestedOf ? options.requestedOf.inviter : work.accountability.user;
    const standing = await this.#standing(work, ids, inviter);
    const due = standing.filter((one) => !isRepetition(one, work.now, data));
    const renewed = await this.#renewWaiting(work, due.filter(({ open }) => open && this.tokens.isDerivable(open)), inviter, data);
    await this.#issueNew(work, due.filter(({ invitee }) => !renewed.has(invitee.id)), inviter, data);
    await this.activity.recordMany(work, due.map(({ invitee, isFirst }) => ({
      event: options.requestedOf ? 'invitation.requested' as const : isFirst ? 'invitation.sent' as const : 'invitation.resent' as const,
      collection: 'directus_users',
      item: invitee.id,
      names: { subject: namedUser(invitee), role: invitee.role && namedRole(invitee.role) },
    })));
  }

  async #standing(work: UnitOfWork, ids: readonly string[], inviter: string | null): Promise<Standing[]> {
    const modelOf = await this.#model(work, inviter);
    const people = (await inChunks(ids, (some) => work.db.user.findMany({ where: { id: { in: some } }, select: INVITEE }))) as Invitee[];
    const tokens = await inChunks(ids, (some) => work.db.oneTimeToken.findMany({ where: { userId: { in: some }, purpose: 'invitation' } }));
    const invited = new Set(tokens.map(({ userId }) => userId));
    const openOf = new Map(tokens.filter(({ usedAt, endedAt }) => !usedAt && !endedAt).map((token) => [token.userId, token]));
    const openIds = [...openOf.values()].map(({ id }) => id);
    const mails = await inChunks(openIds, (some) => work.db.outboxMail.findMany({ where: { tokenId: { in: some }, state: { in: ['queued', 'processing', 'sent'] } }, select: MAIL }));
    const mailOf = new Map(mails.map((mail) => [mail.tokenId, mail]));
    return people.map((invitee) => {
      const token = openOf.get(invitee.id);
      const open = token?.emailKey === invitee.emailKey ? token : null;
      return { invitee, model: modelOf(invitee), isFirst: !invited.has(invitee.id), open, mail: (open && mailOf.get(open.id)) ?? null };
    });
  }

  /** Whose mail is still waiting, by the person's id. One that is just being handed over counts as waiting and goes out as it is. */
  async #renewWaiting(work: UnitOfWork, some: readonly Standing[], inviter: string | null, data: Prisma.InputJsonObject | null): Promise<Set<string>> {
    const open = some.map((one) => ({ ...one, open: one.open! }));
    // What the mails have in common is written for all of them at once, which is everything but the name of a role.
    for (const alike of groupedBy(open.filter(({ mail }) => mail), mailText)) {
      const { invitee, model } = alike[0]!;
      const text = { model: { ...model }, nextAttemptAt: work.now, ...(!isAddressed(alike[0]!) && { toAddress: invitee.email, toName: toName(invitee) }) };
      for (const chunk of chunksOf(alike)) await work.db.outboxMail.updateMany({ where: { tokenId: { in: chunk.map((one) => one.open.id) }, state: 'queued' }, data: text });
    }
    const waiting = await inChunks(open.map((one) => one.open.id), (ids) => work.db.outboxMail.findMany({ where: { tokenId: { in: ids }, state: { in: ['queued', 'processing'] } }, select: MAIL }));
    const stateOf = new Map(waiting.map(({ tokenId, state }) => [tokenId, state]));
    // A dispatcher that has it in hand gives up a mail whose link expired: that one is not worth waiting for.
    const renewed = open.filter(({ open: { id, expiresAt } }) => stateOf.get(id) === 'queued' || (stateOf.get(id) === 'processing' && expiresAt > work.now));
    const expiresAt = new Date(work.now.getTime() + this.config.tokens.invitationTtlMs);
    for (const chunk of chunksOf(renewed)) {
      await work.db.oneTimeToken.updateMany({ where: { id: { in: chunk.map((one) => one.open.id) } }, data: { expiresAt, createdBy: inviter, data: data ?? Prisma.DbNull } });
    }
    if (renewed.length > 0) this.outbox.nudgeAfter(work);
    return new Set(renewed.map(({ invitee }) => invitee.id));
  }

  async #issueNew(work: UnitOfWork, some: readonly Standing[], inviter: string | null, data: Prisma.InputJsonObject | null): Promise<void> {
    const ids = await this.tokens.issueMany(work, 'invitation', some.map(({ invitee }) => ({
      userId: invitee.id,
      emailKey: invitee.emailKey,
      ttlMs: this.config.tokens.invitationTtlMs,
      createdBy: inviter,
      ...(data && { data }),
    })));
    await this.outbox.enqueueMany(work, some.map(({ invitee, model }, index) => (
      { template: INVITATION_TEMPLATE, model: { ...model }, to: { address: invitee.email, name: toName(invitee) }, userId: invitee.id, tokenId: ids[index]! }
    )));
  }

  async #model(work: UnitOfWork, inviterId: string | null): Promise<(invitee: Invitee) => InvitationModel> {
    const inviter = inviterId ? await work.db.user.findUnique({ where: { id: inviterId }, select: { firstName: true, lastName: true, email: true } }) : null;
    const settings = await work.db.settings.findUnique({ where: { id: 1 }, select: { projectName: true } });
    return (invitee) => invitationModel({
      inviter: inviter && { name: inviter.firstName || inviter.lastName ? personName(inviter) : '', address: inviter.email },
      roleName: invitee.role && seededWords(invitee.role.name),
      fallback: settings?.projectName ?? 'Usher',
    });
  }
}

/** The same invitation within a second is one press of a button that arrived twice, or ten scripts that do the same at once. */
function isRepetition({ open, mail, model }: Standing, now: Date, data: Prisma.InputJsonObject | null): boolean {
  if (!open || open.createdAt.getTime() <= now.getTime() - REPETITION_MS || open.expiresAt <= now) return false;
  return isDeepStrictEqual(mail?.model, { ...model }) && isDeepStrictEqual(open.data ?? null, data);
}

function groupedBy<T>(rows: readonly T[], keyOf: (row: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return [...groups.values()];
}

/** Equal for mails that one statement can bring up to date. */
function mailText(one: Standing): string {
  return JSON.stringify([one.model, isAddressed(one) ? null : one.invitee.id]);
}

function isAddressed({ invitee, mail }: Standing): boolean {
  return mail?.toAddress === invitee.email && mail.toName === toName(invitee);
}

/** The display name in the mail's header: the directory's own data about the recipient, never anything but a name. */
function toName(invitee: Invitee): string | null {
  return invitee.firstName || invitee.lastName ? safeName(personName(invitee)) : null;
}
