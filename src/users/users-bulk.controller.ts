import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { AccessControl } from '../access/permissions/access-control';
import { NO_ERRORS, type FormErrors } from '../doors/html/field-messages';
import { flag, list, text, type FormBody } from '../doors/html/form-reader';
import { counted, listUrl } from '../doors/html/list-page.presenter';
import { Once } from '../doors/html/once';
import { Pages, type PageSpec } from '../doors/html/render';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import type { Accountability } from '../platform/accountability/accountability';
import { InvalidPayloadError, UnprocessableContentError } from '../platform/errors/errors';
import { bulkChanges, bulkWords, parseBulkAction, shutsOut, type BulkAction } from './bulk-action';
import { bulkPage } from './bulk-page.presenter';
import { USER_LABELS } from './user-form';
import { UserPageReader } from './user-page.reader';
import { BULK_PATH, usersListQuery, usersListState, USERS_LIST, USERS_PATH } from './users-list';
import type { ListedUser } from './users-page.presenter';
import { UsersService } from './users.service';

const COLLECTION = 'directus_users';
const NAMES = ['id', 'email', 'first_name', 'last_name'];
const SHOWN_BY_NAME = 10;
const AT_MOST = 10_000;

/** Who is meant: the ticked rows, or everybody whom the list's search and filters find. */
interface Selection {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly everybody: boolean;
  readonly ids: readonly string[];
}

/** One thing done to many people: a page that asks, with number and effect, and the change. */
@Controller(BULK_PATH.slice(1))
@AdminApp()
export class UsersBulkController {
  constructor(
    private readonly users: UsersService,
    private readonly reader: ItemReader,
    private readonly facts: UserPageReader,
    private readonly access: AccessControl,
    private readonly pages: Pages,
  ) {}

  @Get()
  async ask(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Query() query: FormBody): Promise<void> {
    const action = parseBulkAction(text(query, 'action'));
    const selection = selectionOf(query);
    if (!action || (!selection.everybody && selection.ids.length === 0)) {
      return this.pages.redirect(reply, backUrl(selection), { kind: 'bad', text: 'Tick at least one user first.' });
    }
    await this.pages.show(request, reply, await this.#question(caller, action, selection, NO_ERRORS));
  }

  @Post()
  @Once()
  async act(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    const action = parseBulkAction(text(body, 'action'));
    if (!action) throw new InvalidPayloadError({ reason: '"action" is not one of the actions' });
    const selection = selectionOf(body);
    try {
      const ids = await this.#keys(caller, selection);
      // What was agreed to was a number of people; another number is another question.
      if (ids.length !== Number(text(body, 'count'))) throw new UnprocessableContentError({ reason: `Meanwhile it is ${counted(ids.length, 'user')}. Look again before you go on` });
      const changes = bulkChanges(action);
      if (changes) await this.users.change(caller, ids, changes);
      else await this.users.remove(caller, ids);
      const { done } = bulkWords(action, ids.length, await this.#roleName(caller, action));
      this.pages.redirect(reply, backUrl(selection), { kind: 'good', text: done });
    } catch (error) {
      await this.pages.invalid(request, reply, error, USER_LABELS, (errors) => this.#question(caller, action, selection, errors));
    }
  }

  async #question(caller: Accountability, action: BulkAction, selection: Selection, errors: FormErrors): Promise<PageSpec> {
    const filter = await this.#filterOf(caller, selection);
    const [count, people, roleName, isAmong] = await Promise.all([
      this.reader.count(caller, COLLECTION, { filter }),
      this.reader.read<ListedUser>(caller, COLLECTION, { fields: await this.access.readableFields(caller, COLLECTION, NAMES), filter, sort: (await this.access.readableFields(caller, COLLECTION, NAMES)).reverse(), limit: SHOWN_BY_NAME }),
      this.#roleName(caller, action),
      this.reader.count(caller, COLLECTION, { filter: { _and: [filter, { id: { _eq: caller.user } }] } }),
    ]);
    const page = bulkPage({ shutsOutViewer: isAmong > 0 && shutsOut(action), words: bulkWords(action, count, roleName), count, people, action: text(selection.fields, 'action'), fields: selection.fields, ids: selection.ids, everybody: selection.everybody, cancelUrl: backUrl(selection), errors: errors.summary });
    return { template: 'users/bulk', title: page.title, page };
  }

  async #keys(caller: Accountability, selection: Selection): Promise<string[]> {
    const filter = await this.#filterOf(caller, selection);
    if ((await this.reader.count(caller, COLLECTION, { filter })) > AT_MOST) throw new UnprocessableContentError({ reason: `At most ${counted(AT_MOST, 'user')} can be changed at once. Narrow the filter down` });
    return (await this.reader.keys(caller, COLLECTION, { filter, sort: ['id'], limit: AT_MOST })).map(String);
  }

  async #filterOf(caller: Accountability, { fields, everybody, ids }: Selection): Promise<Record<string, unknown>> {
    if (!everybody) return { id: { _in: ids.length > 0 ? ids : ['none'] } };
    return usersListQuery(usersListState(fields), new Set(await this.access.readableFields(caller, COLLECTION, NAMES))).filter;
  }

  async #roleName(caller: Accountability, action: BulkAction): Promise<string | null> {
    if (action.kind !== 'role' || action.roleId === null) return null;
    return (await this.facts.roles(caller)).find(({ id }) => id === action.roleId)?.name ?? null;
  }
}

function selectionOf(fields: FormBody): Selection {
  return { fields, everybody: flag(fields, 'everybody'), ids: [...new Set(list(fields, 'ids'))] };
}

/** The list as it was before, on its first page: who was there may be gone. */
function backUrl({ fields }: Selection): string {
  return listUrl(USERS_PATH, { ...usersListState(fields), page: 1 }, USERS_LIST);
}
