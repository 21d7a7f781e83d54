import { Body, Controller, Get, HttpCode, Patch, Query, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { parsePayload } from '../access/permissions/parse-payload';
import { ByPolicy, Caller } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { ForbiddenError } from '../platform/errors/errors';
import { SETTINGS_KEY } from './current-settings';
import { settingsChangesSchema } from './settings-changes';
import { SettingsService } from './settings.service';

/** GET and PATCH /settings: one object, no keys, no lists. */
@Controller('settings')
@InArea({ name: 'Settings', about: 'How the project calls itself, and who may register. One object, without a key.', collection: 'directus_settings', changes: settingsChangesSchema, example: { project_name: 'Usher' } })
@ByPolicy()
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly reader: ItemReader,
  ) {}

  @Get()
  @Describes({ summary: 'Read the settings', needs: 'read', query: 'item', answers: { 200: 'item' }, sdk: 'readSettings()' })
  async read(@Caller() caller: Accountability, @Query() query: Record<string, unknown>): Promise<{ data: unknown }> {
    return { data: await this.reader.readOne(caller, 'directus_settings', SETTINGS_KEY, query) };
  }

  @Patch()
  @HttpCode(200)
  @Describes({ summary: 'Change the settings', needs: 'update', query: 'item', body: 'changes', answers: { 200: 'item', 204: 'nothing' }, sdk: 'updateSettings(BODY)' })
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
