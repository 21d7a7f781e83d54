import { Injectable } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import type { Total } from '../access/items/total';
import { AccessControl } from '../access/permissions/access-control';
import { withOwnName, type StoredNames } from '../activity/activity-sentence';
import { seededWords } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import type { Choice, SeenPolicies } from './user-form';
import type { ListState } from '../doors/html/list-page.presenter';
import { usersListQuery, usersListSort, USERS_PER_PAGE } from './users-list';
import type { ListedUser } from './users-page.presenter';
import type { HeldPolicy, ShownActivity, ShownUser } from './user-page.presenter';

const LIST_FIELDS = ['id', 'first_name', 'last_name', 'email', 'status', 'last_access'];
const PAGE_FIELDS = [...LIST_FIELDS, 'title', 'location', 'language', 'description', 'token', 'provider'];
const ROLES_AT_MOST = 1000;
const DEEPEST_TREE = 20;
const RECENT_ACTIVITY = 15;

/** The reads behind the pages of people; all through the item reader, so that a page shows what its viewer may see and no more. */
@Injectable()
export class UserPageReader {
  constructor(
    private readonly reader: ItemReader,
    private readonly access: AccessControl,
  ) {}

  async user(viewer: Accountability, id: string): Promise<ShownUser & Record<string, unknown>> {
    return this.reader.readOne<ShownUser & Record<string, unknown>>(viewer, 'directus_users', id, { fields: await this.#withRole(viewer, PAGE_FIELDS) });
  }

  /** One page of the directory, and how many there are; searched, sorted and shown by what the viewer may read. */
  async directory(viewer: Accountability, state: ListState): Promise<{ users: ListedUser[]; total: Total }> {
    const readable = new Set(await this.access.readableFields(viewer, 'directus_users', [...LIST_FIELDS, 'role']));
    const { filter } = usersListQuery(state, readable);
    const fields = await this.#withRole(viewer, LIST_FIELDS);
    const sort = usersListSort(state.sort).filter((field) => fields.includes(field.replace(/^-/, '')));
    const { items, total } = await this.reader.page<ListedUser>(viewer, 'directus_users', { fields, filter, sort, limit: USERS_PER_PAGE, page: state.page }, state.search === '' ? 'all' : 'found');
    return { users: items, total };
  }

  async #withRole(viewer: Accountability, wanted: readonly string[]): Promise<string[]> {
    const fields = await this.access.readableFields(viewer, 'directus_users', [...wanted, 'role']);
    const role = fields.includes('role') ? await this.access.readableFields(viewer, 'directus_roles', ['id', 'name']) : [];
    return [...fields.filter((field) => field !== 'role'), ...role.map((field) => `role.${field}`)];
  }

  /** Every role that the viewer may see, by name. */
  async roles(viewer: Accountability): Promise<{ id: string; name: string }[]> {
    if (!(await this.access.can(viewer, 'read', 'directus_roles'))) return [];
    const roles = await this.reader.read<{ id: string; name: string | null }>(viewer, 'directus_roles', { fields: ['id', 'name'], sort: ['name', 'id'], limit: ROLES_AT_MOST });
    return roles.map(({ id, name }) => ({ id, name: seededWords(name) ?? 'A role that you may not see' }));
  }

  /** The role and its ancestors, nearest first; it ends where the viewer may not look further. */
  async chain(viewer: Accountability, roleId: string | null): Promise<{ id: string; name: string }[]> {
    const chain: { id: string; name: string }[] = [];
    if (!(await this.access.can(viewer, 'read', 'directus_roles'))) return chain;
    for (let next = roleId; next !== null && chain.length < DEEPEST_TREE; ) {
      const [role] = await this.reader.read<{ id: string; name: string; parent: string | null }>(viewer, 'directus_roles', { fields: ['id', 'name', 'parent'], filter: { id: { _eq: next } }, limit: 1 });
      if (!role || chain.some(({ id }) => id === role.id)) break;
      chain.push({ id: role.id, name: role.name });
      next = role.parent;
    }
    return chain;
  }

  /** Own policies and those of the roles; without a role the public ones. */
  async policies(viewer: Accountability, userId: string, chain: readonly { id: string; name: string }[]): Promise<HeldPolicy[]> {
    if (!(await this.access.can(viewer, 'read', 'directus_access'))) return [];
    const roleIds = chain.map(({ id }) => id);
    const elsewhere = roleIds.length > 0 ? { role: { _in: roleIds } } : { _and: [{ role: { _null: true } }, { user: { _null: true } }] };
    const rows = await this.reader.read<{ id: string; role: string | null; user: string | null; policy: { id: string; name: string } | null }>(viewer, 'directus_access', {
      fields: ['id', 'role', 'user', 'policy.id', 'policy.name'], filter: { _or: [{ user: { _eq: userId } }, elsewhere] }, sort: ['sort', 'id'], limit: ROLES_AT_MOST,
    });
    const position = new Map(roleIds.map((id, index) => [id, index]));
    return rows
      .filter((row): row is typeof row & { policy: { id: string; name: string } } => row.policy !== null)
      .map((row): HeldPolicy => ({ accessId: row.id, policy: row.policy, source: sourceOf(row, chain) }))
      .sort((a, b) => rank(a, position) - rank(b, position));
  }

  /** What can be chosen on the form; null where the viewer may not choose. */
  async choices(viewer: Accountability): Promise<{ roles: Choice[] | null; policies: Choice[] | null }> {
    const roles = (await this.roles(viewer)).map(({ id, name }) => ({ value: id, label: name }));
    const mayAttach = (await this.access.can(viewer, 'create', 'directus_access')) && (await this.access.can(viewer, 'read', 'directus_policies'));
    return { roles: roles.length > 0 ? roles : null, policies: mayAttach ? await this.#policyChoices(viewer) : null };
  }

  async activity(viewer: Accountability, userId: string): Promise<ShownActivity[]> {
    const about = [{ user: { _eq: userId } }, { subject: { _eq: userId } }];
    const rows = await this.reader.read<ShownActivity & { user: string | null; names: StoredNames | null }>(viewer, 'directus_activity', {
      fields: ['id', 'event', 'action', 'collection', 'item', 'user', 'timestamp', 'names'], filter: { _or: about }, sort: ['-timestamp', '-id'], limit: RECENT_ACTIVITY,
    });
    return withOwnName(rows, viewer);
  }

  async #policyChoices(viewer: Accountability): Promise<Choice[]> {
    const policies = await this.reader.read<{ id: string; name: string | null; admin_access?: boolean }>(viewer, 'directus_policies', { fields: ['id', 'name', 'admin_access'], sort: ['name', 'id'], limit: ROLES_AT_MOST });
    return policies.map(({ id, name, admin_access }) => ({ value: id, label: seededWords(name) ?? id, ...(admin_access && { hint: 'Administrator rights' }) }));
  }
}

/** The policies that are the person's own: what the form ticks, and which attachment each tick stands for. */
export function ownAttachments(policies: readonly HeldPolicy[]): SeenPolicies {
  return Object.fromEntries(policies.filter(({ source }) => source.kind === 'own').map(({ policy, accessId }) => [policy.id, accessId]));
}

function sourceOf(row: { role: string | null; user: string | null }, chain: readonly { id: string; name: string }[]): HeldPolicy['source'] {
  if (row.user !== null) return { kind: 'own' };
  if (row.role === null) return { kind: 'public' };
  return { kind: 'role', id: row.role, name: chain.find(({ id }) => id === row.role)?.name ?? 'a role' };
}

function rank({ source }: HeldPolicy, position: ReadonlyMap<string, number>): number {
  if (source.kind === 'own') return -1;
  return source.kind === 'role' ? (position.get(source.id) ?? 0) : Number.MAX_SAFE_INTEGER;
}
