import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import type { FormBody } from '../doors/html/form-reader';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { AppConfig } from '../platform/config/app-config';
import { ChangeablePeople, type DoneToPeople } from './changeable-people';
import { BLANK_USER_FORM, newUser, parseUserForm, USER_LABELS, userFields, type UserFormValues } from './user-form';
import { UserPageReader } from './user-page.reader';
import { usersListState, USERS_PATH } from './users-list';
import { usersPage } from './users-page.presenter';
import { UsersService } from './users.service';

const COLLECTION = 'directus_users';

/** The directory: who is there, and somebody new. */
@Controller('admin/users')
@AdminApp()
export class UsersAdminController {
  constructor(
    private readonly users: UsersService,
    private readonly facts: UserPageReader,
    private readonly changeable: ChangeablePeople,
    private readonly access: AccessControl,
    private readonly pages: Pages,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  async index(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Query() query: Record<string, unknown>): Promise<void> {
    await this.access.require(caller, 'read', COLLECTION);
    const state = usersListState(query);
    const [{ users, total }, roles, create, changeable, remove] = await Promise.all([
      this.facts.directory(caller, state),
      this.facts.roles(caller),
      this.access.can(caller, 'create', COLLECTION),
      this.access.changeableFields(caller, COLLECTION, ['status', 'role']),
      this.access.can(caller, 'delete', COLLECTION),
    ]);
    const can = { create, setStatus: changeable.includes('status'), setRole: changeable.includes('role'), remove };
    const things: DoneToPeople[] = [...(can.setStatus ? ['status' as const] : []), ...(can.setRole ? ['role' as const] : []), ...(remove ? ['delete' as const] : [])];
    const choosable = await this.changeable.among(caller, users.map(({ id }) => id), things);
    const givable = can.setRole ? await this.changeable.rolesToGive(caller, roles, ({ id }) => id) : [];
    const isUnfiltered = state.search === '' && Object.keys(state.filters).length === 0;
    const page = usersPage({ state, users, total, isUnfiltered, roles, givable, can, changeable: new Set(choosable), now: this.clock.now() });
    await this.pages.show(request, reply, { template: 'users/index', title: 'Users', page });
  }

  @Get('new')
  async blank(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Query('role') role: unknown): Promise<void> {
    await this.access.require(caller, 'create', COLLECTION);
    await this.pages.show(request, reply, await this.#form(caller, { ...BLANK_USER_FORM, roleId: typeof role === 'string' ? role : '' }, NO_ERRORS));
  }

  @Post('new')
  @Once()
  async create(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    const values = parseUserForm(body);
    try {
      const id = await this.users.create(caller, newUser(caller, values, { withRole: true }));
      this.pages.redirect(reply, `${USERS_PATH}/${id}`, { kind: 'good', text: values.signIn === 'invitation' ? `The user is created; an invitation to ${values.email} waits in the outbox.` : 'The user is created.' });
    } catch (error) {
      await this.pages.invalid(request, reply, error, USER_LABELS, (errors) => this.#form(caller, values, errors));
    }
  }

  async #form(caller: Accountability, values: UserFormValues, errors: FormErrors): Promise<PageSpec> {
    const { roles, policies } = await this.facts.choices(caller);
    const choices = { roles: roles && (await this.changeable.rolesToGive(caller, roles, ({ value }) => value)), policies };
    return {
      template: 'users/new',
      title: 'Create user',
      page: { path: USERS_PATH, breadcrumb: [{ label: 'Users', url: USERS_PATH }], errors: errors.summary, fields: userFields(values, errors, { isNew: true, passwordMinBytes: this.config.passwords.minBytes, ...choices }) },
    };
  }
}
