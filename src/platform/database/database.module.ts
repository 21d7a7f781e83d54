import { Global, Module } from '@nestjs/common';
import { Locks } from './locks';
import { PrismaService } from './prisma.service';
import { SqlRunner } from './sql-runner';
import { SubmissionReceipts } from './submission-receipts';
import { Transactions } from './transactions';

const ROOMS = [PrismaService, SqlRunner, Transactions, Locks, SubmissionReceipts];

@Global()
@Module({ providers: ROOMS, exports: ROOMS })
export class DatabaseModule {}
