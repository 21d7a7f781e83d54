import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { UnprocessableContentError } from '../platform/errors/errors';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { verificationPageUrl } from './issue-verification';
import { RegistrationBrowser } from './registration-browser';
import { registrationBody, registrationFromBody } from './registration-request';
import { RegistrationService } from './registration.service';
import { VerificationService } from './verification.service';

const linkQuery = z.object({ token: z.string() });
const verification = z.strictObject({ token: z.string().min(1).max(1000), password: z.string().min(1).optional() });

/** Registration and verification for programs (the dialect's register and register/verify-email). */
@Controller('users/register')
@InArea({ name: 'Registration', about: 'Joining by oneself, where the settings allow it.' })
@Public()
export class RegistrationController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly verification: VerificationService,
    private readonly browser: RegistrationBrowser,
  ) {}

  @Post()
  @HttpCode(204)
  @Describes({ summary: 'Register', note: 'The same answer whether the address has an account or not: a mail says what is next.', body: registrationBody, example: { email: 'vera@example.org', password: 'four words are easy', first_name: 'Vera' }, answers: { 204: 'nothing' }, sdk: 'registerUser(email, password)' })
  async register(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    await this.registration.register(caller, registrationFromBody(body), null);
  }

  /**
   * Changes nothing, because mail scanners follow links: it leads a person to the page with the button. The dialect's client asks here
   * with a JSON content type and would take any answer for a verification, so it is told what to send instead.
   */
  @Get('verify-email')
  @Describes({ summary: 'Open the link of the mail', note: 'Changes nothing: it leads to a page with a button. Programs send the POST.', query: linkQuery, answers: { 302: { to: 'To the page where the address is confirmed.' } } })
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
  @Describes({ summary: 'Confirm the address with the token of the link', body: verification, example: { token: 'the-token-of-the-link' }, answers: { 204: 'nothing' } })
  async verify(@Req() request: DoorRequest, @Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    const { token, password } = parseFlowBody(verification, body);
    await this.verification.verify(caller, { token, password: password ?? null, browser: this.browser.markOf(request) }, { signIn: false });
  }
}
