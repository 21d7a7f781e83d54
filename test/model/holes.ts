import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A mistake that somebody could make, as a change of one place in `src/access`. */
export interface Hole {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const HOLES: readonly Hole[] = [
  { name: 'a field granted somewhere is granted everywhere', file: 'query/compile/resolve-field.ts', from: 'return granting.length === view.rules.length ? true : rowsOf(view, granting);', to: 'return true;' },
  { name: 'an output forgets on which rows it is granted', file: 'query/compile/compile-fields.ts', from: 'return { key, sql: only(guard, view.dialect.select(field.type, column))', to: 'return { key, sql: only(true, view.dialect.select(field.type, column))' },
  { name: 'a filter forgets on which rows its field is granted', file: 'query/compile/compile-filter.ts', from: 'return allOf([guard, compare(view.dialect, field.type, view.column(field), comparison, path)]);', to: 'return compare(view.dialect, field.type, view.column(field), comparison, path);' },
  { name: 'a search looks into what is hidden', file: 'query/compile/compile-search.ts', from: 'allOf([guard, compare(', to: 'allOf([true, compare(' },
  { name: 'an order follows hidden values', file: 'query/compile/resolve-field.ts', from: 'return only(guard, value);', to: 'return only(true || guard, value);' },
  { name: 'an aggregate counts hidden values', file: 'query/compile/compile-aggregate.ts', from: 'SQL_OF[fn](only(guard, isExtreme', to: 'SQL_OF[fn](only(true || guard, isExtreme' },
  { name: 'groups are made by hidden values', file: 'query/compile/compile-aggregate.ts', from: 'sql: only(guard, view.dialect.select(type, value)), read: readerFor', to: 'sql: only(true || guard, view.dialect.select(type, value)), read: readerFor' },
  { name: 'a list shows items of another table whatever its rules', file: 'query/compile/resolve-field.ts', from: 'return allOf([link, visible]) as Sql;', to: 'return link;' },
  { name: 'a filter through a relation sees hidden items', file: 'query/compile/compile-filter.ts', from: 'const rows = allOf([visibleRows(target), inner]);', to: 'const rows = allOf([inner]);' },
  { name: 'a relation opens hidden items', file: 'query/compile/compile-fields.ts', from: 'visibleRows(target), ...asked]);', to: '...asked]);' },
  { name: 'an order through a relation sees hidden items', file: 'query/compile/resolve-field.ts', from: 'view.column(field)}`, visibleRows(target)]);', to: 'view.column(field)}`]);' },
  { name: 'no item matches an unknown variable, so _none holds', file: 'query/compile/compile-filter.ts', from: "if (quantifier === 'none' && hasUnknown(filter)) return false;", to: '' },
  { name: 'an empty variable is an empty list', file: 'permissions/dynamic-variables.ts', from: "if (found.length === 0 || (takes === 'one' && found.length > 1)) return", to: "if (takes === 'one' && found.length !== 1) return" },
];

/** A copy of `src/access` with a hole in it, beside links to everything else. Returns its root. */
export function plant({ file, from, to }: Hole): string {
  const project = join(__dirname, '..', '..');
  const root = mkdtempSync(join(tmpdir(), 'usher-hole-'));
  mkdirSync(join(root, 'src'));
  mkdirSync(join(root, 'test', 'support'), { recursive: true });
  cpSync(join(project, 'src', 'access'), join(root, 'src', 'access'), { recursive: true });
  cpSync(join(project, 'test', 'support', 'access.ts'), join(root, 'test', 'support', 'access.ts'));
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  for (const entry of readdirSync(join(project, 'src'))) if (entry !== 'access') symlinkSync(join(project, 'src', entry), join(root, 'src', entry));
  for (const entry of ['rooms.ts', 'database.ts', 'clock.ts']) symlinkSync(join(project, 'test', 'support', entry), join(root, 'test', 'support', entry));
  const place = join(root, 'src', 'access', file);
  const source = readFileSync(place, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`The place for a hole is not (or more than once) in ${file}: ${from}`);
  writeFileSync(place, source.replace(from, () => to));
  return root;
}

export function fill(root: string): void {
  rmSync(root, { recursive: true, force: true });
}
