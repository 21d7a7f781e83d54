import { Injectable } from '@nestjs/common';
import { chunksOf, inChunks } from './chunks';
import { PrismaService } from './prisma.service';
import { parameterOf, place, quoted, refusedAs, type Table } from './table';
import type { UnitOfWork } from './unit-of-work';

/** A table whose key is called `id`, and those of its fields that a driver gives as something else than Prisma does. */
export interface KeyedTable extends Table {
  readonly dates: readonly string[];
  readonly booleans: readonly string[];
}

/** Rows by their keys, as Prisma would read and write them: its part is larger than the database's where a change is small. */
@Injectable()
export class KeyedRows {
  constructor(private readonly prisma: PrismaService) {}

  /** The rows of those keys that exist, in any order. */
  async find<Row>(work: UnitOfWork, table: KeyedTable, ids: readonly string[]): Promise<Row[]> {
    const fields = Object.keys(table.columns);
    const sql = `SELECT ${Object.values(table.columns).map(quoted).join(', ')} FROM ${quoted(table.name)} WHERE ${this.#isAmong(1)}`;
    const rows = await inChunks(ids, (some) => work.driver.lists({ sql, parameters: [this.#list(some)] }));
    return rows.map((row) => Object.fromEntries(row.map((value, index) => [fields[index]!, this.#read(table, fields[index]!, value)])) as Row);
  }

  /** The same values into each of the rows. */
  async change(work: UnitOfWork, table: KeyedTable, ids: readonly string[], values: Readonly<Record<string, unknown>>): Promise<void> {
    const written = Object.entries(values);
    const set = written.map(([field], index) => `${quoted(table.columns[field]!)} = ${place(this.prisma.provider, index + 1)}`).join(', ');
    const sql = `UPDATE ${quoted(table.name)} SET ${set} WHERE ${this.#isAmong(written.length + 1)}`;
    for (const some of chunksOf(ids)) {
      const parameters = [...written.map(([field, value]) => parameterOf(table, field, value)), this.#list(some)];
      await refusedAs(table, work.driver.run({ sql, parameters }));
    }
  }

  /** One parameter however many they are, so that it stays one statement. */
  #isAmong(index: number): string {
    return this.prisma.provider === 'postgresql' ? `id = ANY($${index})` : 'id IN (SELECT value FROM json_each(?))';
  }

  #list(ids: readonly string[]): unknown {
    return this.prisma.provider === 'postgresql' ? ids : JSON.stringify(ids);
  }

  /** PostgreSQL's driver has read the JSON already; a text that it gives is a JSON text. SQLite keeps a number as one. */
  #read({ dates, booleans, json }: KeyedTable, field: string, value: unknown): unknown {
    if (value === null) return null;
    if (dates.includes(field)) return new Date(value as string);
    if (booleans.includes(field)) return Boolean(value);
    return json.includes(field) && this.prisma.provider === 'sqlite' && typeof value === 'string' ? JSON.parse(value) : value;
  }
}
