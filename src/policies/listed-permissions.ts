import { Injectable } from '@nestjs/common';
import { ItemReader, type Item } from '../access/items/item-reader';
import { IMPLIED_PERMISSIONS } from '../access/permissions/implied-permissions';
import type { PermissionRow } from '../access/permissions/permission-row';
import { satisfies } from '../access/query/match/match-filter';
import { parseQuery, type RawQuery } from '../access/query/parse/parse-query';
import type { Accountability } from '../platform/accountability/accountability';

/**
 * The stored rules, and behind them, for whoever has app access, the implied ones: without a key, marked with `system`. Both obey
 * filter, fields, sort and page of the query.
 */
@Injectable()
export class ListedPermissions {
  constructor(private readonly reader: ItemReader) {}

  async read(caller: Accountability, query: RawQuery): Promise<Item[]> {
    const stored = await this.reader.read(caller, 'directus_permissions', query);
    const asksForRows = query['aggregate'] === undefined && query['groupBy'] === undefined && !query['search'];
    if (!asksForRows || (!caller.app && !caller.admin)) return stored;
    const { limit, offset, filter } = parseQuery(query);
    const implied = impliedFor(query, filter);
    if (implied.length === 0 || stored.length >= limit) return stored;
    const before = offset === 0 ? stored.length : await this.reader.count(caller, 'directus_permissions', { filter: query['filter'] });
    const from = Math.max(0, offset - before);
    return [...stored, ...implied.slice(from, from + limit - stored.length)];
  }
}

type Implied = Omit<PermissionRow, 'id'> & { readonly system: true };

function impliedFor(query: RawQuery, filter: ReturnType<typeof parseQuery>['filter']): Item[] {
  const rows = IMPLIED_PERMISSIONS.map(({ id: _, ...row }): Implied => ({ ...row, system: true }));
  return rows.filter((row) => filter === null || satisfies(filter, { id: null, ...row }, 'fails')).sort(byQuery(query)).map((row) => shown(row, query));
}

/** By the first of the query's sort fields that tells two rows apart. */
function byQuery(query: RawQuery): (a: Implied, b: Implied) => number {
  const sort = list(query['sort']);
  return (a, b) => {
    for (const entry of sort) {
      const field = entry.replace(/^-/, '') as keyof Implied;
      const order = String(a[field] ?? '').localeCompare(String(b[field] ?? ''));
      if (order !== 0) return entry.startsWith('-') ? -order : order;
    }
    return 0;
  };
}

function shown(row: Implied, query: RawQuery): Item {
  const fields = list(query['fields']);
  if (fields.length === 0 || fields.some((field) => field.startsWith('*'))) return { ...row };
  const names = fields.map((field) => field.split('.')[0]!).filter((name) => name in row);
  return Object.fromEntries(names.map((name) => [name, row[name as keyof Implied]]));
}

function list(value: unknown): string[] {
  const items = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return items.filter((item): item is string => typeof item === 'string').map((item) => item.trim()).filter(Boolean);
}
