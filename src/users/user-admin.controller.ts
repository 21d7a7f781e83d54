import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { choice, text, type FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { AppConfig } from '../platform/config/app-config';
import { ForbiddenError, StaleChangeError } from '../platform/errors/errors';
import { AccessOverviews } from '../policies/access-overview';
import { ChangeablePeople, type DoneToPeople } from './changeable-people';
import { SecondFactors } from './second-factor';
import { StaticTokens } from './static-tokens';
import { USER_STATUSES } from './users.collection';
import { userConflictPage } from './user-conflict.presenter';
import { STATUS_WORDS } from './user-event';
import { changedUser, parseSeen, parseUserForm, seenColumns, USER_LABELS, valuesOf, type UserFormValues } from './user-form';
import { userPage } from './user-page.presenter';
import { ownAttachments, UserPageReader } from './user-page.reader';
import { UserSessions } from './user-sessions';
import { displayName } from './users-page.presenter';
import { USERS_PATH } from './users-list';
import { UsersService } from './users.service';

/** One person's page, and what can be done there. */
@Controller('admin/users/:id')
@AdminApp()
export class UserAdminController {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: UserSessions,
    private readonly tokens: StaticTokens,
    private readonly secondFactors: SecondFactors,
    private readonly facts: UserPageReader,
    private readonly changeable: ChangeablePeople,
    private readonly access: AccessControl,
    private readonly overviews: AccessOverviews,
    private readonly pages: Pages,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async show(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Param('id') id: string): Promise<void> {
    await this.pages.show(request, reply, await this.#page(caller, id, null, NO_ERRORS));
  }

  @Post()
  @Once()
  async save(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody): Promise<void> {
    const values = parseUserForm(body);
    const seen = parseSeen(body);
    try {
      const changes = changedUser(caller, values, seen.values, seen.attachments);
      if (Object.keys(changes).length === 0) return this.pages.redirect(reply, `${USERS_PATH}/${id}`, { kind: 'info', text: 'Nothing was changed.' });
      await this.users.change(caller, [id], changes, seenColumns(seen.values));
      this.pages.redirect(reply, `${USERS_PATH}/${id}`, { kind: 'good', text: 'The changes are saved.' });
    } catch (error) {
      if (error instanceof StaleChangeError) return this.#conflict(request, reply, caller, id, body, error);
      await this.pages.invalid(request, reply, error, USER_LABELS, (errors) => this.#page(caller, id, { values, seen }, errors));
    }
  }

  @Post('status')
  @Once()
  async setStatus(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody): Promise<void> {
    const before = await this.facts.user(caller, id);
    try {
      const status = choice(body, 'status', USER_STATUSES);
      await this.users.change(caller, [id], { status });
      const path = `${USERS_PATH}/${id}`;
      const undo = before.status && UNDOABLE.has(before.status) ? { undo: { url: `${path}/status`, label: 'Undo', fields: [{ name: 'status', value: before.status }] } } : {};
      this.pages.redirect(reply, path, { kind: 'good', text: `${displayName(before)}: the status is ${STATUS_WORDS[status]} now.`, ...undo });
    } catch (error) {
      await this.pages.invalid(request, reply, error, USER_LABELS, (errors) => this.#page(caller, id, null, errors));
    }
  }

  @Post('sessions')
  @Once()
  async endSessions(@Res() reply: DoorReply, @Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody): Promise<void> {
    const session = text(body, 'session');
    if (session === 'all') await this.sessions.endAll(caller, id);
    else await this.sessions.end(caller, id, session);
    this.pages.redirect(reply, `${USERS_PATH}/${id}#sessions`, { kind: 'good', text: session === 'all' ? 'All sessions are ended.' : 'The session is ended.' });
  }

  /** A new token is shown in this very answer and never again, so there is no page to go back to. */
  @Post('token')
  async setToken(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Param('id') id: string, @Body() body: FormBody): Promise<void> {
    const path = `${USERS_PATH}/${id}`;
    if (choice(body, 'token', ['make', 'remove']) === 'remove') {
      await this.users.change(caller, [id], { token: null });
      return this.pages.redirect(reply, path, { kind: 'good', text: 'The API token is removed.' });
    }
    const token = await this.tokens.make(caller, id);
    const name = displayName(await this.facts.user(caller, id));
    await this.pages.show(request, reply, {
      template: 'users/token',
      title: 'New API token',
      // Turbo shows the answer to a form only where it is a refusal or a redirect.
      status: 422,
      page: { token, backUrl: path, breadcrumb: [{ label: 'Users', url: USERS_PATH }, { label: name, url: path }], text: `Copy the token now: it is stored as a hash and cannot be shown again. A program that sends it acts as ${name}.` },
    });
  }

  @Get('delete')
  async confirmRemoval(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Param('id') id: string): Promise<void> {
    if (!(await this.#may(caller, 'delete', id))) throw new ForbiddenError();
    await this.pages.show(request, reply, await this.#removal(caller, id, NO_ERRORS));
  }

  @Post('delete')
  @Once()
  async remove(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Param('id') id: string): Promise<void> {
    const name = displayName(await this.facts.user(caller, id));
    try {
      await this.users.remove(caller, [id]);
      this.pages.redirect(reply, USERS_PATH, { kind: 'good', text: `${name} is deleted.` });
    } catch (error) {
      await this.pages.invalid(request, reply, error, USER_LABELS, (errors) => this.#removal(caller, id, errors));
    }
  }

  async #page(viewer: Accountability, id: string, typed: { values: UserFormValues; seen: ReturnType<typeof parseSeen> } | null, errors: FormErrors): Promise<PageSpec> {
    const user = await this.facts.user(viewer, id);
    const isOwn = viewer.user === id;
    const [roles, closed, lock, remove, seeActivity, choices] = await Promise.all([
      this.facts.chain(viewer, user.role?.id ?? null),
      this.changeable.closedFields(viewer, id),
      this.#may(viewer, 'status', id),
      this.#may(viewer, 'delete', id),
      this.access.can(viewer, 'read', 'directus_activity'),
      this.facts.choices(viewer),
    ]);
    const givable = choices.roles && (await this.changeable.rolesToGive(viewer, choices.roles, ({ value }) => value, user.role?.id));
    const canChoosePolicies = closed !== null && !closed.has('policies') && choices.policies !== null;
    const [policies, overview, sessions, secondFactor, activity] = await Promise.all([
      this.facts.policies(viewer, id, roles),
      this.overviews.of(viewer, id),
      lock || isOwn ? this.sessions.of(viewer, id) : null,
      this.secondFactors.shownTo(viewer, id),
      seeActivity ? this.facts.activity(viewer, id) : [],
    ]);
    // What cannot be ticked is no tick that was taken away.
    const attachments = typed?.seen.attachments ?? (canChoosePolicies ? ownAttachments(policies) : {});
    const seen = typed?.seen.values ?? { ...valuesOf(user), policies: Object.keys(attachments) };
    const page = userPage({
      user, values: typed?.values ?? seen, seen, attachments, errors, roles, policies, overview, sessions, secondFactor, activity, closed, choices: { roles: givable, policies: canChoosePolicies ? choices.policies : null }, isOwn, passwordMinBytes: this.config.passwords.minBytes,
      can: { setStatus: lock, setToken: await this.#may(viewer, 'token', id), remove, seeActivity, invite: viewer.admin },
      now: this.clock.now(),
    });
    return { template: 'users/show', title: page.name, page };
  }

  async #may(viewer: Accountability, thing: DoneToPeople, id: string): Promise<boolean> {
    return (await this.changeable.among(viewer, [id], [thing])).length > 0;
  }

  async #removal(caller: Accountability, id: string, errors: FormErrors): Promise<PageSpec> {
    const name = displayName(await this.facts.user(caller, id));
    const path = `${USERS_PATH}/${id}`;
    return {
      template: 'users/delete',
      title: `Delete ${name}?`,
      page: {
        title: `Delete ${name}?`, action: `${path}/delete`, submitLabel: 'Delete user', cancelUrl: path, errors: errors.summary,
        consequences: ['Their sessions, invitations and policies go with them, and their address can be used again.', 'What they did stays in the activity, with their name.', 'This cannot be undone. Suspend or archive them if you may need them again.'],
      },
    };
  }

  async #conflict(request: DoorRequest, reply: DoorReply, caller: Accountability, id: string, body: FormBody, { stale }: StaleChangeError): Promise<void> {
    const user = await this.facts.user(caller, id);
    const now = { ...valuesOf(user), policies: [] };
    await this.pages.show(request, reply, {
      template: 'users/conflict', title: 'Somebody else changed this user', status: 409, page: userConflictPage({ path: `${USERS_PATH}/${id}`, name: displayName(user), stale, body, seen: parseSeen(body), now }),
    });
  }
}

/** A status that a person can be put back into; an accepted or verified one has its own way. */
const UNDOABLE: ReadonlySet<string> = new Set(['active', 'suspended', 'archived', 'draft']);
