import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { BulkInsert } from '../platform/database/bulk-insert';
import type { Table } from '../platform/database/table';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { beginningOf } from '../platform/payload/storable-text';
import { EVENTS, type ActivityEvent, type Named, type NamesOf } from './activity.actions';
import { fieldChanges, snapshot, type FieldChange, type Item } from './snapshot';

/** One thing that happened. `before` and `after` are whole rows (as Prisma or the wire has them); secrets in them are masked here. */
export interface ActivityRecord<E extends ActivityEvent> {
  event: E;
  /** The collection and key of the row that was written, as in the dialect: an attachment is an item of directus_access. */
  collection: string;
  item: string | number;
  /** `subject` alone as a text names the item itself; give the object where the sentence is about something else. */
  names: NamesOf<E>;
  /** Whose doing it was, where the caller is not the one: somebody who redeems a link is not signed in yet. */
  by?: { id: string; name: string };
  before?: object;
  after?: object;
  /** Of a creation: the fields that were sent, and those that presets filled. The dialect's revision tells these apart from the others. Absent: all. */
  given?: object;
}

const MAX_USER_AGENT = 512;
const MAX_NAME = 200;

/** Writes the activity, in the transaction of the change it tells about. */
@Injectable()
export class ActivityLog {
  constructor(private readonly bulk: BulkInsert) {}

  /**
   * One activity row; with `before` and `after` also the changed fields, and for creations and updates the dialect's revision.
   * An update that changed nothing is still recorded, since somebody asked for it. Answers the activity's id.
   */
  async record<E extends ActivityEvent>(work: UnitOfWork, happened: ActivityRecord<E>): Promise<number> {
    return (await this.recordMany(work, [happened])).get(String(happened.item))!;
  }

  /** The same for many things at once, each about an item of its own: a few statements instead of two for each. Answers the ids by item. */
  async recordMany<E extends ActivityEvent>(work: UnitOfWork, happenings: readonly ActivityRecord<E>[]): Promise<ReadonlyMap<string, number>> {
    const rows = happenings.map((happened) => {
      const changes = fieldChanges(happened.before, happened.after);
      return { activity: activityRow(work, happened, changes), revision: revisionRow(happened, changes) };
    });
    const written = await this.bulk.into<{ id: number; item: string }>(work, ACTIVITY, rows.map(({ activity }) => activity), ['id', 'item']);
    const idOf = new Map(written.map(({ id, item }) => [item, Number(id)]));
    const revisions = rows.flatMap(({ revision }) => (revision ? { ...revision, activityId: idOf.get(revision.item)! } : []));
    await this.bulk.into(work, REVISIONS, revisions);
    return idOf;
  }
}

const ACTIVITY: Table = {
  name: 'directus_activity',
  columns: {
    action: 'action', event: 'event', userId: 'user', timestamp: 'timestamp', ip: 'ip', userAgent: 'user_agent', origin: 'origin', collection: 'collection', item: 'item', subject: 'subject', names: 'names', changes: 'changes',
  },
  json: ['names', 'changes'],
};
const REVISIONS: Table = { name: 'directus_revisions', columns: { activityId: 'activity', collection: 'collection', item: 'item', data: 'data', delta: 'delta' }, json: ['data', 'delta'] };

type Changes = Readonly<Record<string, FieldChange>>;

function activityRow<E extends ActivityEvent>(work: UnitOfWork, happened: ActivityRecord<E>, changes: Changes) {
  const item = String(happened.item);
  const names = storedNames(work.accountability, happened, item);
  return {
    action: EVENTS[happened.event].action,
    event: happened.event,
    userId: happened.by?.id ?? work.accountability.user,
    timestamp: work.now,
    ip: work.accountability.ip,
    userAgent: header(work.accountability.userAgent),
    origin: header(work.accountability.origin),
    collection: happened.collection,
    item,
    subject: names['subject']?.id ?? item,
    names: names as object,
    ...(Object.keys(changes).length > 0 && { changes: changes as object }),
  };
}

/** The dialect keeps revisions of creations, with what was sent, and of updates, with the whole row besides. */
function revisionRow<E extends ActivityEvent>({ event, collection, item, before, after, given }: ActivityRecord<E>, changes: Changes): { collection: string; item: string; data: object; delta: object } | null {
  const { action } = EVENTS[event];
  if (!after || (action !== 'create' && action !== 'update')) return null;
  const whole = snapshot(after);
  const delta = before ? Object.fromEntries(Object.entries(changes).map(([field, change]) => [field, change.after])) : given ? only(whole, Object.keys(snapshot(given))) : whole;
  return { collection, item: String(item), data: before ? whole : delta, delta };
}

function only(data: Item, fields: readonly string[]): Item {
  return Object.fromEntries(Object.entries(data).filter(([field]) => fields.includes(field)));
}

type StoredName = { name: string; collection?: string; id?: string };

function storedNames<E extends ActivityEvent>(accountability: Accountability, happened: ActivityRecord<E>, item: string): Record<string, StoredName> {
  const stored: Record<string, StoredName> = { actor: actorName(accountability, happened.by) };
  for (const [key, named] of Object.entries(happened.names as Record<string, Named | null | undefined>)) {
    if (named === null || named === undefined) continue;
    if (typeof named !== 'string') stored[key] = { ...named, name: cut(named.name, MAX_NAME) };
    else stored[key] = { name: cut(named, MAX_NAME), ...(key === 'subject' && { collection: happened.collection, id: item }) };
  }
  return stored;
}

function actorName(accountability: Accountability, by: { id: string; name: string } | undefined): StoredName {
  if (by) return { name: cut(by.name, MAX_NAME), collection: 'directus_users', id: by.id };
  const name = cut(accountability.name, MAX_NAME);
  return accountability.user ? { name, collection: 'directus_users', id: accountability.user } : { name };
}

/** What a client sent about itself, made harmless for logs and pages: no control characters, not endless. */
function header(text: string | null): string | null {
  return text === null ? null : cut(text, MAX_USER_AGENT) || null;
}

function cut(text: string, length: number): string {
  // eslint-disable-next-line no-control-regex -- control characters are what has to go
  return beginningOf(text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' '), length).trim();
}
