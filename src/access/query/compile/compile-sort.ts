import { sql } from 'kysely';
import type { ListField } from '../../collections/collection';
import type { NamedField } from '../../collections/registry';
import type { SortField } from '../ast';
import type { Sql } from './condition';
import { computePath, resolveField } from './resolve-field';
import type { View } from './view';

/** ` order by …`. The primary key decides last, so that pages neither overlap nor skip. */
export function compileSort(view: View, sort: readonly SortField[], path: string, list?: NamedField<ListField>): Sql {
  const terms = sort.map(({ relations, call, descending }) => sql`${computePath(view, relations, call, path)}${sql.raw(descending ? ' desc' : '')}`);
  if (terms.length === 0 && list?.sort !== undefined) terms.push(view.columnNamed(list.sort));
  if (!sort.some((field) => isKey(view, field))) terms.push(view.key);
  return sql` order by ${sql.join(terms)}`;
}

/** A key that the reader sees on some rows only does not tell the others apart. */
function isKey(view: View, { relations, call }: SortField): boolean {
  const { name } = view.collection.primaryKey;
  return relations.length === 0 && call.fn === null && call.name === name && resolveField(view, name, 'compute').guard === true;
}
