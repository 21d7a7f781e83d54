import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient as PostgresClient } from '../../generated/postgresql/client';
import { PrismaClient } from '../../generated/sqlite/client';
import { AppConfig } from '../config/app-config';
import { gatedSqlite } from './sqlite-gate';

/** The one shared client. Application code sees SQLite's types, the smaller feature set; the only cast is here. */
@Injectable()
export class PrismaService implements OnModuleDestroy {
  readonly client: PrismaClient;
  readonly provider: 'sqlite' | 'postgresql';
  /** The pool that the client uses on PostgreSQL; null on SQLite. */
  readonly pool: Pool | null;

  constructor(config: AppConfig) {
    this.provider = config.database.provider;
    if (this.provider === 'postgresql') {
      this.pool = new Pool({ connectionString: config.database.url, max: 10, connectionTimeoutMillis: 5000, idleTimeoutMillis: 30_000 });
      // Without a listener a connection that the server cuts would end the process; the next query gets a fresh one.
      this.pool.on('error', () => undefined);
      this.client = new PostgresClient({ adapter: new PrismaPg(this.pool) }) as unknown as PrismaClient;
    } else {
      this.pool = null;
      const file = sqliteFile(config.database.url);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      this.client = new PrismaClient({ adapter: gatedSqlite(file) });
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.client.$disconnect();
    await this.pool?.end();
  }
}

/** The path in a `file:` address, absolute. */
export function sqliteFile(url: string): string {
  return resolve(url.replace(/^file:/, '').replace(/\?.*$/, ''));
}
