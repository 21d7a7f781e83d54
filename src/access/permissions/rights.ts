import type { Authority, PermissionContent, PolicyContent } from './authority';

/** What somebody holds, in a form that can be compared. */
export interface Rights {
  readonly flags: readonly Flag[];
  readonly permissions: readonly Right[];
}

/** Admin or app access, from everywhere (null) or from the addresses of a list. */
interface Flag {
  readonly access: 'admin' | 'app';
  readonly ip: string | null;
}

interface Right {
  readonly subject: string;
  /** The fields that it names, and those that its presets write. */
  readonly fields: readonly string[];
  /** The row rule as canonical text; null for every row. */
  readonly rows: string | null;
  readonly validation: string | null;
  readonly ip: string | null;
}

/** Whose rights they are: rules that speak of the reader's role mean something else in another role. */
export interface Holder {
  readonly role: string | null;
  readonly roles: readonly string[];
  readonly policies: readonly string[];
}

export const NO_RIGHTS: Rights = { flags: [], permissions: [] };

/** What these policies add up to. */
export function rightsOf(authority: Authority, holder: Holder): Rights {
  const policies = holder.policies.flatMap((id) => authority.policies.get(id) ?? []);
  return {
    flags: policies.flatMap((policy): Flag[] => [
      ...(policy.adminAccess ? [{ access: 'admin', ip: ipOf(policy) } as const] : []),
      ...(policy.appAccess || policy.adminAccess ? [{ access: 'app', ip: ipOf(policy) } as const] : []),
    ]),
    permissions: policies.flatMap((policy) => policy.permissions.map((permission) => rightOf(permission, ipOf(policy), holder))),
  };
}

/** Whether everything in `held` is also in one of the pools. Unsure is no. */
export function isWithin(held: Rights, pools: readonly Rights[]): boolean {
  const isAdmin = (ip: string | null) => pools.some((pool) => pool.flags.some((flag) => flag.access === 'admin' && reaches(flag.ip, ip)));
  return (
    held.flags.every((flag) => isAdmin(flag.ip) || (flag.access === 'app' && pools.some((pool) => pool.flags.some((other) => other.access === 'app' && reaches(other.ip, flag.ip))))) &&
    held.permissions.every((right) => isAdmin(right.ip) || isRightWithin(right, held, pools))
  );
}

function isRightWithin(right: Right, held: Rights, pools: readonly Rights[]): boolean {
  const fields: readonly (string | null)[] = right.fields.length > 0 ? right.fields : [null];
  const usable = pools.filter((pool) => bindsNoMore(pool, right, held));
  return fields.every((field) => usable.some((pool) => pool.permissions.some((other) => covers(other, right, field))));
}

/** A rule of a pool that lets its holder do the same with one field. */
function covers(other: Right, right: Right, field: string | null): boolean {
  return (
    other.subject === right.subject &&
    reaches(other.ip, right.ip) &&
    (other.rows === null || other.rows === right.rows) &&
    (field === null || other.fields.includes('*') || other.fields.includes(field))
  );
}

/** All validations of a holder bind at once, so whoever gets a right must be bound by those that bind the giver. */
function bindsNoMore(pool: Rights, right: Right, held: Rights): boolean {
  const binding = held.permissions.filter((other) => other.subject === right.subject && reaches(other.ip, right.ip)).map((other) => other.validation);
  return pool.permissions.every((other) => other.subject !== right.subject || other.validation === null || binding.includes(other.validation));
}

/** Whether what holds from the addresses of the one list holds from those of the other, too. */
function reaches(from: string | null, to: string | null): boolean {
  return from === null || from === to;
}

function rightOf({ collection, action, permissions, validation, presets, fields }: PermissionContent, ip: string | null, holder: Holder): Right {
  const named = fields === null || fields === '' ? [] : fields.split(',');
  return {
    subject: JSON.stringify([collection, action]),
    fields: [...named, ...(isObject(presets) ? Object.keys(presets) : [])],
    rows: canonical(permissions, holder),
    validation: canonical(validation, holder),
    ip,
  };
}

function ipOf({ ipAccess }: PolicyContent): string | null {
  return ipAccess === null || ipAccess === '' ? null : ipAccess.split(',').map((entry) => entry.trim()).sort().join();
}

/** The same text for the same rule. No rule, `{}` and `{ _and: [] }` are all no rule. */
function canonical(rule: unknown, holder: Holder): string | null {
  const text = JSON.stringify(sorted(rule, holder));
  return rule === null || rule === undefined || text === '{}' || text === '{"_and":[]}' ? null : text;
}

function sorted(value: unknown, holder: Holder): unknown {
  if (Array.isArray(value)) return value.map((entry) => sorted(entry, holder));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sorted(entry, holder)]));
  // What "my role" means is part of the right; "me" means the same for everybody who holds it.
  if (value === '$CURRENT_ROLE') return { role: holder.role };
  if (value === '$CURRENT_ROLES') return { roles: [...holder.roles].sort() };
  if (value === '$CURRENT_POLICIES') return { policies: [...new Set(holder.policies)].sort() };
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
