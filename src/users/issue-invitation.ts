import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Prisma } from '../generated/sqlite/client';
import { ActivityLog } from '../activity/activity.log';
import { namedRole, namedUser, personName, seededWords } from '../activity/names';
import { AppConfig } from '../platform/config/app-config';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { safeName } from '../platform/mail/mail-text';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { INVITATION_TEMPLATE, invitationModel, type InvitationModel } from './invitation.mail';

const INVITEE = { id: true, firstName: true, lastName: true, email: true, emailKey: true, role: { select: { id: true, name: true } } } as const;

const REPETITION_MS = 1_000;

type Invitee = Prisma.UserGetPayload<{ select: typeof INVITEE }> & { readonly email: string };

/** The invitation of one person who is in the directory already: a token, a mail and an activity row. */
@Injectable()
export class IssueInvitation {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly outbox: MailOutbox,
    private readonly activity: ActivityLog,
    private readonly config: AppConfig,
  ) {}

  /**
   * Invites, or invites again. A mail that is still waiting is brought up to date instead of being doubled; one that has gone out
   * is followed by a new one, whose link replaces the old link. The same again within a second is the same.
   *
   * @param user somebody with an address and the status "invited"; the caller has seen to both
   * @param options.inviteUrl a page of another application, checked against the allow list by the caller
   */
  async issue(work: UnitOfWork, user: { readonly id: string }, options: { readonly inviteUrl?: string | null } = {}): Promise<void> {
    const invitee = (await work.db.user.findUniqueOrThrow({ where: { id: user.id }, select: INVITEE })) as Invitee;
    const isFirst = (await work.db.oneTimeToken.count({ where: { userId: invitee.id, purpose: 'invitation' } })) === 0;
    const model = await this.#model(work, invitee);
    const data = options.inviteUrl ? { url: options.inviteUrl } : undefined;
    if (await this.#isRepetition(work, invitee, model, data)) return;
    if (!(await this.#renewWaiting(work, invitee, model, data))) await this.#issueNew(work, invitee, model, data);
    await this.activity.record(work, {
      event: isFirst ? 'invitation.sent' : 'invitation.resent',
      collection: 'directus_users',
      item: invitee.id,
      names: { subject: namedUser(invitee), role: invitee.role && namedRole(invitee.role) },
    });
  }

  /** The same invitation within a second is one press of a button that arrived twice, or ten scripts that do the same at once. */
  async #isRepetition(work: UnitOfWork, invitee: Invitee, model: InvitationModel, data: Prisma.InputJsonObject | undefined): Promise<boolean> {
    const since = new Date(work.now.getTime() - REPETITION_MS);
    const newest = await work.db.oneTimeToken.findFirst({
      where: { userId: invitee.id, purpose: 'invitation', usedAt: null, endedAt: null, createdAt: { gt: since }, expiresAt: { gt: work.now }, emailKey: invitee.emailKey },
    });
    const mail = newest && (await work.db.outboxMail.findFirst({ where: { tokenId: newest.id, state: { in: ['queued', 'processing', 'sent'] } } }));
    return isDeepStrictEqual(mail?.model, { ...model }) && isDeepStrictEqual(newest?.data ?? null, data ?? null);
  }

  /** False where no mail is waiting. One that is just being handed over counts as waiting and goes out as it is. */
  async #renewWaiting(work: UnitOfWork, invitee: Invitee, model: InvitationModel, data: Prisma.InputJsonObject | undefined): Promise<boolean> {
    const open = await work.db.oneTimeToken.findFirst({ where: { userId: invitee.id, purpose: 'invitation', usedAt: null, endedAt: null, emailKey: invitee.emailKey } });
    if (!open || !this.tokens.isDerivable(open)) return false;
    const { count } = await work.db.outboxMail.updateMany({
      where: { tokenId: open.id, state: 'queued' },
      data: { model: { ...model }, nextAttemptAt: work.now, toAddress: invitee.email, toName: toName(invitee) },
    });
    if (count === 0) {
      // A dispatcher that has it in hand gives up a mail whose link expired: that one is not worth waiting for.
      const inHand = await work.db.outboxMail.count({ where: { tokenId: open.id, state: 'processing' } });
      if (inHand === 0 || open.expiresAt <= work.now) return false;
    }
    const expiresAt = new Date(work.now.getTime() + this.config.tokens.invitationTtlMs);
    await work.db.oneTimeToken.update({ where: { id: open.id }, data: { expiresAt, createdBy: work.accountability.user, data: data ?? Prisma.DbNull } });
    this.outbox.nudgeAfter(work);
    return true;
  }

  async #issueNew(work: UnitOfWork, invitee: Invitee, model: InvitationModel, data: Prisma.InputJsonObject | undefined): Promise<void> {
    const token = await this.tokens.issue(work, {
      purpose: 'invitation',
      userId: invitee.id,
      emailKey: invitee.emailKey,
      ttlMs: this.config.tokens.invitationTtlMs,
      createdBy: work.accountability.user,
      data,
    });
    await this.outbox.enqueue(work, { template: INVITATION_TEMPLATE, model: { ...model }, to: { address: invitee.email, name: toName(invitee) }, userId: invitee.id, tokenId: token.id });
  }

  async #model(work: UnitOfWork, invitee: Invitee): Promise<InvitationModel> {
    const { user } = work.accountability;
    const inviter = user ? await work.db.user.findUnique({ where: { id: user }, select: { firstName: true, lastName: true, email: true } }) : null;
    const settings = await work.db.settings.findUnique({ where: { id: 1 }, select: { projectName: true } });
    return invitationModel({
      inviter: inviter && { name: inviter.firstName || inviter.lastName ? personName(inviter) : '', address: inviter.email },
      roleName: invitee.role && seededWords(invitee.role.name),
      fallback: settings?.projectName ?? 'Usher',
    });
  }
}

/** The display name in the mail's header: the directory's own data about the recipient, never anything but a name. */
function toName(invitee: Invitee): string | null {
  return invitee.firstName || invitee.lastName ? safeName(personName(invitee)) : null;
}
