import type { Total } from '../access/items/total';
import { nameOfPerson } from '../activity/names';
import { counted, countedFirst, pagination, type Pagination } from '../doors/html/list-page.presenter';
import type { PolicyDraft, StagedHolder } from './policy-draft';
import { undoStep } from './policy-form';
import { policyUrl } from './policy-urls';
import { nameOfRole, type HolderRow, type PersonRow, type RoleRow } from './policy-rows';

export const HOLDERS_PER_PAGE = 25;

export interface HolderLine {
  readonly id: string;
  readonly kind: 'role' | 'user' | 'public';
  readonly kindLabel: string;
  readonly icon: string;
  readonly name: string;
  readonly url: string | null;
  /** "1,204 users", an address, or what everybody means. */
  readonly note: string | null;
  readonly state: 'unchanged' | 'added' | 'removed';
  readonly badge: string | null;
  readonly rowClass: string | null;
  readonly action: { readonly isUndo: boolean; readonly step: string; readonly label: string } | null;
}

export interface Holders {
  readonly total: string;
  readonly lines: readonly HolderLine[];
  /** Roles that hold it because a role above them does. */
  readonly inherited: readonly { readonly name: string; readonly url: string; readonly sourceLabel: string; readonly note: string }[];
  /** Everybody whom it reaches, with roles and what is below them; null where the caller may not see people. */
  readonly everybody: { readonly label: string; readonly url: string } | null;
  readonly pagination: (Pagination & { readonly previousStep: string | null; readonly nextStep: string | null }) | null;
  readonly roleChoices: readonly { readonly value: string; readonly label: string }[];
  readonly canChange: boolean;
  readonly canAddEverybody: boolean;
  readonly isBlank: boolean;
}

export interface HoldersFacts {
  readonly roles: readonly RoleRow[];
  /** People per role, where the caller may know. */
  readonly countOf: ReadonlyMap<string, Total> | null;
  /** Attachments to roles and to everybody, all of them. */
  readonly direct: readonly HolderRow[];
  /** Attachments to users: one page of them, and how many there are. */
  readonly users: { readonly rows: readonly HolderRow[]; readonly total: number };
  /** How many people it reaches in all; null where the caller may not know, or it does not exist yet. */
  readonly everybody: Total | null;
  /** Those whom the draft names. */
  readonly people: ReadonlyMap<string, PersonRow>;
  readonly policyId: string | null;
  readonly draft: PolicyDraft;
  readonly page: number;
  readonly canChange: boolean;
}

const EVERYBODY = 'Everybody';
const KINDS: Record<StagedHolder['kind'], string> = { role: 'Role', user: 'User', public: 'Public' };

/** "Who holds it": roles, people and everybody, with what is staged about them. */
export function holders(facts: HoldersFacts): Holders {
  const { roles, direct, users, draft, page, canChange } = facts;
  const removed = new Set(draft.detaching.map(({ accessId }) => accessId));
  const stored = [...direct, ...users.rows].map((row) => storedLine(row, removed.has(row.id), facts));
  const added = draft.attaching.map((holder) => addedLine(holder, facts));
  const holding = new Set([...direct.flatMap(({ role }) => role ?? []), ...draft.attaching.flatMap(({ kind, id }) => (kind === 'role' ? [id] : []))]);
  const isPublic = direct.some(({ role, user }) => role === null && user === null) || draft.attaching.some(({ kind }) => kind === 'public');
  const pages = pagination(users.total, page, HOLDERS_PER_PAGE, (other) => `page:${other}`);
  return {
    total: counted(direct.length + users.total, 'holder'),
    lines: [...added, ...stored],
    inherited: inheritedBy(roles, holding, facts.countOf),
    everybody: facts.everybody === null ? null : { label: `${countedFirst(facts.everybody, 'person', 'people')} in all`, url: policyUrl(facts.policyId, {}, 'people') },
    pagination: users.total > HOLDERS_PER_PAGE ? { ...pages, previousStep: pages.previousUrl, nextStep: pages.nextUrl } : null,
    roleChoices: inTreeOrder(roles).filter(({ role }) => !holding.has(role.id)).map(({ role, depth }) => ({ value: role.id, label: `${'\u2003'.repeat(depth)}${nameOfRole(role)}` })),
    canChange,
    canAddEverybody: canChange && !isPublic,
    isBlank: stored.length + added.length === 0,
  };
}

