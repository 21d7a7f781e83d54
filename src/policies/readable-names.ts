import { Injectable } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import type { PolicySource } from '../access/permissions/policy-collector';
import type { Key } from '../access/query/keys';
import type { RawQuery } from '../access/query/parse/parse-query';
import type { Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Known {
  readonly policies: ReadonlyMap<Key, Named>;
  readonly roles: ReadonlyMap<Key, Named>;
  readonly permissions: ReadonlySet<Key>;
}

/** What an asker may read anyway, and nothing where they may not: explanations reveal no policy, role or item. */
@Injectable()
export class ReadableNames {
  constructor(private readonly reader: ItemReader) {}

  /** Those of the policies or roles that the asker may read, by key. */
  async of(caller: Accountability, collection: 'directus_policies' | 'directus_roles', keys: readonly Key[]): Promise<Map<Key, Named>> {
    const rows = await this.#orNothing(() => this.reader.readMany<Named>(caller, collection, [...new Set(keys)], { fields: ['id', 'name'] }));
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Those of the keys that the asker may see at all. */
  async keys(caller: Accountability, collection: string, keys: readonly Key[]): Promise<Set<Key>> {
    return new Set(await this.#orNothing(() => this.reader.readMany<Key>(caller, collection, [...new Set(keys)], { fields: [] })));
  }

  /** What an asker may read of the policies, roles and permissions that reach somebody. */
  async known(caller: Accountability, sources: readonly PolicySource[], permissions: readonly (number | null)[]): Promise<Known> {
    const [policies, roles, shown] = await Promise.all([
      this.of(caller, 'directus_policies', sources.map(({ policy }) => policy)),
      this.of(caller, 'directus_roles', sources.flatMap(({ role }) => role ?? [])),
      this.keys(caller, 'directus_permissions', permissions.flatMap((id) => id ?? [])),
    ]);
    return { policies, roles, permissions: shown };
  }

  async rows<T>(caller: Accountability, collection: string, query: RawQuery): Promise<T[]> {
    return this.#orNothing(() => this.reader.read<T>(caller, collection, query));
  }

  /** One field of one item; undefined where the asker may not read it. */
  async value(caller: Accountability, collection: string, key: Key, path: string): Promise<unknown> {
    const [row] = await this.#orNothing(() => this.reader.readMany<Record<string, unknown>>(caller, collection, [key], { fields: [path] }));
    return row && valueAt(row, path.split('.'));
  }

  async #orNothing<T>(read: () => Promise<T[]>): Promise<T[]> {
    try {
      return await read();
    } catch (error) {
      if (applicationErrorsIn(error)?.every(({ code }) => code === 'FORBIDDEN' || code === 'INVALID_QUERY')) return [];
      throw error;
    }
  }
}

/** Follows to-one relations; undefined where there is nothing to follow. */
export function valueAt(row: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return row;
  if (row === null) return null;
  return typeof row === 'object' && Object.hasOwn(row, step) ? valueAt((row as Record<string, unknown>)[step], rest) : undefined;
}
