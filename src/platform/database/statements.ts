/** One statement with its values, as a query compiler makes it: `?` on SQLite, `$1` on PostgreSQL. */
export interface CompiledSql {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** PostgreSQL's plan for any values is not good enough: that for a rare word is wrong for a common one. */
  readonly isPlannedAnew?: boolean;
}

export type SqlRow = Record<string, unknown>;

/** Something of the driver that statements run on. */
export interface Statements {
  /** Rows as the driver gives them, by the names of their columns: SQLite has numbers for booleans and text for JSON and dates. */
  run(query: CompiledSql): Promise<SqlRow[]>;
  /** The same rows as lists, in the order of the columns: naming the values costs as much again as a small statement. */
  lists(query: CompiledSql): Promise<unknown[][]>;
}
