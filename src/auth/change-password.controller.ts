import { Controller, Get, Res } from '@nestjs/common';
import { Public } from '../doors/http/access.decorator';
import type { DoorReply } from '../doors/http/door';

/** Where password managers look for the page that changes a password (W3C, A Well-Known URL for Changing Passwords). */
@Controller('.well-known')
@Public()
export class ChangePasswordController {
  @Get('change-password')
  change(@Res() reply: DoorReply): void {
    void reply.code(302).header('location', '/admin/account').send();
  }
}