function storedLine(row: HolderRow, isRemoved: boolean, facts: HoldersFacts): HolderLine {
  const line = { ...describe(holderOf(row), row.user, facts), kindLabel: KINDS[holderOf(row).kind] };
  const undo = { isUndo: true, step: undoStep({ kind: 'detach', accessId: row.id }), label: `Undo taking it from ${line.name}` };
  const remove = { isUndo: false, step: `detach:${row.id}`, label: `Take it from ${line.name}` };
  return { ...line, id: row.id, state: isRemoved ? 'removed' : 'unchanged', badge: isRemoved ? 'Loses it, not saved' : null, rowClass: isRemoved ? 'table__row--removed' : null, action: isRemoved ? undo : facts.canChange ? remove : null };
}

function addedLine(holder: StagedHolder, facts: HoldersFacts): HolderLine {
  const line = { ...describe(holder, facts.people.get(holder.id) ?? null, facts), kindLabel: KINDS[holder.kind] };
  return { ...line, id: `${holder.kind}-${holder.id}`, state: 'added', badge: 'Gets it, not saved', rowClass: 'table__row--added', action: { isUndo: true, step: undoStep({ kind: 'attach', holder }), label: `Undo giving it to ${line.name}` } };
}

function holderOf(row: HolderRow): StagedHolder {
  if (row.role !== null) return { kind: 'role', id: row.role };
  return row.user ? { kind: 'user', id: row.user.id } : { kind: 'public', id: '' };
}

function describe(holder: StagedHolder, person: PersonRow | null, { roles, countOf }: HoldersFacts): Pick<HolderLine, 'kind' | 'icon' | 'name' | 'url' | 'note'> {
  if (holder.kind === 'public') return { kind: 'public', icon: 'globe', name: EVERYBODY, url: null, note: 'Also who is not signed in, and who has no role' };
  if (holder.kind === 'role') {
    const role = roles.find(({ id }) => id === holder.id);
    if (!role) return { kind: 'role', icon: 'shield-check', name: 'A role that is gone', url: null, note: null };
    return { kind: 'role', icon: 'shield-check', name: nameOfRole(role), url: `/admin/settings/roles/${role.id}`, note: countOf ? countedFirst(countOf.get(role.id) ?? 0, 'user') : 'Role' };
  }
  if (!person) return { kind: 'user', icon: 'user', name: 'Somebody who is gone', url: null, note: null };
  const name = nameOfPerson(person);
  return { kind: 'user', icon: 'user', name, url: `/admin/users/${person.id}`, note: person.email === name ? null : person.email };
}

function inheritedBy(roles: readonly RoleRow[], holding: ReadonlySet<string>, countOf: ReadonlyMap<string, Total> | null): Holders['inherited'] {
  return inTreeOrder(roles).flatMap(({ role, above }) => {
    const source = holding.has(role.id) ? undefined : above.find(({ id }) => holding.has(id));
    return source ? [{ name: nameOfRole(role), url: `/admin/settings/roles/${role.id}`, sourceLabel: `Through ${nameOfRole(source)}`, note: countOf ? countedFirst(countOf.get(role.id) ?? 0, 'user') : '' }] : [];
  });
}

/** Parents before their children, each with what stands above it, nearest first. A role whose parent cannot be seen stands at the top. */
function inTreeOrder(roles: readonly RoleRow[]): { role: RoleRow; depth: number; above: RoleRow[] }[] {
  const known = new Set(roles.map(({ id }) => id));
  const byName = [...roles].sort((a, b) => nameOfRole(a).localeCompare(nameOfRole(b)));
  const below = (parent: string | null, above: RoleRow[]): { role: RoleRow; depth: number; above: RoleRow[] }[] =>
    byName
      .filter((role) => (role.parent !== null && known.has(role.parent) ? role.parent : null) === parent && !above.includes(role))
      .flatMap((role) => [{ role, depth: above.length, above }, ...below(role.id, [role, ...above])]);
  return below(null, []);
}
