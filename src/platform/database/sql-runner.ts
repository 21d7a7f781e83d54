import { Injectable, OnModuleDestroy } from '@nestjs/common';
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import type { QueryConfig } from 'pg';
import { AppConfig } from '../config/app-config';
import { PrismaService, sqliteFile } from './prisma.service';
import type { UnitOfWork } from './unit-of-work';

/** One statement with its values, as a query compiler makes it: `?` on SQLite, `$1` on PostgreSQL. */
export interface CompiledSql {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** PostgreSQL's plan for any values is not good enough: that for a rare word is wrong for a common one. */
  readonly isPlannedAnew?: boolean;
}

export type SqlRow = Record<string, unknown>;

const PREPARED_AT_MOST = 2000;

/**
 * Runs compiled reads, and is the only door for raw SQL. Outside a unit of work they run on the driver itself: on SQLite on a
 * read-only connection that no transaction holds up, on PostgreSQL as named statements.
 */
@Injectable()
export class SqlRunner implements OnModuleDestroy {
  #reader: Database.Database | null = null;
  readonly #prepared = new Map<string, Database.Statement>();
  readonly #names = new Map<string, string>();

  constructor(
    private readonly config: AppConfig,
    private readonly prisma: PrismaService,
  ) {}

  get provider(): 'sqlite' | 'postgresql' {
    return this.prisma.provider;
  }

  /** Rows as the driver gives them, by the names of their columns: SQLite has numbers for booleans and text for JSON and dates. */
  async run(query: CompiledSql, work?: UnitOfWork): Promise<SqlRow[]> {
    if (work) return work.db.$queryRawUnsafe<SqlRow[]>(query.sql, ...query.parameters);
    if (this.prisma.postgres) return (await this.prisma.postgres.pool.query(this.#named(query))).rows as SqlRow[];
    return this.#statement(query.sql).raw(false).all(...query.parameters.map(sqliteValue)) as SqlRow[];
  }

  /** The same rows as lists, in the order of the columns: naming the values costs as much again as a small statement. */
  async lists(query: CompiledSql, work?: UnitOfWork): Promise<unknown[][]> {
    if (work) return (await work.db.$queryRawUnsafe<SqlRow[]>(query.sql, ...query.parameters)).map((row) => Object.values(row));
    if (this.prisma.postgres) return (await this.prisma.postgres.pool.query({ ...this.#named(query), rowMode: 'array' })).rows as unknown[][];
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

  #named({ sql, parameters, isPlannedAnew }: CompiledSql): QueryConfig {
    return { name: isPlannedAnew ? undefined : this.#nameOf(sql), text: sql, values: [...parameters], types: this.prisma.postgres!.types };
  }

  /** Undefined for what comes after the first so many: a server keeps each named statement as long as the connection lives. */
  #nameOf(sql: string): string | undefined {
    const known = this.#names.get(sql);
    if (known || this.#names.size >= PREPARED_AT_MOST) return known;
    const name = createHash('sha1').update(sql).digest('hex');
    this.#names.set(sql, name);
    return name;
  }
}

function sqliteValue(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}
