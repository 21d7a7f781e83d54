import type { Collection } from '../../collections/registry';
import type { Comparison, Filter, Operand, Query, Scalar, Search } from '../ast';
import type { Operator } from '../operators';

/**
 * What the texts of a row must hold, whatever their case, for a question to be satisfied. It is necessary and not sufficient: a text
 * index finds candidates by it, and the question itself decides about them.
 */
export type Texts = { readonly kind: 'holds'; readonly slot: number } | { readonly kind: 'all' | 'any'; readonly parts: readonly Texts[] };

/** Null where rows without any text in particular could satisfy the question. */
export function textsOf(collection: Collection, { filter, search }: Pick<Query, 'filter' | 'search'>): Texts | null {
  return all([filter && inFilter(collection, filter), search && inSearch(collection, search)]);
}

/** A trigram index knows nothing of less. */
const CHARACTERS_AT_LEAST = 3;
/** More narrows nothing down, and costs. */
const CHARACTERS_AT_MOST = 60;

/** The part of a value that is looked up; null where it is too short. */
export function lookedUp(value: Scalar): string | null {
  const characters = [...String(value)];
  return characters.length < CHARACTERS_AT_LEAST ? null : characters.slice(0, CHARACTERS_AT_MOST).join('');
}

const HOLDING: ReadonlySet<Operator> = new Set<Operator>(['contains', 'icontains', 'starts_with', 'istarts_with', 'ends_with', 'iends_with']);

function inFilter(collection: Collection, filter: Filter): Texts | null {
  switch (filter.kind) {
    case 'all':
      return all(filter.filters.map((inner) => inFilter(collection, inner)));
    case 'any':
      return any(filter.filters.map((inner) => inFilter(collection, inner)));
    case 'compare':
      return inComparison(collection, filter);
    case 'related':
      return null;
  }
}

function inComparison(collection: Collection, { call, operator, operands: [operand] }: Comparison): Texts | null {
  const field = collection.fields.get(call.name);
  const isText = field?.kind === 'column' && (field.type === 'string' || field.type === 'text') && !field.concealed;
  return isText && call.fn === null && HOLDING.has(operator) ? holds(operand!) : null;
}

/** A key or a number is found in other columns, too. */
function inSearch(collection: Collection, { text, isUuid, number }: Search): Texts | null {
  const isElsewhere = isUuid || (number !== null && [...collection.fields.values()].some((field) => field.kind === 'column' && field.type === 'integer'));
  return isElsewhere ? null : holds(text);
}

function holds(operand: Operand): Texts | null {
  return operand.kind === 'slot' ? { kind: 'holds', slot: operand.index } : null;
}

function all(parts: readonly (Texts | null)[]): Texts | null {
  const known = parts.filter((part) => part !== null);
  return known.length > 1 ? { kind: 'all', parts: known } : (known[0] ?? null);
}

function any(parts: readonly (Texts | null)[]): Texts | null {
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length || known.length === 0) return null;
  return known.length > 1 ? { kind: 'any', parts: known } : known[0]!;
}
