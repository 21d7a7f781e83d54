import { Body, Controller, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import type { RawQuery } from '../access/query/parse/parse-query';
import { Caller, SignedIn } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import { CollectionDoor } from '../doors/rest/collection-door';
import { envelope, type Envelope } from '../doors/rest/envelope';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { LastPage, lastPageBody } from './last-page';
import { StaticTokens } from './static-tokens';
import { tokenAnswer } from './token-answer';
import { userChangesSchema } from './user-changes';
import { UserCommands } from './user-commands';

const COLLECTION = 'directus_users';

/** `/users/me`: the caller's own row. */
@Controller('users/me')
@InArea({ name: 'Me', about: 'Who is signed in: their own row, whatever the policies say about others.', collection: COLLECTION, changes: userChangesSchema, example: { first_name: 'Ada' } })
@SignedIn()
export class MeController {
  constructor(
    private readonly reader: ItemReader,
    private readonly door: CollectionDoor,
    private readonly commands: UserCommands,
    private readonly tokens: StaticTokens,
    private readonly lastPage: LastPage,
  ) {}

  /** Whoever may see nothing of themselves still learns who they are: programs begin with this question. */
  @Get()
  @Describes({ summary: 'Read your own user', query: 'item', answers: { 200: 'item' }, sdk: 'readMe()' })
  async read(@Caller() caller: Accountability, @Query() query: RawQuery): Promise<Envelope> {
    try {
      return envelope(await this.reader.readOne(caller, COLLECTION, caller.user!, query));
    } catch (error) {
      if (!applicationErrorsIn(error)?.every(({ code }) => code === 'FORBIDDEN')) throw error;
      return envelope({ id: caller.user });
    }
  }

  @Patch()
  @Describes({ summary: 'Change your own user', note: 'A new password or address needs `current_password`, unless you signed in a moment ago.', query: 'item', body: 'changes', answers: { 200: 'item', 204: 'nothing' }, sdk: 'updateMe(BODY)' })
  async change(@Caller() caller: Accountability, @Body() body: unknown, @Query() query: RawQuery, @Res({ passthrough: true }) reply: DoorReply): Promise<Envelope | undefined> {
    const answer = await this.door.changeOne(caller, COLLECTION, this.commands, caller.user!, body, query);
    if (answer) return answer;
    void reply.code(204);
    return undefined;
  }

  @Patch('track/page')
  @HttpCode(204)
  @Describes({ summary: 'Keep the page where you were last', body: lastPageBody, example: { last_page: '/reports/3' }, answers: { 204: 'nothing' } })
  async trackPage(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    await this.lastPage.keep(caller, body);
  }

  /** The only answer that ever holds the token. */
  @Post('token')
  @HttpCode(200)
  @Describes({ summary: 'Make a static token for yourself', note: 'Ends the one there was. The answer is the only place where it is ever shown.', answers: { 200: { data: tokenAnswer } } })
  async makeToken(@Caller() caller: Accountability): Promise<Envelope> {
    return envelope({ token: await this.tokens.make(caller, caller.user!) });
  }
}
