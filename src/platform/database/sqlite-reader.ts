import Database from 'better-sqlite3';
import type { CompiledSql, SqlRow, Statements } from './statements';

const PREPARED_AT_MOST = 1000;

/**
 * A read-only connection that no transaction holds up. What is read within one turn of the event loop is read in one transaction: to
 * begin and end one costs more than the look-up of a row. A change of this process ends the turn's transaction before it is answered (`endMoment`), so that
 * nobody sees anything older than that. What another process changes (the command line) is seen a turn later at the latest, some milliseconds.
 */
export class SqliteReader implements Statements {
  readonly #connection: Database.Database;
  readonly #named = new Map<string, Database.Statement>();
  readonly #listed = new Map<string, Database.Statement>();
  readonly #begin: Database.Statement;
  readonly #end: Database.Statement;

  constructor(file: string) {
    this.#connection = new Database(file, { readonly: true, timeout: 5000 });
    this.#begin = this.#connection.prepare('BEGIN');
    this.#end = this.#connection.prepare('COMMIT');
  }

  async run(query: CompiledSql): Promise<SqlRow[]> {
    return this.#all(this.#named.get(query.sql) ?? this.#prepare(this.#named, query.sql), query) as SqlRow[];
  }

  async lists(query: CompiledSql): Promise<unknown[][]> {
    return this.#all(this.#listed.get(query.sql) ?? this.#prepare(this.#listed, query.sql).raw(true), query) as unknown[][];
  }

  /** What is read from now on shows what has been committed until now. */
  endMoment(): void {
    if (this.#connection.inTransaction) this.#end.run();
  }

  close(): void {
    this.endMoment();
    this.#connection.close();
  }

  #all(statement: Database.Statement, { parameters }: CompiledSql): unknown[] {
    if (!this.#connection.inTransaction) {
      this.#begin.run();
      setImmediate(() => this.endMoment());
    }
    return statement.all(parameters.some(isBoolean) ? parameters.map(sqliteValue) : parameters);
  }

  #prepare(prepared: Map<string, Database.Statement>, sql: string): Database.Statement {
    if (prepared.size >= PREPARED_AT_MOST) prepared.clear();
    const statement = this.#connection.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }
}

const isBoolean = (value: unknown) => typeof value === 'boolean';

const sqliteValue = (value: unknown) => (isBoolean(value) ? Number(value) : value);
