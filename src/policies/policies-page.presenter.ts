import { seededWords } from '../activity/names';
import { counted } from '../doors/html/list-page.presenter';
import { policyIcon } from './policy-icons';
import type { PolicyRow } from './policy-rows';
import { POLICIES_URL, policyUrl } from './policy-urls';

export interface PoliciesPageRow {
  readonly name: string;
  readonly icon: string;
  readonly description: string | null;
  readonly url: string;
  readonly roles: string;
  readonly users: string;
  readonly permissions: string;
  /** What makes this policy special, most important first. */
  readonly badges: readonly { readonly label: string; readonly tone: 'good' | 'warn' | 'info'; readonly icon: string }[];
}

export interface PoliciesPage {
  readonly breadcrumb: readonly { readonly label: string; readonly url: string | null }[];
  readonly search: string;
  readonly rows: readonly PoliciesPageRow[];
  readonly total: string;
  readonly createUrl: string | null;
  readonly listUrl: string;
  readonly isBlank: boolean;
  readonly hasNoMatch: boolean;
}

export interface PoliciesPageFacts {
  readonly policies: readonly PolicyRow[];
  readonly attachments: readonly { readonly policy: string; readonly role: string | null; readonly user: string | null; readonly count: number }[];
  readonly rules: ReadonlyMap<string, number>;
  readonly search: string;
  readonly can: { readonly create: boolean };
}

/** Named sets of rules, each with who holds it and what is special about it. */
export function policiesPage({ policies, attachments, rules, search, can }: PoliciesPageFacts): PoliciesPage {
  const named = policies.map((policy) => ({ ...policy, name: seededWords(policy.name), description: seededWords(policy.description) }));
  // The seeded texts are words on the page only, so they are searched here and not in the database.
  const wanted = search.toLocaleLowerCase();
  const matching = named.filter(({ name, description }) => `${name} ${description ?? ''}`.toLocaleLowerCase().includes(wanted));
  return {
    breadcrumb: [{ label: 'Settings', url: null }, { label: 'Access control', url: null }],
    search,
    rows: matching.sort((a, b) => a.name.localeCompare(b.name)).map((policy) => row(policy, attachments, rules)),
    total: counted(policies.length, 'policy', 'policies'),
    createUrl: can.create ? policyUrl(null) : null,
    listUrl: POLICIES_URL,
    isBlank: policies.length === 0,
    hasNoMatch: policies.length > 0 && matching.length === 0,
  };
}

function row(policy: PolicyRow, attachments: PoliciesPageFacts['attachments'], rules: ReadonlyMap<string, number>): PoliciesPageRow {
  const own = attachments.filter((row) => row.policy === policy.id);
  const sum = (rows: typeof own) => rows.reduce((total, { count }) => total + count, 0);
  const isPublic = own.some(({ role, user }) => role === null && user === null);
  return {
    name: policy.name,
    icon: policyIcon(policy.icon),
    description: policy.description,
    url: policyUrl(policy.id),
    roles: counted(sum(own.filter(({ role }) => role !== null)), 'role'),
    users: counted(sum(own.filter(({ user }) => user !== null)), 'user'),
    permissions: policy.admin_access ? 'No limits' : counted(rules.get(policy.id) ?? 0, 'rule'),
    badges: [
      ...(policy.admin_access ? [{ label: 'Administrator rights', tone: 'warn', icon: 'crown' } as const] : []),
      ...(policy.app_access && !policy.admin_access ? [{ label: 'App access', tone: 'info', icon: 'layout-dashboard' } as const] : []),
      ...(isPublic ? [{ label: 'Everybody', tone: 'info', icon: 'globe' } as const] : []),
      ...(policy.enforce_tfa ? [{ label: 'Two-factor', tone: 'info', icon: 'key-round' } as const] : []),
      ...(policy.ip_access?.length ? [{ label: 'IP list', tone: 'info', icon: 'network' } as const] : []),
    ],
  };
}
