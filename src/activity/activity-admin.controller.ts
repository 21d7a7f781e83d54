import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { AccessControl } from '../access/permissions/access-control';
import { AdminApp, Caller } from '../doors/http/access.decorator';
import type { DoorReply, DoorRequest } from '../doors/http/door';
import { listState, type ListState } from '../doors/html/list-page.presenter';
import { Pages } from '../doors/html/render';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { ForbiddenError } from '../platform/errors/errors';
import { ACTIVITY_PER_PAGE, ACTIVITY_RULES, activityDetail, activityPage, namedThings, type ActivityItem, type Existing } from './activity-page.presenter';
import { withOwnName } from './activity-sentence';
import { ACTIVITY_FIELDS, activityFilter, activitySort, type Wanted } from './activity-query';

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MATCHES_AT_MOST = 200;

/** `/admin/activity`: what happened, by whom, to whom. */
@AdminApp()
@Controller('admin/activity')
export class ActivityAdminController {
  constructor(
    private readonly reader: ItemReader,
    private readonly access: AccessControl,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  @Get()
  async index(@Caller() caller: Accountability, @Query() query: Record<string, unknown>, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    const state = listState(query, ACTIVITY_RULES);
    const [actors, subjects] = await Promise.all([this.wanted(caller, state.filters['actor'], ['directus_users']), this.wanted(caller, state.filters['subject'], ['directus_users', 'directus_roles', 'directus_policies'])]);
    const filter = activityFilter(state, actors, subjects);
    const [{ items, total }, filterNames] = await Promise.all([
      this.reader.page<ActivityItem>(caller, 'directus_activity', { fields: [...ACTIVITY_FIELDS], filter, sort: activitySort(state), limit: ACTIVITY_PER_PAGE, page: state.page }, 'all'),
      this.filterNames(caller, state),
    ]);
    const told = withOwnName(items, caller);
    const page = activityPage({ items: told, total, state, existing: await this.existing(caller, told), now: this.clock.now(), filterNames });
    await this.pages.show(request, reply, { template: 'activity/index', title: 'Activity', page });
  }

  @Get(':id')
  async detail(@Caller() caller: Accountability, @Param('id') id: string, @Req() request: DoorRequest, @Res() reply: DoorReply): Promise<void> {
    if (!/^\d{1,15}$/.test(id)) throw new ForbiddenError();
    const [item] = withOwnName([await this.reader.readOne<ActivityItem>(caller, 'directus_activity', Number(id), { fields: [...ACTIVITY_FIELDS] })], caller) as [ActivityItem];
    const page = activityDetail(item, await this.existing(caller, [item]));
    await this.pages.show(request, reply, { template: 'activity/show', title: page.title, page });
  }

  /** The keys that a filter's text means; null where there is none. A key is taken as it is, since what it named may be gone. */
  private async wanted(caller: Accountability, text: string | undefined, collections: readonly string[]): Promise<Wanted> {
    if (!text) return null;
    if (KEY.test(text)) return [text.toLowerCase()];
    const found = await Promise.all(collections.map((collection) => this.readable(caller, collection, { fields: ['id'], search: text, limit: MATCHES_AT_MOST })));
    return found.flat().map(({ id }) => String(id));
  }

  private async existing(caller: Accountability, items: readonly ActivityItem[]): Promise<Existing> {
    const found = await Promise.all(
      [...namedThings(items)].map(async ([collection, ids]) => {
        const there = await this.readable(caller, collection, { fields: ['id'], filter: { id: { _in: ids } }, limit: ids.length });
        return there.map(({ id }) => `${collection}/${String(id)}`);
      }),
    );
    return new Set(found.flat());
  }

  private async filterNames(caller: Accountability, state: ListState): Promise<{ actor: string | null; subject: string | null }> {
    const { actor, subject } = state.filters;
    const [actorName, subjectName] = await Promise.all([this.nameOf(caller, actor, 'actor'), this.nameOf(caller, subject, 'subject')]);
    return { actor: actorName, subject: subjectName };
  }

  /** How the newest entry called what has this key; it may be gone by now. */
  private async nameOf(caller: Accountability, key: string | undefined, role: 'actor' | 'subject'): Promise<string | null> {
    if (!key || !KEY.test(key)) return null;
    const filter = role === 'actor' ? { user: { _eq: key } } : { subject: { _eq: key } };
    const [newest] = await this.reader.read<ActivityItem>(caller, 'directus_activity', { fields: ['names'], filter, sort: ['-id'], limit: 1 });
    const named = newest?.names?.[role];
    return typeof named === 'string' ? named : (named?.name ?? 'nobody known');
  }

  /** What the caller may see of it, which is nothing where the collection is closed to them. */
  private async readable(caller: Accountability, collection: string, query: Record<string, unknown>): Promise<Record<string, unknown>[]> {
    return (await this.access.can(caller, 'read', collection)) ? this.reader.read(caller, collection, query) : [];
  }
}
