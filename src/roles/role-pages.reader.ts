import { Injectable } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { COUNTED_TO, type Total } from '../access/items/total';
import { AccessControl } from '../access/permissions/access-control';
import type { Accountability } from '../platform/accountability/accountability';
import { parseEmail, type EmailAddress } from '../users/email-address';
import { PICKER_PER_PAGE } from '../doors/html/picker-page.presenter';
import type { RoleDraft, RoleFields } from './role-draft';
import { DEFAULT_ICON } from './role-icons';
import type { RoleRights } from './role-page.presenter';
import { ATTACHMENT_ROW_FIELDS, PERSON_ROW_FIELDS, POLICY_ROW_FIELDS, ROLE_ROW_FIELDS, type AttachmentRow, type PersonRow, type PolicyRow, type RoleRow } from './role-rows';
import { USERS_PER_PAGE } from './users-in-role.presenter';

const ROLES = 'directus_roles';
const USERS = 'directus_users';
const POLICIES = 'directus_policies';
const ATTACHMENTS = 'directus_access';

/** Names in reading order; the address decides between equals, so that pages do not overlap. */
const BY_NAME = ['first_name', 'last_name', 'email', 'id'];

/** Reads what the role pages show, all of it through the caller's own rights: what they may not see is not there. */
@Injectable()
export class RolePagesReader {
  constructor(
    private readonly items: ItemReader,
    private readonly access: AccessControl,
  ) {}

  /** FORBIDDEN for a role that does not exist or may not be seen. */
  async role(caller: Accountability, id: string): Promise<RoleRow> {
    return (await this.items.readOne(caller, ROLES, id, { fields: [...ROLE_ROW_FIELDS] })) as unknown as RoleRow;
  }

  async roles(caller: Accountability): Promise<RoleRow[]> {
    return (await this.items.read(caller, ROLES, { fields: [...ROLE_ROW_FIELDS], sort: ['name', 'id'], limit: -1 })) as unknown as RoleRow[];
  }

  /** One page of the people in the role, how many match the search, and how many there are. */
  async members(caller: Accountability, roleId: string | null, place: { readonly search: string; readonly page: number }): Promise<{ rows: PersonRow[]; matching: Total; total: Total }> {
    const fields = await this.#personFields(caller);
    // Who is in a role is nobody's business who may not read that of people.
    if (roleId === null || !fields.some((field) => field.startsWith('role.'))) return { rows: [], matching: 0, total: 0 };
    const filter = { role: { _eq: roleId } };
    const search = place.search || undefined;
    const { items: rows, total: matching } = await this.items.page<PersonRow>(caller, USERS, { fields, filter, search, sort: BY_NAME.filter((field) => fields.includes(field)), limit: USERS_PER_PAGE, page: place.page }, search ? 'found' : 'all');
    return { rows, matching, total: search ? await this.items.total(caller, USERS, { filter }, COUNTED_TO.all) : matching };
  }

  countOfMembers(caller: Accountability, roleId: string): Promise<number> {
    return this.items.count(caller, USERS, { filter: { role: { _eq: roleId } } });
  }

  /** Everybody who is not in the role and not staged to join it. */
  async candidates(caller: Accountability, roleId: string | null, draft: RoleDraft, place: { readonly search: string; readonly page: number }): Promise<{ rows: PersonRow[]; matching: Total }> {
    const elsewhere = roleId === null ? [] : [{ _or: [{ role: { _neq: roleId } }, { role: { _null: true } }] }];
    const notStaged = draft.joining.length === 0 ? [] : [{ id: { _nin: draft.joining.map(({ id }) => id) } }];
    const filter = { _and: [...elsewhere, ...notStaged] };
    const search = place.search || undefined;
    const fields = await this.#personFields(caller);
    const { items: rows, total: matching } = await this.items.page<PersonRow>(caller, USERS, { fields, filter, search, sort: BY_NAME.filter((field) => fields.includes(field)), limit: PICKER_PER_PAGE, page: place.page }, search ? 'found' : 'all');
    return { rows, matching };
  }

