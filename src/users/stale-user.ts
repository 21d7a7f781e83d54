import type { Named } from '../activity/activity.actions';
import type { User } from '../generated/sqlite/client';
import { StaleChangeError, type StaleEdit } from '../platform/errors/errors';
import { STATUS_WORDS } from './user-event';
import type { UserStatus } from './user-changes';
import type { UserColumns } from './user-columns';

/** The values that the author of a change had in front of them, by column; what is absent is not compared. */
export type SeenUser = Partial<Record<ComparedColumn, string | null>>;

/** What a person can change on the page, secrets aside: nobody sees a secret, so nobody can be surprised by another one. */
export const COMPARED_COLUMNS = {
  firstName: 'First name', lastName: 'Last name', email: 'E-mail address', title: 'Title', location: 'Location', language: 'Language', description: 'Description', status: 'Status', roleId: 'Role',
} as const;

export type ComparedColumn = keyof typeof COMPARED_COLUMNS;

/** Throws StaleChangeError with everything that is touched here and was changed by somebody else after it was seen, unless both want the same. */
export function assertNotStale(now: User, columns: UserColumns, seen: SeenUser, nameOfRole: (id: string) => Named): void {
  const stale = (Object.keys(COMPARED_COLUMNS) as ComparedColumn[])
    .filter((column) => columns[column] !== undefined && seen[column] !== undefined)
    .filter((column) => (seen[column] ?? null) !== now[column] && columns[column] !== now[column])
    .map((column): StaleEdit => {
      const words = (value: string | null | undefined) => wordsFor(column, value ?? null, nameOfRole);
      return { subject: column, label: COMPARED_COLUMNS[column], seen: words(seen[column]), theirs: words(now[column]), mine: words(columns[column]) };
    });
  if (stale.length > 0) throw new StaleChangeError(stale);
}

function wordsFor(column: ComparedColumn, value: string | null, nameOfRole: (id: string) => Named): string | null {
  if (value === null) return null;
  if (column === 'status') return STATUS_WORDS[value as UserStatus] ?? value;
  if (column !== 'roleId') return value;
  const named = nameOfRole(value);
  return typeof named === 'string' ? named : named.name;
}
