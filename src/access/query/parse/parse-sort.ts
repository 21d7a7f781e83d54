import type { SortField } from '../ast';
import { parsePath } from './parse-path';
import { textList } from './parse-values';

/** `-email,role.name` → descending by e-mail, then by the role's name. */
export function parseSort(raw: unknown, path = 'sort'): SortField[] {
  return textList(raw, path).map((text) => {
    const descending = text.startsWith('-');
    return { ...parsePath(descending || text.startsWith('+') ? text.slice(1) : text, path), descending };
  });
}
