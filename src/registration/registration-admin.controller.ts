import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { text, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { FailedValidationError } from '../platform/errors/errors';
import { CurrentSettings } from '../settings/current-settings';
import { parseEmail } from '../users/email-address';
import { Passwords } from '../users/passwords';
import { RegistrationBrowser } from './registration-browser';
import { registrationFromForm } from './registration-form';
import { registeredPage, registerPage, REGISTRATION_LABELS } from './registration-page.presenter';
import { AddressRefusedError, RegistrationService } from './registration.service';

const SENT = '/admin/register/sent';

@Controller('admin/register')
@Public()
export class RegistrationAdminController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly settings: CurrentSettings,
    private readonly browser: RegistrationBrowser,
    private readonly passwords: Passwords,
    private readonly pages: Pages,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async show(@Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    if (!(await this.#isOpen())) return this.#closed(request, reply);
    await this.pages.show(request, reply, await this.#form({}, NO_ERRORS));
  }

  @Post()
  @Once()
  async register(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    if (!(await this.#isOpen())) return this.#closed(request, reply);
    try {
      await this.registration.register(caller, registrationFromForm(body, this.passwords), this.browser.mark(request, reply));
    } catch (error) {
      const shown = error instanceof AddressRefusedError ? error.atTheField : error;
      return this.pages.invalid(request, reply, shown, REGISTRATION_LABELS, (errors) => this.#form(body, errors));
    }
    this.pages.redirect(reply, sentUrl(text(body, 'email')));
  }

  @Get('sent')
  async sent(@Req() request: DoorRequest, @Res() reply: DoorReply, @Query('email') email: unknown): Promise<void> {
    if (!(await this.#isOpen())) return this.#closed(request, reply);
    await this.pages.show(request, reply, await this.#registered(typeof email === 'string' ? email : '', NO_ERRORS));
  }

  @Post('resend')
  @Once()
  async resend(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    const typed = text(body, 'email');
    try {
      const email = parseEmail(typed);
      if (!email) throw new FailedValidationError({ field: 'email', type: typed === '' ? 'required' : 'email' });
      await this.registration.resend(caller, email);
    } catch (error) {
      return this.pages.invalid(request, reply, error, REGISTRATION_LABELS, (errors) => this.#registered(typed, errors));
    }
    this.pages.redirect(reply, sentUrl(typed), { kind: 'info', text: 'If this address is waiting to be verified, another mail is on its way.' });
  }

  async #isOpen(): Promise<boolean> {
    return (await this.settings.read()).publicRegistration;
  }

  async #closed(request: DoorRequest, reply: DoorReply): Promise<void> {
    await this.pages.show(request, reply, { template: 'registration/closed', title: 'Registration is closed', layout: 'public', page: {}, status: 403 });
  }

  async #form(body: FormBody, errors: FormErrors): Promise<PageSpec> {
    const { publicRegistrationVerifyEmail: verifiesEmail } = await this.settings.read();
    return { template: 'registration/register', title: 'Create an account', layout: 'public', page: registerPage({ body, errors, verifiesEmail, minBytes: this.config.passwords.minBytes }) };
  }

  async #registered(typed: string, errors: FormErrors): Promise<PageSpec> {
    const { publicRegistrationVerifyEmail: verifiesEmail } = await this.settings.read();
    const email = parseEmail(typed)?.address ?? '';
    const page = registeredPage({ email, verifiesEmail, mailIsSent: this.config.mail.smtp !== null, errors });
    return { template: 'registration/sent', title: page.title, layout: 'public', page };
  }
}

function sentUrl(typed: string): string {
  return `${SENT}?email=${encodeURIComponent(typed)}`;
}
