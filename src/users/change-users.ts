import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { Grants } from '../access/permissions/grant';
import { Standing } from '../access/sessions/standing';
import { SessionsService } from '../access/sessions/sessions.service';
import { ActivityLog } from '../activity/activity.log';
import type { Named } from '../activity/activity.actions';
import type { User } from '../generated/sqlite/client';
import { KeyedRows } from '../platform/database/keyed-rows';
import { Locks } from '../platform/database/locks';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { FailedValidationError, ForbiddenError, InvalidForeignKeyError, RecordNotUniqueError } from '../platform/errors/errors';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { Authority } from '../policies/authority';
import { NestedPolicies } from '../policies/nested-policies';
import { onTheWire, presetChanges } from './create-user';
import { IssueInvitation } from './issue-invitation';
import { ACCOUNT_CHANGED_TEMPLATE, accountChangedModel } from './account-changed.mail';
import { OwnAddress } from './own-address';
import { RoleNames } from './role-names';
import { assertNotStale, type SeenUser } from './stale-user';
import { columnsOf, differences, USERS, withRoleWritten, type PreparedUserChanges, type UserColumns } from './user-columns';
import { userEvent } from './user-event';
import { requireSettable } from './user-fields';

const COLLECTION = 'directus_users';

/** What decides who holds what, and who is an administrator at all. */
const RIGHTS = ['roleId', 'status', 'policies'] as const;
/** What lets somebody sign in as the person. */
const CREDENTIALS = ['email', 'passwordHash', 'token', 'madeToken', 'provider', 'externalIdentifier'] as const;

/** A person as they were, and the columns of theirs that differ now. */
interface Touched {
  readonly before: User;
  readonly changed: UserColumns;
}

/** The same change on people who exist, inside a change. */
@Injectable()
export class ChangeUsers {
  constructor(
    private readonly access: AccessControl,
    private readonly authority: Authority,
    private readonly grants: Grants,
    private readonly policies: NestedPolicies,
    private readonly sessions: SessionsService,
    private readonly tokens: OneTimeTokens,
    private readonly invitation: IssueInvitation,
    private readonly ownAddress: OwnAddress,
    private readonly outbox: MailOutbox,
    private readonly activity: ActivityLog,
    private readonly rows: KeyedRows,
    private readonly roleNames: RoleNames,
    private readonly locks: Locks,
    private readonly standing: Standing,
  ) {}

  /**
   * All or none. Only what differs is written, and only whom something differs for gets an activity row. Answers how many those are.
   *
   * @param seen what the author of a form had in front of them: where that is different by now, STALE_CHANGE is thrown
   */
  async in(work: UnitOfWork, keys: readonly string[], wanted: PreparedUserChanges, seen: SeenUser = {}): Promise<number> {
    const ids = [...new Set(keys)];
    const { id: _, provenPassword, ...asked } = wanted;
    if (ids.length === 0) return 0;
    if (provenPassword !== undefined) await this.#requireStill(work, provenPassword);
    const changes = await this.#allowed(work, ids, await withRoleWritten(work, asked));
    requireSettable(work.accountability, changes, 'update');
    if (changes.email && ids.length > 1) throw new RecordNotUniqueError({ collection: COLLECTION, field: 'email', value: changes.email.address });
    const write = () => this.#write(work, ids, changes, seen);
    const decidesRights = RIGHTS.some((field) => field in changes) || (await this.grants.decideRights(work, Object.keys(onTheWire(changes))));
    if (decidesRights) return this.authority.change(work, { users: ids }, write);
    // Whoever can sign in as somebody holds what that person holds.
    if (CREDENTIALS.some((field) => field in changes)) await this.grants.requireNotAbove(work, ids);
    return write();
  }

