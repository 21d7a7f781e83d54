import { nameOfPerson, personName, seededWords } from '../activity/names';
import { isExact, leastOf, type Total } from '../access/items/total';
import { initials } from '../doors/html/layout.presenter';
import { counted, countedFirst, number, pagination, type Pagination } from '../doors/html/list-page.presenter';
import { relativeTime } from '../doors/html/relative-time';
import { statusBadge } from '../users/user-status';
import { undoStep } from './role-form';
import type { RoleDraft, StagedMove, StagedUser } from './role-draft';
import type { PersonRow } from './role-rows';
import { roleUrl } from './role-urls';

export const USERS_PER_PAGE = 25;
/** Staged rows stand on top of the list; beyond this many only the review page shows each of them. */
const STAGED_ON_TOP = 100;
const SEARCH_FROM = 5;

const ROW_CLASSES = { unchanged: null, created: 'table__row--created', joining: 'table__row--added', leaving: 'table__row--removed' } as const;

/** For components/badge. */
export interface RowBadge {
  readonly label: string;
  readonly icon: string;
  readonly tone: string | null;
}

export interface UserInRoleRow {
  readonly id: string;
  readonly state: 'unchanged' | 'created' | 'joining' | 'leaving';
  /** The table's class for a staged row. */
  readonly rowClass: string | null;
  readonly name: string;
  /** Null where the name already is the address. */
  readonly email: string | null;
  readonly initials: string;
  readonly badge: RowBadge;
  readonly lastSeen: string;
  /** The person's own page; null for somebody who does not exist yet. */
  readonly url: string | null;
  /** The button that opens a new user's details again. */
  readonly editStep: string | null;
  /** × or Undo; null where this caller may not. */
  readonly action: { readonly isUndo: boolean; readonly step: string; readonly label: string } | null;
  /** Why the last save failed on this row. */
  readonly error: string | null;
}

export interface UsersInRole {
  readonly rows: readonly UserInRoleRow[];
  /** "and 240 more" below the staged rows. */
  readonly moreStaged: string | null;
  readonly total: string;
  /** "1,206 after saving", where the save changes it and the number is known. */
  readonly afterSaving: string | null;
  /** Who holds what the role holds, with those in roles below it; null where there are none below. */
  readonly everybody: { readonly label: string; readonly url: string } | null;
  readonly search: string;
  readonly page: number;
  readonly pagination: (Pagination & { readonly previousStep: string | null; readonly nextStep: string | null }) | null;
  readonly hasSearch: boolean;
  readonly isNobody: boolean;
  readonly isNoMatch: boolean;
  readonly canCreate: boolean;
  readonly canAdd: boolean;
}

export interface UsersInRoleFacts {
  readonly members: { readonly rows: readonly PersonRow[]; readonly matching: Total; readonly total: Total };
  readonly roleId: string | null;
  /** How many people are in the role and below it; null where nothing is below, or the caller may not know. */
  readonly everybody: Total | null;
  /** Those who are staged to join or to leave, by id. */
  readonly people: ReadonlyMap<string, PersonRow>;
  readonly draft: RoleDraft;
  readonly search: string;
  readonly page: number;
  readonly errorOf: Readonly<Record<string, string>>;
  readonly can: { readonly createUsers: boolean; readonly changeUsers: boolean };
  readonly now: Date;
}

/** "Users in Role": what is staged on top, then this page of the people who are in it. */
export function usersInRole(facts: UsersInRoleFacts): UsersInRole {
  const { members, draft, search, page, can } = facts;
  const listed = new Set(members.rows.map(({ id }) => id));
  const staged = [
    ...draft.creating.map((user) => newUserRow(user, facts)),
    ...draft.joining.flatMap((move) => movingRow(move, 'joining', facts)),
    // Whoever leaves is struck through where they stand; on top only where this page of the list does not show them.
    ...draft.leaving.filter(({ id }) => !listed.has(id)).flatMap((move) => movingRow(move, 'leaving', facts)),
  ];
  const leaving = new Set(draft.leaving.map(({ id }) => id));
  const rows = [...staged.slice(0, STAGED_ON_TOP), ...members.rows.map((person) => (leaving.has(person.id) ? personRow(person, 'leaving', facts) : personRow(person, 'unchanged', facts)))];
  const change = draft.creating.length + draft.joining.length - draft.leaving.length;
  return {
    rows,
    moreStaged: staged.length > STAGED_ON_TOP ? `and ${counted(staged.length - STAGED_ON_TOP, 'more staged change')}, shown under Review` : null,
    total: number(members.total),
    afterSaving: change === 0 || !isExact(members.total) ? null : `${number(members.total + change)} after saving`,
    everybody: facts.everybody === null ? null : { label: `${countedFirst(facts.everybody, 'person', 'people')} with the roles below`, url: roleUrl(facts.roleId, {}, 'people') },
    search,
    page,
    pagination: leastOf(members.matching) > USERS_PER_PAGE || page > 1 ? stepping(members.matching, page) : null,
    // A search over a handful of people is only in the way.
    hasSearch: leastOf(members.total) > SEARCH_FROM || search !== '',
    isNobody: rows.length === 0 && search === '',
    isNoMatch: members.rows.length === 0 && search !== '',
    canCreate: can.createUsers,
    canAdd: can.changeUsers,
  };
}

