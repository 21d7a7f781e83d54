import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccessControl } from '../access/permissions/access-control';
import { Grants } from '../access/permissions/grant';
import { parsePayload } from '../access/permissions/parse-payload';
import { ActivityLog } from '../activity/activity.log';
import { namedRole, namedUser } from '../activity/names';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { FailedValidationError, InvalidForeignKeyError } from '../platform/errors/errors';
import { AttachmentsService } from '../policies/attachments.service';
import { IssueInvitation } from './issue-invitation';
import { columnsOf, forDatabase, type PreparedUserChanges } from './user-columns';
import { userChangesSchema, userOnTheWire } from './user-changes';
import { requireSettable } from './user-fields';

const COLLECTION = 'directus_users';

/** One new person, inside a change. */
@Injectable()
export class CreateUser {
  constructor(
    private readonly access: AccessControl,
    private readonly grants: Grants,
    private readonly attachments: AttachmentsService,
    private readonly invitation: IssueInvitation,
    private readonly activity: ActivityLog,
  ) {}

  /**
   * Answers the new key. Whoever is created as invited, without a password, gets the mail in this very change. Throws FORBIDDEN where
   * the caller may not, or would give what they do not hold.
   */
  async in(work: UnitOfWork, wanted: PreparedUserChanges, options: { readonly inviteUrl?: string | null } = {}): Promise<string> {
    const changes = await this.#allowed(work, wanted);
    requireSettable(work.accountability, changes, 'create');
    const id = changes.id ?? randomUUID();
    await this.grants.around(work, { users: [id] }, async () => {
      await this.#write(work, id, changes);
      if (changes.policies) await this.attachments.applyAlterations(work, { userId: id }, changes.policies);
    });
    if (changes.status === 'invited' && !changes.passwordHash) await this.invitation.issue(work, { id }, options);
    return id;
  }

  /** What the permissions let through, with their presets underneath. */
  async #allowed(work: UnitOfWork, wanted: PreparedUserChanges): Promise<PreparedUserChanges> {
    const asked = onTheWire(wanted);
    const payload = await this.access.checkPayload(work, 'create', COLLECTION, asked);
    const presets = Object.fromEntries(Object.entries(payload).filter(([field]) => !(field in asked) && field !== 'password'));
    const changes: PreparedUserChanges = { ...parsePayload(work.accountability, COLLECTION, userChangesSchema, presets), ...wanted };
    if (changes.email === null) throw new FailedValidationError({ field: 'email', type: 'email' });
    if (changes.status === 'invited' && !changes.email) throw new FailedValidationError({ field: 'email', type: 'required' });
    return changes;
  }

  async #write(work: UnitOfWork, id: string, changes: PreparedUserChanges): Promise<void> {
    const role = changes.roleId ? await work.db.role.findUnique({ where: { id: changes.roleId }, select: { id: true, name: true } }) : null;
    if (changes.roleId && !role) throw new InvalidForeignKeyError({ collection: COLLECTION, field: 'role', value: changes.roleId });
    const after = await work.db.user.create({ data: { ...forDatabase(columnsOf(changes)), id, createdAt: work.now } as never });
    await this.activity.record(work, { event: 'user.created', collection: COLLECTION, item: id, names: { subject: namedUser(after), role: role && namedRole(role) }, after });
  }
}

/** Changes as the permissions are asked about them; that a password comes along is a fact, too. */
export function onTheWire({ passwordHash, madeToken, ...changes }: PreparedUserChanges): Record<string, unknown> {
  return userOnTheWire({ ...changes, ...(passwordHash !== undefined && { password: passwordHash }), ...(madeToken !== undefined && { token: madeToken }) });
}
