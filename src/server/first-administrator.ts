import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ActivityLog } from '../activity/activity.log';
import { SYSTEM, type Accountability } from '../platform/accountability/accountability';
import { ItemReader } from '../access/items/item-reader';
import { SessionsService } from '../access/sessions/sessions.service';
import { AppConfig } from '../platform/config/app-config';
import { expectedPasswordLength } from '../platform/config/password-length';
import { ConfigurationError } from '../platform/config/read-env';
import { Locks } from '../platform/database/locks';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { applicationErrorsIn, throwAll } from '../platform/errors/application-error';
import { FailedValidationError, InvalidTokenError } from '../platform/errors/errors';
import { OneTimeTokens } from '../platform/tokens/one-time-tokens.service';
import { tokenLink } from '../platform/tokens/token-link';
import type { TokenState } from '../platform/tokens/token-state';
import { parseEmail, type EmailAddress } from '../users/email-address';
import { TwoFactor } from '../two-factor/two-factor.service';
import { Passwords } from '../users/passwords';

export interface NewAdministrator {
  readonly email: string;
  readonly password: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/** How a directory gets its first administrator: by a link that the start prints, or by the environment. Never by a default password. */
@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly transactions: Transactions,
    private readonly items: ItemReader,
    private readonly locks: Locks,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly activity: ActivityLog,
    private readonly twoFactor: TwoFactor,
    private readonly config: AppConfig,
  ) {}

  /** Nobody active holds administrator rights, neither directly nor through a role or its ancestors. */
  async isMissing(work?: UnitOfWork): Promise<boolean> {
    const held = await this.items.read<{ role: string | null; user: string | null }>(SYSTEM, 'directus_access', { fields: ['role', 'user'], filter: { policy: { admin_access: { _eq: true } } }, limit: -1 }, work);
    const users = held.flatMap(({ user }) => user ?? []);
    const roles = new Set(held.flatMap(({ role }) => role ?? []));
    for (let before = 0; before < roles.size; ) {
      before = roles.size;
      const children = await this.items.keys(SYSTEM, 'directus_roles', { filter: { parent: { _in: [...roles] } } }, work);
      for (const child of children) roles.add(String(child));
    }
    const holders = [...(users.length > 0 ? [{ id: { _in: users } }] : []), ...(roles.size > 0 ? [{ role: { _in: [...roles] } }] : [])];
    if (holders.length === 0) return true;
    return (await this.items.count(SYSTEM, 'directus_users', { filter: { _and: [{ status: { _eq: 'active' } }, { _or: holders }] } }, work)) === 0;
  }

  /** ADMIN_EMAIL and ADMIN_PASSWORD, while there is no administrator. True when one was made. */
  async createFromEnvironment(): Promise<boolean> {
    const first = this.config.firstAdmin;
    if (!first || !(await this.isMissing())) return false;
    try {
      return (await this.#create(SYSTEM, { ...first, firstName: 'Admin', lastName: 'User' })) !== null;
    } catch (error) {
      const mistakes = (applicationErrorsIn(error) ?? []).filter((one) => one instanceof FailedValidationError);
      if (mistakes.length > 0) throw new ConfigurationError(mistakes.map((mistake) => problemWith(mistake, this.config.passwords.minBytes)));
      throw error;
    }
  }

  /** A new set-up link, good for one hour, which ends the one before; null where an administrator exists. */
  async newLink(): Promise<string | null> {
    if (!(await this.isMissing())) return null;
    const { id } = await this.transactions.run(SYSTEM, (work) => this.tokens.issue(work, { purpose: 'setup', userId: null, emailKey: null, ttlMs: this.config.tokens.setupTtlMs }));
    return tokenLink({ purpose: 'setup', data: null }, this.tokens.deriveToken(id), this.config.publicOrigin);
  }

  /** What a set-up link is worth; for the page that shows the form. */
  async find(token: unknown): Promise<TokenState> {
    return (await this.isMissing()) ? this.tokens.find(token, 'setup') : { kind: 'unknown' };
  }

  /** Redeems the link; of two at once one wins. Returns the new administrator's id. */
  async setUp(caller: Accountability, token: unknown, administrator: NewAdministrator): Promise<string> {
    // Asked again inside the transaction; here it spares a stranger's guess the hashing.
    if ((await this.find(token)).kind !== 'usable') throw new InvalidTokenError();
    const id = await this.#create(caller, administrator, (work) => this.tokens.redeem(work, token, 'setup'));
    if (id === null) throw new InvalidTokenError();
    return id;
  }

  /** Null where somebody else was faster. */
  async #create(caller: Accountability, { email, password, firstName, lastName }: NewAdministrator, redeem?: (work: UnitOfWork) => Promise<unknown>): Promise<string | null> {
    const address = parseEmail(email);
    const mistake = this.passwords.mistakeIn(password, address?.address ?? null);
    throwAll([...(address ? [] : [new FailedValidationError({ field: 'email', type: 'email' })]), ...(mistake ? [mistake] : [])]);
    const passwordHash = await this.passwords.hash(password);
    return this.transactions.run(caller, async (work) => {
      await this.locks.authority(work);
      if (!(await this.isMissing(work))) return null;
      await redeem?.(work);
      const id = await this.#put(work, address!, { password: passwordHash, firstName, lastName });
      const name = [firstName, lastName].filter(Boolean).join(' ') || address!.address;
      await this.activity.record(work, { event: 'server.set_up', collection: 'directus_users', item: id, names: { subject: name }, by: { id, name } });
      return id;
    });
  }

  /** Somebody who was in the directory already (a former administrator, perhaps) is made one again. */
  async #put(work: UnitOfWork, email: EmailAddress, fields: { password: string; firstName: string | null; lastName: string | null }): Promise<string> {
    const roleId = await administratorRole(work);
    const known = await work.db.user.findUnique({ where: { emailKey: email.key }, select: { id: true } });
    if (known) {
      await work.db.user.update({ where: { id: known.id }, data: { ...fields, status: 'active', roleId } });
      await this.sessions.revokeAllOf(work, known.id);
      await this.tokens.endAllOf(work, known.id, 'revoked');
      // The way back in for whoever runs the server must not end at a phone that is lost.
      await this.twoFactor.recoverIn(work, known.id);
      return known.id;
    }
    const user = await work.db.user.create({ data: { id: randomUUID(), email: email.address, emailKey: email.key, status: 'active', roleId, ...fields } });
    return user.id;
  }
}

