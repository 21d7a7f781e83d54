import { CollectionRegistry } from '../../src/access/collections/registry';
import { ItemReader } from '../../src/access/items/item-reader';
import { DynamicVariables } from '../../src/access/permissions/dynamic-variables';
import { PolicyCollector } from '../../src/access/permissions/policy-collector';
import { StoredRules } from '../../src/access/permissions/stored-rules';
import { dialectFor } from '../../src/access/query/dialect';
import { QueryCompiler } from '../../src/access/query/query-compiler';
import { COLLECTIONS } from '../../src/collections';
import { SqlRunner } from '../../src/platform/database/sql-runner';
import type { Provider } from './database';
import { openRooms, type Rooms } from './rooms';

export interface AccessRooms extends Rooms {
  readonly registry: CollectionRegistry;
  readonly compiler: QueryCompiler;
  readonly runner: SqlRunner;
  readonly reader: ItemReader;
  readonly rules: StoredRules;
  readonly variables: DynamicVariables;
  readonly collector: PolicyCollector;
}

/** The access floor on a real database, without Nest. */
export async function openAccess(provider: Provider): Promise<AccessRooms> {
  const rooms = await openRooms({}, provider);
  const registry = new CollectionRegistry(COLLECTIONS);
  const runner = new SqlRunner(rooms.config, rooms.prisma);
  const compiler = new QueryCompiler(registry, dialectFor(provider));
  const rules = new StoredRules(compiler, runner);
  const variables = new DynamicVariables(compiler, runner, rooms.clock);
  return {
    ...rooms, registry, compiler, runner, rules, variables,
    reader: new ItemReader(compiler, rules, variables, runner),
    collector: new PolicyCollector(runner),
    async close() {
      runner.onModuleDestroy();
      await rooms.close();
    },
  };
}
