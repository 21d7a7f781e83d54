import { Injectable } from '@nestjs/common';
import { SqlRunner } from '../../platform/database/sql-runner';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Filter } from '../query/ast';
import type { Key } from '../query/keys';
import { ALL, parseKeyedQuery } from '../query/parse/parse-query';
import { QueryCompiler } from '../query/query-compiler';

const BARE_KEYS = parseKeyedQuery({ fields: [] });

/** Which of some items are there and under a filter, whatever the asker may read of them. Keys at most as many as one statement takes. */
@Injectable()
export class ItemsUnder {
  constructor(
    private readonly compiler: QueryCompiler,
    private readonly runner: SqlRunner,
  ) {}

  async count(filter: Filter | null, collection: string, keys: readonly Key[], work?: UnitOfWork): Promise<number> {
    const ready = this.compiler.count(collection, { ...ALL, filter }, 'everything', keys);
    const [row] = await this.runner.lists(ready, work);
    return ready.read(row!) as number;
  }

  async keys(filter: Filter | null, collection: string, keys: readonly Key[]): Promise<Key[]> {
    const ready = this.compiler.items(collection, { ...BARE_KEYS, filter }, 'everything', keys);
    return (await this.runner.lists(ready)).map(ready.read) as Key[];
  }
}
