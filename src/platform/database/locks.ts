import { PrismaService } from './prisma.service';
import type { UnitOfWork } from './unit-of-work';
import { Injectable } from '@nestjs/common';

/** Any number that nothing else in the database uses. */
const AUTHORITY_LOCK = 88_055_001;

/** How firmly rows are held: a role so that meanwhile nobody joins it, the others so that rows may still refer to them. */
const STRENGTHS = { directus_users: 'NO KEY UPDATE', directus_roles: 'UPDATE', usher_drafts: 'NO KEY UPDATE' } as const;

/** Serialises changes whose check looks at more rows than it writes. */
@Injectable()
export class Locks {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * One at a time for whatever touches authority: the last administrator and the role tree can only be judged when nobody
   * else is changing them. On SQLite a unit of work is alone already (BEGIN IMMEDIATE behind one gate).
   */
  async authority(work: UnitOfWork): Promise<void> {
    if (this.prisma.provider === 'postgresql') await work.driver.run({ sql: 'SELECT pg_advisory_xact_lock($1::bigint)', parameters: [AUTHORITY_LOCK] });
  }

  /**
   * Waits for whoever is changing these rows. What is read of them afterwards stays so until the commit; without it two changes at once both
   * build upon what was there before either.
   */
  async rows(work: UnitOfWork, table: keyof typeof STRENGTHS, ids: readonly string[]): Promise<void> {
    if (this.prisma.provider !== 'postgresql' || ids.length === 0) return;
    // In one order, so that two who want the same rows do not wait for each other.
    await work.driver.run({ sql: `SELECT id FROM ${table} WHERE id = ANY($1) ORDER BY id FOR ${STRENGTHS[table]}`, parameters: [ids] });
  }
}
