import { translateRefusal } from './translate-error';

/** A table as the database calls it, its columns by the names that Prisma has for them, and those of the fields that hold JSON. Names only, from the program itself. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly json: readonly string[];
}

export const quoted = (name: string) => `"${name}"`;

/** Where the first, second … parameter of a statement goes. */
export function place(provider: 'sqlite' | 'postgresql', index: number): string {
  return provider === 'postgresql' ? `$${index}` : '?';
}

/** A value of a field as both drivers take it. */
export function parameterOf({ json }: Table, field: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return storedDate(value);
  return json.includes(field) ? JSON.stringify(value) : value;
}

/** As Prisma's adapters write it, since text is compared as text. */
export function storedDate(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}

/** A statement on the table, whose refusal is an application error. */
export async function refusedAs<T>({ name }: Table, statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    throw translateRefusal(error, name);
  }
}
