import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ByPolicy, Caller, Public } from '../doors/http/access.decorator';
import { Describes, InArea } from '../doors/rest/openapi/describes.decorator';
import type { Accountability } from '../platform/accountability/accountability';
import { acceptanceBody, inviteBody, parseAcceptance, parseInvite } from './invitation-bodies';
import { InvitationsService } from './invitations.service';

/** REST: `POST /users/invite` and `POST /users/invite/accept`. */
@Controller('users/invite')
@InArea({ name: 'Invitations', about: 'Asking people in, and their answer.', collection: 'directus_users' })
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  /** 204 whatever became of the addresses; refused as a whole where one is none, or the caller may not. */
  @Post()
  @ByPolicy()
  @HttpCode(204)
  @Describes({ summary: 'Invite one address or many into a role', needs: 'create', body: inviteBody, example: { email: ['petra@example.org'], role: '0b8e4c1e-6a52-4f5b-9d0c-3c1f2a7e9b10' }, answers: { 204: 'nothing' }, sdk: "inviteUser('petra@example.org', role)" })
  async invite(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    await this.invitations.requireRight(caller);
    await this.invitations.invite(caller, parseInvite(body));
  }

  @Post('accept')
  @Public()
  @HttpCode(204)
  @Describes({ summary: 'Accept an invitation with the token of its link', body: acceptanceBody, example: { token: 'the-token-of-the-link', password: 'four words are easy' }, answers: { 204: 'nothing' }, sdk: 'acceptUserInvite(token, password)' })
  async accept(@Caller() caller: Accountability, @Body() body: unknown): Promise<void> {
    const { token, password } = parseAcceptance(body);
    await this.invitations.accept(caller, token, password, { signIn: false });
  }
}
