import { dirname, resolve } from 'node:path';
import { Injectable, OnModuleDestroy } from '@nestjs/common';
import type { Transaction } from '@prisma/driver-adapter-utils';
import { PrismaClient } from '../../generated/sqlite/client';
import { AppConfig } from '../config/app-config';
import { makeFolder } from '../config/make-folder';
import { JoinableDriver, JOINING } from './joinable-driver';
import { adapterStatements, OpenTransaction, type Joined } from './open-transaction';
import type { OpenedPostgres } from './postgresql';
import { gatedSqlite } from './sqlite-gate';
import { databaseBusy } from './translate-error';

const TURN_AT_MOST_MS = 15_000;
/** Longer than a transaction may be open, so that its own end comes first. */
const JOINED_AT_MOST_MS = 60_000;

/** The one shared client, and the transactions of the driver under it. */
@Injectable()
export class PrismaService implements OnModuleDestroy {
  readonly client: PrismaClient;
  readonly provider: 'sqlite' | 'postgresql';
  /** Null on SQLite. */
  readonly postgres: OpenedPostgres | null;
  /** See gatedSqlite. */
  endMoment: () => void = () => undefined;
  readonly #driver: JoinableDriver;
  #lastJoin: Promise<unknown> = Promise.resolve();

  constructor(config: AppConfig) {
    this.provider = config.database.provider;
    if (this.provider === 'postgresql') {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- only a directory on PostgreSQL has to load it
      const { openPostgres } = require('./postgresql') as typeof import('./postgresql');
      this.postgres = openPostgres(config.database.url);
      this.client = this.postgres.client;
      this.#driver = this.postgres.driver;
    } else {
      this.postgres = null;
      const file = sqliteFile(config.database.url);
      makeFolder(dirname(file));
      this.#driver = new JoinableDriver(gatedSqlite(file, () => this.endMoment()));
      this.client = new PrismaClient({ adapter: this.#driver.forPrisma() });
    }
  }

  /** Throws SERVICE_UNAVAILABLE where its turn does not come in time. */
  begin(): Promise<OpenTransaction> {
    const statements = this.postgres?.inside ?? adapterStatements;
    return inTime(this.#driver.begin().then((transaction) => new OpenTransaction(transaction, statements(transaction), (one) => this.#join(one))));
  }

  async onModuleDestroy(): Promise<void> {
    await this.client.$disconnect();
    await this.#driver.dispose();
    await this.postgres?.pool.end();
  }

  /** One after the other, since Prisma does not say whose transaction it begins. What there is to wait for, a connection, is there already. */
  #join(transaction: Transaction): Promise<Joined> {
    const joining = this.#lastJoin.then(() => this.#joinNow(transaction));
    this.#lastJoin = joining.catch(() => undefined);
    return joining;
  }

  #joinNow(transaction: Transaction): Promise<Joined> {
    this.#driver.handOver(transaction);
    return new Promise((resolve, reject) => {
      const left = this.client.$transaction(
        (db) => new Promise<void>((leave) => {
          // Prisma's end is none: whether it thinks that it came in time does not matter.
          resolve({ db, leave: () => (leave(), left.catch(() => undefined)) });
        }),
        { isolationLevel: JOINING, maxWait: TURN_AT_MOST_MS, timeout: JOINED_AT_MOST_MS },
      );
      left.catch(reject);
    });
  }
}

/** A turn that comes when nobody waits for it any more ends at once. */
function inTime(beginning: Promise<OpenTransaction>): Promise<OpenTransaction> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(databaseBusy());
      beginning.then((late) => late.rollback(), () => undefined);
    }, TURN_AT_MOST_MS);
    beginning.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The path in a `file:` address, absolute. */
export function sqliteFile(url: string): string {
  return resolve(url.replace(/^file:/, '').replace(/\?.*$/, ''));
}
