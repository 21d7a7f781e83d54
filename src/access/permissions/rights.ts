import type { Authority, PermissionContent, PolicyContent } from './authority';
import { ruleText, valueText, type Holder } from './rule-text';

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
  readonly fields: readonly string[];
  /** What is written where nothing was sent, field by field. */
  readonly presets: ReadonlyMap<string, string>;
  /** The row rule as canonical text; null for every row. */
  readonly rows: string | null;
  readonly validation: string | null;
  readonly ip: string | null;
}

export const NO_RIGHTS: Rights = { flags: [], permissions: [] };

/** What these policies add up to. */
export function rightsOf(authority: Authority, holder: Holder): Rights {
  const policies = holder.policies.flatMap((id) => authority.policies.get(id) ?? []);
  return {
    flags: policies.filter(({ id }) => holder.flagged.has(id)).flatMap((policy): Flag[] => [
      ...(policy.adminAccess ? [{ access: 'admin', ip: ipOf(policy) } as const] : []),
      ...(policy.appAccess || policy.adminAccess ? [{ access: 'app', ip: ipOf(policy) } as const] : []),
    ]),
    permissions: policies.flatMap((policy) => policy.permissions.map((permission) => rightOf(permission, ipOf(policy), holder, authority))),
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
  const giving = pools
    .filter((pool) => bindsNoMore(pool, right, held))
    .map(({ permissions }) => permissions.filter(({ subject }) => subject === right.subject))
    .filter((theirs) => theirs.some((other) => reachesRows(other, right)));
  const usable = giving.flat().filter((other) => reachesRows(other, right));
  const grants = (field: string) => usable.some((other) => names(other, field));
  // Whatever the holder's rules fill in comes with every write, also on rows that those rules leave out.
  const filledIn = held.permissions.filter(({ subject }) => subject === right.subject).flatMap(({ presets }) => [...presets]);
  return (
    usable.length > 0 &&
    right.fields.every(grants) &&
    filledIn.every(([field, value]) => grants(field) || giving.flat().some((other) => other.presets.get(field) === value))
  );
}

/** A rule of a pool that lets its holder do the same with the same rows. */
function reachesRows(other: Right, right: Right): boolean {
  return other.subject === right.subject && reaches(other.ip, right.ip) && (other.rows === null || other.rows === right.rows);
}

function names(right: Right, field: string): boolean {
  return right.fields.includes('*') || right.fields.includes(field);
}

/**
 * All validations of a holder bind at once, and so does a preset of a field that the holder cannot write otherwise on these rows. Whoever gets a
 * right must be bound by all that binds the giver.
 */
function bindsNoMore(pool: Rights, right: Right, held: Rights): boolean {
  const theirs = pool.permissions.filter((other) => other.subject === right.subject);
  const mine = held.permissions.filter((other) => other.subject === right.subject && reaches(other.ip, right.ip));
  const validations = mine.map((other) => other.validation);
  const bound = [...new Set(theirs.flatMap((other) => [...other.presets.keys()]))].filter((field) => !theirs.some((other) => names(other, field) && reachesRows(other, right)));
  return theirs.every((other) => other.validation === null || validations.includes(other.validation)) && bound.every((field) => presetsOf(theirs, field) === presetsOf(mine, field));
}

/** Everything that is preset for a field, so that two sets can be compared. */
function presetsOf(rights: readonly Right[], field: string): string {
  return [...new Set(rights.flatMap((right) => right.presets.get(field) ?? []))].sort().join();
}

/** Whether what holds from the addresses of the one list holds from those of the other, too. */
export function reaches(from: string | null, to: string | null): boolean {
  return from === null || from === to;
}

function rightOf({ collection, action, permissions, validation, presets, fields }: PermissionContent, ip: string | null, holder: Holder, { roles }: Authority): Right {
  return {
    subject: JSON.stringify([collection, action]),
    fields: fields === null || fields === '' ? [] : fields.split(','),
    presets: new Map(isObject(presets) ? Object.entries(presets).map(([field, value]) => [field, valueText(value, holder, roles)]) : []),
    rows: ruleText(permissions, holder, roles),
    validation: ruleText(validation, holder, roles),
    ip,
  };
}

/** A list of addresses in one spelling; null for everywhere. */
export function ipOf({ ipAccess }: PolicyContent): string | null {
  return ipAccess === null || ipAccess === '' ? null : ipAccess.split(',').map((entry) => entry.trim()).sort().join();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
