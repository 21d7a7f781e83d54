import { Injectable } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { COUNTED_TO, type Total } from '../access/items/total';
import { AccessControl } from '../access/permissions/access-control';
import { seededWords } from '../activity/names';
import type { Accountability } from '../platform/accountability/accountability';
import { ForbiddenError } from '../platform/errors/errors';
import { withDescendants } from '../access/permissions/role-tree';
import { Authority } from './authority';
import { HoldingPeople, type Holding } from './holding-people';
import { HOLDERS_PER_PAGE } from './holders.presenter';
import type { PolicyDraft, PolicyFields } from './policy-draft';
import type { PolicyPageFacts, PolicyRights } from './policy-page.presenter';
import { PERSON_ROW_FIELDS, POLICY_ROW_FIELDS, ROLE_ROW_FIELDS, RULE_ROW_FIELDS, type HolderRow, type PersonRow, type PolicyRow, type RoleRow, type RuleRow } from './policy-rows';
import type { Choice } from './rule-builder';
import { formText } from './stale-policy';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** More are no list to choose from. */
const CHOICES_AT_MOST = 200;

/** The fields of a policy that does not exist yet. */
const NEW_POLICY: PolicyFields = Object.freeze({ name: null, icon: 'badge', description: null, appAccess: 'false', adminAccess: 'false', enforceTfa: 'false', ipAccess: null });

/** Reads what the policy pages show, all of it as the caller may see it. */
@Injectable()
export class PolicyFacts {
  constructor(
    private readonly reader: ItemReader,
    private readonly access: AccessControl,
    private readonly holdingPeople: HoldingPeople,
    private readonly authority: Authority,
  ) {}

  /** The fields as the form has them. FORBIDDEN where there is no such policy for the caller. */
  async stored(caller: Accountability, policyId: string | null): Promise<PolicyFields> {
    if (policyId === null) {
      await this.access.require(caller, 'create', 'directus_policies');
      return NEW_POLICY;
    }
    if (!UUID.test(policyId)) throw new ForbiddenError();
    const row = await this.reader.readOne<PolicyRow>(caller, 'directus_policies', policyId, { fields: [...POLICY_ROW_FIELDS] });
    return {
      name: row.name, icon: row.icon, description: row.description,
      appAccess: formText(row.app_access), adminAccess: formText(row.admin_access), enforceTfa: formText(row.enforce_tfa), ipAccess: formText(row.ip_access),
    };
  }

  async forPage(caller: Accountability, policyId: string | null, draft: PolicyDraft, page: number): Promise<Pick<PolicyPageFacts, 'stored' | 'holders' | 'rules' | 'wouldAskEditor' | 'keepsTwoFactor' | 'can'>> {
    const roles = await this.roles(caller);
    const [stored, countOf, direct, users, people, rules, wouldAskEditor, keepsTwoFactor, can] = await Promise.all([
      this.stored(caller, policyId),
      this.peoplePerRole(caller, roles),
      this.direct(caller, policyId),
      this.users(caller, policyId, page),
      this.people(caller, draft),
      this.rules(caller, policyId),
      this.wouldAsk(caller, policyId),
      policyId !== null && this.authority.isBindingTwoFactor(caller, policyId),
      this.rights(caller, policyId),
    ]);
    const everybody = policyId === null ? null : await this.holdingPeople.count(caller, this.holding(policyId, roles, direct));
    return { stored, holders: { roles, countOf, direct, users, people, everybody }, rules, wouldAskEditor, keepsTwoFactor, can };
  }

  /** Whether the caller holds the policy and has no second factor, as far as they may see that themselves. */
  private async wouldAsk(caller: Accountability, policyId: string | null): Promise<boolean> {
    if (policyId === null || !caller.policies.includes(policyId)) return false;
    const [field] = await this.access.readableFields(caller, 'directus_users', ['tfa_secret']);
    if (!field) return false;
    const [self] = await this.rows<{ tfa_secret: string | null }>(caller, 'directus_users', { fields: [field], filter: { id: { _eq: caller.user } } });
    return self?.tfa_secret === null;
  }

  /** Whom to look for: the roles that hold the policy, with everything below them that the caller may see. */
  holding(policyId: string, roles: readonly RoleRow[], direct: readonly HolderRow[]): Holding {
    const nodes = roles.map(({ id, parent }) => ({ id, parentId: parent }));
    return { policy: policyId, roles: [...withDescendants(nodes, direct.flatMap(({ role }) => role ?? []))], isPublic: direct.some(({ role, user }) => role === null && user === null) };
  }

  async rules(caller: Accountability, policyId: string | null): Promise<RuleRow[]> {
    if (policyId === null) return [];
    return this.rows<RuleRow>(caller, 'directus_permissions', { fields: [...RULE_ROW_FIELDS], filter: { policy: { _eq: policyId } }, sort: ['id'], limit: -1 });
  }

  async roles(caller: Accountability): Promise<RoleRow[]> {
    return this.rows<RoleRow>(caller, 'directus_roles', { fields: [...ROLE_ROW_FIELDS], limit: -1 });
  }

