import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { refuseOthers, text, textOrNull, type FormBody } from '../doors/html/form-reader';
import { formErrors } from '../doors/html/field-messages';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { ForbiddenError } from '../platform/errors/errors';
import { deleteRolePage, type DeleteRoleFacts } from './delete-role.presenter';
import { RolePagesReader } from './role-pages.reader';
import type { RoleRow } from './role-rows';
import { ROLES_URL } from './role-urls';
import { RolesService } from './roles.service';

const KEYS = new Set(['_csrf', '_form', 'draft', 'then', 'to']);
const NOTHING_CHOSEN = { then: '', to: '' } as const;

/** Deleting a role: the question, and what becomes of its people. */
@Controller('admin/settings/roles')
@AdminApp()
export class RoleRemovalController {
  constructor(
    private readonly pages: Pages,
    private readonly reader: RolePagesReader,
    private readonly roles: RolesService,
  ) {}

  @Get(':id/delete')
  async ask(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#removable(caller, id);
    await this.pages.show(request, reply, await this.#page(caller, role, textOrNull(query, 'draft'), NOTHING_CHOSEN, []));
  }

  @Post(':id/delete')
  @Once()
  async remove(@Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#removable(caller, id);
    refuseOthers(body ?? {}, KEYS);
    const then = (['move', 'leave'] as const).find((choice) => choice === text(body, 'then')) ?? '';
    const chosen: DeleteRoleFacts['chosen'] = { then, to: text(body, 'to') };
    const people = await this.reader.countOfMembers(caller, role.id);
    const missing = mistakesIn(chosen, people);
    const again = async (errors: DeleteRoleFacts['errors']) => this.pages.show(request, reply, { ...(await this.#page(caller, role, textOrNull(body, 'draft'), chosen, errors)), status: 422 });
    if (missing.length > 0) return again(missing);
    try {
      await this.roles.remove(caller, role.id, { moveUsersTo: then === 'move' ? chosen.to : null });
    } catch (thrown) {
      const errors = formErrors(thrown, { role: 'The role they move to' });
      if (!errors) throw thrown;
      return again(errors.summary.map(({ text: words }) => ({ text: words, href: people > 0 ? '#field-then' : null })));
    }
    this.pages.redirect(reply, ROLES_URL, { kind: 'good', text: `The role ${role.name} is deleted.` });
  }

  async #page(caller: Accountability, role: RoleRow, draftId: string | null, chosen: DeleteRoleFacts['chosen'], errors: DeleteRoleFacts['errors']): Promise<PageSpec> {
    const page = deleteRolePage({
      role,
      roles: await this.reader.roles(caller),
      people: await this.reader.countOfMembers(caller, role.id),
      policies: (await this.reader.attachments(caller, [role.id])).length,
      draftId,
      chosen,
      errors,
    });
    return { template: 'roles/delete', title: errors.length > 0 ? `Error: ${page.heading}` : page.heading, page };
  }

  async #removable(caller: Accountability, id: string): Promise<RoleRow> {
    const role = await this.reader.role(caller, id);
    if (!(await this.reader.rights(caller, role.id)).remove) throw new ForbiddenError();
    return role;
  }
}

function mistakesIn({ then, to }: DeleteRoleFacts['chosen'], people: number): { text: string; href: string }[] {
  if (people === 0) return [];
  if (then === '') return [{ text: 'Choose what happens to the people in this role.', href: '#field-then' }];
  return then === 'move' && to === '' ? [{ text: 'Choose the role that they move to.', href: '#field-to' }] : [];
}
