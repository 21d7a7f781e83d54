import { inChunks } from '../../platform/database/chunks';
import type { Prisma } from '../../generated/sqlite/client';
import type { RoleNode } from './role-tree';
import { chainOf } from './role-tree';

/** Everything that decides who holds what, except which role a person has: these tables are small. */
export interface Authority {
  readonly policies: ReadonlyMap<string, PolicyContent>;
  readonly attachments: readonly Attachment[];
  readonly roles: readonly RoleFacts[];
  /** What strangers get who register; null while nobody can. */
  readonly registrationRole: string | null;
}

export interface PolicyContent {
  readonly id: string;
  readonly adminAccess: boolean;
  readonly appAccess: boolean;
  readonly ipAccess: string | null;
  readonly enforceTfa: boolean;
  readonly permissions: readonly PermissionContent[];
}

export interface PermissionContent {
  readonly collection: string;
  readonly action: string;
  readonly permissions: unknown;
  readonly validation: unknown;
  readonly presets: unknown;
  readonly fields: string | null;
}

export interface Attachment {
  readonly roleId: string | null;
  readonly userId: string | null;
  readonly policyId: string;
}

/** A role and what rules can ask about it (`$CURRENT_ROLE.name`), by the dialect's names. */
export interface RoleFacts extends RoleNode {
  readonly values: Readonly<Record<string, unknown>>;
}

/** A person as far as rights go. */
export interface Person {
  readonly id: string;
  readonly roleId: string | null;
  /** What rules can ask about them (`$CURRENT_USER.title`), by the dialect's names. What changes by itself is not among it. */
  readonly values: Readonly<Record<string, unknown>>;
}

const COLUMNS_OF_PEOPLE = {
  first_name: 'firstName', last_name: 'lastName', email: 'email', location: 'location', title: 'title', description: 'description', tags: 'tags', avatar: 'avatar', language: 'language', status: 'status',
  text_direction: 'textDirection', email_notifications: 'emailNotifications', appearance: 'appearance', theme_light: 'themeLight', theme_dark: 'themeDark', provider: 'provider', external_identifier: 'externalIdentifier',
} as const;
const VALUES_OF_PEOPLE = Object.fromEntries(Object.values(COLUMNS_OF_PEOPLE).map((column) => [column, true])) as Record<(typeof COLUMNS_OF_PEOPLE)[keyof typeof COLUMNS_OF_PEOPLE], true>;

export async function readAuthority(db: Prisma.TransactionClient): Promise<Authority> {
  const policies = await db.policy.findMany({
    select: {
      id: true, adminAccess: true, appAccess: true, ipAccess: true, enforceTfa: true,
      permissions: { select: { collection: true, action: true, permissions: true, validation: true, presets: true, fields: true } },
    },
  });
  const settings = await db.settings.findUnique({ where: { id: 1 }, select: { publicRegistration: true, publicRegistrationRoleId: true } });
  return {
    policies: new Map(policies.map((policy) => [policy.id, policy])),
    attachments: await db.access.findMany({ select: { roleId: true, userId: true, policyId: true } }),
    roles: (await db.role.findMany({ select: { id: true, parentId: true, name: true, icon: true, description: true } })).map(({ name, icon, description, ...node }) => ({ ...node, values: { name, icon, description, parent: node.parentId } })),
    registrationRole: settings?.publicRegistration ? settings.publicRegistrationRoleId : null,
  };
}

export async function readPeople(db: Prisma.TransactionClient, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await inChunks(ids, (some) => db.user.findMany({ where: { id: { in: some } }, select: { id: true, roleId: true, ...VALUES_OF_PEOPLE } }));
  return new Map(rows.map((row) => [row.id, { id: row.id, roleId: row.roleId, values: Object.fromEntries(Object.entries(COLUMNS_OF_PEOPLE).map(([name, column]) => [name, row[column]])) }]));
}

/** The policies that reach whoever has this role, by itself or one above it. */
export function policiesOfRole({ attachments, roles }: Authority, roleId: string): string[] {
  const chain = chainOf(roles, roleId);
  return attachments.filter((attachment) => attachment.roleId !== null && chain.includes(attachment.roleId)).map(({ policyId }) => policyId);
}

/** Those that reach whoever is in no role. */
export function policiesOfPublic({ attachments }: Authority): string[] {
  return attachments.filter(({ roleId, userId }) => roleId === null && userId === null).map(({ policyId }) => policyId);
}

/** Those that reach a person as somebody: their own, and their role's. */
export function policiesOfPerson(authority: Authority, { id, roleId }: Pick<Person, 'id' | 'roleId'>): string[] {
  const own = authority.attachments.filter(({ userId }) => userId === id).map(({ policyId }) => policyId);
  return [...(roleId === null ? [] : policiesOfRole(authority, roleId)), ...own];
}
