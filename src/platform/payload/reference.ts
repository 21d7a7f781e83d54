import { z } from 'zod';

/** The key of an item that exists, whatever form this directory's keys have. */
export const key = z.string().min(1).max(64);

/** The key that a program chooses for a new item: in the form of a UUID, of whatever version. */
export const newKey = z.guid().transform((id) => id.toLowerCase());

/** A relation to one item comes as its key, or as an object that holds nothing else. A field besides is named in the refusal. */
export const reference = z.union([
  key,
  z.strictObject({ id: key.optional() }).transform(({ id }, context) => {
    if (id !== undefined) return id;
    context.issues.push({ code: 'invalid_type', expected: 'string', path: ['id'], input: undefined });
    return z.NEVER;
  }),
]);
