import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { AppConfig } from '../config/app-config';
import { PrismaService, sqliteFile } from './prisma.service';
import { SqliteReader } from './sqlite-reader';
import type { CompiledSql, SqlRow, Statements } from './statements';
import type { UnitOfWork } from './unit-of-work';

/**
 * Runs compiled reads, and is the only door for raw SQL. Outside a unit of work they run on the driver itself: on SQLite on a
 * read-only connection that no transaction holds up, on PostgreSQL as named statements of the pool.
 */
@Injectable()
export class SqlRunner implements Statements, OnModuleDestroy {
  #reader: SqliteReader | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly prisma: PrismaService,
  ) {}

  get provider(): 'sqlite' | 'postgresql' {
    return this.prisma.provider;
  }

  /** See Statements. */
  async run(query: CompiledSql, work?: UnitOfWork): Promise<SqlRow[]> {
    return this.#statements(work).run(query);
  }

  async lists(query: CompiledSql, work?: UnitOfWork): Promise<unknown[][]> {
    return this.#statements(work).lists(query);
  }

  onModuleDestroy(): void {
    this.#reader?.close();
  }

  #statements(work: UnitOfWork | undefined): Statements {
    return work?.driver ?? this.prisma.postgres?.reads ?? (this.#reader ??= this.#open());
  }

  /** With the first question, since the file has to be there. */
  #open(): SqliteReader {
    const reader = new SqliteReader(sqliteFile(this.config.database.url));
    this.prisma.endMoment = () => reader.endMoment();
    return reader;
  }
}
