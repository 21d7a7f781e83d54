import { Injectable } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { COUNTED_TO, type Total } from '../access/items/total';
import { AccessControl } from '../access/permissions/access-control';
import type { Accountability } from '../platform/accountability/accountability';

export const PEOPLE_PER_PAGE = 25;

/** Whom a list of holders is about. */
export interface Holding {
  /** The roles that hold it, and those that inherit it. */
  readonly roles: readonly string[];
  /** The policy whose own holders count, too; null where roles alone are meant. */
  readonly policy: string | null;
  /** Whether everybody without a role holds it. */
  readonly isPublic: boolean;
}

export interface HoldingPerson {
  readonly id: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly status?: string;
  readonly role?: { readonly id: string; readonly name?: string } | null;
}

export interface PeoplePlace {
  readonly search: string;
  readonly page: number;
}

/** Everybody who holds something, by themselves or through a role, as far as the caller may see them and the reason. */
@Injectable()
export class HoldingPeople {
  constructor(
    private readonly reader: ItemReader,
    private readonly access: AccessControl,
  ) {}

  /** One page of them, and who of this page holds the policy by themselves. */
  async page(caller: Accountability, holding: Holding, { search, page }: PeoplePlace): Promise<{ people: HoldingPerson[]; own: ReadonlySet<string>; matching: Total }> {
    const filter = await this.#filter(caller, holding);
    if (filter === null) return { people: [], own: new Set(), matching: 0 };
    const fields = await this.access.readableFields(caller, 'directus_users', ['id', 'first_name', 'last_name', 'email', 'status', 'role']);
    const roleFields = fields.includes('role') ? await this.access.readableFields(caller, 'directus_roles', ['id', 'name']) : [];
    const { items: people, total: matching } = await this.reader.page<HoldingPerson>(caller, 'directus_users', {
      fields: [...fields.filter((field) => field !== 'role'), ...roleFields.map((field) => `role.${field}`)],
      filter, search: search || undefined, sort: ['first_name', 'last_name', 'email', 'id'].filter((field) => fields.includes(field)), limit: PEOPLE_PER_PAGE, page,
    }, search ? 'found' : 'all');
    return { people, matching, own: await this.#own(caller, holding, people.map(({ id }) => id)) };
  }

  /** Null where the caller may not see people at all. */
  async count(caller: Accountability, holding: Holding): Promise<Total | null> {
    if (!(await this.access.can(caller, 'read', 'directus_users'))) return null;
    const filter = await this.#filter(caller, holding);
    return filter === null ? 0 : this.reader.total(caller, 'directus_users', { filter }, COUNTED_TO.all);
  }

  /** Null where nobody can be found: nothing is asked that the caller may not ask, so that no answer gives anything away. */
  async #filter(caller: Accountability, { roles, policy, isPublic }: Holding): Promise<Record<string, unknown> | null> {
    const readable = await this.access.readableFields(caller, 'directus_users', ['id', 'role', 'policies']);
    const ways = [
      ...(readable.includes('role') && roles.length > 0 ? [{ role: { _in: [...roles] } }] : []),
      ...(readable.includes('role') && isPublic ? [{ role: { _null: true } }] : []),
      ...(readable.includes('policies') && policy !== null && (await this.#seesAttachments(caller)) ? [{ policies: { _some: { policy: { _eq: policy } } } }] : []),
    ];
    return readable.includes('id') && ways.length > 0 ? { _or: ways } : null;
  }

  async #own(caller: Accountability, { policy }: Holding, people: readonly string[]): Promise<Set<string>> {
    if (policy === null || people.length === 0 || !(await this.#seesAttachments(caller))) return new Set();
    const rows = await this.reader.read<{ user: string }>(caller, 'directus_access', { fields: ['user'], filter: { policy: { _eq: policy }, user: { _in: [...people] } }, limit: -1 });
    return new Set(rows.map(({ user }) => user));
  }

  async #seesAttachments(caller: Accountability): Promise<boolean> {
    return (await this.access.readableFields(caller, 'directus_access', ['policy', 'user'])).length === 2;
  }
}
