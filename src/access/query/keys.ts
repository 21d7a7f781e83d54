import { isStorable } from '../../platform/payload/storable-text';
import type { FieldType } from '../collections/collection';

/** A primary key as it travels. */
export type Key = string | number;

/** One that the collection cannot have is the key of nothing and left out. */
export function possibleKeys(type: FieldType, keys: readonly Key[]): Key[] {
  return keys.filter((key) => (type === 'integer' ? /^\d{1,15}$/.test(String(key)) : isStorable(String(key))));
}
