import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { BeforeTwoFactor, Caller, SignedIn } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { rawText, text, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import { returnPath } from '../doors/html/return-path';
import type { Accountability } from '../platform/accountability/accountability';
import { askCodePage, type CodeWish } from './ask-code-page.presenter';
import { atItsField, TWO_FACTOR_LABELS } from './code-errors';
import { qrCodeUrl } from './qr-code';
import { setUpPage } from './set-up-page.presenter';
import { SetUpReader } from './set-up.reader';
import { TwoFactor } from './two-factor.service';

const ACCOUNT = '/admin/account';
const PATH = `${ACCOUNT}/two-factor`;

/** HTML: my second factor. Setting it up, new recovery codes, turning it off. */
@Controller('admin/account/two-factor')
@SignedIn()
export class TwoFactorAdminController {
  constructor(
    private readonly twoFactor: TwoFactor,
    private readonly pages: Pages,
    private readonly reader: SetUpReader,
  ) {}

  @Get()
  @BeforeTwoFactor()
  async form(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Query('return') asked: unknown): Promise<void> {
    const returnTo = returnPath(asked);
    if (await this.#isOn(caller)) return this.pages.redirect(reply, returnTo ?? ACCOUNT);
    await this.pages.show(request, reply, await this.#setUp(caller, returnTo, NO_ERRORS));
  }

  @Post('password')
  @BeforeTwoFactor()
  @Once()
  async begin(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    const returnTo = returnPath(body['return']);
    try {
      await this.twoFactor.begin(caller, rawText(body, 'password'));
    } catch (error) {
      if (await this.#isOn(caller)) return this.#isOnAlready(reply);
      return this.pages.invalid(request, reply, atItsField(error), TWO_FACTOR_LABELS, (errors) => this.#setUp(caller, returnTo, errors));
    }
    this.pages.redirect(reply, setUpUrl(returnTo));
  }

  /** The recovery codes are shown in this very answer and never again, so there is no page to go to. */
  @Post()
  @BeforeTwoFactor()
  async confirm(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    const returnTo = returnPath(body['return']);
    let codes: readonly string[];
    try {
      codes = await this.twoFactor.confirm(caller, { otp: text(body, 'code') });
    } catch (error) {
      if (await this.#isOn(caller)) return this.#isOnAlready(reply);
      if (!(await this.twoFactor.pending(caller))) return this.pages.redirect(reply, setUpUrl(returnTo), { kind: 'info', text: 'The key in your app has waited too long for its first code. Delete it there, and start again with your password.' });
      return this.pages.invalid(request, reply, atItsField(error), TWO_FACTOR_LABELS, (errors) => this.#setUp(caller, returnTo, errors));
    }
    const goOn = { label: 'I have kept them', url: returnTo ?? ACCOUNT };
    await this.#showCodes(caller, request, reply, { title: 'Two-factor sign-in is on', text: 'You are signed out on your other devices. One thing is left to do: keep these recovery codes.', codes, goOn });
  }

  @Get('off')
  async askToTurnOff(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.#ask(caller, request, reply, 'turn-off');
  }

  @Post('off')
  @Once()
  async turnOff(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    try {
      await this.twoFactor.turnOff(caller, text(body, 'code'));
    } catch (error) {
      return this.#again(caller, request, reply, 'turn-off', error);
    }
    this.pages.redirect(reply, ACCOUNT, { kind: 'good', text: 'Two-factor sign-in is off.' });
  }

  @Get('recovery-codes')
  async askForCodes(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.#ask(caller, request, reply, 'new-codes');
  }

  @Post('recovery-codes')
  async renewCodes(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply, @Body() body: FormBody): Promise<void> {
    let codes: readonly string[];
    try {
      codes = await this.twoFactor.renewRecoveryCodes(caller, text(body, 'code'));
    } catch (error) {
      return this.#again(caller, request, reply, 'new-codes', error);
    }
    await this.#showCodes(caller, request, reply, { title: 'Your new recovery codes', text: 'Those that you had before no longer work.', codes, goOn: { label: 'I have kept them', url: ACCOUNT } });
  }

  async #isOn(caller: Accountability): Promise<boolean> {
    return (await this.twoFactor.stateOf(caller.user!)).on;
  }

  /** Turned on in another tab, or by the first of two presses: its codes are gone with the answer that nobody saw. */
  #isOnAlready(reply: DoorReply): void {
    this.pages.redirect(reply, ACCOUNT, { kind: 'info', text: 'Two-factor sign-in is on already. If you did not see your recovery codes, make new ones.' });
  }

  async #setUp(caller: Accountability, returnTo: string | null, errors: FormErrors): Promise<PageSpec> {
    const [pending, address, policies] = await Promise.all([this.twoFactor.pending(caller), this.reader.addressOf(caller), this.reader.policiesThatAsk(caller)]);
    const page = setUpPage({
      pending: pending && { ...pending, qrCodeUrl: await qrCodeUrl(pending.otpauthUrl) },
      address, isRequired: caller.mustSetUpTwoFactor, policies, returnTo, errors,
    });
    return { template: 'two-factor/set-up', layout: 'public', title: 'Set up two-factor sign-in', page };
  }

  /** With the address: on paper, or beside those of another account, nothing else tells whose they are. */
  async #showCodes(caller: Accountability, request: DoorRequest, reply: DoorReply, page: { title: string; text: string; codes: readonly string[]; goOn: { label: string; url: string } }): Promise<void> {
    await this.pages.show(request, reply, { template: 'two-factor/recovery-codes', layout: 'public', title: page.title, page: { ...page, address: await this.reader.addressOf(caller) } });
  }

  async #ask(caller: Accountability, request: DoorRequest, reply: DoorReply, wish: CodeWish): Promise<void> {
    if (!(await this.#isOn(caller))) return this.pages.redirect(reply, ACCOUNT);
    await this.pages.show(request, reply, await this.#question(caller, wish, NO_ERRORS));
  }

  async #again(caller: Accountability, request: DoorRequest, reply: DoorReply, wish: CodeWish, error: unknown): Promise<void> {
    // Turned off in another tab meanwhile: there is nothing left to ask for.
    if (!(await this.#isOn(caller))) return this.pages.redirect(reply, ACCOUNT, { kind: 'info', text: 'Two-factor sign-in is off already.' });
    await this.pages.invalid(request, reply, atItsField(error), TWO_FACTOR_LABELS, (errors) => this.#question(caller, wish, errors));
  }

  async #question(caller: Accountability, wish: CodeWish, errors: FormErrors): Promise<PageSpec> {
    const page = askCodePage(wish, { isAskedFor: (await this.reader.policiesThatAsk(caller)).length > 0, errors });
    return { template: 'two-factor/ask-code', title: page.title, page };
  }
}

function setUpUrl(returnTo: string | null): string {
  return returnTo === null ? PATH : `${PATH}?return=${encodeURIComponent(returnTo)}`;
}
