import { Body, Controller, Get, HttpCode, Patch, Query, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { parsePayload } from '../access/permissions/parse-payload';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { ForbiddenError } from '../platform/errors/errors';
import { settingsChangesSchema } from './settings-changes';
import { SettingsService } from './settings.service';

const KEY = 1;

/** GET and PATCH /settings: one object, no keys, no lists. */
@Controller('settings')
@ByPolicy()
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly reader: ItemReader,
  ) {}

  @Get()
  async read(@Caller() caller: Accountability, @Query() query: Record<string, unknown>): Promise<{ data: unknown }> {
    return { data: await this.reader.readOne(caller, 'directus_settings', KEY, query) };
  }

  @Patch()
  @HttpCode(200)
  async change(@Caller() caller: Accountability, @Query() query: Record<string, unknown>, @Body() body: unknown, @Res({ passthrough: true }) reply: DoorReply): Promise<{ data: unknown } | undefined> {
    await this.settings.change(caller, parsePayload(caller, 'directus_settings', settingsChangesSchema, body ?? {}));
    try {
      return await this.read(caller, query);
    } catch (error) {
      // Written, and not readable for this caller: the dialect answers with nothing.
      if (!(error instanceof ForbiddenError)) throw error;
      void reply.code(204);
      return undefined;
    }
  }
}
