import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { SessionCookies } from '../auth/session-cookies';
import { SignInService } from '../auth/sign-in.service';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { FormErrors } from '../doors/html/field-messages';
import { rawText, text, textOrNull, type FormBody } from '../doors/html/form-reader';
import { Pages, type PageSpec } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { parseEmail } from '../users/email-address';
import { FirstAdministrator } from './first-administrator';
import { SETUP_LABELS, setupPage } from './setup-page.presenter';

/** HTML: the page of the one-time set-up link. GET changes nothing; the POST makes the first administrator and signs them in. */
@Controller('admin/setup')
@Public()
export class SetupAdminController {
  constructor(
    private readonly pages: Pages,
    private readonly first: FirstAdministrator,
    private readonly signIn: SignInService,
    private readonly cookies: SessionCookies,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async form(@Req() request: DoorRequest, @Res() reply: DoorReply, @Query('token') token: unknown): Promise<void> {
    await this.pages.show(request, reply, await this.#page(typeof token === 'string' ? token : ''));
  }

  @Post()
  async setUp(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    const token = text(body, 'token');
    const typed = { firstName: text(body, 'first_name'), lastName: text(body, 'last_name'), email: text(body, 'email') };
    const administrator = { email: typed.email, password: rawText(body, 'password'), firstName: textOrNull(body, 'first_name'), lastName: textOrNull(body, 'last_name') };
    let id: string;
    try {
      id = await this.first.setUp(caller, token, administrator);
    } catch (error) {
      // A link that died meanwhile is told by the page itself, as on GET.
      if (applicationErrorsIn(error)?.some(({ code }) => code === 'INVALID_TOKEN' || code === 'TOKEN_EXPIRED')) return this.pages.show(request, reply, await this.#page(token));
      return this.pages.invalid(request, reply, error, SETUP_LABELS, (errors) => this.#page(token, typed, errors));
    }
    const name = [administrator.firstName, administrator.lastName].filter(Boolean).join(' ') || administrator.email;
    const session = await this.signIn.begin(caller, { id, name }, 'session', this.cookies.sessionToken(request));
    this.cookies.giveToPerson(reply, session, parseEmail(administrator.email)!.key);
    this.pages.redirect(reply, '/admin', { kind: 'good', text: 'Usher is yours. Create a role, then invite people into it.' });
  }

  async #page(token: string, typed?: { firstName: string; lastName: string; email: string }, errors?: FormErrors): Promise<PageSpec> {
    const [link, isWithoutAdministrator] = await Promise.all([this.first.find(token), this.first.isMissing()]);
    const page = setupPage({ token, link: link.kind, isWithoutAdministrator, passwordMinBytes: this.config.passwords.minBytes, ...(typed ? { typed } : {}), ...(errors ? { errors } : {}) });
    return { template: 'server/setup', layout: 'public', title: page.state.heading, page, noReferrer: true };
  }
}
