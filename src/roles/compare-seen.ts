import { personName, seededWords } from '../activity/names';
import { inChunks } from '../platform/database/chunks';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { StaleChangeError } from '../platform/errors/errors';
import type { SeenRole } from './role-changes';
import type { PreparedUsers } from './role-members';
import type { RoleColumns } from './role-row';
import { staleEdits, type RoleNow } from './stale-role';

/** What is compared: the role as it is now (null: it is being made), the fields to write, and the people. */
export interface Comparison {
  readonly roleId: string;
  readonly role: RoleNow | null;
  readonly columns: RoleColumns;
  readonly users: PreparedUsers | undefined;
}

/**
 * Throws StaleChangeError where somebody else changed what this change touches after its author saw it. Otherwise answers the
 * people that are left to change: whoever has joined, left or gone by somebody else's hand needs nothing any more.
 */
export async function compareWithSeen(work: UnitOfWork, { roleId, role, columns, users }: Comparison, seen: SeenRole): Promise<PreparedUsers | undefined> {
  const edits = users && !('whole' in users) ? users : null;
  const wanted = new Map<string, string | null>();
  for (const { id, changes } of edits?.update ?? []) wanted.set(id, changes.roleId === undefined ? roleId : changes.roleId);
  for (const id of edits?.delete ?? []) wanted.set(id, null);

  const rows = await inChunks([...wanted.keys()], (some) => work.db.user.findMany({ where: { id: { in: some } }, select: { id: true, firstName: true, lastName: true, email: true, roleId: true } }));
  const people = new Map(rows.map((row) => [row.id, { id: row.id, name: personName(row), roleId: row.roleId }]));
  const names = new Map((await work.db.role.findMany({ select: { id: true, name: true } })).map(({ id, name }) => [id, seededWords(name)]));
  const roleName = (id: string | null) => (id === null ? 'no role' : (names.get(id) ?? (id === roleId ? 'this role' : 'a role that is gone')));
  const stale = staleEdits({ seen, changes: columns, role, wanted, people, roleName });
  if (stale.length > 0) throw new StaleChangeError(stale);

  if (!edits) return users;
  return {
    create: edits.create,
    update: edits.update.filter(({ id }) => people.has(id) && people.get(id)!.roleId !== wanted.get(id)),
    delete: edits.delete.filter((id) => people.get(id)?.roleId === roleId),
  };
}
