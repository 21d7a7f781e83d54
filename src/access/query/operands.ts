import type { Filter, Operand } from './ast';

/** The same filter with other operands: `replace` gives as many as it likes to `_in` and `_nin`, and one to each other operator. */
export function mapOperands(filter: Filter, replace: (operand: Operand, takes: 'list' | 'one') => readonly Operand[]): Filter {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return { ...filter, filters: filter.filters.map((inner) => mapOperands(inner, replace)) };
    case 'related':
      return { ...filter, filter: mapOperands(filter.filter, replace) };
    case 'compare':
      return filter.operands.length === 0 ? filter : { ...filter, operands: filter.operands.flatMap((operand) => replace(operand, filter.operator === 'in' || filter.operator === 'nin' ? 'list' : 'one')) };
  }
}

type Comparison = Extract<Filter, { kind: 'compare' }>;

export function comparisonsIn(filter: Filter): readonly Comparison[] {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.filters.flatMap(comparisonsIn);
    case 'related':
      return comparisonsIn(filter.filter);
    case 'compare':
      return [filter];
  }
}

export function operandsIn(filter: Filter): readonly Operand[] {
  return comparisonsIn(filter).flatMap(({ operands }) => operands);
}

/** Whether something in here depends on a variable without a value. */
export function hasUnknown(filter: Filter): boolean {
  return operandsIn(filter).some((operand) => operand.kind === 'unknown');
}
