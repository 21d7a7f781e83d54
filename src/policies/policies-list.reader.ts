import { Injectable } from '@nestjs/common';
import { ItemReader } from '../access/items/item-reader';
import { AccessControl } from '../access/permissions/access-control';
import type { Accountability } from '../platform/accountability/accountability';
import type { PoliciesPageFacts } from './policies-page.presenter';
import { POLICY_ROW_FIELDS, type PolicyRow } from './policy-rows';

/** Reads what the list of policies shows, as the caller may see it. */
@Injectable()
export class PoliciesListReader {
  constructor(
    private readonly reader: ItemReader,
    private readonly access: AccessControl,
  ) {}

  async read(caller: Accountability): Promise<Pick<PoliciesPageFacts, 'policies' | 'attachments' | 'rules'>> {
    const [policies, attachments, rules] = await Promise.all([
      this.reader.read<PolicyRow>(caller, 'directus_policies', { fields: [...POLICY_ROW_FIELDS], limit: -1 }),
      this.#holding(caller),
      this.#rulesPerPolicy(caller),
    ]);
    return { policies, attachments, rules };
  }

  /** Who holds what, people only as numbers: there may be many. */
  async #holding(caller: Accountability): Promise<PoliciesPageFacts['attachments']> {
    if (!(await this.access.can(caller, 'read', 'directus_access'))) return [];
    const [others, people] = await Promise.all([
      this.reader.read<{ policy: string; role: string | null; user: null }>(caller, 'directus_access', { fields: ['policy', 'role', 'user'], filter: { user: { _null: true } }, limit: -1 }),
      this.reader.read<{ policy: string; count: number | string }>(caller, 'directus_access', { aggregate: { count: '*' }, groupBy: ['policy'], filter: { user: { _nnull: true } }, limit: -1 }),
    ]);
    return [...others.map((row) => ({ ...row, count: 1 })), ...people.map(({ policy, count }) => ({ policy, role: null, user: 'several', count: Number(count) }))];
  }

  async #rulesPerPolicy(caller: Accountability): Promise<Map<string, number>> {
    if (!(await this.access.can(caller, 'read', 'directus_permissions'))) return new Map();
    const rows = await this.reader.read<{ policy: string; count: number | string }>(caller, 'directus_permissions', { aggregate: { count: '*' }, groupBy: ['policy'], limit: -1 });
    return new Map(rows.map(({ policy, count }) => [policy, Number(count)]));
  }
}