  /** Keys that rules name, with what people call them; of collections that are a list to choose from. */
  async keys(caller: Accountability): Promise<Record<string, readonly Choice[]>> {
    const lists = await Promise.all((['directus_roles', 'directus_policies'] as const).map(async (collection) => [collection, await this.namesIn(caller, collection)] as const));
    return Object.fromEntries(lists.filter(([, names]) => names.length > 0 && names.length <= CHOICES_AT_MOST));
  }

  /** Attachments to roles and to everybody. */
  async direct(caller: Accountability, policyId: string | null): Promise<HolderRow[]> {
    if (policyId === null) return [];
    return this.rows<HolderRow>(caller, 'directus_access', { fields: ['id', 'role', 'user'], filter: { _and: [{ policy: { _eq: policyId } }, { user: { _null: true } }] }, sort: ['id'], limit: -1 });
  }

  /** Attachments to users, a page of them. */
  async users(caller: Accountability, policyId: string | null, page: number): Promise<{ rows: HolderRow[]; total: number }> {
    if (policyId === null || !(await this.access.can(caller, 'read', 'directus_access'))) return { rows: [], total: 0 };
    const filter = { _and: [{ policy: { _eq: policyId } }, { user: { _nnull: true } }] };
    const people = (await this.access.can(caller, 'read', 'directus_users')) ? PERSON_ROW_FIELDS.map((field) => `user.${field}`) : ['user'];
    const [rows, total] = await Promise.all([
      this.rows<HolderRow>(caller, 'directus_access', { fields: ['id', 'role', ...people], filter, sort: ['id'], limit: HOLDERS_PER_PAGE, page }),
      this.reader.count(caller, 'directus_access', { filter }),
    ]);
    return { rows, total };
  }

  /** The people whom a draft names. */
  async people(caller: Accountability, draft: PolicyDraft): Promise<Map<string, PersonRow>> {
    const ids = [...draft.attaching, ...draft.detaching].filter(({ kind }) => kind === 'user').map(({ id }) => id);
    if (ids.length === 0) return new Map();
    const rows = await this.rows<PersonRow>(caller, 'directus_users', { fields: [...PERSON_ROW_FIELDS], filter: { id: { _in: ids } }, limit: ids.length });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** A page of those who could get the policy: whoever does not hold it directly and is not staged to. */
  async candidates(caller: Accountability, policyId: string | null, draft: PolicyDraft, search: string, page: number, perPage: number): Promise<{ rows: PersonRow[]; matching: Total }> {
    const staged = draft.attaching.filter(({ kind }) => kind === 'user').map(({ id }) => id);
    const conditions = [
      ...(staged.length > 0 ? [{ id: { _nin: staged } }] : []),
      ...(policyId === null ? [] : [{ policies: { _none: { policy: { _eq: policyId } } } }]),
    ];
    const filter = conditions.length > 0 ? { _and: conditions } : {};
    const { items: rows, total: matching } = await this.reader.page<PersonRow>(caller, 'directus_users', { fields: [...PERSON_ROW_FIELDS], filter, search, sort: ['last_name', 'first_name', 'email', 'id'], limit: perPage, page }, search ? 'found' : 'all');
    return { rows, matching };
  }

  private async peoplePerRole(caller: Accountability, roles: readonly RoleRow[]): Promise<ReadonlyMap<string, Total> | null> {
    if ((await this.access.readableFields(caller, 'directus_users', ['role'])).length === 0) return null;
    return this.reader.totalsBy(caller, 'directus_users', 'role', roles.map(({ id }) => id), COUNTED_TO.all);
  }

  /** What to draw; the services decide. */
  async rights(caller: Accountability, policyId: string | null): Promise<PolicyRights> {
    const can = (action: 'create' | 'update' | 'delete', collection: string) => this.access.can(caller, action, collection);
    const [save, remove, attach, detach, addRule, changeRule] = await Promise.all([
      can(policyId === null ? 'create' : 'update', 'directus_policies'), can('delete', 'directus_policies'),
      can('create', 'directus_access'), can('delete', 'directus_access'), can('create', 'directus_permissions'), can('update', 'directus_permissions'),
    ]);
    return { save, remove, changeHolders: save && attach && detach, changeRules: save && addRule && changeRule };
  }

  private async namesIn(caller: Accountability, collection: 'directus_roles' | 'directus_policies'): Promise<Choice[]> {
    const fields = ['id', 'name'];
    if ((await this.access.readableFields(caller, collection, fields)).length < fields.length) return [];
    const rows = await this.rows<{ id: string; name: string | null }>(caller, collection, { fields, sort: ['name', 'id'], limit: CHOICES_AT_MOST + 1 });
    return rows.map(({ id, name }): Choice => [id, seededWords(name) || id]);
  }

  /** What the caller may see of it, which is nothing where the collection is closed to them. */
  private async rows<T>(caller: Accountability, collection: string, query: Record<string, unknown>): Promise<T[]> {
    return (await this.access.can(caller, 'read', collection)) ? this.reader.read<T>(caller, collection, query) : [];
  }
}
