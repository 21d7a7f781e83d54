import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Caller, SignedIn } from '../doors/http/access.decorator';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { TwoFactor } from './two-factor.service';

/** REST: an administrator helps somebody who has lost their phone. */
@Controller('users')
@InArea({ name: 'Users' })
@SignedIn()
export class TwoFactorOfOthersController {
  constructor(private readonly twoFactor: TwoFactor) {}

  @Post(':key/tfa/disable')
  @HttpCode(204)
  @Describes({ summary: 'Turn two-factor sign-in of a user off', note: 'For administrators, and not for themselves: that takes a code, by `/users/me/tfa/disable`. The owner is told by mail.', answers: { 204: 'nothing' } })
  async disable(@Caller() caller: Accountability, @Param('key') key: string): Promise<void> {
    await this.twoFactor.turnOffFor(caller, key);
  }
}
