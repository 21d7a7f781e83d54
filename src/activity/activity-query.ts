import type { ListState } from '../doors/html/list-page.presenter';

/** A filter that names somebody or something: by key, or by a text for which the keys were looked up. */
export type Wanted = readonly string[] | null;

export const ACTIVITY_FIELDS = ['id', 'action', 'event', 'user', 'timestamp', 'ip', 'user_agent', 'origin', 'collection', 'item', 'subject', 'names', 'changes'] as const;

/** The list's state as a filter of the dialect. Dates that are none are left out: a list never fails. */
export function activityFilter(state: ListState, actors: Wanted, subjects: Wanted): Record<string, unknown> {
  const { kind, collection, from, to } = state.filters;
  const conditions: Record<string, unknown>[] = [];
  if (actors) conditions.push({ user: { _in: actors } });
  if (subjects) conditions.push({ _or: [{ subject: { _in: subjects } }, { item: { _in: subjects } }] });
  if (kind) conditions.push({ event: { _starts_with: `${kind}.` } });
  if (collection) conditions.push({ collection: { _eq: collection } });
  if (isDay(from)) conditions.push({ timestamp: { _gte: `${from}T00:00:00.000Z` } });
  if (isDay(to)) conditions.push({ timestamp: { _lt: `${dayAfter(to)}T00:00:00.000Z` } });
  return conditions.length === 0 ? {} : { _and: conditions };
}

/** The newest first, and in the order of writing within one instant. */
export function activitySort(state: ListState): string[] {
  return state.sort === 'timestamp' ? ['timestamp', 'id'] : ['-timestamp', '-id'];
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
