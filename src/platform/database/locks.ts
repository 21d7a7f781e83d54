import { PrismaService } from './prisma.service';
import type { UnitOfWork } from './unit-of-work';
import { Injectable } from '@nestjs/common';

/** Any number that nothing else in the database uses. */
const AUTHORITY_LOCK = 88_055_001;

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
}
