import { Body, Controller, Get, Param, Query, Res, Search } from '@nestjs/common';
import type { RawQuery } from '../access/query/parse/parse-query';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import { parseSearch } from '../doors/rest/batch';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { envelope, type Envelope } from '../doors/rest/envelope';
import type { Accountability } from '../platform/accountability/accountability';
import { ListedPermissions } from './listed-permissions';
import { OwnPermissions } from './own-permissions';
import { PermissionCommands } from './permission-commands';

@Controller('permissions')
@ByPolicy()
export class PermissionsController extends CollectionController {
  constructor(
    door: CollectionDoor,
    commands: PermissionCommands,
    private readonly own: OwnPermissions,
    private readonly listed: ListedPermissions,
  ) {
    super(door, 'directus_permissions', commands);
  }

  /** Exports and counts are of the stored rules; a list has the implied ones behind them. */
  @Get()
  override async list(@Caller() caller: Accountability, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | string> {
    const answer = await super.list(caller, query, reply);
    return typeof answer === 'string' ? answer : { ...answer, data: await this.listed.read(caller, query) };
  }

  @Search()
  override async search(@Caller() caller: Accountability, @Body() body: unknown, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | string> {
    const { query, keys } = parseSearch(body);
    return keys === null ? this.list(caller, query, reply) : super.search(caller, body, reply);
  }

  @Get('me')
  async me(@Caller() caller: Accountability): Promise<Envelope> {
    return envelope(await this.own.ofCaller(caller));
  }

  @Get('me/:collection')
  async mineOnSingleton(@Caller() caller: Accountability, @Param('collection') collection: string): Promise<Envelope> {
    return envelope(await this.own.onItem(caller, collection, null));
  }

  @Get('me/:collection/:id')
  async mineOnItem(@Caller() caller: Accountability, @Param('collection') collection: string, @Param('id') id: string): Promise<Envelope> {
    return envelope(await this.own.onItem(caller, collection, id));
  }
}
