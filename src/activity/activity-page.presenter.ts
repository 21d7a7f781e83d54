import { MASK } from '../access/query/shape';
import { absoluteTime } from '../doors/html/relative-time';
import type { Total } from '../access/items/total';
import { counted, countedFirst, listUrl, pagination, type ListRules, type ListState, type Pagination } from '../doors/html/list-page.presenter';
import { activitySentence, sentenceText, type SentencePart, type StoredNames } from './activity-sentence';
import { EVENT_KINDS, type EventKind } from './activity.actions';
import { fieldLabel, valueText } from './field-words';
import type { FieldChange } from './snapshot';

export const ACTIVITY_PATH = '/admin/activity';
export const ACTIVITY_PER_PAGE = 50;
export const ACTIVITY_RULES: ListRules = { filters: ['actor', 'subject', 'kind', 'collection', 'from', 'to'], sorts: ['-timestamp', 'timestamp'] };

/** One row of directus_activity as the reader delivers it. */
export interface ActivityItem {
  readonly id: number;
  readonly action: string;
  readonly event: string | null;
  readonly user: string | null;
  readonly timestamp: string;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly origin: string | null;
  readonly collection: string;
  readonly item: string;
  readonly subject: string | null;
  readonly names: StoredNames | null;
  readonly changes: Record<string, FieldChange> | null;
}

/** Which of the named things still exist and may be seen, as `collection/id`. */
export type Existing = ReadonlySet<string>;

/** A piece of a sentence; a name leads to what it names while that exists. */
export interface SentencePiece {
  readonly text: string;
  readonly isName: boolean;
  readonly url: string | null;
}

export interface ActivityRow {
  readonly sentence: readonly SentencePiece[];
  readonly icon: string;
  readonly time: string;
  readonly iso: string;
  readonly detailUrl: string;
  /** What changed, where the sentence does not say it: "Title, Language", "5 fields". */
  readonly note: string | null;
}

export interface Chip {
  readonly label: string;
  readonly removeUrl: string;
}

export interface ActivityPage {
  readonly heading: string;
  readonly days: readonly { readonly heading: string; readonly rows: readonly ActivityRow[] }[];
  readonly filters: {
    readonly action: string;
    readonly actor: string;
    readonly subject: string;
    readonly from: string;
    readonly to: string;
    readonly kinds: readonly Choice[];
    readonly collections: readonly Choice[];
    readonly isOpen: boolean;
  };
  readonly chips: readonly Chip[];
  readonly clearUrl: string;
  readonly pagination: Pagination;
  readonly empty: { readonly title: string; readonly text: string; readonly actionUrl: string | null; readonly actionLabel: string | null } | null;
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  directus_users: 'Users',
  directus_roles: 'Roles',
  directus_policies: 'Policies',
  directus_access: 'Who holds which policy',
  directus_permissions: 'Permissions',
  directus_settings: 'Settings',
  usher_outbox: 'Outbox',
};

const ICONS: Readonly<Record<EventKind, string>> = {
  user: 'user', role: 'shield-check', policy: 'scroll-text', permission: 'list-checks', settings: 'settings-2', invitation: 'mail', registration: 'user-plus', session: 'log-in', password: 'key-round', two_factor: 'lock-keyhole', outbox: 'send', server: 'server',
};

export interface ActivityFacts {
  readonly items: readonly ActivityItem[];
  readonly total: Total;
  readonly state: ListState;
  readonly existing: Existing;
  readonly now: Date;
  /** Names of the people that the filters `actor` and `subject` mean, where they were given as keys. */
  readonly filterNames: { readonly actor: string | null; readonly subject: string | null };
}

