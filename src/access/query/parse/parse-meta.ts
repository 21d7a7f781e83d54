import { mistake } from './mistake';
import { textList } from './parse-values';

export interface Meta {
  /** Rows that the caller may see. */
  readonly totalCount: boolean;
  /** Of these the ones that filter and search find. */
  readonly filterCount: boolean;
}

/** `total_count,filter_count` or `*`. Null where none was asked for. */
export function parseMeta(raw: unknown, path = 'meta'): Meta | null {
  const words = textList(raw, path);
  if (words.length === 0) return null;
  words.forEach((word, index) => {
    if (!['*', 'total_count', 'filter_count'].includes(word)) throw mistake(`${path}[${index}]`, `"meta[${index}]" must be one of [total_count, filter_count]`);
  });
  const has = (word: string) => words.includes('*') || words.includes(word);
  return { totalCount: has('total_count'), filterCount: has('filter_count') };
}
