import { DynamicModule, Global, Module } from '@nestjs/common';
import { SqlRunner } from '../platform/database/sql-runner';
import type { CollectionDefinition } from './collections/collection';
import { CollectionRegistry } from './collections/registry';
import { ItemReader } from './items/item-reader';
import { AccessControl } from './permissions/access-control';
import { DynamicVariables } from './permissions/dynamic-variables';
import { Explainer } from './permissions/explain';
import { Grants } from './permissions/grant';
import { ItemsUnder } from './permissions/items-under';
import { LastAdmin } from './permissions/last-admin';
import { PolicyCollector } from './permissions/policy-collector';
import { StoredRules } from './permissions/stored-rules';
import { dialectFor } from './query/dialect';
import { QueryCompiler } from './query/query-compiler';

const ROOMS = [PolicyCollector, StoredRules, DynamicVariables, ItemsUnder, AccessControl, Grants, LastAdmin, Explainer, ItemReader];

/** Who may see and change what. The collections come from the capabilities. */
@Global()
@Module({})
export class AccessModule {
  static with(definitions: readonly CollectionDefinition[]): DynamicModule {
    return {
      module: AccessModule,
      providers: [
        { provide: CollectionRegistry, useFactory: () => new CollectionRegistry(definitions) },
        { provide: QueryCompiler, inject: [CollectionRegistry, SqlRunner], useFactory: (registry: CollectionRegistry, runner: SqlRunner) => new QueryCompiler(registry, dialectFor(runner.provider)) },
        ...ROOMS,
      ],
      exports: [CollectionRegistry, QueryCompiler, ...ROOMS],
    };
  }
}
