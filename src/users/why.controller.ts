import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import type { FormBody } from '../doors/html/form-reader';
import { Pages, type PageSpec } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { AccessCheckService, type AccessAnswer } from '../policies/access-check.service';
import { UserPageReader } from './user-page.reader';
import { displayName } from './users-page.presenter';
import { isAsked, parseWhyForm, questionOf, WHY_LABELS } from './why-form';
import { whyPage } from './why.presenter';

/** "Why?": what one person may do, as a question in the address, so that the answer can be passed on. */
@Controller('admin/users/:id/why')
@AdminApp()
export class WhyController {
  constructor(
    private readonly checks: AccessCheckService,
    private readonly people: UserPageReader,
    private readonly pages: Pages,
  ) {}

  @Get()
  async why(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody): Promise<void> {
    const form = parseWhyForm(query);
    const user = await this.people.user(caller, id);
    const page = (answer: AccessAnswer | null, errors: FormErrors): PageSpec => {
      const view = whyPage({ userId: id, name: displayName(user), roleId: user.role?.id ?? null, form, answer, errors });
      return { template: 'users/why', drawer: true, title: view.title, page: view };
    };
    if (!isAsked(query)) return this.pages.show(request, reply, page(null, NO_ERRORS));
    try {
      const [answer] = await this.checks.check(caller, [questionOf(id, form)]);
      await this.pages.show(request, reply, page(answer!, NO_ERRORS));
    } catch (error) {
      await this.pages.invalid(request, reply, error, WHY_LABELS, (errors) => page(null, errors));
    }
  }
}
