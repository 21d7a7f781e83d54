import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { text, type FormBody } from '../doors/html/form-reader';
import { listState } from '../doors/html/list-page.presenter';
import { Once } from '../doors/html/once';
import { absoluteTime } from '../doors/html/relative-time';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { MailTransport } from '../platform/mail/mail.transport';
import { INVITATION_STATES } from './invitation-list';
import { INVITATIONS_PATH, INVITATIONS_PER_PAGE, INVITATIONS_RULES, invitationsPage } from './invitations-page.presenter';
import { InvitationsService } from './invitations.service';

/** HTML: who was invited and has answered; send again, withdraw, copy the link. The key in the address is the person's. */
@AdminApp()
@Controller('admin/invitations')
export class InvitationsAdminController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly pages: Pages,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
  ) {}

  @Get()
  async index(@Caller() caller: Accountability, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const state = listState(query, INVITATIONS_RULES);
    const wanted = INVITATION_STATES.find((name) => name === state.filters['state']) ?? null;
    const found = await this.invitations.list(caller, { state: wanted, search: state.search, page: state.page, perPage: INVITATIONS_PER_PAGE });
    const page = invitationsPage(found, state, { canSend: this.transport.isConfigured, now: this.clock.now() });
    await this.pages.show(request, reply, { template: 'invitations/index', title: 'Invitations', page });
  }

  @Post(':id/resend')
  @Once()
  async resend(@Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody, @Res() reply: DoorReply): Promise<void> {
    await this.#act(reply, id, body, async () => {
      const address = await this.invitations.resend(caller, id);
      return this.transport.isConfigured ? `The invitation of ${address} is on its way again.` : `There is a new link for ${address}. No mail was sent, since no SMTP is configured: copy the link.`;
    });
  }

  @Post(':id/revoke')
  @Once()
  async revoke(@Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody, @Res() reply: DoorReply): Promise<void> {
    await this.#act(reply, id, body, async () => `The invitation of ${await this.invitations.revoke(caller, id)} was withdrawn. Its link no longer works.`);
  }

  /** Not a GET: looking at a link is recorded, and it must not be in an address. */
  @Post(':id/link')
  async link(@Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    try {
      const { address, link, expiresAt } = await this.invitations.revealLink(caller, id);
      const page = { address, link, expires: absoluteTime(expiresAt), backUrl: backTo(body, id), breadcrumb: [{ label: 'Invitations', url: INVITATIONS_PATH }] };
      await this.pages.show(request, reply, { template: 'invitations/link', title: `Invitation link of ${address}`, page, noReferrer: true });
    } catch (thrown) {
      this.#refused(reply, id, body, thrown);
    }
  }

  async #act(reply: DoorReply, id: string, body: FormBody, act: () => Promise<string>): Promise<void> {
    try {
      this.pages.redirect(reply, backTo(body, id), { kind: 'good', text: await act() });
    } catch (thrown) {
      this.#refused(reply, id, body, thrown);
    }
  }

  /** The invitation changed meanwhile: back to where the button was, with what was refused. */
  #refused(reply: DoorReply, id: string, body: FormBody, thrown: unknown): void {
    const [error] = applicationErrorsIn(thrown) ?? [];
    if (error?.code !== 'UNPROCESSABLE_CONTENT') throw thrown;
    this.pages.redirect(reply, backTo(body, id), { kind: 'bad', text: `${String(error.facts['reason'])}.` });
  }
}

/** The list as it was, where the button stood there; otherwise the person's page. */
function backTo(body: FormBody, id: string): string {
  const asked = text(body, 'return');
  return /^\/admin\/invitations(\?[\w=&%.+-]*)?$/.test(asked) ? asked : `/admin/users/${encodeURIComponent(id)}`;
}
