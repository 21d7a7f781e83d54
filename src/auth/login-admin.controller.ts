import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { BeforeTwoFactor, Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { LayoutSource } from '../doors/html/layout.presenter';
import { text, type FormBody } from '../doors/html/form-reader';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { Landing, landingOf } from './landing';
import { codeUrl } from './login-code-page.presenter';
import { loginPage, loginRefusal, type LoginRefusal } from './login-page.presenter';
import { returnPath } from '../doors/html/return-path';
import { AdministratorWatch } from './administrator-watch';
import { SecondStep } from './second-step';
import { SessionCookies } from './session-cookies';
import { SignInGuard, type SignInRequest } from './sign-in.guard';
import { SignInService } from './sign-in.service';
import { SignOutService } from './sign-out.service';

/** HTML: signing in and out. */
@Controller('admin')
@Public()
@BeforeTwoFactor()
export class LoginAdminController {
  constructor(
    private readonly pages: Pages,
    private readonly signIn: SignInService,
    private readonly signOut: SignOutService,
    private readonly cookies: SessionCookies,
    private readonly step: SecondStep,
    private readonly landing: Landing,
    private readonly layout: LayoutSource,
    private readonly administrators: AdministratorWatch,
  ) {}

  @Get('login')
  async form(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Query('return') asked: unknown): Promise<void> {
    const target = returnPath(asked);
    if (caller.kind === 'user') return this.pages.redirect(reply, landingOf(caller, target));
    await this.#show(request, reply, { email: '', returnTo: target, refusal: null });
  }

  @Post('login')
  @UseGuards(SignInGuard)
  async submit(@Caller() caller: Accountability, @Req() request: SignInRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    const target = returnPath(body['return']);
    const { user, signInError: error } = request;
    if (!user) {
      const refusal = loginRefusal(error);
      if (!refusal) throw error;
      return this.#show(request, reply, { email: text(body, 'email').slice(0, 320), returnTo: target, refusal });
    }
    if (user.needsCode) {
      this.cookies.giveStep(reply, await this.step.open(caller, user));
      return this.pages.redirect(reply, codeUrl(target));
    }
    const session = await this.signIn.begin(caller, user, 'session', this.cookies.sessionToken(request));
    this.cookies.giveToPerson(reply, session, user.emailKey);
    this.pages.redirect(reply, await this.landing.after(caller, session, target));
  }

  @Post('logout')
  async leave(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const token = this.cookies.sessionToken(request);
    if (token) await this.signOut.end(caller, token);
    this.cookies.takeBack(request, reply);
    this.pages.redirect(reply, '/admin/login', { kind: 'good', text: 'You are signed out.' });
  }

  async #show(request: DoorRequest, reply: DoorReply, form: { email: string; returnTo: string | null; refusal: LoginRefusal | null }): Promise<void> {
    const project = await this.layout.project();
    const page = loginPage({ ...form, registrationIsOpen: project.registrationIsOpen, isWithoutAdministrator: await this.administrators.isMissing() });
    const title = form.refusal ? 'Error: Sign in' : 'Sign in';
    await this.pages.show(request, reply, { template: 'auth/login', layout: 'public', title, page, status: form.refusal?.status ?? 200 });
  }
}