export function activityPage({ items, total, state, existing, now, filterNames }: ActivityFacts): ActivityPage {
  const chips = chipsFor(state, filterNames);
  const urlOf = (change: Partial<ListState>) => listUrl(ACTIVITY_PATH, state, ACTIVITY_RULES, change);
  return {
    heading: total === 0 ? 'Nothing' : countedFirst(total, 'entry', 'entries'),
    days: byDay(items, existing, now),
    filters: {
      action: ACTIVITY_PATH,
      actor: state.filters['actor'] ?? '',
      subject: state.filters['subject'] ?? '',
      from: state.filters['from'] ?? '',
      to: state.filters['to'] ?? '',
      kinds: choices('Any kind', EVENT_KINDS.map(({ kind, label }) => [kind, label]), state.filters['kind']),
      collections: choices('Anything', Object.entries(COLLECTIONS), state.filters['collection']),
      isOpen: chips.length > 0,
    },
    chips,
    clearUrl: ACTIVITY_PATH,
    pagination: pagination(total, state.page, ACTIVITY_PER_PAGE, (page) => urlOf({ page })),
    empty: total !== 0 ? null : emptyState(chips.length > 0),
  };
}

export interface ActivityDetail {
  readonly sentence: readonly SentencePiece[];
  readonly title: string;
  readonly icon: string;
  readonly time: string;
  readonly iso: string;
  readonly breadcrumb: readonly { readonly label: string; readonly url: string | null }[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly changes: readonly { readonly field: string; readonly before: string | null; readonly after: string | null; readonly isSecret: boolean }[];
  readonly more: readonly { readonly label: string; readonly url: string }[];
}

export function activityDetail(item: ActivityItem, existing: Existing): ActivityDetail {
  const parts = activitySentence(item);
  const names = namesByKey(item);
  const words = (value: unknown) => names.get(value) ?? valueText(value);
  return {
    sentence: pieces(parts, existing),
    title: sentenceText(parts),
    icon: iconOf(item),
    time: absoluteTime(item.timestamp),
    iso: item.timestamp,
    breadcrumb: [{ label: 'Activity', url: ACTIVITY_PATH }],
    facts: [
      { label: 'What', value: COLLECTIONS[item.collection] ?? item.collection },
      { label: 'Key', value: item.item },
      { label: 'IP address', value: item.ip ?? 'Not known' },
      { label: 'Program', value: item.user_agent ?? 'Not known' },
      ...(item.origin ? [{ label: 'Page', value: item.origin }] : []),
    ],
    changes: Object.entries(item.changes ?? {}).map(([field, change]) => ({
      field: fieldLabel(field),
      before: words(change.before),
      after: words(change.after),
      isSecret: change.before === MASK || change.after === MASK,
    })),
    more: moreLinks(item),
  };
}

function moreLinks(item: ActivityItem): { label: string; url: string }[] {
  const link = (label: string, filter: string, value: string) => ({ label, url: `${ACTIVITY_PATH}?${new URLSearchParams({ [filter]: value }).toString()}` });
  const subject = nameOf(item.names?.['subject']);
  return [
    ...(item.user ? [link(`Everything that ${nameOf(item.names?.['actor']) ?? 'this person'} did`, 'actor', item.user)] : []),
    ...(item.subject ? [link(`Everything about ${subject ?? item.subject}`, 'subject', item.subject)] : []),
  ];
}

/** Keys among the values are read as the names that the entry kept for them. */
function namesByKey({ names }: ActivityItem): Map<unknown, string> {
  return new Map(Object.values(names ?? {}).flatMap((named) => (typeof named === 'object' && named?.id ? [[named.id, named.name] as const] : [])));
}

function nameOf(named: StoredNames[string]): string | null {
  return typeof named === 'string' ? named : (named?.name ?? null);
}

function byDay(items: readonly ActivityItem[], existing: Existing, now: Date): { heading: string; rows: ActivityRow[] }[] {
  const days: { heading: string; rows: ActivityRow[] }[] = [];
  for (const item of items) {
    const heading = dayHeading(item.timestamp, now);
    if (days.at(-1)?.heading !== heading) days.push({ heading, rows: [] });
    days.at(-1)!.rows.push(rowFor(item, existing));
  }
  return days;
}

function rowFor(item: ActivityItem, existing: Existing): ActivityRow {
  return {
    sentence: pieces(activitySentence(item), existing),
    icon: iconOf(item),
    time: item.timestamp.slice(11, 16),
    iso: item.timestamp,
    detailUrl: `${ACTIVITY_PATH}/${item.id}`,
    note: changedNote(item),
  };
}

const FIELDS_NAMED = 3;

function changedNote({ event, action, changes }: ActivityItem): string | null {
  const fields = Object.keys(changes ?? {});
  // Finer events name their one field themselves.
  if (action !== 'update' || fields.length === 0 || (fields.length === 1 && !event?.endsWith('.changed'))) return null;
  return fields.length > FIELDS_NAMED ? counted(fields.length, 'field') : fields.map(fieldLabel).join(', ');
}

function pieces(parts: readonly SentencePart[], existing: Existing): SentencePiece[] {
  return parts.map((part) => ({ text: part.text, isName: part.name === true, url: part.name ? urlOf(part.collection, part.id, existing) : null }));
}

const PATHS: Readonly<Record<string, string>> = { directus_users: '/admin/users', directus_roles: '/admin/settings/roles', directus_policies: '/admin/settings/policies' };

function urlOf(collection: string | null, id: string | null, existing: Existing): string | null {
  if (collection === null || id === null || !existing.has(`${collection}/${id}`)) return null;
  const path = PATHS[collection];
  return path ? `${path}/${encodeURIComponent(id)}` : null;
}

/** What the pages of a list name, by collection: the caller asks the reader which of them are there. */
export function namedThings(items: readonly ActivityItem[]): Map<string, string[]> {
  const things = new Map<string, Set<string>>();
  for (const part of items.flatMap((item) => activitySentence(item))) {
    if (!part.name || !part.collection || !part.id || !PATHS[part.collection]) continue;
    if (!things.has(part.collection)) things.set(part.collection, new Set());
    things.get(part.collection)!.add(part.id);
  }
  return new Map([...things].map(([collection, ids]) => [collection, [...ids]]));
}

function iconOf({ event }: ActivityItem): string {
  const kind = event?.split('.')[0] ?? '';
  return Object.hasOwn(ICONS, kind) ? ICONS[kind as EventKind] : 'activity';
}

// Made once: making one costs a hundred times what using it does.
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

function dayHeading(iso: string, now: Date): string {
  const day = iso.slice(0, 10);
  if (day === now.toISOString().slice(0, 10)) return 'Today';
  if (day === new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10)) return 'Yesterday';
  return DAY.format(new Date(iso));
}

