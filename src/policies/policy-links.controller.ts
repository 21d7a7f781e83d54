import { Controller, Get, Param, Res } from '@nestjs/common';
import { AdminApp } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import { POLICIES_URL } from './policy-urls';

/** The short addresses that people type. */
@AdminApp()
@Controller('admin/policies')
export class PolicyLinksController {
  @Get()
  list(@Res() reply: DoorReply): void {
    void reply.code(302).header('location', POLICIES_URL).send();
  }

  @Get(':id')
  one(@Param('id') id: string, @Res() reply: DoorReply): void {
    void reply.code(302).header('location', `${POLICIES_URL}/${encodeURIComponent(id)}`).send();
  }
}
