import { sql } from 'kysely';
import type { ListField } from '../../collections/collection';
import type { NamedField } from '../../collections/registry';
import type { SortField } from '../ast';
import type { Sql } from './condition';
import { computePath } from './resolve-field';
import type { View } from './view';

/** ` order by …`. The primary key decides last, so that pages neither overlap nor skip. */
export function compileSort(view: View, sort: readonly SortField[], path: string, list?: NamedField<ListField>): Sql {
  const terms = sort.map(({ relations, call, descending }) => sql`${computePath(view, relations, call, path)}${sql.raw(descending ? ' desc' : '')}`);
  if (terms.length === 0 && list?.sort !== undefined) terms.push(view.columnNamed(list.sort));
  const { name } = view.collection.primaryKey;
  if (!sort.some(({ relations, call }) => relations.length === 0 && call.fn === null && call.name === name)) terms.push(view.key);
  return sql` order by ${sql.join(terms)}`;
}
