import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { seededWords } from '../activity/names';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { FormBody } from '../doors/html/form-reader';
import { listPlace } from '../doors/html/picker-form';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { HoldingPeople } from '../policies/holding-people';
import { RolePagesReader } from './role-pages.reader';
import { rolePeoplePage } from './role-people.presenter';
import { descendantsOf } from './role-tree';

/** Everybody who holds what a role holds: who is in it, and who is in a role below it. */
@AdminApp()
@Controller('admin/settings/roles/:id/people')
export class RolePeopleController {
  constructor(
    private readonly reader: RolePagesReader,
    private readonly holding: HoldingPeople,
    private readonly pages: Pages,
  ) {}

  @Get()
  async people(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const place = listPlace(query);
    const role = await this.reader.role(caller, id);
    const roles = await this.reader.roles(caller);
    const below = descendantsOf(roles.map((row) => ({ ...row, parentId: row.parent })), id);
    const { people, matching } = await this.holding.page(caller, { roles: [id, ...below], policy: null, isPublic: false }, place);
    const view = rolePeoplePage({ roleId: id, name: seededWords(role.name), roles, people, matching, ...place });
    await this.pages.show(request, reply, { template: 'roles/people', title: view.heading, page: view });
  }
}
