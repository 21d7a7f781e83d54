import { seededWords } from '../activity/names';
import type { Total } from '../access/items/total';
import { countedFirst } from '../doors/html/list-page.presenter';
import { iconOf } from './role-icons';
import { inTreeOrder } from './role-tree';
import type { AttachmentRow, RoleRow } from './role-rows';
import { ROLES_URL, roleUrl } from './role-urls';

export interface RolesPageRow {
  readonly id: string;
  readonly name: string;
  readonly icon: string;
  readonly description: string | null;
  readonly url: string;
  /** 0 at the top level. */
  readonly depth: number;
  /** For a screen reader, to whom the indent says nothing. */
  readonly within: string | null;
  readonly users: string;
  readonly usersUrl: string;
  readonly policies: readonly { readonly name: string; readonly tone: string | null; readonly icon: string | null }[];
}

export interface RolesPage {
  readonly breadcrumb: readonly { readonly label: string; readonly url: string | null }[];
  readonly rows: readonly RolesPageRow[];
  readonly withoutRole: { readonly label: string; readonly url: string } | null;
  readonly createUrl: string | null;
}

export interface RolesPageFacts {
  readonly roles: readonly RoleRow[];
  /** People per role id; the empty key are those without a role. */
  readonly countOf: ReadonlyMap<string, Total>;
  readonly attachments: readonly AttachmentRow[];
  readonly can: { readonly create: boolean };
}

/** "Access control": the roles as a tree, each with how many people are in it. */
export function rolesPage({ roles, countOf, attachments, can }: RolesPageFacts): RolesPage {
  const tree = inTreeOrder(roles.map((role) => ({ ...role, name: seededWords(role.name), parentId: role.parent })));
  const nameOf = new Map(tree.map(({ role }) => [role.id, role.name]));
  const without = countOf.get('') ?? 0;
  return {
    breadcrumb: [{ label: 'Settings', url: null }, { label: 'Access control', url: null }],
    rows: tree.map(({ role, depth }) => ({
      id: role.id,
      name: role.name,
      icon: iconOf(role.icon),
      description: seededWords(role.description),
      url: roleUrl(role.id),
      depth: Math.min(depth, 6),
      within: role.parent ? (nameOf.get(role.parent) ?? null) : null,
      users: countedFirst(countOf.get(role.id) ?? 0, 'user'),
      usersUrl: `/admin/users?role=${encodeURIComponent(role.id)}`,
      policies: attachments.filter((row) => row.role === role.id && row.policy).map(({ policy }) => ({ name: seededWords(policy!.name), tone: policy!.admin_access ? 'warn' : null, icon: policy!.admin_access ? 'crown' : null })),
    })),
    withoutRole: without !== 0 ? { label: `${countedFirst(without, 'person has', 'people have')} no role`, url: '/admin/users?role=none' } : null,
    createUrl: can.create ? `${ROLES_URL}/new` : null,
  };
}
