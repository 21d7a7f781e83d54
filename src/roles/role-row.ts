import type { Role } from '../generated/sqlite/client';
import type { ActivityEvent, NamesOf } from '../activity/activity.actions';
import { namedRole } from '../activity/names';
import type { RoleChanges } from './role-changes';

/** The columns of a role that a change may write. */
export type RoleColumns = Partial<Pick<Role, 'name' | 'icon' | 'description' | 'parentId'>>;

const COLUMNS = ['name', 'icon', 'description', 'parentId'] as const;
const WIRE = { id: 'id', name: 'name', icon: 'icon', description: 'description', parentId: 'parent', users: 'users', policies: 'policies', children: 'children' } as const;

/** The change as the permissions are asked about it: the dialect's field names. */
export function roleOnTheWire(changes: RoleChanges): Record<string, unknown> {
  const named = Object.entries(WIRE).filter(([key]) => changes[key as keyof RoleChanges] !== undefined);
  return Object.fromEntries(named.map(([key, field]) => [field, changes[key as keyof RoleChanges]]));
}

/** The columns out of a payload that the permissions have seen and filled with their presets. */
export function columnsOf(payload: Readonly<Record<string, unknown>>): RoleColumns {
  return Object.fromEntries(COLUMNS.filter((column) => payload[WIRE[column]] !== undefined).map((column) => [column, payload[WIRE[column]]]));
}

/** Only what differs is written; an empty object means that nothing does. */
export function differences(before: Role, columns: RoleColumns): RoleColumns {
  return Object.fromEntries(Object.entries(columns).filter(([column, value]) => before[column as keyof RoleColumns] !== value));
}

/** The sentence that tells a change of the fields best; before and after hold all of it. */
export function roleEvent(before: Role, after: Role, parent: { readonly id: string; readonly name: string } | null): RoleEvent {
  const changed = COLUMNS.filter((column) => before[column] !== after[column]);
  const subject = namedRole(after);
  if (changed.length === 1 && changed[0] === 'name') return { event: 'role.renamed', names: { subject, from: namedRole(before).name } };
  if (changed.length === 1 && changed[0] === 'parentId') return parent ? { event: 'role.moved', names: { subject, parent: namedRole(parent) } } : { event: 'role.moved_to_top', names: { subject } };
  return { event: 'role.changed', names: { subject } };
}

type EventOf<E extends ActivityEvent> = { readonly event: E; readonly names: NamesOf<E> };
type RoleEvent = EventOf<'role.renamed'> | EventOf<'role.moved'> | EventOf<'role.moved_to_top'> | EventOf<'role.changed'>;
