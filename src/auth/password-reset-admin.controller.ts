import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { rawText, text, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { FailedValidationError } from '../platform/errors/errors';
import { parseEmail } from '../users/email-address';
import { askForResetPage, choosePasswordPage, PASSWORD_RESET_LABELS } from './password-reset-page.presenter';
import { PasswordResetService } from './password-reset.service';

const PATH = '/admin/reset-password';

/** HTML: a forgotten password. GET changes nothing, ever: mail scanners open links. */
@Controller('admin/reset-password')
@Public()
export class PasswordResetAdminController {
  constructor(
    private readonly passwordReset: PasswordResetService,
    private readonly pages: Pages,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async show(@Req() request: DoorRequest, @Res() reply: DoorReply, @Query() query: Record<string, unknown>): Promise<void> {
    const { token } = query;
    const page = token === undefined ? this.#ask('', query['sent'] === '1', NO_ERRORS) : await this.#choose(typeof token === 'string' ? token : '', NO_ERRORS);
    await this.pages.show(request, reply, page);
  }

  /** With a token: the new password. Without: the mail. */
  @Post()
  @Once()
  async submit(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    const token = text(body, 'token');
    if (token !== '') return this.#reset(request, reply, caller, token, rawText(body, 'password'));
    const typed = text(body, 'email');
    try {
      const email = parseEmail(typed);
      if (!email) throw new FailedValidationError({ field: 'email', type: typed === '' ? 'required' : 'email' });
      await this.passwordReset.request(caller, email, null);
    } catch (error) {
      return this.pages.invalid(request, reply, error, PASSWORD_RESET_LABELS, (errors) => this.#ask(typed, false, errors));
    }
    this.pages.redirect(reply, `${PATH}?sent=1`);
  }

  async #reset(request: DoorRequest, reply: DoorReply, caller: Accountability, token: string, password: string): Promise<void> {
    try {
      if (password === '') throw new FailedValidationError({ field: 'password', type: 'required' });
      await this.passwordReset.reset(caller, token, password);
    } catch (error) {
      // A link that died while the page was open gets its own page, as if it were opened now.
      if ((await this.passwordReset.look(token)).state !== 'usable') return this.pages.show(request, reply, { ...(await this.#choose(token, NO_ERRORS)), status: 422 });
      return this.pages.invalid(request, reply, error, PASSWORD_RESET_LABELS, (errors) => this.#choose(token, errors));
    }
    this.pages.redirect(reply, '/admin/login', { kind: 'good', text: 'Your password is changed. Sign in with the new one.' });
  }

  #ask(email: string, wasSent: boolean, errors: FormErrors): PageSpec {
    const page = askForResetPage({ email, wasSent, mailIsSent: this.config.mail.smtp !== null, errors });
    return { template: 'auth/reset-password', title: page.title, layout: 'public', page };
  }

  async #choose(token: string, errors: FormErrors): Promise<PageSpec> {
    const page = choosePasswordPage({ link: await this.passwordReset.look(token), token, minBytes: this.config.passwords.minBytes, errors });
    return { template: 'auth/choose-password', title: page.usable ? 'Choose a new password' : page.title, layout: 'public', page, noReferrer: true };
  }
}
