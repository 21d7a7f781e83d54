import type { Prisma, User } from '../generated/sqlite/client';
import type { KeyedTable } from '../platform/database/keyed-rows';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { hashToken } from '../platform/tokens/token-text';
import type { WriteRole } from './nested-roles';
import type { UserChanges } from './user-changes';

/** Changes whose slow part is done: what a transaction may be given. Only `prepare-user.ts` and drafts make one. */
export interface PreparedUserChanges extends Omit<UserChanges, 'password' | 'currentPassword' | 'role'> {
  /** Makes or changes the person's role first, and answers its key. */
  readonly writeRole?: WriteRole;
  /** Argon2id text, or null to have no password. */
  readonly passwordHash?: string | null;
  /** What was stored of the caller's own password when they proved it; the change is refused where that is no longer so. */
  readonly provenPassword?: string;
  /** A static token that Usher made (`static-tokens.ts`), which anybody may have who may have one at all. */
  readonly madeToken?: string;
}

/** The columns of a user that are written by changes. */
export type UserColumns = Partial<Omit<User, 'id' | 'createdAt' | 'tfaSecret'>>;

export function columnsOf(changes: PreparedUserChanges): UserColumns {
  const { id: _, policies: __, tfaSecret: ___, writeRole: ____, email, token: typedToken, madeToken, passwordHash, authData, ...plain } = changes;
  // Who somebody is elsewhere has changed, so what was stored about that is of no more use.
  const forgetsAuthData = plain.provider !== undefined || plain.externalIdentifier !== undefined;
  const token = madeToken ?? typedToken;
  return present({
    ...plain,
    ...(email !== undefined && { email: email?.address ?? null, emailKey: email?.key ?? null }),
    ...(passwordHash !== undefined && { password: passwordHash }),
    ...(token !== undefined && { tokenHash: token === null ? null : hashToken(token) }),
    ...(authData !== undefined ? { authData: authData as Prisma.JsonValue } : forgetsAuthData && { authData: null }),
  });
}

/** The columns whose value is not there yet. */
export function differences(before: User, columns: UserColumns): UserColumns {
  return Object.fromEntries(Object.entries(columns).filter(([column, value]) => !same(before[column as keyof User], value)));
}

/** What the database makes of a person of whom nothing is said. */
export const NEW_USER: Omit<User, 'id' | 'createdAt'> = {
  firstName: null, lastName: null, email: null, emailKey: null, password: null, location: null, title: null, description: null, tags: null, avatar: null, language: null, textDirection: 'auto', tfaSecret: null,
  emailNotifications: true, appearance: null, themeLight: null, themeDark: null, themeLightOverrides: null, themeDarkOverrides: null, status: 'active', roleId: null, tokenHash: null, lastAccess: null, lastPage: null,
  provider: 'default', externalIdentifier: null, authData: null,
};

/** The table of people, for whole rows. */
export const USERS: KeyedTable = {
  name: 'directus_users',
  columns: {
    id: 'id', createdAt: 'created_at', ...(Object.fromEntries(Object.keys(NEW_USER).map((column) => [column, columnName(column)]))),
  },
  json: ['tags', 'themeLightOverrides', 'themeDarkOverrides', 'authData'],
  dates: ['createdAt', 'lastAccess'],
  booleans: ['emailNotifications'],
};

/** `themeLight` → `theme_light`; of a relation the column is called like the relation. */
function columnName(column: string): string {
  return column === 'roleId' ? 'role' : column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function present(columns: Record<string, unknown>): UserColumns {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return (a ?? null) === (b ?? null) || JSON.stringify(a) === JSON.stringify(b);
}

/** With the key of the role that came along, once it is written. */
export async function withRoleWritten(work: UnitOfWork, { writeRole, ...changes }: PreparedUserChanges): Promise<PreparedUserChanges> {
  return writeRole ? { ...changes, roleId: await writeRole(work) } : changes;
}