/** The password itself is never shown, not even to whoever wrote it down. */
function problemWith({ facts }: FailedValidationError, minBytes: number): string {
  if (facts.field === 'email') return 'ADMIN_EMAIL is not an e-mail address. Example: ADMIN_EMAIL=ada@example.org';
  const reason = facts.type === 'common' ? 'many people use it' : facts.type === 'same_as_email' ? 'it is the e-mail address' : "it does not meet the project's password policy";
  return `ADMIN_PASSWORD is not acceptable: ${reason}. It is not shown. Expected: ${expectedPasswordLength(minBytes)}, not the e-mail address and none that many people use. Example: ADMIN_PASSWORD="four words are easy"`;
}

/** The role that the administrator policy is attached to; made anew where somebody took it apart. */
async function administratorRole({ db }: UnitOfWork): Promise<string> {
  const attached = await db.access.findFirst({ where: { roleId: { not: null }, policy: { adminAccess: true, ipAccess: null } }, select: { roleId: true } });
  if (attached?.roleId) return attached.roleId;
  const policy =
    (await db.policy.findFirst({ where: { adminAccess: true, ipAccess: null }, select: { id: true } })) ??
    (await db.policy.create({ data: { id: randomUUID(), name: 'Administrator', icon: 'verified', adminAccess: true, appAccess: true } }));
  const role = await db.role.create({ data: { id: randomUUID(), name: 'Administrator', icon: 'verified' } });
  await db.access.create({ data: { id: randomUUID(), roleId: role.id, policyId: policy.id } });
  return role.id;
}
