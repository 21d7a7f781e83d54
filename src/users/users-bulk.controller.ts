import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { isExact } from '../access/items/total';
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
import { bulkChanges, bulkDone, bulkWords, parseBulkAction, shutsOut, type BulkAction } from './bulk-action';
import { bulkPage } from './bulk-page.presenter';
import { ChangeablePeople } from './changeable-people';
import { USER_LABELS } from './user-form';
import { UserPageReader } from './user-page.reader';
import { BULK_PATH, CHANGED_AT_MOST, usersListQuery, usersListState, USERS_LIST, USERS_PATH } from './users-list';
import type { ListedUser } from './users-page.presenter';
import { UsersService } from './users.service';

const COLLECTION = 'directus_users';
const NAMES = ['id', 'email', 'first_name', 'last_name'];
const SHOWN_BY_NAME = 10;

/** Who is meant: the ticked rows, or everybody whom the list's search and filters find. */
interface Selection {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly everybody: boolean;
  readonly ids: readonly string[];
}

/** Whom of a selection the caller can do it to, by name, and how many others it finds. */
interface Meant {
  readonly ids: readonly string[];
  readonly leftOut: number;
  /** More than one change takes; then nobody is meant. */
  readonly areTooMany: boolean;
}

/** One thing done to many people: a page that asks, with number and effect, and the change. */
@Controller(BULK_PATH.slice(1))
@AdminApp()
export class UsersBulkController {
  constructor(
    private readonly users: UsersService,
    private readonly reader: ItemReader,
    private readonly facts: UserPageReader,
    private readonly changeable: ChangeablePeople,
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
    const meant = await this.#meant(caller, action, selection);
    if (meant.ids.length === 0) return this.#nobody(reply, selection, meant);
    await this.pages.show(request, reply, await this.#question(caller, action, selection, meant, NO_ERRORS));
  }

  @Post()
  @Once()
  async act(@Req() request: DoorRequest, @Res() reply: DoorReply, @Caller() caller: Accountability, @Body() body: FormBody): Promise<void> {
    const action = parseBulkAction(text(body, 'action'));
    if (!action) throw new InvalidPayloadError({ reason: '"action" is not one of the actions' });
    const selection = selectionOf(body);
    const meant = await this.#meant(caller, action, selection);
    const { ids } = meant;
    if (ids.length === 0) return this.#nobody(reply, selection, meant);
    try {
      // What was agreed to was a number of people; another number is another question.
      if (ids.length !== Number(text(body, 'count'))) throw new UnprocessableContentError({ reason: `Meanwhile it is ${counted(ids.length, 'user')}. Look again before you go on` });
      const changes = bulkChanges(action);
      if (!changes) await this.users.remove(caller, ids);
      const changed = changes ? await this.users.change(caller, ids, changes) : ids.length;
      this.pages.redirect(reply, backUrl(selection), { kind: changed === 0 ? 'info' : 'good', text: bulkDone(action, { changed, already: ids.length - changed }, await this.#roleName(caller, action)) });
    } catch (error) {
      await this.pages.invalid(request, reply, error, USER_LABELS, (errors) => this.#question(caller, action, selection, meant, errors));
    }
  }

  #nobody(reply: DoorReply, selection: Selection, { leftOut, areTooMany }: Meant): void {
    const tooMany = `At most ${counted(CHANGED_AT_MOST, 'user')} can be changed at once. Narrow the filter down.`;
    this.pages.redirect(reply, backUrl(selection), { kind: 'bad', text: areTooMany ? tooMany : leftOut === 0 ? 'None of them is there any more.' : 'You may not do this to any of them.' });
  }

  async #question(caller: Accountability, action: BulkAction, selection: Selection, { ids, leftOut }: Meant, errors: FormErrors): Promise<PageSpec> {
    const { fields, sort } = await this.#names(caller);
    const [people, roleName] = await Promise.all([this.reader.readMany<ListedUser>(caller, COLLECTION, ids.slice(0, SHOWN_BY_NAME), { fields, sort }), this.#roleName(caller, action)]);
    const shutsOutViewer = shutsOut(action) && caller.user !== null && ids.includes(caller.user);
    const page = bulkPage({ shutsOutViewer, words: bulkWords(action, ids.length, roleName), count: ids.length, leftOut, people, action: text(selection.fields, 'action'), fields: selection.fields, ids: selection.ids, everybody: selection.everybody, cancelUrl: backUrl(selection), errors: errors.summary });
    return { template: 'users/bulk', title: page.title, page };
  }

  async #meant(caller: Accountability, action: BulkAction, selection: Selection): Promise<Meant> {
    const filter = await this.#filterOf(caller, selection);
    const found = await this.reader.total(caller, COLLECTION, { filter }, CHANGED_AT_MOST);
    if (!isExact(found)) return { ids: [], leftOut: 0, areTooMany: true };
    const { sort } = await this.#names(caller);
    const keys = (await this.reader.keys(caller, COLLECTION, { filter, sort, limit: CHANGED_AT_MOST })).map(String);
    const ids = await this.changeable.among(caller, keys, [action.kind]);
    return { ids, leftOut: keys.length - ids.length, areTooMany: false };
  }

  /** What people are called, as far as the caller may read it, and their order by it. */
  async #names(caller: Accountability): Promise<{ fields: string[]; sort: string[] }> {
    const fields = await this.access.readableFields(caller, COLLECTION, NAMES);
    return { fields, sort: [...fields].reverse() };
  }

  async #filterOf(caller: Accountability, { fields, everybody, ids }: Selection): Promise<Record<string, unknown>> {
    if (!everybody) return { id: { _in: ids.length > 0 ? ids : ['none'] } };
    const state = usersListState(fields);
    if (state.unknownStatus !== null) return { id: { _null: true } };
    return usersListQuery(state, new Set(await this.access.readableFields(caller, COLLECTION, NAMES))).filter;
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
