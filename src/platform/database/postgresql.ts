import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, types, type CustomTypesConfig } from 'pg';
import { PrismaClient as PostgresClient } from '../../generated/postgresql/client';
import type { PrismaClient } from '../../generated/sqlite/client';

/** What there is of a PostgreSQL: Prisma's client, and the pool under it for the reads of our own. */
export interface OpenedPostgres {
  readonly client: PrismaClient;
  readonly pool: Pool;
  readonly types: CustomTypesConfig;
}

const TIMESTAMP = 1114;

/** Timestamps without zone are UTC here and come as ISO text; everything else as the driver has it. */
const READ_TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === TIMESTAMP ? (value: string) => `${value.replace(' ', 'T')}Z` : types.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
};

/** A file of its own, since only a directory on PostgreSQL has to load all this. Application code sees SQLite's types, the smaller feature set; the only cast is here. */
export function openPostgres(url: string): OpenedPostgres {
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5000, idleTimeoutMillis: 30_000 });
  // Without a listener a connection that the server cuts would end the process; the next query gets a fresh one.
  pool.on('error', () => undefined);
  return { client: new PostgresClient({ adapter: new PrismaPg(pool) }) as unknown as PrismaClient, pool, types: READ_TYPES };
}
