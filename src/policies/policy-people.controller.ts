import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { seededWords } from '../activity/names';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { FormBody } from '../doors/html/form-reader';
import { listPlace } from '../doors/html/picker-form';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { HoldingPeople } from './holding-people';
import { PolicyFacts } from './policy-facts';
import { policyPeoplePage } from './policy-people.presenter';

/** Everybody who holds a policy, whichever way. */
@AdminApp()
@Controller('admin/settings/policies/:id/people')
export class PolicyPeopleController {
  constructor(
    private readonly facts: PolicyFacts,
    private readonly holding: HoldingPeople,
    private readonly pages: Pages,
  ) {}

  @Get()
  async people(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const place = listPlace(query);
    const stored = await this.facts.stored(caller, id);
    const [roles, direct] = await Promise.all([this.facts.roles(caller), this.facts.direct(caller, id)]);
    const { people, own, matching } = await this.holding.page(caller, this.facts.holding(id, roles, direct), place);
    const view = policyPeoplePage({ policyId: id, name: seededWords(stored.name ?? ''), roles, direct, people, own, matching, ...place });
    await this.pages.show(request, reply, { template: 'policies/people', title: view.heading, page: view });
  }
}
