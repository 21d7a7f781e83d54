import type { StaleEdit } from '../platform/errors/errors';
import type { RoleChanges, SeenRole } from './role-changes';

export interface RoleNow {
  readonly id: string;
  readonly name: string;
  readonly icon: string;
  readonly description: string | null;
  readonly parentId: string | null;
}

export interface PersonNow {
  readonly id: string;
  readonly name: string;
  readonly roleId: string | null;
}

export interface StaleFacts {
  readonly seen: SeenRole;
  readonly changes: Pick<RoleChanges, 'name' | 'icon' | 'description' | 'parentId'>;
  /** Null for a role that is being made. */
  readonly role: RoleNow | null;
  /** The role that each of these people is to have. */
  readonly wanted: ReadonlyMap<string, string | null>;
  /** Those of them who still exist. */
  readonly people: ReadonlyMap<string, PersonNow>;
  readonly roleName: (id: string | null) => string;
}

const LABELS = { name: 'Name', icon: 'Icon', description: 'Description', parentId: 'Part of' } as const;

/**
 * What somebody else changed on the very things that this change touches. Only values that the author saw are compared, so an
 * invitation that was accepted meanwhile is none of it; and where both want the same, there is nothing to disagree about.
 */
export function staleEdits({ seen, changes, role, wanted, people, roleName }: StaleFacts): StaleEdit[] {
  const stale: StaleEdit[] = [];
  for (const field of Object.keys(LABELS) as (keyof typeof LABELS)[]) {
    const mine = changes[field];
    const saw = seen.fields[field];
    if (!role || mine === undefined || saw === undefined) continue;
    const current = role[field];
    if (current === saw || current === mine) continue;
    const shown = (value: string | null) => (field === 'parentId' ? roleName(value) : value);
    stale.push({ subject: field, label: LABELS[field], seen: shown(saw), theirs: shown(current), mine: shown(mine), current });
  }
  for (const [id, mine] of wanted) {
    const saw = seen.roleOf[id];
    const person = people.get(id);
    if (saw === undefined) continue;
    if (!person) {
      // Somebody who was deleted leaves by that, too.
      if (mine !== null) stale.push({ subject: `user:${id}`, label: 'A person', seen: roleName(saw), theirs: 'was deleted', mine: roleName(mine), current: null });
    } else if (person.roleId !== saw && person.roleId !== mine) {
      stale.push({ subject: `user:${id}`, label: person.name, seen: roleName(saw), theirs: roleName(person.roleId), mine: roleName(mine), current: person.roleId });
    }
  }
  return stale;
}
