import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Transaction } from '@prisma/driver-adapter-utils';
import { Pool, types, type CustomTypesConfig, type PoolClient, type QueryConfig } from 'pg';
import { PrismaClient as PostgresClient } from '../../generated/postgresql/client';
import type { PrismaClient } from '../../generated/sqlite/client';
import { JoinableDriver } from './joinable-driver';
import type { CompiledSql, SqlRow, Statements } from './statements';

/** What there is of a PostgreSQL: Prisma's client, the driver that it shares with us, and the pool under both for reads. */
export interface OpenedPostgres {
  readonly client: PrismaClient;
  readonly driver: JoinableDriver;
  readonly pool: Pool;
  readonly reads: Statements;
  /** The adapter's transaction stands on a connection of the pool. */
  readonly inside: (transaction: Transaction) => Statements;
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
  const driver = new JoinableDriver(new PrismaPg(pool));
  const client = new PostgresClient({ adapter: driver.forPrisma() }) as unknown as PrismaClient;
  return { client, driver, pool, reads: statementsOn(pool), inside: (transaction) => statementsOn((transaction as unknown as { client: PoolClient }).client) };
}

function statementsOn(connection: Pool | PoolClient): Statements {
  return {
    run: async (query) => (await connection.query<SqlRow>(named(query))).rows,
    lists: async (query) => (await connection.query<unknown[]>({ ...named(query), rowMode: 'array' })).rows,
  };
}

function named({ sql, parameters, isPlannedAnew }: CompiledSql): QueryConfig {
  return { name: isPlannedAnew ? undefined : nameOf(sql), text: sql, values: [...parameters], types: READ_TYPES };
}

const NAMED_AT_MOST = 2000;
const names = new Map<string, string>();

/** Undefined for what comes after the first so many: a server keeps each named statement as long as the connection lives. */
function nameOf(sql: string): string | undefined {
  const known = names.get(sql);
  if (known || names.size >= NAMED_AT_MOST) return known;
  const name = createHash('sha1').update(sql).digest('hex');
  names.set(sql, name);
  return name;
}
