import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { Caller, Public } from '../doors/http/access.decorator';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { InvalidPayloadError } from '../platform/errors/errors';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { parseEmail } from '../users/email-address';
import { PasswordResetService } from './password-reset.service';

const request = z.strictObject({ email: z.string().max(1000), reset_url: z.string().min(1).max(2000).nullish() });
const reset = z.strictObject({ token: z.string().min(1).max(1000), password: z.string().min(1) });

/** The dialect asks for these fields in words of its own. */
function requireFields(body: unknown, ...names: string[]): void {
  const missing = names.find((name) => typeof (body as Record<string, unknown> | null | undefined)?.[name] !== 'string');
  if (missing) throw new InvalidPayloadError({ reason: `"${missing}" field is required` });
}

@Controller('auth/password')
@InArea({ name: 'Authentication' })
@Public()
export class PasswordResetController {
  constructor(private readonly passwordReset: PasswordResetService) {}

  @Post('request')
  @HttpCode(204)
  @Describes({ summary: 'Ask for a link that resets a password', note: 'The same answer whether there is such an account or not.', body: request, example: { email: 'ada@example.org' }, answers: { 204: 'nothing' }, sdk: "passwordRequest('ada@example.org')" })
  async request(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    requireFields(body, 'email');
    const { email, reset_url: resetUrl } = parseFlowBody(request, body);
    const address = parseEmail(email);
    await this.passwordReset.request(caller, address, resetUrl ?? null);
  }

  @Post('reset')
  @HttpCode(204)
  @Describes({ summary: 'Set a new password with the token of the link', body: reset, example: { token: 'the-token-of-the-link', password: 'four words are easy' }, answers: { 204: 'nothing' }, sdk: 'passwordReset(token, password)' })
  async reset(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    requireFields(body, 'token', 'password');
    const { token, password } = parseFlowBody(reset, body);
    await this.passwordReset.reset(caller, token, password);
  }
}
