import { Injectable, OnModuleDestroy } from '@nestjs/common';
import Database from 'better-sqlite3';
import { AppConfig } from '../config/app-config';
import { PrismaService, sqliteFile } from './prisma.service';
import type { CompiledSql, SqlRow, Statements } from './statements';
import type { UnitOfWork } from './unit-of-work';

const PREPARED_AT_MOST = 2000;

/**
 * Runs compiled reads, and is the only door for raw SQL. Outside a unit of work they run on the driver itself: on SQLite on a
 * read-only connection that no transaction holds up, on PostgreSQL as named statements of the pool.
 */
@Injectable()
export class SqlRunner implements Statements, OnModuleDestroy {
  #reader: Database.Database | null = null;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(
    private readonly config: AppConfig,
    private readonly prisma: PrismaService,
  ) {}

  get provider(): 'sqlite' | 'postgresql' {
    return this.prisma.provider;
  }

  /** See Statements. */
  async run(query: CompiledSql, work?: UnitOfWork): Promise<SqlRow[]> {
    const elsewhere = work?.driver ?? this.prisma.postgres?.reads;
    if (elsewhere) return elsewhere.run(query);
    return this.#statement(query.sql).raw(false).all(...query.parameters.map(sqliteValue)) as SqlRow[];
  }

  async lists(query: CompiledSql, work?: UnitOfWork): Promise<unknown[][]> {
    const elsewhere = work?.driver ?? this.prisma.postgres?.reads;
    if (elsewhere) return elsewhere.lists(query);
    return this.#statement(query.sql).raw(true).all(...query.parameters.map(sqliteValue)) as unknown[][];
  }

  onModuleDestroy(): void {
    this.#reader?.close();
  }

  #statement(sql: string): Database.Statement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    if (this.#prepared.size >= PREPARED_AT_MOST) this.#prepared.clear();
    this.#reader ??= new Database(sqliteFile(this.config.database.url), { readonly: true, timeout: 5000 });
    const statement = this.#reader.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

function sqliteValue(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}
