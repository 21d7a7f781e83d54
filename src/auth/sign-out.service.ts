import { Injectable } from '@nestjs/common';
import { ActivityLog } from '../activity/activity.log';
import { personName } from '../activity/names';
import { SessionsService, type SessionMode, type StartedSession } from '../access/sessions/sessions.service';
import type { Accountability } from '../platform/accountability/accountability';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { InvalidCredentialsError } from '../platform/errors/errors';

/** Ending and renewing sessions. */
@Injectable()
export class SignOutService {
  constructor(
    private readonly transactions: Transactions,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityLog,
  ) {}

  /** Ends the session of a refresh or session token; an unknown one is no error. */
  async end(caller: Accountability, token: string): Promise<void> {
    await this.transactions.run(caller, async (work) => {
      const userId = await this.sessions.revokeByToken(work, token);
      if (userId) await this.#record(work, 'session.signed_out', userId);
    });
  }

  /** Exchanges a token for its successor. A token that was used long after its exchange ends the session: somebody has a copy. */
  async renew(caller: Accountability, token: string, modes: readonly SessionMode[]): Promise<StartedSession> {
    const renewed = await this.transactions.run(caller, async (work) => {
      const result = await this.sessions.rotate(work, token, modes);
      if ('reusedBy' in result) await this.#record(work, 'session.replayed', result.reusedBy);
      return result;
    });
    // Thrown after the commit: the refusal must not undo the end of the session.
    if ('reusedBy' in renewed) throw new InvalidCredentialsError();
    return renewed;
  }

  async #record(work: UnitOfWork, event: 'session.signed_out' | 'session.replayed', userId: string): Promise<void> {
    const user = await work.db.user.findUniqueOrThrow({ where: { id: userId }, select: { firstName: true, lastName: true, email: true } });
    const name = personName(user);
    await this.activity.record(work, { event, collection: 'directus_users', item: userId, names: { subject: name }, by: { id: userId, name } });
  }
}
