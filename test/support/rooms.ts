import type { Accountability } from '../../src/platform/accountability/accountability';
import { SYSTEM } from '../../src/platform/accountability/accountability';
import type { AppConfig } from '../../src/platform/config/app-config';
import { IdleChecks } from '../../src/platform/database/idle-checks';
import { PrismaService } from '../../src/platform/database/prisma.service';
import { SqlRunner } from '../../src/platform/database/sql-runner';
import { Transactions } from '../../src/platform/database/transactions';
import type { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { FrozenClock } from './clock';
import { configFor, DEFAULT_PROVIDER, freshDatabase, type Provider } from './database';

export interface Rooms {
  readonly config: AppConfig;
  readonly clock: FrozenClock;
  readonly prisma: PrismaService;
  readonly transactions: Transactions;
  readonly idle: IdleChecks;
  run<T>(change: (work: UnitOfWork) => Promise<T>, accountability?: Accountability): Promise<T>;
  close(): Promise<void>;
}

/** The lowest rooms on a real database, without Nest: for specs of a single room. */
export async function openRooms(env: Record<string, string> = {}, provider: Provider = DEFAULT_PROVIDER): Promise<Rooms> {
  const database = await freshDatabase(provider);
  const config = configFor({ DATABASE_URL: database.url, DATA_FOLDER: database.folder, PUBLIC_URL: 'https://users.example.org', ...env });
  const clock = new FrozenClock();
  const prisma = new PrismaService(config);
  const transactions = new Transactions(prisma, clock);
  const runner = new SqlRunner(config, prisma);
  return {
    config, clock, prisma, transactions,
    idle: new IdleChecks(runner),
    run: (change, accountability = SYSTEM) => transactions.run(accountability, change),
    async close() {
      runner.onModuleDestroy();
      await prisma.onModuleDestroy();
      await database.drop();
    },
  };
}
