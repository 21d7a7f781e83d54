import { sql } from 'kysely';
import type { Operand, Scalar } from '../ast';
import type { Sql } from './condition';

/** A parameter of a compiled statement: which value goes there, and how it is written for its column. */
export class Slot {
  constructor(
    readonly index: number,
    readonly write: (value: Scalar) => unknown,
  ) {}
}

export function parameter(operand: Operand, write: (value: Scalar) => unknown): Sql {
  if (operand.kind !== 'slot') throw new Error(`A ${operand.kind} cannot be compiled`);
  return sql`${sql.val(new Slot(operand.index, write))}`;
}
