import type { Filter } from './ast';

/** One allowance: these fields on the rows that satisfy the filter. */
export interface ReadRule {
  /** `*` among them stands for all. */
  readonly fields: readonly string[];
  /** Null: every row. */
  readonly rows: Filter | null;
}

/**
 * What a reader may see, as plain data: allowances by collection. The query room asks for no caller; whoever restricts makes
 * a scope. A collection without allowances does not exist for the reader.
 */
export type Scope = 'everything' | Readonly<Record<string, readonly ReadRule[]>>;

/** The allowances in a collection; null where there is nothing to restrict. */
export function rulesIn(scope: Scope, collection: string): readonly ReadRule[] | null {
  if (scope === 'everything') return null;
  return Object.hasOwn(scope, collection) ? scope[collection]! : [];
}

export function grants(rule: ReadRule, field: string): boolean {
  return rule.fields.includes(field) || rule.fields.includes('*');
}
