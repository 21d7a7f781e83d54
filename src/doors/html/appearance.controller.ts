import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { BeforeTwoFactor, Public } from '../http/access.decorator';
import type { DoorReply, DoorRequest } from '../http/door';
import { Cookies } from '../http/session-cookie';
import { APPEARANCE_COOKIE, APPEARANCES } from './appearance';
import { choice, type FormBody } from './form-reader';
import { pageBefore } from './page-before';

const ONE_YEAR_MS = 31_536_000_000;

/** Light, dark, or as the system has it: kept by the browser, so that it holds before signing in, too. */
@Controller('admin/appearance')
export class AppearanceController {
  constructor(private readonly cookies: Cookies) {}

  @Post()
  @Public()
  @BeforeTwoFactor()
  change(@Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): void {
    this.cookies.write(reply, APPEARANCE_COOKIE, choice(body, 'appearance', APPEARANCES), ONE_YEAR_MS);
    void reply.code(303).header('location', pageBefore(request)).send();
  }
}
