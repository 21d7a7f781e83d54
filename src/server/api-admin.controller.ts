import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { text } from '../doors/html/form-reader';
import { Pages } from '../doors/html/render';
import { OpenApi } from '../doors/rest/openapi/open-api';
import type { Accountability } from '../platform/accountability/accountability';
import { apiPage } from './api-page.presenter';

/** HTML: `/admin/api`, the OpenAPI document for people. */
@Controller('admin/api')
@AdminApp()
export class ApiAdminController {
  constructor(
    private readonly openApi: OpenApi,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Caller() caller: Accountability, @Query() query: Record<string, unknown>, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const page = apiPage(await this.openApi.documentFor(caller), { search: text(query, 'search'), area: text(query, 'area') });
    await this.pages.show(request, reply, { template: 'server/api', title: 'API', page });
  }
}
