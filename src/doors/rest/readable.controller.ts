import { Body, Get, Param, Query, Res, Search } from '@nestjs/common';
import type { RawQuery } from '../../access/query/parse/parse-query';
import type { Accountability } from '../../platform/accountability/accountability';
import { Caller } from '../http/access.decorator';
import type { DoorReply } from '../http/door';
import type { CollectionDoor } from './collection-door';
import type { Envelope } from './envelope';
import { isExportFile, sendFile, type ExportFile } from './export/export-file';
import { Describes } from './openapi/describes.decorator';

/** The routes of a collection that is only read. Subclasses say under which path, and which collection. */
export abstract class ReadableController {
  constructor(
    protected readonly door: CollectionDoor,
    readonly collection: string,
  ) {}

  @Get()
  @Describes({ summary: 'List items', needs: 'read', query: 'list', answers: { 200: 'items' }, sdk: 'readItems({ limit: 10 })' })
  async list(@Caller() caller: Accountability, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | string> {
    return answer(reply, await this.door.list(caller, this.collection, query));
  }

  @Search()
  @Describes({ summary: 'List items, asked in the body', note: 'For queries that are too long for an address, and for items by their keys.', needs: 'read', body: 'search', answers: { 200: 'items' } })
  async search(@Caller() caller: Accountability, @Body() body: unknown, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | string> {
    return answer(reply, await this.door.search(caller, this.collection, body));
  }

  @Get(':key')
  @Describes({ summary: 'Read an item', needs: 'read', query: 'item', answers: { 200: 'item' }, sdk: 'readItem(key)' })
  async one(@Caller() caller: Accountability, @Param('key') key: string, @Query() query: RawQuery): Promise<Envelope> {
    return this.door.one(caller, this.collection, key, query);
  }
}

function answer(reply: DoorReply, answer: Envelope | ExportFile): Envelope | string {
  return isExportFile(answer) ? sendFile(reply, answer) : answer;
}
