import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { text, textOrNull, type FormBody } from '../doors/html/form-reader';
import { listPlace, parsePicker } from '../doors/html/picker-form';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { FailedValidationError, RecordNotUniqueError } from '../platform/errors/errors';
import { newUser, parseUserForm, USER_LABELS, type UserFormValues } from '../users/user-form';
import { UsersService } from '../users/users.service';
import { join, pick, stageUser, type RoleDraft } from './role-draft';
import type { UserToCreate } from './role-changes';
import { RoleDrafts, type OpenDraft } from './role-drafts';
import { NO_DRAFT, RolePages, type Place } from './role-pages';
import { RolePagesReader } from './role-pages.reader';
import type { RoleRow } from './role-rows';
import { AT_USERS, atPerson, drawerUrl, placeBehind, roleUrl } from './role-urls';

const STAGED_USERS_AT_MOST = 200;

/** Create New and Add Existing: pages without scripts, drawers with them. Both stage; neither writes. */
@Controller('admin/settings/roles')
@AdminApp()
export class RoleDrawersController {
  constructor(
    private readonly pages: Pages,
    private readonly reader: RolePagesReader,
    private readonly rolePages: RolePages,
    private readonly drafts: RoleDrafts,
    private readonly users: UsersService,
  ) {}

  @Get(':id/create-new')
  async createNew(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#role(caller, id);
    const draft = await this.#draft(caller, role, textOrNull(query, 'draft'));
    const key = textOrNull(query, 'user');
    await this.pages.show(request, reply, await this.rolePages.createNew(caller, role, draft, { key: key ?? randomUUID(), values: null, behind: placeBehind(query) }));
  }

  @Post(':id/create-new')
  async stageNew(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#role(caller, id);
    const values = parseUserForm(body ?? {}, ['draft', 'key']);
    const draft = await this.#draft(caller, role, textOrNull(body, 'draft') ?? textOrNull(query, 'draft'));
    const key = text(body, 'key').slice(0, 64) || randomUUID();
    const behind = placeBehind(query);
    try {
      const changes = await this.#newUser(caller, draft.edits, key, values);
      const staged = await this.drafts.stage(caller, role?.id ?? null, draft.id, (edits) => stageUser(edits, { key, changes }));
      await this.#done(caller, role, staged, behind, atPerson(key), request, reply);
    } catch (thrown) {
      await this.pages.invalid(request, reply, thrown, USER_LABELS, (errors) => this.rolePages.createNew(caller, role, draft, { key, values, errors, behind }));
    }
  }

  @Get(':id/add-existing')
  async addExisting(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#role(caller, id);
    const draft = await this.#draft(caller, role, textOrNull(query, 'draft'));
    await this.pages.show(request, reply, await this.rolePages.addExisting(caller, role, draft, listPlace(query), placeBehind(query)));
  }

  @Post(':id/add-existing')
  async pickExisting(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const role = await this.#role(caller, id);
    const roleId = role?.id ?? null;
    const form = parsePicker(body ?? {});
    const behind = placeBehind(query);
    const picked = await this.drafts.stage(caller, roleId, form.draft ?? textOrNull(query, 'draft'), (edits) => pick(edits, form.listed, form.ticked));
    if (form.step.kind === 'go') return this.pages.redirect(reply, drawerUrl(roleId, 'add-existing', picked.id, behind, form.step));
    if (picked.edits.picked.length === 0) {
      const spec = await this.rolePages.addExisting(caller, role, picked, form.place, behind, 'Nobody is selected. Tick the people who are to join.');
      return this.pages.show(request, reply, { ...spec, status: 422, title: `Error: ${spec.title}` });
    }
    const people = await this.reader.people(caller, picked.edits.picked);
    const moves = [...people.values()].filter((person) => person.role?.id !== roleId || roleId === null).map((person) => ({ id: person.id, seenRole: person.role?.id ?? null }));
    const staged = await this.drafts.stage(caller, roleId, picked.id, (edits) => join(edits, moves));
    await this.#done(caller, role, staged, behind, AT_USERS, request, reply);
  }

  /** The staged person, or every mistake at once. Whether the address is free is only truly known at the save; asking now is kinder. */
  async #newUser(caller: Accountability, edits: RoleDraft, key: string, values: UserFormValues): Promise<UserToCreate> {
    const known = edits.creating.find((user) => user.key === key);
    if (!known && edits.creating.length >= STAGED_USERS_AT_MOST) throw new FailedValidationError({ field: 'email', type: 'max_length', valid: STAGED_USERS_AT_MOST });
    const hash = values.signIn === 'password' ? known?.changes.passwordHash : undefined;
    const changes = newUser(caller, values, { withRole: false, hasPassword: hash !== undefined });
    const address = changes.email;
    if (address && (edits.creating.some((user) => user.key !== key && user.changes.email?.key === address.key) || (await this.reader.isTaken(caller, address)))) {
      throw new RecordNotUniqueError({ collection: 'directus_users', field: 'email', value: address.address });
    }
    const prepared = await this.users.prepareCreation(caller, changes);
    return { ...(hash !== undefined && { passwordHash: hash }), ...prepared } as UserToCreate;
  }

  /** With scripts, only what changed on the page behind; without them, that page. */
  async #done(caller: Accountability, role: RoleRow | null, draft: OpenDraft, behind: Place, anchor: string, request: DoorRequest, reply: DoorReply): Promise<void> {
    if (this.pages.takesStreams(request)) return this.pages.stream(request, reply, 'roles/staged.stream', await this.rolePages.view(caller, role, draft, behind));
    this.pages.redirect(reply, roleUrl(role?.id ?? null, { ...behind, draft: draft.id }) + anchor);
  }

  async #draft(caller: Accountability, role: RoleRow | null, id: string | null): Promise<OpenDraft> {
    const roleId = role?.id ?? null;
    return (id === null ? null : await this.drafts.named(caller, roleId, id)) ?? (await this.drafts.left(caller, roleId)) ?? NO_DRAFT;
  }

  async #role(caller: Accountability, id: string): Promise<RoleRow | null> {
    return id === 'new' ? null : this.reader.role(caller, id);
  }
}
