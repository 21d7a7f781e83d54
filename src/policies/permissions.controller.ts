import { Body, Controller, Get, Param, Query, Res, Search } from '@nestjs/common';
import type { RawQuery } from '../access/query/parse/parse-query';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import { parseSearch } from '../doors/rest/batch';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { envelope, type Envelope } from '../doors/rest/envelope';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { ListedPermissions } from './listed-permissions';
import { OwnPermissions } from './own-permissions';
import { impliedPermission, ownPermissions, permissionsOnItem } from './permission-answers';
import { PermissionCommands } from './permission-commands';

@Controller('permissions')
@InArea({ name: 'Permissions', about: 'One rule of a policy each: a collection, an action, which rows, which fields.', nouns: ['Permission', 'Permissions'], example: { fields: ['title', 'body'], policy: '0b8e4c1e-6a52-4f5b-9d0c-3c1f2a7e9b10', collection: 'articles', action: 'read', permissions: { status: { _eq: 'published' } } } })
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
  @Describes({ summary: 'List items', note: 'Behind the stored rules stand those that app access brings along: without a key, marked with `system`.', needs: 'read', query: 'list', answers: { 200: { itemsOr: impliedPermission } }, sdk: 'readItems({ limit: 10 })' })
  override async list(@Caller() caller: Accountability, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | string> {
    const answer = await super.list(caller, query, reply);
    return typeof answer === 'string' ? answer : { ...answer, data: await this.listed.read(caller, query) };
  }

  @Search()
  @Describes({ summary: 'List items, asked in the body', needs: 'read', body: 'search', answers: { 200: { itemsOr: impliedPermission } } })
  override async search(@Caller() caller: Accountability, @Body() body: unknown, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | string> {
    const { query, keys } = parseSearch(body);
    return keys === null ? this.list(caller, query, reply) : super.search(caller, body, reply);
  }

  @Get('me')
  @Describes({ summary: 'Read what you may do', forPeople: true, note: 'By collection and action: none, partial (some rows) or full.', answers: { 200: { data: ownPermissions } } })
  async me(@Caller() caller: Accountability): Promise<Envelope> {
    return envelope(await this.own.ofCaller(caller));
  }

  @Get('me/:collection')
  @Describes({ summary: 'Read what you may do to the only item of a collection', forPeople: true, answers: { 200: { data: permissionsOnItem } } })
  async mineOnSingleton(@Caller() caller: Accountability, @Param('collection') collection: string): Promise<Envelope> {
    return envelope(await this.own.onItem(caller, collection, null));
  }

  @Get('me/:collection/:id')
  @Describes({ summary: 'Read what you may do to an item', forPeople: true, answers: { 200: { data: permissionsOnItem } }, sdk: 'readItemPermissions(collection, id)' })
  async mineOnItem(@Caller() caller: Accountability, @Param('collection') collection: string, @Param('id') id: string): Promise<Envelope> {
    return envelope(await this.own.onItem(caller, collection, id));
  }
}
