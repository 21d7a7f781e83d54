import { isStorable } from '../../platform/payload/storable-text';
import type { FieldType } from '../collections/collection';
import type { Operand } from './ast';

/** A primary key as it travels. */
export type Key = string | number;

/** The keys as operands. One that the collection cannot have is the key of nothing and left out. */
export function keyOperands(type: FieldType, keys: readonly Key[]): Operand[] {
  const possible = keys.filter((key) => (type === 'integer' ? /^\d{1,15}$/.test(String(key)) : isStorable(String(key))));
  return possible.map((value) => ({ kind: 'literal', value }));
}
