/** A rule as it is stored, or is to be; `id` null is a new one. */
export interface Rule {
  readonly id: number | null;
  readonly fields: readonly string[] | null;
  readonly permissions: Record<string, unknown> | null;
  readonly validation: Record<string, unknown> | null;
  readonly presets: Record<string, unknown> | null;
}

export function sameRules(a: readonly Rule[], b: readonly Rule[]): boolean {
  return JSON.stringify(a.map(comparable)) === JSON.stringify(b.map(comparable));
}

/** Null and {} say the same in a rule, and so do null and [] in its fields. */
function comparable({ id, fields, permissions, validation, presets }: Rule): unknown[] {
  const json = (value: Record<string, unknown> | null) => (value && Object.keys(value).length > 0 ? value : null);
  return [id, fields && fields.length > 0 ? fields : null, json(permissions), json(validation), json(presets)];
}

/** How a conflict calls a cell of the matrix. */
export function cellSubject(collection: string, action: string): string {
  return `cell:${collection}:${action}`;
}
