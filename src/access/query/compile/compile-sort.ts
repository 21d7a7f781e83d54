import { sql } from 'kysely';
import type { ListField } from '../../collections/collection';
import type { NamedField } from '../../collections/registry';
import type { SortField } from '../ast';
import type { Sql } from './condition';
import { computePath, resolveField } from './resolve-field';
import type { View } from './view';

/** ` order by …`. The primary key decides last, so that pages neither overlap nor skip. */
export function compileSort(view: View, sort: readonly SortField[], path: string, list?: NamedField<ListField>): Sql {
  const terms = sort.map(({ relations, call, descending }) => sql`${computePath(view, relations, call, path)}${mayBeEmpty(view, relations, call) ? view.dialect.order(descending) : sql.raw(descending ? ' desc' : '')}`);
  if (terms.length === 0 && list?.sort !== undefined) terms.push(view.columnNamed(list.sort));
  if (!sort.some((field) => isKey(view, field))) terms.push(view.key);
  return sql` order by ${sql.join(terms)}`;
}

/** A column that always has a value is sorted as its index is. */
function mayBeEmpty(view: View, relations: SortField['relations'], { fn, name }: SortField['call']): boolean {
  if (relations.length > 0 || fn !== null) return true;
  const { field, guard } = resolveField(view, name, 'compute');
  return guard !== true || field.kind !== 'column' || !(field.notNull || name === view.collection.primaryKey.name);
}

/** A key that the reader sees on some rows only does not tell the others apart. */
function isKey(view: View, { relations, call }: SortField): boolean {
  const { name } = view.collection.primaryKey;
  return relations.length === 0 && call.fn === null && call.name === name && resolveField(view, name, 'compute').guard === true;
}
