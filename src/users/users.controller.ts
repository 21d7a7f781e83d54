import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import { CollectionController } from '../doors/rest/collection.controller';
import { CollectionDoor } from '../doors/rest/collection-door';
import { envelope, type Envelope } from '../doors/rest/envelope';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { StaticTokens } from './static-tokens';
import { tokenAnswer } from './token-answer';
import { UserCommands } from './user-commands';

/** `/users`: the dialect's verbs, and a static token that Usher makes. */
@Controller('users')
@InArea({ name: 'Users', about: 'The people of the directory.', nouns: ['User', 'Users'], example: { first_name: 'Ada', last_name: 'Lovelace', email: 'ada.lovelace@example.org', tags: ['analysis'] } })
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
  @Describes({ summary: 'Make a static token for a user', note: 'Ends the one there was. The answer is the only place where it is ever shown.', needs: 'update', answers: { 200: { data: tokenAnswer } } })
  async makeToken(@Caller() caller: Accountability, @Param('key') key: string): Promise<Envelope> {
    return envelope({ token: await this.tokens.make(caller, key) });
  }
}
