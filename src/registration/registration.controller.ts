import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { UnprocessableContentError } from '../platform/errors/errors';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { verificationPageUrl } from './issue-verification';
import { RegistrationBrowser } from './registration-browser';
import { registrationFromBody } from './registration-request';
import { RegistrationService } from './registration.service';
import { VerificationService } from './verification.service';

const verification = z.strictObject({ token: z.string().min(1).max(1000), password: z.string().min(1).optional() });

/** Registration and verification for programs (BEHAVIOUR: the dialect's register and register/verify-email). */
@Controller('users/register')
@Public()
export class RegistrationController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly verification: VerificationService,
    private readonly browser: RegistrationBrowser,
  ) {}

  @Post()
  @HttpCode(204)
  async register(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    await this.registration.register(caller, registrationFromBody(body), null);
  }

  /**
   * Changes nothing, because mail scanners follow links: it leads a person to the page with the button. The dialect's client asks here
   * with a JSON content type and would take any answer for a verification, so it is told what to send instead.
   */
  @Get('verify-email')
  async look(@Req() request: DoorRequest, @Res() reply: DoorReply, @Query('token') token: unknown): Promise<void> {
    const link = await this.verification.look(token);
    this.verification.requireUsable(link);
    if (request.headers['content-type']?.startsWith('application/json')) {
      throw new UnprocessableContentError({ reason: 'Opening the link verifies nobody: send POST /users/register/verify-email {token, password?}' });
    }
    void reply.code(302).header('location', verificationPageUrl(link.data, String(token))).send();
  }

  @Post('verify-email')
  @HttpCode(204)
  async verify(@Req() request: DoorRequest, @Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    const { token, password } = parseFlowBody(verification, body);
    await this.verification.verify(caller, { token, password: password ?? null, browser: this.browser.markOf(request) }, { signIn: false });
  }
}