function stepping(matching: Total, page: number): UsersInRole['pagination'] {
  const pages = pagination(matching, page, USERS_PER_PAGE, (other) => `page:${other}`);
  return { ...pages, previousStep: pages.previousUrl, nextStep: pages.nextUrl };
}

function newUserRow(user: StagedUser, { can, errorOf }: UsersInRoleFacts): UserInRoleRow {
  const { firstName, lastName, status } = user.changes;
  const email = user.changes.email?.address ?? null;
  const name = personName({ firstName, lastName, email });
  return {
    id: user.key,
    state: 'created',
    rowClass: ROW_CLASSES.created,
    name,
    email: email && email !== name ? email : null,
    initials: initials(name),
    badge: { label: status === 'invited' ? 'New, invited when saved' : 'New, not saved', icon: 'plus', tone: 'warn' },
    lastSeen: '–',
    url: null,
    editStep: can.createUsers ? `edit-new:${user.key}` : null,
    action: { isUndo: true, step: undoStep({ kind: 'create', id: user.key }), label: `Undo creating ${name}` },
    error: errorOf[user.key] ?? null,
  };
}

/** Somebody who was deleted meanwhile is still shown, so that it can be undone. */
function movingRow(move: StagedMove, state: 'joining' | 'leaving', facts: UsersInRoleFacts): UserInRoleRow[] {
  const person = facts.people.get(move.id) ?? { id: move.id, first_name: null, last_name: null, email: null, status: 'deleted', last_access: null, role: null };
  return [personRow(person, state, facts)];
}

function personRow(person: PersonRow, state: 'unchanged' | 'joining' | 'leaving', { can, now, errorOf }: UsersInRoleFacts): UserInRoleRow {
  const isGone = person.status === 'deleted';
  const name = isGone ? 'Somebody who no longer exists' : nameOfPerson(person);
  return {
    id: person.id,
    state,
    rowClass: ROW_CLASSES[state],
    name,
    email: person.email && person.email !== name ? person.email : null,
    initials: initials(name),
    badge: badgeOf(person, state),
    lastSeen: relativeTime(person.last_access, now),
    url: isGone ? null : `/admin/users/${person.id}`,
    editStep: null,
    action: actionOf(person, name, state, can.changeUsers),
    error: errorOf[person.id] ?? null,
  };
}

function badgeOf(person: PersonRow, state: 'unchanged' | 'joining' | 'leaving'): RowBadge {
  if (state === 'joining' && person.role === undefined) return { label: 'Joins', icon: 'plus', tone: 'warn' };
  if (state === 'joining') return { label: person.role ? `Joins from ${seededWords(person.role.name)}` : 'Joins, had no role', icon: 'plus', tone: 'warn' };
  if (state === 'leaving') return { label: 'Leaves, no role', icon: 'x', tone: 'warn' };
  return badgeOfStatus(person.status);
}

export function badgeOfStatus(status: string | undefined): RowBadge {
  if (status === undefined) return { label: 'Not shown', icon: 'circle-help', tone: null };
  const { word, icon, tone } = statusBadge(status);
  return { label: word, icon, tone };
}

function actionOf(person: PersonRow, name: string, state: 'unchanged' | 'joining' | 'leaving', mayChange: boolean): UserInRoleRow['action'] {
  if (state === 'joining') return { isUndo: true, step: undoStep({ kind: 'join', id: person.id }), label: `Undo adding ${name}` };
  if (state === 'leaving') return { isUndo: true, step: undoStep({ kind: 'leave', id: person.id }), label: `Undo removing ${name}` };
  return mayChange ? { isUndo: false, step: `leave:${person.id}`, label: `Remove ${name} from this role` } : null;
}
