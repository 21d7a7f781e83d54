import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { nameOfPerson } from '../activity/names';
import { Once } from '../doors/html/once';
import { Pages } from '../doors/html/render';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { SecondFactors } from '../users/second-factor';
import { TwoFactor } from './two-factor.service';

/** HTML: two-factor sign-in is turned off for somebody who has lost the phone. */
@Controller('admin/users/:id/two-factor/off')
@AdminApp()
export class TwoFactorOfUserAdminController {
  constructor(
    private readonly twoFactor: TwoFactor,
    private readonly states: SecondFactors,
    private readonly reader: ItemReader,
    private readonly pages: Pages,
  ) {}

  @Get()
  async confirm(@Caller() caller: Accountability, @Param('id') id: string, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const [name, state] = await Promise.all([this.#nameOf(caller, id), this.states.shownTo(caller, id)]);
    if (!state?.canTurnOff) return this.pages.redirect(reply, pageOf(id));
    const title = `Turn off the two-factor sign-in of ${name}?`;
    await this.pages.show(request, reply, {
      template: 'two-factor/turn-off-for',
      title,
      page: {
        title, action: `${pageOf(id)}/two-factor/off`, submitLabel: 'Turn off two-factor sign-in', cancelUrl: pageOf(id),
        consequences: ['Their password alone signs them in from then on. The entry in their app and their recovery codes no longer work.', `They get a mail about it, and ${state.isAskedFor ? 'have to set it up again before they can do anything else' : 'can turn it on again in their account'}.`, 'Make sure that it is they who ask: somebody else may have their password.'],
      },
    });
  }

  @Post()
  @Once()
  async turnOff(@Caller() caller: Accountability, @Param('id') id: string, @Res() reply: DoorReply): Promise<void> {
    const name = await this.#nameOf(caller, id);
    await this.twoFactor.turnOffFor(caller, id);
    this.pages.redirect(reply, pageOf(id), { kind: 'good', text: `Two-factor sign-in is off for ${name}.` });
  }

  async #nameOf(caller: Accountability, id: string): Promise<string> {
    return nameOfPerson(await this.reader.readOne<Parameters<typeof nameOfPerson>[0]>(caller, 'directus_users', id, { fields: ['first_name', 'last_name', 'email'] }));
  }
}

const pageOf = (id: string) => `/admin/users/${id}`;
