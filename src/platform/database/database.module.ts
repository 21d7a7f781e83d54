import { Global, Module } from '@nestjs/common';
import { Locks } from './locks';
import { PrismaService } from './prisma.service';
import { SqlRunner } from './sql-runner';
import { Transactions } from './transactions';

const ROOMS = [PrismaService, SqlRunner, Transactions, Locks];

@Global()
@Module({ providers: ROOMS, exports: ROOMS })
export class DatabaseModule {}
