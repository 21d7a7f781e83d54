import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { text, textOrNull, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { parseConflictForm } from '../doors/html/conflict-form';
import { listPlace } from '../doors/html/picker-form';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { DraftEndedError } from '../platform/drafts/drafts.service';
import { ForbiddenError, StaleChangeError } from '../platform/errors/errors';
import { countOf, onTopOf, settle, toChanges, type, without } from './role-draft';
import { RoleDrafts, type OpenDraft } from './role-drafts';
import { roleErrors } from './role-errors';
import { parseRoleForm } from './role-form';
import { FIRST_PLACE, NO_DRAFT, RolePages, type Place } from './role-pages';
import { fieldsOf, RolePagesReader } from './role-pages.reader';
import type { RoleRow } from './role-rows';
import { roleUrl, ROLES_URL } from './role-urls';
import { RolesService } from './roles.service';
import { rolesPage } from './roles-page.presenter';
import { savedSentence } from './review-sentence';

const ENDED = { kind: 'info', text: 'These staged changes were saved or discarded before, or have expired. This is the role as it is now.' } as const;

/** The pages of roles: the tree, one role, its save, and what can come of a save. */
@Controller('admin/settings/roles')
@AdminApp()
export class RolesAdminController {
  constructor(
    private readonly pages: Pages,
    private readonly reader: RolePagesReader,
    private readonly rolePages: RolePages,
    private readonly drafts: RoleDrafts,
    private readonly roles: RolesService,
  ) {}

  @Get()
  async index(@Caller() caller: Accountability, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const roles = await this.reader.roles(caller);
    const page = rolesPage({
      roles,
      countOf: await this.reader.countPerRole(caller, roles),
      attachments: await this.reader.attachments(caller, 'all'),
      can: { create: (await this.reader.rights(caller, null)).save },
    });
    await this.pages.show(request, reply, { template: 'roles/index', title: 'Access control', page });
  }

  @Get(':id')
  async show(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#role(caller, id);
    const place = listPlace(query);
    const named = textOrNull(query, 'draft');
    if (named === null) {
      const left = await this.drafts.left(caller, role?.id ?? null);
      if (left && countOf(settle(left.edits, fieldsOf(role))) > 0) return this.pages.redirect(reply, roleUrl(role!.id, { ...place, draft: left.id }));
      return this.pages.show(request, reply, await this.rolePages.show(caller, role, NO_DRAFT, place));
    }
    const draft = await this.drafts.named(caller, role?.id ?? null, named);
    if (!draft) return this.pages.redirect(reply, roleUrl(role?.id ?? null, place), ENDED);
    await this.pages.show(request, reply, await this.rolePages.show(caller, role, draft, place));
  }

  @Get(':id/review')
  async review(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#role(caller, id);
    const place = listPlace(query);
    const draft = await this.drafts.named(caller, role?.id ?? null, text(query, 'draft'));
    if (!draft) return this.pages.redirect(reply, roleUrl(role?.id ?? null, place), ENDED);
    await this.pages.show(request, reply, await this.rolePages.review(caller, role, draft, place));
  }

  /** Save: what is staged and what was typed, in one transaction, or nothing. */
  @Post(':id')
  @Once()
  async save(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#role(caller, id);
    const form = parseRoleForm(body ?? {}, fieldsOf(role));
    const staged = await this.#staged(caller, role, form.draft ?? textOrNull(query, 'draft'));
    if (!staged) return this.#ended(reply, role);
    const draft = { id: staged.id, edits: settle(type(staged.edits, form.typed), fieldsOf(role)) };
    await this.#save(caller, role, draft, { search: form.shownSearch, page: form.page }, request, reply);
  }

  /** The answer to a conflict: mine on top of exactly what was shown, or theirs and the rest of mine. */
  @Post(':id/conflict')
  @Once()
  async resolve(@Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#role(caller, id);
    const form = parseConflictForm(body ?? {});
    const staged = form.draft === null ? null : await this.drafts.named(caller, role?.id ?? null, form.draft);
    if (!staged) return this.#ended(reply, role);
    if (form.then === 'mine') return this.#save(caller, role, { ...staged, edits: onTopOf(staged.edits, form.theirs) }, FIRST_PLACE, request, reply);
    const kept = await this.drafts.stage(caller, role?.id ?? null, staged.id, (edits) => without(edits, new Set(form.theirs.keys())));
    this.pages.redirect(reply, roleUrl(role?.id ?? null, { draft: kept.id }), { kind: 'info', text: 'Theirs is kept. The rest of your changes is still staged.' });
  }

  async #save(caller: Accountability, role: RoleRow | null, draft: OpenDraft, place: Place, request: DoorRequest, reply: DoorReply): Promise<void> {
    const { changes, seen } = toChanges(draft.edits, role?.id ?? null);
    if (role && countOf(draft.edits) === 0) return this.pages.redirect(reply, roleUrl(role.id, place), { kind: 'info', text: 'There was nothing to save.' });
    try {
      const from = { seen, draftId: draft.id };
      const id = role ? (await this.roles.change(caller, role.id, changes, from), role.id) : await this.roles.create(caller, changes, from);
      this.pages.redirect(reply, roleUrl(id, role ? place : {}), { kind: 'good', text: role ? `Saved. ${savedSentence(draft.edits)}` : 'Role created.' });
    } catch (thrown) {
      if (thrown instanceof DraftEndedError) return this.#ended(reply, role);
      const errors = roleErrors(thrown, draft.edits);
      if (!errors && !(thrown instanceof StaleChangeError)) throw thrown;
      // Nothing was written; what was typed is staged now, so that not even a reload loses it.
      const kept = await this.drafts.stage(caller, role?.id ?? null, draft.id, () => draft.edits);
      if (thrown instanceof StaleChangeError && role) return this.pages.show(request, reply, this.rolePages.conflict(await this.reader.role(caller, role.id), kept, thrown.stale));
      const spec = await this.rolePages.show(caller, role, kept, place, errors!);
      await this.pages.show(request, reply, { ...spec, title: `Error: ${spec.title}`, status: 422 });
    }
  }

  async #staged(caller: Accountability, role: RoleRow | null, id: string | null): Promise<OpenDraft | null> {
    if (id === null) return (await this.drafts.left(caller, role?.id ?? null)) ?? NO_DRAFT;
    return this.drafts.named(caller, role?.id ?? null, id);
  }

  #ended(reply: DoorReply, role: RoleRow | null): void {
    this.pages.redirect(reply, role ? roleUrl(role.id) : ROLES_URL, ENDED);
  }

  /** Null for "new". */
  async #role(caller: Accountability, id: string): Promise<RoleRow | null> {
    if (id !== 'new') return this.reader.role(caller, id);
    if (!(await this.reader.rights(caller, null)).save) throw new ForbiddenError();
    return null;
  }
}
