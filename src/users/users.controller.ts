import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { envelope, type Envelope } from '../doors/rest/envelope';
import type { Accountability } from '../platform/accountability/accountability';
import { StaticTokens } from './static-tokens';
import { UserCommands } from './user-commands';

/** `/users`: the dialect's verbs, and a static token that Usher makes. */
@Controller('users')
@ByPolicy()
export class UsersController extends CollectionController {
  constructor(
    door: CollectionDoor,
    commands: UserCommands,
    private readonly tokens: StaticTokens,
  ) {
    super(door, 'directus_users', commands);
  }

  /** The only answer that ever holds the token. */
  @Post(':key/token')
  @HttpCode(200)
  async makeToken(@Caller() caller: Accountability, @Param('key') key: string): Promise<Envelope> {
    return envelope({ token: await this.tokens.make(caller, key) });
  }
}
