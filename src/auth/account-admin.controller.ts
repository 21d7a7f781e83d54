import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { Caller, SignedIn } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { FormErrors } from '../doors/html/field-messages';
import { rawText, text, textOrNull, type FormBody } from '../doors/html/form-reader';
import { LayoutSource } from '../doors/html/layout.presenter';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { AppConfig } from '../platform/config/app-config';
import { Clock } from '../platform/clock/clock';
import { ACCOUNT_LABELS, accountPage } from './account-page.presenter';
import { TwoFactor } from '../two-factor/two-factor.service';
import { OwnAccountService } from './own-account.service';

const PATH = '/admin/account';

/** HTML: my account. Also the place for everybody who has no app access. */
@Controller('admin/account')
@SignedIn()
export class AccountAdminController {
  constructor(
    private readonly pages: Pages,
    private readonly account: OwnAccountService,
    private readonly twoFactor: TwoFactor,
    private readonly layout: LayoutSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async show(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.pages.show(request, reply, await this.#page(caller));
  }

  @Post('name')
  @Once()
  async rename(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    try {
      await this.account.rename(caller, { firstName: textOrNull(body, 'first_name'), lastName: textOrNull(body, 'last_name') });
    } catch (error) {
      const typed = { firstName: text(body, 'first_name'), lastName: text(body, 'last_name') };
      return this.pages.invalid(request, reply, error, ACCOUNT_LABELS, (errors) => this.#page(caller, errors, typed));
    }
    this.pages.redirect(reply, PATH, { kind: 'good', text: 'Your name is saved.' });
  }

  @Post('password')
  @Once()
  async changePassword(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    try {
      await this.account.changePassword(caller, rawText(body, 'current_password'), rawText(body, 'password'));
    } catch (error) {
      return this.pages.invalid(request, reply, error, ACCOUNT_LABELS, (errors) => this.#page(caller, errors));
    }
    this.pages.redirect(reply, PATH, { kind: 'good', text: 'Your password is changed. You are signed out on your other devices.' });
  }

  @Post('sessions/end-others')
  async endOthers(@Caller() caller: Accountability, @Res() reply: DoorReply): Promise<void> {
    await this.account.endOtherSessions(caller);
    this.pages.redirect(reply, PATH, { kind: 'good', text: 'You are signed out on your other devices.' });
  }

  @Post('sessions/:id/end')
  @Once()
  async endSession(@Caller() caller: Accountability, @Res() reply: DoorReply, @Param('id') id: string): Promise<void> {
    await this.account.endSession(caller, id);
    this.pages.redirect(reply, PATH, { kind: 'good', text: 'That device is signed out.' });
  }

  async #page(caller: Accountability, errors?: FormErrors, typed?: { firstName: string; lastName: string }): Promise<PageSpec> {
    const [account, twoFactor, project] = await Promise.all([this.account.read(caller), this.twoFactor.stateOf(caller.user!), this.layout.project()]);
    const page = accountPage({ account, twoFactor, project, isAdministrator: caller.admin, passwordMinBytes: this.config.passwords.minBytes, now: this.clock.now(), ...(errors ? { errors } : {}), ...(typed ? { typed } : {}) });
    return { template: 'auth/account', title: 'My account', page };
  }
}
