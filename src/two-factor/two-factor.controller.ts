import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { BeforeTwoFactor, Caller, SignedIn } from '../doors/http/access.decorator';
import { envelope, type Envelope } from '../doors/rest/envelope';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { InvalidPayloadError } from '../platform/errors/errors';
import { parseFlowBody } from '../platform/payload/parse-flow-body';
import { codeBody, enableBody, generateBody, recoveryCodesAnswer, seedAnswer } from './two-factor-bodies';
import { TwoFactor } from './two-factor.service';

/** REST: `/users/me/tfa/*`, the caller's own two-factor sign-in. Open to whoever has yet to set it up. */
@Controller('users/me')
@InArea({ name: 'Me' })
@SignedIn()
@BeforeTwoFactor()
export class TwoFactorController {
  constructor(private readonly twoFactor: TwoFactor) {}

  @Post('tfa/generate')
  @HttpCode(200)
  @Describes({ summary: 'Begin to turn two-factor sign-in on', note: 'Makes a secret for an authenticator app and keeps it for 15 minutes and this session, until `enable` gets the first code of it.', body: generateBody, example: { password: 'analytical engines dream of numbers' }, answers: { 200: { data: seedAnswer } }, sdk: "generateTwoFactorSecret('analytical engines dream of numbers')" })
  async generate(@Caller() caller: Accountability, @Body() body: unknown): Promise<Envelope> {
    const { secret, otpauthUrl } = await this.twoFactor.begin(caller, parseFlowBody(generateBody, body).password);
    return envelope({ secret, otpauth_url: otpauthUrl });
  }

  @Post('tfa/enable')
  @HttpCode(204)
  @Describes({ summary: 'Turn two-factor sign-in on', note: 'The secret must be the one that `generate` answered last. All other sessions end. It comes without recovery codes: ask for them next.', body: enableBody, example: { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', otp: '287082' }, answers: { 204: 'nothing' }, sdk: "enableTwoFactor('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', '287082')" })
  async enable(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    const given = parseFlowBody(enableBody, body);
    // The dialect's answer is empty.
    await wrongCodeAsPayload(this.twoFactor.confirm(caller, given, { showsCodes: false }));
  }

  @Post('tfa/disable')
  @HttpCode(204)
  @Describes({ summary: 'Turn two-factor sign-in off', note: 'Takes a code of the app or a recovery code.', body: codeBody, example: { otp: '287082' }, answers: { 204: 'nothing' }, sdk: "disableTwoFactor('287082')" })
  async disable(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    const { otp } = parseFlowBody(codeBody, body);
    await wrongCodeAsPayload(this.twoFactor.turnOff(caller, otp));
  }

  @Post('tfa/recovery-codes')
  @HttpCode(200)
  @Describes({ summary: 'Make new recovery codes', note: 'Ten codes that each sign in once in place of a code of the app. They are shown here and never again; those of before no longer work.', body: codeBody, example: { otp: '287082' }, answers: { 200: { data: recoveryCodesAnswer } } })
  async recoveryCodes(@Caller() caller: Accountability, @Body() body: unknown): Promise<Envelope> {
    const { otp } = parseFlowBody(codeBody, body);
    return envelope([...(await wrongCodeAsPayload(this.twoFactor.renewRecoveryCodes(caller, otp)))]);
  }
}

/** The dialect's answer to a wrong code from somebody who is signed in: not a 401, which programs take for the end of their session. */
async function wrongCodeAsPayload<T>(done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (thrown) {
    if (applicationErrorsIn(thrown)?.some(({ code }) => code === 'INVALID_OTP')) throw new InvalidPayloadError({ reason: '"otp" is invalid' });
    throw thrown;
  }
}
