import { Body, Delete, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { RawQuery } from '../../access/query/parse/parse-query';
import type { Accountability } from '../../platform/accountability/accountability';
import { Caller } from '../http/access.decorator';
import type { DoorReply } from '../http/door';
import type { CollectionCommands } from './collection-commands';
import type { CollectionDoor } from './collection-door';
import type { Envelope } from './envelope';
import { Describes } from './openapi/describes.decorator';
import { ReadableController } from './readable.controller';

/**
 * The eight verbs of a collection, as the dialect's client speaks them. A capability's controller says its path, its collection
 * and its commands (see README.md); special routes beside them are ordinary methods, and win over `:key`.
 */
export abstract class CollectionController extends ReadableController {
  constructor(
    door: CollectionDoor,
    collection: string,
    readonly commands: CollectionCommands,
  ) {
    super(door, collection);
  }

  @Post()
  @HttpCode(200)
  @Describes({ summary: 'Create one item or many', needs: 'create', query: 'item', body: 'one-or-many', answers: { 200: 'one-or-many', 204: 'nothing' }, sdk: 'createItem(BODY)' })
  async create(@Caller() caller: Accountability, @Body() body: unknown, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | undefined> {
    return orNoContent(reply, await this.door.create(caller, this.collection, this.commands, body, query));
  }

  @Patch()
  @Describes({ summary: 'Change many items', note: 'The same change for keys or for what a query finds, or a list of items with a change each. All of them or none.', needs: 'update', query: 'item', body: 'batch', answers: { 200: 'items', 204: 'nothing' }, sdk: 'updateItems(keys, DATA)' })
  async changeMany(@Caller() caller: Accountability, @Body() body: unknown, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | undefined> {
    return orNoContent(reply, await this.door.changeMany(caller, this.collection, this.commands, body, query));
  }

  @Patch(':key')
  @Describes({ summary: 'Change an item', note: 'What is absent stays as it is. A relation that is an array becomes exactly that; `{ create, update, delete }` makes only those edits.', needs: 'update', query: 'item', body: 'changes', answers: { 200: 'item', 204: 'nothing' }, sdk: 'updateItem(key, BODY)' })
  async changeOne(@Caller() caller: Accountability, @Param('key') key: string, @Body() body: unknown, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | undefined> {
    return orNoContent(reply, await this.door.changeOne(caller, this.collection, this.commands, key, body, query));
  }

  @Delete()
  @HttpCode(204)
  @Describes({ summary: 'Remove many items', needs: 'delete', body: 'selection', answers: { 204: 'nothing' }, sdk: 'deleteItems(keys)' })
  async removeMany(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    await this.door.removeMany(caller, this.collection, this.commands, body);
  }

  @Delete(':key')
  @HttpCode(204)
  @Describes({ summary: 'Remove an item', needs: 'delete', answers: { 204: 'nothing' }, sdk: 'deleteItem(key)' })
  async removeOne(@Caller() caller: Accountability, @Param('key') key: string): Promise<void> {
    await this.door.removeOne(caller, this.collection, this.commands, key);
  }
}

/** 204 where there is nothing that the caller may see. */
function orNoContent(reply: DoorReply, answer: Envelope | null): Envelope | undefined {
  if (answer) return answer;
  void reply.code(204);
  return undefined;
}
