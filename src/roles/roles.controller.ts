import { Controller, Get, Query } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import type { RawQuery } from '../access/query/parse/parse-query';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { envelope, type Envelope } from '../doors/rest/envelope';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { ForbiddenError } from '../platform/errors/errors';
import { RoleCommands } from './role-commands';

const COLLECTION = 'directus_roles';

/** REST /roles. */
@Controller('roles')
@InArea({ name: 'Roles', about: 'Places in the tree of roles: who has one holds the policies of it and of all above it.', nouns: ['Role', 'Roles'], example: { name: 'Editors', icon: 'edit', description: 'Write and publish' } })
@ByPolicy()
export class RolesController extends CollectionController {
  constructor(
    door: CollectionDoor,
    commands: RoleCommands,
    private readonly items: ItemReader,
  ) {
    super(door, COLLECTION, commands);
  }

  /** The caller's role and all above it, whatever `limit` says; bare keys for whoever may not read roles. */
  @Get('me')
  @Describes({ summary: 'Read your own roles', forPeople: true, note: 'Your role and all above it; bare keys for whoever may not read roles.', query: 'list', answers: { 200: 'items' } })
  async me(@Caller() caller: Accountability, @Query() query: RawQuery): Promise<Envelope> {
    if (caller.user === null && caller.role === null) throw new ForbiddenError();
    const ids = [...caller.roles].sort();
    const mine = { id: { _in: ids } };
    const filter = query['filter'] ? { _and: [query['filter'], mine] } : mine;
    try {
      return envelope(await this.items.read(caller, COLLECTION, { ...query, filter, limit: -1, sort: ['id'] }));
    } catch (error) {
      // Programs begin with this question: whoever may not see their roles still learns which they are.
      if (!applicationErrorsIn(error)?.every(({ code }) => code === 'FORBIDDEN')) throw error;
      return envelope(ids.map((id) => ({ id })));
    }
  }
}
