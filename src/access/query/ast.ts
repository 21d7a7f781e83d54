import type { FunctionName, Operator } from './operators';

/** What a caller asks for, understood but not yet looked up: no name in here is known to exist. */
export interface Query {
  readonly fields: readonly FieldNode[];
  /** Only items with these keys; whoever may see an item may name it, also without the right to its key's field. */
  readonly keys: readonly Operand[] | null;
  readonly filter: Filter | null;
  readonly search: Search | null;
  readonly sort: readonly SortField[];
  readonly limit: number;
  readonly offset: number;
  readonly alias: Readonly<Record<string, FieldCall>>;
  readonly deep: Readonly<Record<string, Query>>;
  readonly aggregate: readonly Aggregate[];
  readonly groupBy: readonly FieldCall[];
  /** Whether wildcards open the relation through which they were reached. */
  readonly backlink: boolean;
}

/** What `search` looks for, and what else it could be besides a piece of text. */
export interface Search {
  readonly text: Operand;
  readonly isUuid: boolean;
  /** The number that the text is. */
  readonly number: Operand | null;
}

/** One step of the tree of wanted fields: `role.name` and `role.id` are one node `role` with two children. */
export interface FieldNode {
  /** A field, an alias or `*`. */
  readonly name: string;
  readonly fn: FunctionName | null;
  readonly children: readonly FieldNode[];
}

/** A field, or what a function makes of it: `last_access`, `year(last_access)`. */
export interface FieldCall {
  readonly name: string;
  readonly fn: FunctionName | null;
}

/** `role.parent.name`: relations first, then the field or call at their end. */
export interface FieldPath {
  readonly relations: readonly string[];
  readonly call: FieldCall;
}

export interface SortField extends FieldPath {
  readonly descending: boolean;
}

export type AggregateFunction = 'count' | 'countDistinct' | 'countAll' | 'sum' | 'sumDistinct' | 'avg' | 'avgDistinct' | 'min' | 'max';

/** `field` is null for `*`. */
export interface Aggregate {
  readonly fn: AggregateFunction;
  readonly field: string | null;
}

export type Filter =
  | { readonly kind: 'all'; readonly filters: readonly Filter[] }
  | { readonly kind: 'any'; readonly filters: readonly Filter[] }
  | Comparison
  | { readonly kind: 'related'; readonly field: string; readonly quantifier: 'one' | 'some' | 'none'; readonly filter: Filter };

export interface Comparison {
  readonly kind: 'compare';
  readonly call: FieldCall;
  readonly operator: Operator;
  readonly operands: readonly Operand[];
}

export type Scalar = string | number | boolean;

export type Operand =
  | { readonly kind: 'literal'; readonly value: Scalar }
  | Variable
  /** A variable that has no value for this caller. Nothing may follow from it, neither a match nor the absence of one. */
  | { readonly kind: 'unknown' }
  /** Stands for the value at this place of the list that a compiled query is run with. */
  | { readonly kind: 'slot'; readonly index: number };

export type VariableName = '$NOW' | '$CURRENT_USER' | '$CURRENT_ROLE' | '$CURRENT_ROLES' | '$CURRENT_POLICIES';

export interface Variable {
  readonly kind: 'variable';
  readonly name: VariableName;
  /** `title` in `$CURRENT_USER.title`. */
  readonly path: readonly string[];
  /** `-1 day` in `$NOW(-1 day)`. */
  readonly shift: TimeShift | null;
}

export interface TimeShift {
  readonly amount: number;
  readonly unit: 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
}

/** The filter that everything satisfies. */
export const EVERYTHING: Filter = { kind: 'all', filters: [] };
