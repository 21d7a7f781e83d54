import { CollectionRegistry } from '../../src/access/collections/registry';
import { ItemReader } from '../../src/access/items/item-reader';
import { AccessControl } from '../../src/access/permissions/access-control';
import { DynamicVariables } from '../../src/access/permissions/dynamic-variables';
import { Grants } from '../../src/access/permissions/grant';
import { ItemsUnder } from '../../src/access/permissions/items-under';
import { LastAdmin } from '../../src/access/permissions/last-admin';
import { PolicyCollector } from '../../src/access/permissions/policy-collector';
import { StoredRules } from '../../src/access/permissions/stored-rules';
import { dialectFor } from '../../src/access/query/dialect';
import { QueryCompiler } from '../../src/access/query/query-compiler';
import { COLLECTIONS } from '../../src/collections';
import type { Prisma } from '../../src/generated/sqlite/client';
import { PUBLIC, type Accountability } from '../../src/platform/accountability/accountability';
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
  readonly items: ItemsUnder;
  readonly control: AccessControl;
  readonly grants: Grants;
  readonly lastAdmin: LastAdmin;
}

/** The access floor on a real database, without Nest. */
export async function openAccess(provider: Provider): Promise<AccessRooms> {
  const rooms = await openRooms({}, provider);
  const registry = new CollectionRegistry(COLLECTIONS);
  const runner = new SqlRunner(rooms.config, rooms.prisma);
  const compiler = new QueryCompiler(registry, dialectFor(provider));
  const rules = new StoredRules(compiler, runner);
  const variables = new DynamicVariables(compiler, runner, rooms.clock);
  const items = new ItemsUnder(compiler, runner);
  return {
    ...rooms, registry, compiler, runner, rules, variables, items,
    reader: new ItemReader(compiler, rules, variables, runner),
    collector: new PolicyCollector(runner),
    control: new AccessControl(rules, variables, registry, items),
    grants: new Grants(),
    lastAdmin: new LastAdmin(),
    async close() {
      runner.onModuleDestroy();
      await rooms.close();
    },
  };
}

/** A caller with these policies and nothing else. */
export function callerWith(policies: readonly string[], rest: Partial<Accountability> = {}): Accountability {
  return { ...PUBLIC, kind: 'user', user: 'me', name: 'Me', policies, ...rest };
}

export interface PermissionSeed {
  readonly collection: string;
  readonly action?: string;
  readonly permissions?: Prisma.InputJsonValue;
  readonly validation?: Prisma.InputJsonValue;
  readonly presets?: Prisma.InputJsonValue;
  readonly fields?: string | null;
}

/** A policy with permissions, by default for reading everything of a collection. */
export async function makePolicy(rooms: AccessRooms, id: string, permissions: readonly PermissionSeed[], flags: { adminAccess?: boolean; appAccess?: boolean; ipAccess?: string; enforceTfa?: boolean } = {}): Promise<string> {
  await rooms.run(async ({ db }) => {
    await db.policy.create({ data: { id, name: id, ...flags } });
    for (const { action = 'read', fields = '*', ...rest } of permissions) await db.permission.create({ data: { policyId: id, action, fields, ...rest } });
  });
  return id;
}
