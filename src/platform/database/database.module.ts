import { Global, Module } from '@nestjs/common';
import { BulkInsert } from './bulk-insert';
import { IdleChecks } from './idle-checks';
import { KeyedRows } from './keyed-rows';
import { Locks } from './locks';
import { PrismaService } from './prisma.service';
import { SqlRunner } from './sql-runner';
import { SubmissionReceipts } from './submission-receipts';
import { Transactions } from './transactions';

const ROOMS = [PrismaService, SqlRunner, Transactions, Locks, BulkInsert, KeyedRows, SubmissionReceipts, IdleChecks];

@Global()
@Module({ providers: ROOMS, exports: ROOMS })
export class DatabaseModule {}
