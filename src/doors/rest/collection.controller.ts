import { Body, Delete, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { RawQuery } from '../../access/query/parse/parse-query';
import type { Accountability } from '../../platform/accountability/accountability';
import { Caller } from '../http/access.decorator';
import type { DoorReply } from '../http/door';
import type { CollectionCommands } from './collection-commands';
import type { CollectionDoor } from './collection-door';
import type { Envelope } from './envelope';
import { ReadableController } from './readable.controller';

/**
 * The eight verbs of a collection, as the dialect's client speaks them. A capability's controller says its path, its collection
 * and its commands (see README.md); special routes beside them are ordinary methods, and win over `:key`.
 */
export abstract class CollectionController extends ReadableController {
  constructor(
    door: CollectionDoor,
    collection: string,
    protected readonly commands: CollectionCommands,
  ) {
    super(door, collection);
  }

  @Post()
  @HttpCode(200)
  async create(@Caller() caller: Accountability, @Body() body: unknown, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | undefined> {
    return orNoContent(reply, await this.door.create(caller, this.collection, this.commands, body, query));
  }

  @Patch()
  async changeMany(@Caller() caller: Accountability, @Body() body: unknown, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | undefined> {
    return orNoContent(reply, await this.door.changeMany(caller, this.collection, this.commands, body, query));
  }

  @Patch(':key')
  async changeOne(@Caller() caller: Accountability, @Param('key') key: string, @Body() body: unknown, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | undefined> {
    return orNoContent(reply, await this.door.changeOne(caller, this.collection, this.commands, key, body, query));
  }

  @Delete()
  @HttpCode(204)
  async removeMany(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    await this.door.removeMany(caller, this.collection, this.commands, body);
  }

  @Delete(':key')
  @HttpCode(204)
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
