import { Prisma, type User } from '../generated/sqlite/client';
import { hashToken } from '../platform/tokens/token-text';
import type { UserChanges } from './user-changes';

/** Changes whose slow part is done: what a transaction may be given. Only `prepare-user.ts` and drafts make one. */
export interface PreparedUserChanges extends Omit<UserChanges, 'password' | 'currentPassword'> {
  /** Argon2id text, or null to have no password. */
  readonly passwordHash?: string | null;
  /** A static token that Usher made (`static-tokens.ts`), which anybody may have who may have one at all. */
  readonly madeToken?: string;
}

/** The columns of a user that are written by changes. */
export type UserColumns = Partial<Omit<User, 'id' | 'createdAt' | 'tfaSecret'>>;

export function columnsOf(changes: PreparedUserChanges): UserColumns {
  const { id: _, policies: __, tfaSecret: ___, email, token: typedToken, madeToken, passwordHash, authData, ...plain } = changes;
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

const JSON_COLUMNS = new Set(['tags', 'themeLightOverrides', 'themeDarkOverrides', 'authData']);

/** For the database, which has two kinds of null in a JSON column. */
export function forDatabase(columns: UserColumns): Prisma.UserUncheckedUpdateManyInput {
  return Object.fromEntries(Object.entries(columns).map(([column, value]) => [column, value === null && JSON_COLUMNS.has(column) ? Prisma.DbNull : value]));
}

function present(columns: Record<string, unknown>): UserColumns {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return (a ?? null) === (b ?? null) || JSON.stringify(a) === JSON.stringify(b);
}
