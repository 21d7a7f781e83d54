import { Controller, Get, Res } from '@nestjs/common';
import { Caller, SignedIn } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';

/** HTML: /admin leads to the directory, and to their own account whoever has no app access. */
@Controller('admin')
@SignedIn()
export class StartPageController {
  @Get()
  start(@Caller() caller: Accountability, @Res() reply: DoorReply): void {
    void reply.code(302).header('location', caller.app ? '/admin/users' : '/admin/account').send();
  }
}
