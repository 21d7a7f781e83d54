import { Body, Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { textOrNull, type FormBody } from '../doors/html/form-reader';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { FailedValidationError, ForbiddenError } from '../platform/errors/errors';
import { attach, detach, leave, type, undo, type RoleDraft, type StagedEdit } from './role-draft';
import { RoleDrafts } from './role-drafts';
import { parseRoleForm, parseStep, type RoleForm, type RoleStep } from './role-form';
import { RolePages } from './role-pages';
import { fieldsOf, RolePagesReader } from './role-pages.reader';
import type { RoleRow } from './role-rows';
import { AT_POLICIES, AT_USERS, atPerson, drawerUrl, roleUrl } from './role-urls';

/** Every button of the role form apart from Save: what was typed goes along into the draft, and nothing is written but that. */
@Controller('admin/settings/roles')
@AdminApp()
export class RoleStagingController {
  constructor(
    private readonly pages: Pages,
    private readonly reader: RolePagesReader,
    private readonly rolePages: RolePages,
    private readonly drafts: RoleDrafts,
  ) {}

  @Post(':id/stage')
  async stage(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = id === 'new' ? null : await this.reader.role(caller, id);
    const form = parseRoleForm(body ?? {}, fieldsOf(role));
    const step = parseStep(body ?? {});
    const roleId = role?.id ?? null;
    const named = form.draft ?? textOrNull(query, 'draft');
    if (step.kind === 'discard') return this.#discard(caller, roleId, named, reply);
    const edit = await this.#edit(caller, role, form, step);
    const draft = await this.drafts.stage(caller, roleId, named, (edits) => edit(type(edits, form.typed)));
    if (step.kind === 'keep' && this.pages.takesStreams(request)) {
      const page = await this.rolePages.view(caller, role, draft, { search: form.shownSearch, page: form.page });
      return this.pages.stream(request, reply, 'roles/kept.stream', page);
    }
    const lacksPolicy = step.kind === 'attach' && form.policy === null;
    this.pages.redirect(reply, addressAfter(step, form, roleId, draft.id), lacksPolicy ? { kind: 'info', text: 'Choose a policy first, then add it.' } : undefined);
  }

  async #discard(caller: Accountability, roleId: string | null, named: string | null, reply: DoorReply): Promise<void> {
    const id = named ?? (await this.drafts.left(caller, roleId))?.id;
    if (id) await this.drafts.discard(caller, id);
    this.pages.redirect(reply, roleUrl(roleId), { kind: 'info', text: 'Your staged changes are discarded. Nothing was saved.' });
  }

  /** What the step does to what is staged. Reads what the author sees, through their own rights: nobody stages what they may not see. */
  async #edit(caller: Accountability, role: RoleRow | null, form: RoleForm, step: RoleStep): Promise<(edits: RoleDraft) => RoleDraft> {
    switch (step.kind) {
      case 'leave': {
        const person = (await this.reader.people(caller, [step.id])).get(step.id);
        if (!role || !person) throw new ForbiddenError();
        // They were in this role when the author saw them, wherever they are by now.
        return (edits) => leave(edits, { id: person.id, seenRole: role.id });
      }
      case 'attach': {
        if (form.policy === null) return (edits) => edits;
        const policy = (await this.reader.policies(caller)).find(({ id }) => id === form.policy);
        if (!policy) throw new FailedValidationError({ field: 'policy', type: 'in' });
        return (edits) => attach(edits, policy.id);
      }
      case 'detach': {
        const attachment = role && (await this.reader.attachments(caller, [role.id])).find(({ id }) => id === step.id);
        // Somebody else took it off meanwhile: that is what was wanted.
        if (!attachment?.policy) return (edits) => edits;
        return (edits) => detach(edits, { accessId: attachment.id, policyId: attachment.policy!.id });
      }
      case 'undo':
        return (edits) => undo(edits, step.edit);
      default:
        return (edits) => edits;
    }
  }
}

/** Where the button leads: back to the place that was shown, or on to a page or drawer. */
function addressAfter(step: RoleStep, form: RoleForm, roleId: string | null, draft: string | null): string {
  const shown = { draft, search: form.shownSearch, page: form.page };
  switch (step.kind) {
    case 'page':
      return roleUrl(roleId, { ...shown, page: step.page }) + AT_USERS;
    case 'search':
      return roleUrl(roleId, { ...shown, search: form.search, page: 1 }) + AT_USERS;
    case 'enter':
      return form.search === form.shownSearch ? roleUrl(roleId, shown) : roleUrl(roleId, { ...shown, search: form.search, page: 1 }) + AT_USERS;
    case 'edit-new':
      return drawerUrl(roleId, 'create-new', draft, shown, { user: step.id });
    case 'create-new':
    case 'add-existing':
      return drawerUrl(roleId, step.kind, draft, shown);
    case 'invite':
    case 'delete':
      return roleUrl(roleId, { draft }, step.kind);
    case 'review':
      return roleUrl(roleId, shown, 'review');
    case 'attach':
    case 'detach':
      return roleUrl(roleId, shown) + AT_POLICIES;
    case 'leave':
      return roleUrl(roleId, shown) + atPerson(step.id);
    case 'undo':
      if (form.isReview) return roleUrl(roleId, shown, 'review');
      return roleUrl(roleId, shown) + anchorOf(step.edit);
    default:
      return roleUrl(roleId, shown);
  }
}

function anchorOf(edit: StagedEdit): string {
  if (edit.kind === 'field') return '';
  if (edit.kind === 'leave') return atPerson(edit.id);
  return edit.kind === 'attach' || edit.kind === 'detach' ? AT_POLICIES : AT_USERS;
}
