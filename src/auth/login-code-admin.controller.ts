import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { BeforeTwoFactor, Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { text, type FormBody } from '../doors/html/form-reader';
import { Pages } from '../doors/html/render';
import { returnPath } from '../doors/html/return-path';
import type { Accountability } from '../platform/accountability/accountability';
import { Landing, landingOf } from './landing';
import { codeUrl, loginCodePage, type CodeKind } from './login-code-page.presenter';
import { loginRefusal, loginUrl, type LoginRefusal } from './login-page.presenter';
import { SecondStep } from './second-step';
import { SessionCookies } from './session-cookies';

/** HTML: the second step of signing in. Until its code is right nobody is signed in. */
@Controller('admin/login/code')
@Public()
@BeforeTwoFactor()
export class LoginCodeAdminController {
  constructor(
    private readonly pages: Pages,
    private readonly step: SecondStep,
    private readonly cookies: SessionCookies,
    private readonly landing: Landing,
  ) {}

  @Get()
  async form(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Query() query: Record<string, unknown>): Promise<void> {
    const returnTo = returnPath(query['return']);
    if (caller.kind === 'user') return this.pages.redirect(reply, landingOf(caller, returnTo));
    await this.#show(request, reply, { kind: kindIn(query), returnTo, refusal: null });
  }

  @Post()
  async submit(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    const returnTo = returnPath(body['return']);
    const token = this.cookies.step(request);
    try {
      const finished = await this.step.finish(caller, token, text(body, 'code'), this.cookies.sessionToken(request));
      // The page knows whether the first of two presses, or another tab, has signed the person in: this request may have been sent before their cookie came.
      if (!finished) return this.pages.redirect(reply, codeUrl(returnTo));
      this.cookies.giveToPerson(reply, finished.session, finished.emailKey);
      this.cookies.takeStepBack(reply);
      this.pages.redirect(reply, await this.landing.after(caller, finished.session, returnTo));
    } catch (error) {
      const refusal = loginRefusal(error);
      if (!refusal) throw error;
      await this.#show(request, reply, { kind: kindIn(body), returnTo, refusal });
    }
  }

  async #show(request: DoorRequest, reply: DoorReply, form: { kind: CodeKind; returnTo: string | null; refusal: LoginRefusal | null }): Promise<void> {
    const token = this.cookies.step(request);
    const open = await this.step.find(token);
    if (!open) return this.#startAgain(reply, token, form.returnTo);
    const title = form.refusal ? 'Error: Enter your code' : 'Enter your code';
    await this.pages.show(request, reply, { template: 'auth/login-code', layout: 'public', title, page: loginCodePage({ ...form, address: open.address }), status: form.refusal?.status ?? 200 });
  }

  /** The step is over, and nobody is signed in here. A browser without scripts that was told twice to send the form drops the first answer, and the session with it. */
  async #startAgain(reply: DoorReply, token: string | null, returnTo: string | null): Promise<void> {
    const isDone = token !== null && (await this.step.isDone(token));
    this.cookies.takeStepBack(reply);
    this.pages.redirect(reply, loginUrl(returnTo), { kind: 'info', text: isDone ? LOST : TOO_LATE });
  }
}

const TOO_LATE = 'Please enter your password again: there are five minutes between it and the code, and one try at signing in at a time.';
const LOST = 'Your code was right, but the answer did not reach this browser: the button was pressed twice, or the connection broke. Please sign in again, with the next code.';

function kindIn(fields: FormBody): CodeKind {
  return text(fields, 'kind') === 'recovery' ? 'recovery' : 'app';
}
