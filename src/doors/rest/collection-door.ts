import { Injectable } from '@nestjs/common';
import { CollectionRegistry } from '../../access/collections/registry';
import { ItemReader } from '../../access/items/item-reader';
import type { Key } from '../../access/query/keys';
import { parseMeta } from '../../access/query/parse/parse-meta';
import { parseQuery, type RawQuery } from '../../access/query/parse/parse-query';
import type { Accountability } from '../../platform/accountability/accountability';
import { Clock } from '../../platform/clock/clock';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import { ForbiddenError, InvalidPayloadError } from '../../platform/errors/errors';
import { parseBatchChange, parseCreate, parseRemoval, parseSearch, type Selection } from './batch';
import type { CollectionCommands } from './collection-commands';
import { envelope, type Envelope, type MetaCounts } from './envelope';
import { exportFile, parseExport, type ExportFile } from './export/export-file';
import { sayingWhichIsTaken } from './taken-value';

/** The dialect's protocol of a collection, once: reads through the item reader, writes through a capability's commands. */
@Injectable()
export class CollectionDoor {
  constructor(
    private readonly reader: ItemReader,
    private readonly registry: CollectionRegistry,
    private readonly clock: Clock,
  ) {}

  /** A list, or a file where `export` asks for one. */
  async list(caller: Accountability, collection: string, query: RawQuery): Promise<Envelope | ExportFile> {
    const format = parseExport(query['export']);
    if (format) return exportFile(format, collection, await this.reader.read(caller, collection, query), this.clock.now());
    const meta = parseMeta(query['meta']);
    const data = await this.reader.read(caller, collection, query);
    return envelope(data, meta && (await this.#counts(caller, collection, query, meta)));
  }

  async search(caller: Accountability, collection: string, body: unknown): Promise<Envelope | ExportFile> {
    const { query, keys } = parseSearch(body);
    if (keys === null) return this.list(caller, collection, query);
    const data = await this.reader.readMany(caller, collection, keys, query);
    if (data.length < keys.length && query['filter'] === undefined && query['search'] === undefined) throw new ForbiddenError();
    return envelope(data);
  }

  async one(caller: Accountability, collection: string, key: string, query: RawQuery): Promise<Envelope> {
    return envelope(await this.reader.readOne(caller, collection, key, query));
  }

  /** The new items as the caller may see them; null where a single one may not be seen at all. */
  async create(caller: Accountability, collection: string, commands: CollectionCommands, body: unknown, query: RawQuery): Promise<Envelope | null> {
    const { many, payloads } = parseCreate(body);
    await this.#refuseBadQuery(caller, collection, query);
    const keys = payloads.length === 0 ? [] : await sayingWhichIsTaken(payloads, () => commands.create(caller, payloads));
    return this.#readBack(caller, collection, keys, query, many);
  }

  async changeOne(caller: Accountability, collection: string, commands: CollectionCommands, key: string, body: unknown, query: RawQuery): Promise<Envelope | null> {
    const { many, payloads: [payload] } = parseCreate(body);
    if (many) throw new InvalidPayloadError({ reason: '"value" must be of type object' });
    const primaryKey = this.#primaryKey(collection);
    const changes = Object.fromEntries(Object.entries(payload!).filter(([field]) => field !== primaryKey));
    await this.#refuseBadQuery(caller, collection, query);
    const keys = this.#possible(collection, [key]);
    await sayingWhichIsTaken([changes], () => commands.change(caller, keys, changes));
    return this.#readBack(caller, collection, keys, query, false);
  }

  async changeMany(caller: Accountability, collection: string, commands: CollectionCommands, body: unknown, query: RawQuery): Promise<Envelope | null> {
    const change = parseBatchChange(body, this.#primaryKey(collection));
    await this.#refuseBadQuery(caller, collection, query);
    if ('each' in change) {
      const each = change.each.map(({ key, payload }) => ({ key: this.#possible(collection, [key])[0]!, payload }));
      if (each.length > 0) await sayingWhichIsTaken(each.map(({ payload }) => payload), () => commands.changeEach(caller, each));
      return this.#readBack(caller, collection, each.map(({ key }) => key), query, true);
    }
    const keys = await this.#selected(caller, collection, change.selection);
    if (keys.length > 0) await sayingWhichIsTaken([change.data], () => commands.change(caller, keys, change.data));
    return this.#readBack(caller, collection, keys, query, true);
  }

  async removeOne(caller: Accountability, collection: string, commands: CollectionCommands, key: string): Promise<void> {
    await commands.remove(caller, this.#possible(collection, [key]));
  }

  async removeMany(caller: Accountability, collection: string, commands: CollectionCommands, body: unknown): Promise<void> {
    const keys = await this.#selected(caller, collection, parseRemoval(body));
    if (keys.length > 0) await commands.remove(caller, keys);
  }

  async #counts(caller: Accountability, collection: string, { filter, search }: RawQuery, meta: { totalCount: boolean; filterCount: boolean }): Promise<MetaCounts> {
    return {
      ...(meta.totalCount ? { total_count: await this.reader.count(caller, collection, {}) } : {}),
      ...(meta.filterCount ? { filter_count: await this.reader.count(caller, collection, { filter, search }) } : {}),
    };
  }

  /** Keys as they are, those of a query only as far as the caller may see them. */
  async #selected(caller: Accountability, collection: string, selection: Selection): Promise<readonly Key[]> {
    return 'keys' in selection ? this.#possible(collection, selection.keys) : this.reader.keys(caller, collection, selection.query);
  }

  /** A key that cannot be one is refused like that of an item that does not exist. */
  #possible(collection: string, keys: readonly Key[]): Key[] {
    if (this.registry.get(collection).primaryKey.type !== 'integer') return keys.map(String);
    return keys.map((key) => {
      if (!/^\d{1,9}$/.test(String(key))) throw new ForbiddenError();
      return Number(key);
    });
  }

  #primaryKey(collection: string): string {
    return this.registry.get(collection).primaryKey.name;
  }

  /** A query that is not understood is refused before anything is written. What may not be read back is a matter for later. */
  async #refuseBadQuery(caller: Accountability, collection: string, query: RawQuery): Promise<void> {
    parseQuery(query);
    await unlessForbidden(() => this.reader.readMany(caller, collection, [NO_KEY], query));
  }

  async #readBack(caller: Accountability, collection: string, keys: readonly Key[], query: RawQuery, many: boolean): Promise<Envelope | null> {
    const items = (await unlessForbidden(() => this.reader.readMany(caller, collection, keys, query))) ?? [];
    if (many) return envelope(items);
    return items.length > 0 ? envelope(items[0]) : null;
  }
}

/** The key of nothing in any collection: the query is compiled and finds no item. */
const NO_KEY = '0';

/** The write stays; what the caller may not see is just not shown. */
async function unlessForbidden<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (applicationErrorsIn(error)?.every(({ code }) => code === 'FORBIDDEN')) return null;
    throw error;
  }
}
