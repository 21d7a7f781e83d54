import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { text, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages } from '../doors/html/render';
import { Caller, Public } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { NO_ERRORS } from '../doors/html/field-messages';
import type { Accountability } from '../platform/accountability/accountability';
import { confirmAddressPage } from './confirm-address.presenter';
import { OwnAddress } from './own-address';

const PATH = '/admin/confirm-email';
const LABELS = { email: 'The e-mail address', token: 'The link' };

/** Where the link to a new address leads. Looking changes nothing, however often a mail scanner looks; the button does. */
@Controller(PATH.slice(1))
@Public()
export class ConfirmAddressController {
  constructor(
    private readonly addresses: OwnAddress,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Req() request: DoorRequest, @Res() reply: DoorReply, @Query('token') token: unknown): Promise<void> {
    const page = confirmAddressPage({ path: PATH, token: typeof token === 'string' ? token : '', state: await this.addresses.find(token), errors: NO_ERRORS });
    await this.pages.show(request, reply, { template: 'users/confirm-email', title: page.title, layout: 'public', noReferrer: true, page });
  }

  @Post()
  @Once()
  async confirm(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    const token = text(body, 'token');
    const state = await this.addresses.find(token);
    // A link that died meanwhile gets the page that says why; only a usable one can be refused by the change itself.
    if (state.kind !== 'usable') return this.show(request, reply, token);
    try {
      await this.addresses.confirm(caller, token);
      this.pages.redirect(reply, caller.user === state.row.userId ? '/admin/account' : '/admin/login', { kind: 'good', text: 'Your new e-mail address is in use now. Sign in with it from now on.' });
    } catch (error) {
      await this.pages.invalid(request, reply, error, LABELS, (errors) => {
        const page = confirmAddressPage({ path: PATH, token, state, errors });
        return { template: 'users/confirm-email', title: page.title, layout: 'public', noReferrer: true, page };
      });
    }
  }
}
