/** A field as its author found it, and as they want it. */
export interface FieldEdit {
  readonly seen: string | null;
  readonly value: string | null;
}

/** A field of a posted form: what the author saw stored, what the form showed them, and what it says now. */
export interface TypedField {
  readonly seen: string | null;
  readonly shown: string | null;
  readonly value: string | null;
}

/** The staged fields of one draft. Every function below gives a new set. */
export type FieldEdits<Field extends string> = Readonly<Partial<Record<Field, FieldEdit>>>;

/**
 * Takes over what was typed. A field that still says what the form showed was not typed in: a second tab that was opened
 * earlier must not take back what the first one staged. Back to what was seen means that there is nothing to save.
 */
export function typeFields<Field extends string>(edits: FieldEdits<Field>, typed: Readonly<Partial<Record<Field, TypedField>>>): FieldEdits<Field> {
  const fields: Partial<Record<Field, FieldEdit>> = { ...edits };
  for (const [field, entry] of Object.entries(typed) as [Field, TypedField | undefined][]) {
    if (!entry || entry.value === entry.shown) continue;
    const seen = (fields[field] ?? entry).seen;
    if (entry.value === seen) delete fields[field];
    else fields[field] = { seen, value: entry.value };
  }
  return fields;
}

/** "Apply mine on top": the author has now seen their values, so these are what the next save compares with. */
export function fieldsOnTopOf<Field extends string>(edits: FieldEdits<Field>, theirs: ReadonlyMap<string, string | null>): FieldEdits<Field> {
  return mapped(edits, (field, edit) => (theirs.has(field) ? { ...edit, seen: theirs.get(field)! } : edit));
}

/** Those fields are no longer staged. */
export function fieldsWithout<Field extends string>(edits: FieldEdits<Field>, dropped: ReadonlySet<string>): FieldEdits<Field> {
  return mapped(edits, (field, edit) => (dropped.has(field) ? null : edit));
}

/** Without what has come true meanwhile: a field that holds what its author wants needs no edit any more. */
export function settledFields<Field extends string>(edits: FieldEdits<Field>, stored: Readonly<Record<Field, string | null>>): FieldEdits<Field> {
  return mapped(edits, (field, edit) => (edit.value === stored[field] ? null : edit));
}

function mapped<Field extends string>(edits: FieldEdits<Field>, edited: (field: Field, edit: FieldEdit) => FieldEdit | null): FieldEdits<Field> {
  const entries = (Object.entries(edits) as [Field, FieldEdit][]).map(([field, edit]) => [field, edited(field, edit)] as const);
  return Object.fromEntries(entries.filter(([, edit]) => edit !== null)) as FieldEdits<Field>;
}

/** A picker's ticks over all its pages: those of the page that was shown are replaced, the others stay. */
export function pickedAfter(picked: readonly string[], listed: readonly string[], ticked: readonly string[]): readonly string[] {
  const shown = new Set(listed);
  return [...new Set([...picked.filter((id) => !shown.has(id)), ...ticked])];
}
