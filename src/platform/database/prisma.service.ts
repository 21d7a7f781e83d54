import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { PrismaClient } from '../../generated/sqlite/client';
import { AppConfig } from '../config/app-config';
import type { OpenedPostgres } from './postgresql';
import { gatedSqlite } from './sqlite-gate';

/** The one shared client. */
@Injectable()
export class PrismaService implements OnModuleDestroy {
  readonly client: PrismaClient;
  readonly provider: 'sqlite' | 'postgresql';
  /** Null on SQLite. */
  readonly postgres: OpenedPostgres | null;

  constructor(config: AppConfig) {
    this.provider = config.database.provider;
    if (this.provider === 'postgresql') {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- only a directory on PostgreSQL has to load it
      const { openPostgres } = require('./postgresql') as typeof import('./postgresql');
      this.postgres = openPostgres(config.database.url);
      this.client = this.postgres.client;
    } else {
      this.postgres = null;
      const file = sqliteFile(config.database.url);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      this.client = new PrismaClient({ adapter: gatedSqlite(file) });
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.client.$disconnect();
    await this.postgres?.pool.end();
  }
}

/** The path in a `file:` address, absolute. */
export function sqliteFile(url: string): string {
  return resolve(url.replace(/^file:/, '').replace(/\?.*$/, ''));
}
