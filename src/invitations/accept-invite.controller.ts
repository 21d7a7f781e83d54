import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { Cookies } from '../doors/http/session-cookie';
import type { FormErrors } from '../doors/html/field-messages';
import { rawText, text, type FormBody } from '../doors/html/form-reader';
import { LayoutSource } from '../doors/html/layout.presenter';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { FailedValidationError } from '../platform/errors/errors';
import { ACCEPT_LABELS, acceptPage, askedPage, declinedPage, declinePage } from './accept-page.presenter';
import { InvitationsService } from './invitations.service';

const DEAD_TOKEN = new Set(['INVALID_TOKEN', 'INVALID_INVITE', 'TOKEN_EXPIRED']);

/** HTML: the pages behind a mailed invitation. GET changes nothing, ever: mail scanners open links, and some follow what they find. */
@Public()
@Controller('admin/accept-invite')
export class AcceptInviteController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly pages: Pages,
    private readonly layout: LayoutSource,
    private readonly cookies: Cookies,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async form(@Query('token') token: unknown, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.pages.show(request, reply, await this.#page(token));
  }

  @Post()
  @Once()
  async accept(@Caller() visitor: Accountability, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const token = text(body, 'token');
    const password = rawText(body, 'password');
    try {
      if (password === '') throw await this.#missingPassword(token);
      const session = await this.invitations.accept(visitor, token, password, { signIn: true });
      // Somebody who was invited anew and has two-factor sign-in on: the link is no second factor.
      if (!session) return this.pages.redirect(reply, '/admin/login', { kind: 'good', text: 'Welcome back! Your account is ready. Please sign in.' });
      this.cookies.write(reply, this.config.sessions.cookieName, session.token, session.expiresInMs);
      this.pages.redirect(reply, '/admin', { kind: 'good', text: 'Welcome! Your account is ready, and you are signed in.' });
    } catch (thrown) {
      if (isDeadToken(thrown)) return this.pages.show(request, reply, { ...(await this.#page(token)), status: 422 });
      await this.pages.invalid(request, reply, thrown, ACCEPT_LABELS, (errors) => this.#page(token, errors));
    }
  }

  /** A new link for one that has expired. One answer for every token: whoever guesses learns nothing. */
  @Post('again')
  @Once()
  async again(@Caller() visitor: Accountability, @Body() body: FormBody, @Res() reply: DoorReply): Promise<void> {
    await this.invitations.renew(visitor, text(body, 'token'));
    this.pages.redirect(reply, '/admin/accept-invite/asked');
  }

  @Get('asked')
  async asked(@Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const page = askedPage(this.#sendsMail);
    await this.pages.show(request, reply, { template: 'invitations/accept', layout: 'public', title: page.heading, page, noReferrer: true });
  }

  @Get('decline')
  async declineForm(@Query('token') token: unknown, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.pages.show(request, reply, await this.#declinePage(token));
  }

  @Post('decline')
  @Once()
  async decline(@Caller() visitor: Accountability, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const token = text(body, 'token');
    try {
      await this.invitations.decline(visitor, token);
    } catch (thrown) {
      if (!isDeadToken(thrown)) throw thrown;
      return this.pages.show(request, reply, { ...(await this.#declinePage(token)), status: 422 });
    }
    this.pages.redirect(reply, '/admin/accept-invite/declined');
  }

  @Get('declined')
  async declined(@Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const page = declinedPage();
    await this.pages.show(request, reply, { template: 'invitations/decline', layout: 'public', title: page.heading, page, noReferrer: true });
  }

  get #sendsMail(): boolean {
    return this.config.mail.smtp !== null;
  }

  async #page(token: unknown, errors?: FormErrors): Promise<PageSpec> {
    const [invitation, project] = await Promise.all([this.invitations.find(token), this.layout.project()]);
    const page = acceptPage({ token: textOf(token), invitation, projectName: project.name, passwordMinBytes: this.config.passwords.minBytes, sendsMail: this.#sendsMail, ...(errors && { errors }) });
    return { template: 'invitations/accept', layout: 'public', title: page.heading, page, noReferrer: true };
  }

  async #declinePage(token: unknown): Promise<PageSpec> {
    const page = declinePage(textOf(token), await this.invitations.find(token));
    return { template: 'invitations/decline', layout: 'public', title: page.heading, page, noReferrer: true };
  }

  /** A dead link is said first: whoever has one should not think about a password. */
  async #missingPassword(token: string): Promise<Error> {
    await this.invitations.requireUsable(token);
    return new FailedValidationError({ field: 'password', type: 'required' });
  }
}

function isDeadToken(thrown: unknown): boolean {
  return applicationErrorsIn(thrown)?.some(({ code }) => DEAD_TOKEN.has(code)) ?? false;
}

/** A token of the wrong kind is unknown; only what looks like text is shown back in the form. */
function textOf(token: unknown): string {
  return typeof token === 'string' ? token.slice(0, 200) : '';
}
