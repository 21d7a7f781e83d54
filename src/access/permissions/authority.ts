import { inChunks } from '../../platform/database/chunks';
import type { Prisma } from '../../generated/sqlite/client';
import type { RoleNode } from './role-tree';
import { chainOf } from './role-tree';

/** Everything that decides who holds what, except which role a person has: these tables are small. */
export interface Authority {
  readonly policies: ReadonlyMap<string, PolicyContent>;
  readonly attachments: readonly Attachment[];
  readonly roles: readonly RoleNode[];
  /** What strangers get who register; null while nobody can. */
  readonly registrationRole: string | null;
}

export interface PolicyContent {
  readonly id: string;
  readonly adminAccess: boolean;
  readonly appAccess: boolean;
  readonly ipAccess: string | null;
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

/** A person as far as rights go. */
export interface Person {
  readonly id: string;
  readonly roleId: string | null;
}

export async function readAuthority(db: Prisma.TransactionClient): Promise<Authority> {
  const policies = await db.policy.findMany({
    select: {
      id: true, adminAccess: true, appAccess: true, ipAccess: true,
      permissions: { select: { collection: true, action: true, permissions: true, validation: true, presets: true, fields: true } },
    },
  });
  const settings = await db.settings.findUnique({ where: { id: 1 }, select: { publicRegistration: true, publicRegistrationRoleId: true } });
  return {
    policies: new Map(policies.map((policy) => [policy.id, policy])),
    attachments: await db.access.findMany({ select: { roleId: true, userId: true, policyId: true } }),
    roles: await db.role.findMany({ select: { id: true, parentId: true } }),
    registrationRole: settings?.publicRegistration ? settings.publicRegistrationRoleId : null,
  };
}

export async function readPeople(db: Prisma.TransactionClient, ids: readonly string[]): Promise<Map<string, Person>> {
  const people = await inChunks(ids, (some) => db.user.findMany({ where: { id: { in: some } }, select: { id: true, roleId: true } }));
  return new Map(people.map((person) => [person.id, person]));
}

/** The policies that reach whoever has this role; without one, those of the public. */
export function policiesOfRole({ attachments, roles }: Authority, roleId: string | null): string[] {
  if (roleId === null) return attachments.filter((attachment) => attachment.roleId === null && attachment.userId === null).map(({ policyId }) => policyId);
  const chain = chainOf(roles, roleId);
  return attachments.filter((attachment) => attachment.roleId !== null && chain.includes(attachment.roleId)).map(({ policyId }) => policyId);
}

export function policiesOfPerson(authority: Authority, { id, roleId }: Person): string[] {
  return [...policiesOfRole(authority, roleId), ...authority.attachments.filter(({ userId }) => userId === id).map(({ policyId }) => policyId)];
}