  /** These people, by id; whoever is gone or may not be seen is missing. */
  async people(caller: Accountability, ids: readonly string[]): Promise<Map<string, PersonRow>> {
    if (ids.length === 0 || !(await this.access.can(caller, 'read', USERS))) return new Map();
    const rows = (await this.items.read(caller, USERS, { fields: await this.#personFields(caller), filter: { id: { _in: [...ids] } }, limit: -1 })) as unknown as PersonRow[];
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Whether the caller can see somebody with this address. */
  async isTaken(caller: Accountability, { address, key }: EmailAddress): Promise<boolean> {
    if (!(await this.access.can(caller, 'read', USERS))) return false;
    const alike = await this.items.read(caller, USERS, { fields: ['email'], filter: { email: { _icontains: address } }, limit: 100 });
    return alike.some(({ email }) => typeof email === 'string' && parseEmail(email)?.key === key);
  }

  stagedPeople(caller: Accountability, draft: RoleDraft): Promise<Map<string, PersonRow>> {
    return this.people(caller, [...draft.joining, ...draft.leaving].map(({ id }) => id));
  }

  /** The attachments of policies to roles. */
  async attachments(caller: Accountability, roleIds: readonly string[] | 'all'): Promise<AttachmentRow[]> {
    if (!(await this.access.can(caller, 'read', ATTACHMENTS))) return [];
    const filter = { role: roleIds === 'all' ? { _nnull: true } : { _in: [...roleIds] } };
    if (roleIds !== 'all' && roleIds.length === 0) return [];
    return (await this.items.read(caller, ATTACHMENTS, { fields: [...ATTACHMENT_ROW_FIELDS], filter, sort: ['sort', 'id'], limit: -1 })) as unknown as AttachmentRow[];
  }

  async policies(caller: Accountability): Promise<PolicyRow[]> {
    if (!(await this.access.can(caller, 'read', POLICIES))) return [];
    return (await this.items.read(caller, POLICIES, { fields: [...POLICY_ROW_FIELDS], sort: ['name', 'id'], limit: -1 })) as unknown as PolicyRow[];
  }

  /** Those fields of people that the caller may read on somebody: one forbidden field would refuse the whole page. */
  async #personFields(caller: Accountability): Promise<string[]> {
    const fields = await this.access.readableFields(caller, USERS, PERSON_ROW_FIELDS);
    const ofRole = fields.includes('role') ? await this.access.readableFields(caller, ROLES, ['id', 'name']) : [];
    return [...fields.filter((field) => field !== 'role'), ...ofRole.map((field) => `role.${field}`)];
  }

  /** People per role; the empty key counts those without one. */
  async countPerRole(caller: Accountability, roles: readonly RoleRow[]): Promise<ReadonlyMap<string, Total>> {
    if ((await this.access.readableFields(caller, USERS, ['role'])).length === 0) return new Map();
    const withRole = await this.items.totalsBy(caller, USERS, 'role', roles.map(({ id }) => id), COUNTED_TO.all);
    return withRole.set('', await this.items.total(caller, USERS, { filter: { role: { _null: true } } }, COUNTED_TO.all));
  }

  /** What to draw; the services decide. */
  async rights(caller: Accountability, roleId: string | null): Promise<RoleRights> {
    const can = (action: 'create' | 'update' | 'delete', collection: string) => this.access.can(caller, action, collection);
    const changesRole = roleId === null ? await can('create', ROLES) : await can('update', ROLES);
    const createUsers = await can('create', USERS);
    return {
      save: changesRole,
      remove: await can('delete', ROLES),
      invite: createUsers,
      createUsers: changesRole && createUsers,
      changeUsers: changesRole && (await can('update', USERS)),
      changePolicies: changesRole && (await can('create', ATTACHMENTS)),
      seePolicies: (await this.access.can(caller, 'read', ATTACHMENTS)) && (await this.access.can(caller, 'read', POLICIES)),
    };
  }
}

/** The fields of a stored role, or of one that is only about to be made. */
export function fieldsOf(role: RoleRow | null): RoleFields {
  return role ? { name: role.name, icon: role.icon, description: role.description, parentId: role.parent } : { name: '', icon: DEFAULT_ICON, description: null, parentId: null };
}
