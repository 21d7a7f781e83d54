import { sql } from 'kysely';
import type { Operand, Scalar } from '../ast';
import type { Sql } from './condition';

/** A parameter of a compiled statement: what goes there when it is run with these values. */
export interface Parameter {
  valueIn(values: readonly Scalar[]): unknown;
}

/** One value, written as its column wants it. */
export function parameter(operand: Operand, write: (value: Scalar) => unknown): Sql {
  if (operand.kind !== 'slot') throw new Error(`A ${operand.kind} cannot be compiled`);
  const { index } = operand;
  return parameterOf((values) => write(values[index]!));
}

/** What several values make together. */
export function parameterOf(valueIn: Parameter['valueIn']): Sql {
  return sql`${sql.val({ valueIn } satisfies Parameter)}`;
}
