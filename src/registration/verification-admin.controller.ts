import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { rawText, text, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { Cookies } from '../doors/http/session-cookie';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { CurrentSettings } from '../settings/current-settings';
import { RegistrationBrowser } from './registration-browser';
import { REGISTRATION_LABELS } from './registration-page.presenter';
import { verifyPage } from './verify-page.presenter';
import { isRegistrationBrowser, VerificationService } from './verification.service';

/** Where the mailed link of a registration leads. Looking changes nothing; the button makes the person active and signs them in. */
@Controller('admin/verify-email')
@Public()
export class VerificationAdminController {
  constructor(
    private readonly verification: VerificationService,
    private readonly settings: CurrentSettings,
    private readonly browser: RegistrationBrowser,
    private readonly cookies: Cookies,
    private readonly pages: Pages,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async show(@Req() request: DoorRequest, @Res() reply: DoorReply, @Query('token') token: unknown): Promise<void> {
    await this.pages.show(request, reply, await this.#page(request, typeof token === 'string' ? token : '', NO_ERRORS));
  }

  @Post()
  @Once()
  async verify(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    const token = text(body, 'token');
    try {
      const password = rawText(body, 'password') || null;
      const session = await this.verification.verify(caller, { token, password, browser: this.browser.markOf(request) }, { signIn: true });
      if (session) this.cookies.write(reply, this.config.sessions.cookieName, session.token, session.expiresInMs);
      this.browser.forget(reply);
      // With two-factor sign-in on, which somebody who is set back to unverified keeps: the link is no second factor.
      if (!session) return this.pages.redirect(reply, '/admin/login', { kind: 'good', text: 'Your address is verified. Please sign in.' });
    } catch (error) {
      // A link that died while the page was open gets its own page, as if it were opened now.
      if ((await this.verification.look(token)).state !== 'usable') return this.#dead(request, reply, token);
      return this.pages.invalid(request, reply, error, REGISTRATION_LABELS, (errors) => this.#page(request, token, errors));
    }
    this.pages.redirect(reply, '/admin/account', { kind: 'good', text: 'Your address is verified. You are signed in.' });
  }

  async #dead(request: DoorRequest, reply: DoorReply, token: string): Promise<void> {
    await this.pages.show(request, reply, { ...(await this.#page(request, token, NO_ERRORS)), status: 422 });
  }

  async #page(request: DoorRequest, token: string, errors: FormErrors): Promise<PageSpec> {
    const [link, { publicRegistration }] = await Promise.all([this.verification.look(token), this.settings.read()]);
    const isSameBrowser = isRegistrationBrowser(link, this.browser.markOf(request));
    const page = verifyPage({ link, token, isSameBrowser, registrationIsOpen: publicRegistration, minBytes: this.config.passwords.minBytes, errors });
    return { template: 'registration/verify', title: page.usable ? 'Verify your address' : page.title, layout: 'public', page, noReferrer: true };
  }
}