function chipsFor(state: ListState, names: ActivityFacts['filterNames']): Chip[] {
  const { actor, subject, kind, collection, from, to } = state.filters;
  const labels: Record<string, string | undefined> = {
    actor: actor && `By: ${names.actor ?? actor}`,
    subject: subject && `About: ${names.subject ?? subject}`,
    kind: kind && (EVENT_KINDS.find((candidate) => candidate.kind === kind)?.label ?? kind),
    collection: collection && (COLLECTIONS[collection] ?? collection),
    from: from && `From ${from}`,
    to: to && `Until ${to}`,
  };
  return Object.entries(labels)
    .filter((entry): entry is [string, string] => Boolean(entry[1]))
    .map(([filter, label]) => ({ label, removeUrl: listUrl(ACTIVITY_PATH, state, ACTIVITY_RULES, { page: 1, filters: { ...state.filters, [filter]: '' } }) }));
}

function choices(any: string, entries: readonly (readonly [string, string])[], selected = ''): Choice[] {
  return [['', any] as const, ...entries].map(([value, label]) => ({ value, label, selected: value === selected }));
}

function emptyState(isFiltered: boolean): ActivityPage['empty'] {
  if (isFiltered) return { title: 'Nothing matches', text: 'No entry fits all of these filters.', actionUrl: ACTIVITY_PATH, actionLabel: 'Clear the filters' };
  return { title: 'Nothing has happened yet', text: 'Every change to users, roles, policies and settings will be listed here, with who made it.', actionUrl: null, actionLabel: null };
}
