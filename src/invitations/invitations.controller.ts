import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ByPolicy, Caller, Public } from '../doors/http/access.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { parseAcceptance, parseInvite } from './invitation-bodies';
import { InvitationsService } from './invitations.service';

/** REST: `POST /users/invite` and `POST /users/invite/accept`. */
@Controller('users/invite')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  /** 204 whatever became of the addresses; refused as a whole where one is none, or the caller may not. */
  @Post()
  @ByPolicy()
  @HttpCode(204)
  async invite(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    await this.invitations.requireRight(caller);
    await this.invitations.invite(caller, parseInvite(body));
  }

  @Post('accept')
  @Public()
  @HttpCode(204)
  async accept(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    const { token, password } = parseAcceptance(body);
    await this.invitations.accept(caller, token, password, { signIn: false });
  }
}
