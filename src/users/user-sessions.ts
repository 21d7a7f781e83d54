import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { Grants } from '../access/permissions/grant';
import { SessionsService } from '../access/sessions/sessions.service';
import { Standing } from '../access/sessions/standing';
import { ActivityLog } from '../activity/activity.log';
import { namedUser } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError } from '../platform/errors/errors';

const COLLECTION = 'directus_users';

export interface UserSession {
  readonly id: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly signedInAt: Date;
  readonly lastUsedAt: Date;
  readonly isCurrent: boolean;
}

/** Where people are signed in. It is the business of whoever may set their status: suspending somebody ends the same sessions. */
@Injectable()
export class UserSessions {
  constructor(
    private readonly transactions: Transactions,
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    private readonly access: AccessControl,
    private readonly grants: Grants,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityLog,
    private readonly standing: Standing,
  ) {}

  /** Last used first. The caller has seen to it that they may be shown. */
  async of(accountability: Accountability, userId: string): Promise<UserSession[]> {
    const rows = await this.prisma.client.session.findMany({
      where: { userId, expiresAt: { gt: this.clock.now() } },
      select: { id: true, ip: true, userAgent: true, signedInAt: true, lastUsedAt: true },
      orderBy: { lastUsedAt: 'desc' },
      take: 50,
    });
    return rows.map((row) => ({ ...row, isCurrent: row.id === accountability.session }));
  }

  async end(accountability: Accountability, userId: string, sessionId: string): Promise<void> {
    await this.transactions.run(accountability, async (work) => {
      const user = await this.#require(work, userId);
      if (!(await this.sessions.revoke(work, sessionId, userId))) return;
      await this.activity.record(work, { event: 'user.session_ended', collection: COLLECTION, item: userId, names: { subject: namedUser(user) } });
    });
  }

  /** All of them, except the one that the request came with. */
  async endAll(accountability: Accountability, userId: string): Promise<void> {
    await this.transactions.run(accountability, async (work) => {
      const user = await this.#require(work, userId);
      await this.sessions.revokeAllOf(work, userId, userId === accountability.user ? accountability.session : null);
      await this.activity.record(work, { event: 'user.sessions_ended', collection: COLLECTION, item: userId, names: { subject: namedUser(user) } });
    });
  }

  async #require(work: UnitOfWork, userId: string) {
    await this.standing.require(work);
    const isOwn = work.accountability.user === userId;
    await this.access.requireItems(work, 'update', COLLECTION, [userId], isOwn ? [] : ['status']);
    await this.grants.requireNotAbove(work, [userId]);
    const user = await work.db.user.findUnique({ where: { id: userId }, select: { id: true, firstName: true, lastName: true, email: true } });
    if (!user) throw new ForbiddenError();
    return user;
  }
}
