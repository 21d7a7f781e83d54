import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { seededWords } from '../activity/names';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { FormErrors } from '../doors/html/field-messages';
import type { FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { MailTransport } from '../platform/mail/mail.transport';
import { INVITE_LABELS, readInviteForm, requireAddresses, type InviteForm } from './invite-form';
import { invitePage, inviteSummary } from './invite-page.presenter';
import { InvitationsService } from './invitations.service';
import type { JudgedAddress } from './verdicts';

/** Where an invite form stands: on the page of a role, or in the directory with a choice of roles. */
interface Place {
  readonly action: string;
  readonly closeUrl: (draft: string) => string;
  /** Undefined where the form has the choice. */
  readonly role: { readonly id: string; readonly name: string } | undefined;
}

interface Shown {
  readonly form: InviteForm;
  readonly judged: readonly JudgedAddress[] | null;
  readonly errors?: FormErrors;
}

/** HTML: inviting people, as a drawer or a page. What is staged on the role page behind it stays staged. */
@AdminApp()
@Controller('admin')
export class InviteAdminController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly reader: ItemReader,
    private readonly pages: Pages,
    private readonly transport: MailTransport,
  ) {}

  @Get('settings/roles/:id/invite')
  async roleForm(@Caller() caller: Accountability, @Param('id') id: string, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.#form(caller, await this.#rolePlace(caller, id), query, request, reply);
  }

  @Post('settings/roles/:id/invite')
  @Once()
  async inviteIntoRole(@Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.#invite(caller, await this.#rolePlace(caller, id), body, request, reply);
  }

  @Get('users/invite')
  async directoryForm(@Caller() caller: Accountability, @Query() query: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.#form(caller, DIRECTORY, query, request, reply);
  }

  @Post('users/invite')
  @Once()
  async inviteIntoDirectory(@Caller() caller: Accountability, @Body() body: FormBody, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    await this.#invite(caller, DIRECTORY, body, request, reply);
  }

  async #form(caller: Accountability, place: Place, query: FormBody, request: DoorRequest, reply: DoorReply): Promise<void> {
    await this.invitations.requireRight(caller);
    const form = readInviteForm({ draft: query['draft'], role: query['role'] }, place.role?.id);
    await this.pages.show(request, reply, await this.#page(caller, place, { form, judged: null }));
  }

  /** All new: done at once. Otherwise each address gets its verdict first, and nothing is written until those were seen. */
  async #invite(caller: Accountability, place: Place, body: FormBody, request: DoorRequest, reply: DoorReply): Promise<void> {
    await this.invitations.requireRight(caller);
    const form = readInviteForm(body, place.role?.id);
    try {
      const judged = await this.invitations.preview(caller, requireAddresses(form), form.roleId);
      const needsLook = judged.some(({ verdict }) => verdict.kind !== 'new');
      if (needsLook && !form.isReviewed) return await this.pages.show(request, reply, { ...(await this.#page(caller, place, { form, judged })), status: 422 });
      const result = await this.invitations.invite(caller, { addresses: judged.flatMap(({ email }) => email ?? []), roleId: form.roleId, again: form.again, giveRole: form.giveRole });
      const roleName = place.role?.name ?? (await this.#roles(caller)).find(({ id }) => id === form.roleId)?.name ?? null;
      this.pages.redirect(reply, place.closeUrl(form.draft), { kind: 'good', text: inviteSummary(result, { roleName, canSend: this.transport.isConfigured }) });
    } catch (thrown) {
      await this.pages.invalid(request, reply, thrown, INVITE_LABELS, (errors) => this.#page(caller, place, { form, judged: null, errors }));
    }
  }

  async #page(caller: Accountability, place: Place, { form, judged, errors }: Shown): Promise<PageSpec> {
    const page = invitePage({
      action: place.action,
      closeUrl: place.closeUrl(form.draft),
      draft: form.draft,
      addresses: form.addresses,
      roleId: form.roleId,
      roleName: place.role?.name ?? null,
      roles: place.role ? null : await this.#roles(caller),
      judged,
      canSend: this.transport.isConfigured,
      ...(errors && { errors }),
    });
    return { template: 'invitations/invite', title: place.role ? `Invite people to ${place.role.name}` : page.title, page, drawer: true };
  }

  async #rolePlace(caller: Accountability, id: string): Promise<Place> {
    const role = await this.reader.readOne<{ id: string; name: string }>(caller, 'directus_roles', id, { fields: ['id', 'name'] });
    const path = `/admin/settings/roles/${role.id}`;
    return { action: `${path}/invite`, closeUrl: (draft) => (draft ? `${path}?draft=${encodeURIComponent(draft)}` : path), role: { id: role.id, name: seededWords(role.name) } };
  }

  async #roles(caller: Accountability): Promise<{ id: string; name: string }[]> {
    const roles = await this.reader.read<{ id: string; name: string }>(caller, 'directus_roles', { fields: ['id', 'name'], sort: ['name'], limit: -1 });
    return roles.map(({ id, name }) => ({ id, name: seededWords(name) }));
  }
}

const DIRECTORY: Place = { action: '/admin/users/invite', closeUrl: () => '/admin/users', role: undefined };
