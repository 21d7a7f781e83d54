/** The dialect's types of a column. `hash` is never compared, `csv` is a comma-joined text that travels as a list. */
export type FieldType = 'uuid' | 'string' | 'text' | 'integer' | 'boolean' | 'json' | 'csv' | 'timestamp' | 'dateTime' | 'hash';

export interface ColumnField {
  readonly kind: 'column';
  readonly type: FieldType;
  /** The column in the database where it is not called like the field. */
  readonly column?: string;
  /** A secret: nobody reads, compares, sorts or counts it; only whether there is one is told, as a mask. */
  readonly concealed?: true;
  /** The only values that there are. */
  readonly choices?: readonly string[];
  /** The collection whose key is stored here: a to-one relation. */
  readonly refersTo?: string;
  /** The key of something that is not kept here (a file): a to-one relation for the dialect's clients, which leads to nothing. */
  readonly refersElsewhere?: true;
  /** Ours beside the dialect's: delivered when named, not by `*`. */
  readonly onRequest?: true;
  /** The table refuses null here. */
  readonly notNull?: true;
  /** An index begins with it: all rows are read in its order. */
  readonly orders?: true;
  /** The fields that come next in indexes which begin with this one: the rows of one value are read in their order. */
  readonly leads?: readonly string[];
  /** Decides about rights or identity: no rule lets a person write it on their own row. */
  readonly authority?: true;
}

/** A to-many relation, seen from the side that holds no column: the items of `of` whose field `via` is our key. */
export interface ListField {
  readonly kind: 'list';
  readonly of: string;
  readonly via: string;
  /** The field of `of` that gives the list its order; the primary key decides between equals. */
  readonly sort?: string;
  readonly authority?: true;
}

export type FieldDefinition = ColumnField | ListField;

/** What the query language may know of a table. What is not listed here does not exist for it. */
export interface CollectionDefinition {
  /** The name on the wire, which is the name of the table. */
  readonly name: string;
  readonly primaryKey: string;
  /** The trigram index over all of its texts, where there is one (a migration makes it): searches are looked up there first. */
  readonly textIndex?: string;
  /** In the order in which `*` delivers them. */
  readonly fields: Readonly<Record<string, FieldDefinition>>;
}

type ColumnOptions = Omit<ColumnField, 'kind' | 'type'>;

export function column(type: FieldType, options: ColumnOptions = {}): ColumnField {
  return { kind: 'column', type, ...options };
}

/** A secret column. */
export function secret(type: FieldType, options: ColumnOptions = {}): ColumnField {
  return column(type, { ...options, concealed: true });
}

/** A column that holds the key of another item. */
export function reference(to: string, { type = 'string', ...options }: ColumnOptions & { type?: FieldType } = {}): ColumnField {
  return column(type, { ...options, refersTo: to });
}

export function list(of: string, options: Omit<ListField, 'kind' | 'of'>): ListField {
  return { kind: 'list', of, ...options };
}
