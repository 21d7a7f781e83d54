import type { CollectionDefinition, ColumnField, FieldDefinition } from './collection';

/** A field together with its name. */
export type NamedField<D extends FieldDefinition = FieldDefinition> = D & { readonly name: string };

/** A collection whose fields are looked up by any text a stranger sends: `constructor` and `__proto__` are not among them. */
export interface Collection {
  readonly name: string;
  readonly primaryKey: NamedField<ColumnField>;
  readonly textIndex: string | null;
  readonly fields: ReadonlyMap<string, NamedField>;
}

/** All collections. A relation that leads nowhere is a mistake of ours and is found at start. */
export class CollectionRegistry {
  readonly #collections: ReadonlyMap<string, Collection>;

  constructor(definitions: readonly CollectionDefinition[]) {
    this.#collections = new Map(definitions.map((definition) => [definition.name, collectionOf(definition)]));
    if (this.#collections.size !== definitions.length) throw new Error('Two collections have the same name');
    for (const collection of this.#collections.values()) this.#checkRelations(collection);
  }

  find(name: string): Collection | null {
    return this.#collections.get(name) ?? null;
  }

  /** For names out of our own code and definitions. */
  get(name: string): Collection {
    const collection = this.find(name);
    if (!collection) throw new Error(`There is no collection ${name}`);
    return collection;
  }

  get names(): string[] {
    return [...this.#collections.keys()];
  }

  #checkRelations({ name, fields }: Collection): void {
    for (const field of fields.values()) {
      if (field.kind === 'column' && field.refersTo !== undefined) this.get(field.refersTo);
      if (field.kind === 'column') continue;
      const via = this.get(field.of).fields.get(field.via);
      if (via?.kind !== 'column' || via.refersTo !== name) throw new Error(`${name}.${field.name}: ${field.of}.${field.via} does not refer to ${name}`);
      if (field.sort !== undefined && this.get(field.of).fields.get(field.sort)?.kind !== 'column') throw new Error(`${name}.${field.name}: ${field.of} has no column ${field.sort} to sort by`);
    }
  }
}

function collectionOf(definition: CollectionDefinition): Collection {
  const fields = new Map(Object.entries(definition.fields).map(([name, field]) => [name, { ...field, name }]));
  const primaryKey = fields.get(definition.primaryKey);
  if (primaryKey?.kind !== 'column') throw new Error(`${definition.name} has no column ${definition.primaryKey} for a primary key`);
  return { name: definition.name, primaryKey, textIndex: definition.textIndex ?? null, fields };
}

/** The column behind a field. */
export function columnOf(field: NamedField<ColumnField>): string {
  return field.column ?? field.name;
}
