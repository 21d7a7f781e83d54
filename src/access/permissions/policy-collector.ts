import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { SqlRunner } from '../../platform/database/sql-runner';
import type { SqlRow } from '../../platform/database/statements';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { dialectFor } from '../query/dialect';
import { ipIsAllowed } from './ip-access';

/** One way in which a policy reaches a person. */
export interface PolicySource {
  readonly policy: string;
  readonly via: 'user' | 'role' | 'public';
  /** The role that holds it: the person's own, or an ancestor. */
  readonly role: string | null;
  /** False where the policy's IP list leaves the caller's address out. */
  readonly applies: boolean;
  /** Whether it makes its holders administrators, or lets them open the pages. Neither means anything for the public. */
  readonly admin: boolean;
  readonly app: boolean;
  readonly ipAccess: readonly string[] | null;
}

/** What a person's policies add up to, for a call from one address. */
export interface CollectedPolicies {
  /** The own role and its ancestors, nearest first. */
  readonly roles: readonly string[];
  /** Those of roles nearest first, the person's own last. */
  readonly policies: readonly string[];
  readonly admin: boolean;
  readonly app: boolean;
  /** Whether some policy that applies wants a second factor. */
  readonly enforceTfa: boolean;
  /** Where they come from, those among them that do not apply from this address. */
  readonly sources: readonly PolicySource[];
}

/** More ancestors than any organisation has; a cycle, which no service lets in, ends here, too. */
const ANCESTORS_AT_MOST = 20;

@Injectable()
export class PolicyCollector {
  constructor(private readonly runner: SqlRunner) {}

  /**
   * The policies of a user, their role and its ancestors, or of the public where there is no role, in one statement. A policy
   * with an IP list applies only to calls from an address on it; an unknown address is on no list.
   */
  async collect(userId: string | null, roleId: string | null, ip: string | null, work?: UnitOfWork): Promise<CollectedPolicies> {
    const rows = await this.runner.run(dialectFor(this.runner.provider).compile(chainAndPolicies(userId, roleId)), work);
    const roles = unique(rows.filter((row) => row['policy'] === null).map((row) => row['role'] as string));
    const attached = rows.filter((row) => row['policy'] !== null);
    const applies = (row: SqlRow) => ipIsAllowed(ipList(row['ip_access']), ip);
    const applying = attached.filter(applies);
    // Flags of the public attachment have no effect: nobody becomes an administrator by not signing in.
    const personal = applying.filter((row) => row['origin'] !== 'public');
    const admin = personal.some((row) => isTrue(row['admin_access']));
    return {
      roles,
      policies: unique(applying.map((row) => row['policy'] as string)),
      admin,
      app: admin || personal.some((row) => isTrue(row['app_access'])),
      enforceTfa: personal.some((row) => isTrue(row['enforce_tfa'])),
      sources: attached.map((row) => ({
        policy: row['policy'] as string, via: row['origin'] as PolicySource['via'], role: row['role'] as string | null, applies: applies(row),
        admin: row['origin'] !== 'public' && isTrue(row['admin_access']), app: row['origin'] !== 'public' && isTrue(row['app_access']), ipAccess: ipList(row['ip_access']),
      })),
    };
  }
}

/** Rows of two kinds: the roles of the chain (policy null), then each attachment that reaches the person. */
function chainAndPolicies(userId: string | null, roleId: string | null) {
  const isPublic = roleId === null;
  const attached = sql`select case when a."user" is not null then 'user' when a.role is not null then 'role' else 'public' end as origin, a.role as role, c.depth as depth, a.policy as policy,
      p.ip_access as ip_access, p.admin_access as admin_access, p.app_access as app_access, p.enforce_tfa as enforce_tfa, a.sort as sort, a.id as id
    from directus_access a join directus_policies p on p.id = a.policy left join chain c on c.id = a.role
    where a."user" = ${userId} or (a.role is not null and c.id is not null)${isPublic ? sql` or (a.role is null and a."user" is null)` : sql``}`;
  return sql`with recursive chain(id, parent, depth) as (
      select id, parent, 0 from directus_roles where id = ${roleId}
      union all select r.id, r.parent, c.depth + 1 from directus_roles r join chain c on r.id = c.parent where c.depth < ${sql.lit(ANCESTORS_AT_MOST)})
    select origin, role, policy, ip_access, admin_access, app_access, enforce_tfa from (
      select 'chain' as origin, id as role, depth as depth, null as policy, null as ip_access, null as admin_access, null as app_access, null as enforce_tfa, null as sort, null as id from chain
      union all ${attached}) rows
    order by case origin when 'chain' then 0 when 'public' then 1 when 'role' then 2 else 3 end, depth, sort, id`;
}

function ipList(column: unknown): string[] | null {
  return typeof column === 'string' && column !== '' ? column.split(',') : null;
}

function isTrue(column: unknown): boolean {
  return column === true || Number(column) === 1;
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
