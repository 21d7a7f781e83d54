import { Injectable } from '@nestjs/common';
import type { Accountability } from '../../platform/accountability/accountability';
import { Clock } from '../../platform/clock/clock';
import { SqlRunner } from '../../platform/database/sql-runner';
import { hashToken } from '../../platform/tokens/token-text';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { AccountabilityResolver, type CallerAddress, type Credentials } from './accountability-resolver';
import { callerRow, callerSql, type CallerKey, type CallerRow, type CallerSql } from './caller-query';
import { accountabilityOf, instant, isUsable } from './resolve-caller';
import { SessionsService } from './sessions.service';

const LAST_USE_AT_MOST_EVERY_MS = 60_000;

/** Looks the caller up on every request, in one statement: nothing about rights is remembered between two. */
@Injectable()
export class SessionAccountabilityResolver extends AccountabilityResolver {
  readonly #statements = new Map<CallerKey, CallerSql>();

  constructor(
    private readonly sql: SqlRunner,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {
    super();
  }

  async resolve(credentials: Credentials, from: CallerAddress): Promise<Accountability | null> {
    const key = credentials.bearer !== null ? 'bearer' : 'session';
    const token = credentials.bearer ?? credentials.sessionCookie ?? '';
    const now = this.clock.now();
    const hash = hashToken(token);
    const row = await this.#lookUp(key, hash);
    if (!row || !isUsable(row, now)) return null;
    if (row.session !== null && row.last_used !== null && now.getTime() - instant(row.last_used) > LAST_USE_AT_MOST_EVERY_MS) this.sessions.noteUse(row.session, row.user_id!, now);
    return accountabilityOf(row, from, hash);
  }

  async again(work: UnitOfWork): Promise<Accountability | null> {
    const { accountability } = work;
    const [columns] = await this.sql.lists({ sql: this.#statement('person').sql, parameters: [accountability.session, accountability.user, accountability.staticToken] }, work);
    const row = columns && callerRow(columns);
    return row?.status === 'active' && row.session === accountability.session ? accountabilityOf(row, accountability, accountability.staticToken) : null;
  }

  async visitor(from: CallerAddress): Promise<Accountability> {
    return accountabilityOf((await this.#lookUp('visitor', ''))!, from, null);
  }

  async #lookUp(key: CallerKey, hash: string): Promise<CallerRow | undefined> {
    const statement = this.#statement(key);
    const [columns] = await this.sql.lists({ sql: statement.sql, parameters: Array<string>(statement.hashes).fill(hash) });
    return columns && callerRow(columns);
  }

  #statement(key: CallerKey): CallerSql {
    const known = this.#statements.get(key) ?? callerSql(this.sql.provider, key);
    this.#statements.set(key, known);
    return known;
  }
}
