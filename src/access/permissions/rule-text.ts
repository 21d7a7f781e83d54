import type { Person, RoleFacts } from './authority';

/** Whose rights they are: a rule that speaks of its reader means something else for another reader. */
export interface Holder {
  /** `anybody`: whoever will hold it, who is not known yet. `visitor`: somebody who is not signed in. */
  readonly who: Person | 'anybody' | 'visitor';
  readonly role: string | null;
  readonly roles: readonly string[];
  readonly policies: readonly string[];
  /** Those of them whose flags count: what reaches somebody as a visitor makes nobody an administrator, and opens no pages. */
  readonly flagged: ReadonlySet<string>;
}

/** The same text for the same rule. No rule, `{}` and `{ _and: [] }` are all no rule: null. */
export function ruleText(rule: unknown, holder: Holder, roles: readonly RoleFacts[]): string | null {
  const text = JSON.stringify(sorted(rule, holder, roles));
  return rule === null || rule === undefined || text === '{}' || text === '{"_and":[]}' ? null : text;
}

/** What a preset writes, in the same way. */
export function valueText(value: unknown, holder: Holder, roles: readonly RoleFacts[]): string {
  return JSON.stringify(sorted(value, holder, roles)) ?? 'null';
}

/** The fields of a person that these rules look at (`$CURRENT_USER.title`): changing one of them changes what its owner holds. */
export function fieldsOfPeopleIn(...rules: readonly unknown[]): Set<string> {
  return new Set(pathsIn('$CURRENT_USER', ...rules).filter((path) => path.length === 1).map(([field]) => field!));
}

/** Everything that these rules ask about their reader, or their reader's role, step by step (`$CURRENT_USER.role.name`). */
export function pathsIn(name: '$CURRENT_USER' | '$CURRENT_ROLE', ...rules: readonly unknown[]): string[][] {
  return rules.flatMap(variablesIn).filter((variable) => variable.startsWith(`${name}.`)).map((variable) => variable.split('.').slice(1));
}

/** A text may hold several: `_in` takes a list as `draft,$CURRENT_USER.title`, too. */
function variablesIn(rule: unknown): string[] {
  if (typeof rule === 'string') return rule.split(',').filter(isVariable);
  return typeof rule === 'object' && rule !== null ? Object.values(rule).flatMap(variablesIn) : [];
}

const isVariable = (text: string) => text.startsWith('$CURRENT_');

function sorted(value: unknown, holder: Holder, roles: readonly RoleFacts[]): unknown {
  if (Array.isArray(value)) return value.map((entry) => sorted(entry, holder, roles));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sorted(entry, holder, roles)]));
  if (typeof value !== 'string' || variablesIn(value).length === 0) return value;
  return isVariable(value) && !value.includes(',') ? meaning(value, holder, roles) : value.split(',').map((part) => (isVariable(part) ? meaning(part, holder, roles) : part));
}

/** What "my role" or "my title" means is part of the right; "me" means the same for everybody who is somebody. */
function meaning(variable: string, holder: Holder, roles: readonly RoleFacts[]): unknown {
  const [name, ...path] = variable.split('.');
  if (variable === '$CURRENT_ROLES') return { roles: [...holder.roles].sort() };
  if (variable === '$CURRENT_POLICIES') return { policies: [...new Set(holder.policies)].sort() };
  if (name === '$CURRENT_ROLE') return ofRole(path, holder, roles);
  return name === '$CURRENT_USER' ? ofPerson(path, holder, roles) : variable;
}

function ofRole([field, ...deeper]: readonly string[], { role, who }: Holder, roles: readonly RoleFacts[]): unknown {
  if (field === undefined || (field === 'id' && deeper.length === 0)) return { role };
  const row = roles.find(({ id }) => id === role);
  if (deeper.length === 0 && row && field in row.values) return { values: row.values[field] ?? null };
  return unsure(['role', field, ...deeper], role, who);
}

function ofPerson([field, ...deeper]: readonly string[], holder: Holder, roles: readonly RoleFacts[]): unknown {
  const { who } = holder;
  if (field === undefined || (field === 'id' && deeper.length === 0)) return who === 'visitor' ? { nobody: true } : '$CURRENT_USER';
  if (field === 'role') return ofRole(deeper, holder, roles);
  if (deeper.length === 0 && typeof who === 'object' && field in who.values) return { values: who.values[field] ?? null };
  return unsure([field, ...deeper], holder.role, who);
}

/** Where a path leads further than one row it is taken for something that nobody else has. */
function unsure(path: readonly string[], role: string | null, who: Holder['who']): unknown {
  return { path, role, who: typeof who === 'object' ? who.id : who };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
