import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { listState } from '../doors/html/list-page.presenter';
import { Once } from '../doors/html/once';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { MAIL_STATES, type MailState } from '../platform/mail/mail';
import { MailTransport } from '../platform/mail/mail.transport';
import { MAILS_PER_PAGE, mailPage, OUTBOX_PATH, OUTBOX_RULES, outboxList } from './outbox-page.presenter';
import { OutboxService } from './outbox.service';

/** The page may show one frame, of our own; the frame's content may style itself and do nothing else, and only we may frame it. */
const CSP_WITH_FRAME = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const CSP_OF_MAIL = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

@AdminApp()
@Controller('admin/outbox')
export class OutboxAdminController {
  constructor(
    private readonly service: OutboxService,
    private readonly pages: Pages,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
  ) {}

  @Get()
  async index(@Caller() caller: Accountability, @Query() query: Record<string, unknown>, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const state = listState(query, OUTBOX_RULES);
    const wanted = MAIL_STATES.find((name) => name === state.filters['state']) ?? null;
    const found = await this.service.list(caller, { state: wanted as MailState | null, search: state.search, page: state.page, perPage: MAILS_PER_PAGE });
    await this.pages.show(request, reply, { template: 'outbox/index', title: 'Outbox', page: outboxList(found, state, this.#facts()) });
  }

  @Get(':id')
  async show(@Caller() caller: Accountability, @Param('id') id: string, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.#show(caller, id, request, reply, null);
  }

  /** The HTML part, as a page of its own that can do nothing. */
  @Get(':id/html')
  async html(@Caller() caller: Accountability, @Param('id') id: string, @Res() reply: DoorReply): Promise<void> {
    const mail = await this.service.preview(caller, id);
    void reply
      .header('content-security-policy', CSP_OF_MAIL)
      .header('referrer-policy', 'no-referrer')
      .type('text/html; charset=utf-8')
      .send(mail?.html ?? '<p>The template of this mail cannot be rendered at the moment.</p>');
  }

  /** Not a GET: looking at a link is recorded, and it must not be in an address. */
  @Post(':id/link')
  async link(@Caller() caller: Accountability, @Param('id') id: string, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    try {
      await this.#show(caller, id, request, reply, await this.service.revealLink(caller, id));
    } catch (thrown) {
      this.#refused(reply, id, thrown);
    }
  }

  @Post(':id/retry')
  @Once()
  async retry(@Caller() caller: Accountability, @Param('id') id: string, @Res() reply: DoorReply): Promise<void> {
    try {
      await this.service.retry(caller, id);
      this.pages.redirect(reply, `${OUTBOX_PATH}/${id}`, { kind: 'good', text: 'The mail is due now. Reload in a moment to see what became of it.' });
    } catch (thrown) {
      this.#refused(reply, id, thrown);
    }
  }

  @Post(':id/abandon')
  @Once()
  async abandon(@Caller() caller: Accountability, @Param('id') id: string, @Res() reply: DoorReply): Promise<void> {
    try {
      await this.service.abandon(caller, id);
      this.pages.redirect(reply, `${OUTBOX_PATH}/${id}`, { kind: 'info', text: 'The mail was given up and will not be sent.' });
    } catch (thrown) {
      this.#refused(reply, id, thrown);
    }
  }

  async #show(caller: Accountability, id: string, request: DoorRequest, reply: DoorReply, link: string | null): Promise<void> {
    const mail = await this.service.get(caller, id);
    const page = mailPage(mail, { ...this.#facts(), rendered: await this.service.preview(caller, id), link, mayShowLink: await this.service.mayShowLink(caller, id) });
    void reply.header('content-security-policy', CSP_WITH_FRAME);
    await this.pages.show(request, reply, { template: 'outbox/show', title: page.title, page, noReferrer: true });
  }

  /** The state of the mail changed meanwhile: its page, with what was refused. */
  #refused(reply: DoorReply, id: string, thrown: unknown): void {
    const [error] = applicationErrorsIn(thrown) ?? [];
    if (error?.code !== 'UNPROCESSABLE_CONTENT') throw thrown;
    this.pages.redirect(reply, `${OUTBOX_PATH}/${id}`, { kind: 'bad', text: `${String(error.facts['reason'])}.` });
  }

  #facts() {
    return { canSend: this.transport.isConfigured, now: this.clock.now() };
  }
}
