import type { ListField } from '../../collections/collection';
import type { NamedField } from '../../collections/registry';
import type { SortField } from '../ast';
import { orderBy, type SortTerm, type Sql } from './condition';
import { computePath, resolveField } from './resolve-field';
import type { View } from './view';

/** ` order by …`. */
export function compileSort(view: View, sort: readonly SortField[], path: string, list?: NamedField<ListField>): Sql {
  return orderBy(sortTerms(view, sort, path, list));
}

/** The primary key decides last, so that pages neither overlap nor skip. */
export function sortTerms(view: View, sort: readonly SortField[], path: string, list?: NamedField<ListField>): SortTerm[] {
  const terms = sort.map((field): SortTerm => ({ value: computePath(view, field.relations, field.call, path), descending: field.descending, isKey: isKey(view, field) }));
  if (terms.length === 0 && list?.sort !== undefined) terms.push({ value: view.columnNamed(list.sort), descending: false, isKey: false });
  const last = terms.findIndex((term) => term.isKey);
  return last < 0 ? [...terms, { value: view.key, descending: false, isKey: true }] : terms.slice(0, last + 1);
}

/** A key that the reader sees on some rows only does not tell the others apart. */
function isKey(view: View, { relations, call }: SortField): boolean {
  const { name } = view.collection.primaryKey;
  return relations.length === 0 && call.fn === null && call.name === name && resolveField(view, name, 'compute').guard === true;
}