  /** Of two changes with one proof the second is asked again. A write and not a look, so that it waits for the first. */
  async #requireStill({ db, accountability }: UnitOfWork, provenPassword: string): Promise<void> {
    const { count } = await db.user.updateMany({ where: { id: accountability.user!, password: provenPassword }, data: { password: provenPassword } });
    if (count === 0) throw new FailedValidationError({ field: 'current_password', type: 'wrong' });
  }

  async #allowed(work: UnitOfWork, ids: readonly string[], asked: PreparedUserChanges): Promise<PreparedUserChanges> {
    const payload = onTheWire(asked);
    await this.access.requireItems(work, 'update', COLLECTION, ids, Object.keys(payload));
    const checked = await this.access.checkPayload(work, 'update', COLLECTION, payload);
    const presets = Object.fromEntries(Object.entries(checked).filter(([field]) => !(field in payload) && field !== 'password'));
    return { ...presetChanges(work.accountability, presets), ...asked };
  }

  async #write(work: UnitOfWork, ids: readonly string[], changes: PreparedUserChanges, seen: SeenUser): Promise<number> {
    await this.locks.rows(work, 'directus_users', ids);
    await this.standing.require(work);
    const rows = await this.rows.find<User>(work, USERS, ids);
    if (rows.length < ids.length) throw new ForbiddenError();
    const columns = columnsOf(await this.#withoutOwnAddress(work, rows, changes));
    const nameOfRole = await this.#roleNames(work, rows, columns);
    for (const row of rows) assertNotStale(row, columns, seen, nameOfRole);
    const touched = rows.map((before) => ({ before, changed: differences(before, columns) })).filter(({ changed }) => Object.keys(changed).length > 0);
    await this.rows.change(work, USERS, touched.map(({ before }) => before.id), columns);
    await this.#follow(work, touched, nameOfRole);
    if (changes.policies) for (const id of ids) await this.policies.applyAlterations(work, { userId: id }, changes.policies);
    return touched.length;
  }

  /** An administrator's word is enough; everybody else's own new address has to be confirmed by a mail to it first. */
  async #withoutOwnAddress(work: UnitOfWork, rows: readonly User[], { email, ...changes }: PreparedUserChanges): Promise<PreparedUserChanges> {
    const { accountability } = work;
    const me = rows.find(({ id }) => id === accountability.user);
    if (!email || accountability.admin || !me || email.key === me.emailKey) return email === undefined ? changes : { ...changes, email };
    await this.ownAddress.ask(work, me.id, email);
    return changes;
  }

  /** What the change brings about: the record, ended sessions and links, and new invitations where the old ones died. */
  async #follow(work: UnitOfWork, touched: readonly Touched[], nameOfRole: (id: string) => Named): Promise<void> {
    const { accountability } = work;
    await this.activity.recordMany(work, touched.map(({ before, changed }) => {
      const { event, names } = userEvent(before, changed, nameOfRole, before.id === accountability.user);
      return { event, collection: COLLECTION, item: before.id, names: names as never, before, after: { ...before, ...changed } };
    }));
    const isLockedOut = ({ changed }: Touched) => 'status' in changed && changed.status !== 'active';
    await this.sessions.revokeAllOfMany(work, touched.filter(isLockedOut).map(({ before }) => before.id));
    const others = touched.filter((one) => !isLockedOut(one) && ('password' in one.changed || 'emailKey' in one.changed));
    for (const { before } of others) await this.sessions.revokeAllOf(work, before.id, before.id === accountability.user ? accountability.session : null);
    for (const { before, changed } of touched) await this.#tellOwner(work, before, changed, before.id === accountability.user);

    const reidentified = touched.filter(({ changed }) => ['password', 'emailKey', 'status', 'roleId'].some((column) => column in changed)).map(({ before, changed }): User => ({ ...before, ...changed }));
    const [invited, settled] = [reidentified.filter(({ status }) => status === 'invited'), reidentified.filter(({ status }) => status !== 'invited')];
    await this.tokens.endAllOfMany(work, settled.map(({ id }) => id), 'revoked');
    await this.#inviteAgain(work, invited);
  }

  /** A thief who changed the means to sign in could not do it in silence: the owner hears of it, at the old address, too. */
  async #tellOwner(work: UnitOfWork, before: User, changed: UserColumns, isOwn: boolean): Promise<void> {
    const what = 'emailKey' in changed ? 'e-mail address' : 'password' in changed ? 'password' : changed.tokenHash ? 'API token' : null;
    if (what === null || before.email === null || before.status !== 'active') return;
    const model = accountChangedModel(what, isOwn ? null : work.accountability.name);
    await this.outbox.enqueue(work, { template: ACCOUNT_CHANGED_TEMPLATE, model, to: { address: before.email }, userId: before.id });
  }

  /** A link that died with the change would leave somebody invited with no way in; a mail that still waits is only brought up to date. */
  async #inviteAgain(work: UnitOfWork, people: readonly User[]): Promise<void> {
    if (people.some(({ email }) => email === null)) throw new FailedValidationError({ field: 'email', type: 'required' });
    await this.invitation.issueMany(work, people.map(({ id }) => id));
  }

  async #roleNames(work: UnitOfWork, rows: readonly User[], columns: UserColumns): Promise<(id: string) => Named> {
    if (columns.roleId === undefined) return () => 'a role';
    const byId = await this.roleNames.of(work, [columns.roleId, ...rows.map((row) => row.roleId)].filter((id) => id !== null));
    if (columns.roleId !== null && !byId.has(columns.roleId)) throw new InvalidForeignKeyError({ collection: COLLECTION, field: 'role', value: columns.roleId });
    return (id) => byId.get(id) ?? 'a role that is gone';
  }
}
