import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isAdminRole } from '../access/permissions/admin-role';
import { ActivityLog } from '../activity/activity.log';
import { namedRole, namedUser, personName } from '../activity/names';
import type { User } from '../generated/sqlite/client';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { AppConfig } from '../platform/config/app-config';
import { Locks } from '../platform/database/locks';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { FailedValidationError, ForbiddenError } from '../platform/errors/errors';
import { Log } from '../platform/log/log';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { noSoonerThan } from '../platform/limits/even-pace';
import { requireAllowedUrl } from '../platform/tokens/allowed-url';
import { letsAddressIn } from '../settings/address-filter';
import type { Settings } from '../settings/settings-changes';
import { CurrentSettings } from '../settings/current-settings';
import type { EmailAddress } from '../users/email-address';
import { Passwords } from '../users/passwords';
import { IssueVerification } from './issue-verification';
import { RegistrationLimits } from './registration-limits';
import type { RegistrationRequest } from './registration-request';
import { ALREADY_REGISTERED_TEMPLATE, alreadyRegisteredModel, VERIFY_EMAIL_TEMPLATE } from './registration.mail';

/** Two presses of one button are not further apart. Whoever waits for the answer comes later than that, and asks anew. */
const REPETITION_MS = 300;

/** A registration that may go ahead, with the slow work done. */
interface Prepared {
  readonly request: RegistrationRequest;
  readonly settings: Settings;
  readonly passwordHash: string;
  readonly url: string | null;
  readonly browser: string | null;
  readonly askedAt: Date;
}

/**
 * People who register themselves. The answer, and the work that leads to it, is the same for an address that is new, taken or waiting
 * for its verification; only the mail differs, and that reads nobody but the owner of the address.
 */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly settings: CurrentSettings,
    private readonly passwords: Passwords,
    private readonly limits: RegistrationLimits,
    private readonly transactions: Transactions,
    private readonly locks: Locks,
    private readonly verification: IssueVerification,
    private readonly outbox: MailOutbox,
    private readonly activity: ActivityLog,
    private readonly config: AppConfig,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /** FORBIDDEN while registration is switched off. */
  async requireOpen(): Promise<Settings> {
    const settings = await this.settings.read();
    if (!settings.publicRegistration) throw new ForbiddenError();
    return settings;
  }

  /**
   * What is wrong with the request itself costs nobody one of their registrations: nothing was asked yet, and no mail can come of it.
   * @param browser what the link has to remember of the browser that registers; null where it is none
   */
  async register(accountability: Accountability, request: RegistrationRequest, browser: string | null): Promise<void> {
    const askedAt = this.clock.now();
    const url = request.verificationUrl === null ? null : requireAllowedUrl(request.verificationUrl, this.config.allowLists.register, 'verify registered users');
    const settings = await this.requireOpen();
    await this.limits.admit(accountability.ip);
    // The project's rule is no fact about a person, so it is asked first and refuses plainly.
    if (!letsAddressIn(settings.publicRegistrationEmailFilter, request.email.key)) throw new AddressRefusedError();
    this.passwords.assertAcceptable(request.password, request.email.address);
    await this.limits.admitDomain(request.email.key);
    await noSoonerThan(this.config.limits.publicMailAnswerMs, async () => {
      const mailboxTakes = await this.limits.mailboxTakes(request.email.key);
      // Also for addresses that are taken: on a busy machine the hash takes longer than any answer waits.
      const prepared: Prepared = { request, settings, url, browser, askedAt, passwordHash: await this.passwords.hash(request.password) };
      if (mailboxTakes) await this.#settle(accountability, prepared);
    });
  }

  /** Another mail for somebody who is still unverified; for anybody else nothing happens, and nothing tells. */
  async resend(accountability: Accountability, email: EmailAddress): Promise<void> {
    await this.requireOpen();
    await this.limits.admit(accountability.ip);
    await this.limits.admitDomain(email.key);
    await noSoonerThan(this.config.limits.publicMailAnswerMs, async () => {
      if (!(await this.limits.mailboxTakes(email.key))) return;
      await this.transactions.run(accountability, async (work) => {
        const user = await work.db.user.findUnique({ where: { emailKey: email.key } });
        if (user?.status !== 'unverified') return;
        await this.verification.again(work, user);
        await this.activity.record(work, { event: 'registration.mail_resent', collection: 'directus_users', item: user.id, names: { subject: namedUser(user) } });
      });
    });
  }

  async #settle(accountability: Accountability, prepared: Prepared): Promise<void> {
    const settle = () => this.transactions.run(accountability, (work) => this.#newOrKnown(work, prepared));
    try {
      await settle();
    } catch (error) {
      // Two registrations of one address met: the unique index let one in, and for the other the address is known now.
      if (!applicationErrorsIn(error)?.some(({ code }) => code === 'RECORD_NOT_UNIQUE')) throw error;
      await settle();
    }
  }

  async #newOrKnown(work: UnitOfWork, prepared: Prepared): Promise<void> {
    const known = await work.db.user.findUnique({ where: { emailKey: prepared.request.email.key } });
    if (!known) return this.#create(work, prepared);
    // The row first, so that of two at once the second finds the mail of the first.
    await this.locks.rows(work, 'directus_users', [known.id]);
    if (known.status === 'unverified' && prepared.settings.publicRegistrationVerifyEmail) return this.#renew(work, known, prepared);
    return this.#tellOwner(work, known, prepared);
  }

  async #create(work: UnitOfWork, { request, settings, passwordHash, url, browser }: Prepared): Promise<void> {
    const verifies = settings.publicRegistrationVerifyEmail;
    const role = await this.#roleFor(work, settings);
    const user = await work.db.user.create({
      data: {
        id: randomUUID(),
        email: request.email.address,
        emailKey: request.email.key,
        password: passwordHash,
        firstName: request.firstName,
        lastName: request.lastName,
        status: verifies ? 'unverified' : 'active',
        roleId: role.granted?.id ?? null,
        createdAt: work.now,
      },
    });
    const by = { id: user.id, name: personName(user) };
    await this.activity.record(work, { event: 'registration.registered', collection: 'directus_users', item: user.id, names: { subject: namedUser(user), role: role.granted && namedRole(role.granted) }, by, after: user });
    if (role.withheld) {
      await this.activity.record(work, { event: 'registration.role_withheld', collection: 'directus_users', item: user.id, names: { subject: namedUser(user), role: namedRole(role.withheld) } });
      const withheld = role.withheld.id;
      work.afterCommit(() => this.log.warn({ role: withheld }, 'the role for new users holds administrator rights and was not given to somebody who registered'));
    }
    if (verifies) await this.verification.issue(work, user, { url, browser });
  }

  /** Asked once more here: nothing that happened to the role since the setting was saved may make a stranger an administrator. */
  async #roleFor(work: UnitOfWork, { publicRegistrationRoleId: id }: Settings): Promise<{ granted: NamedRole | null; withheld: NamedRole | null }> {
    if (id === null) return { granted: null, withheld: null };
    await this.locks.authority(work);
    const role = await work.db.role.findUnique({ where: { id }, select: { id: true, name: true } });
    const isWithheld = role !== null && (await isAdminRole(work, role.id));
    return { granted: isWithheld ? null : role, withheld: isWithheld ? role : null };
  }

  /**
   * Registered before and never verified: the newest registration counts, its link replaces the older one. In the browser of this
   * registration its password will count, in any other one a new password has to be chosen.
   */
  async #renew(work: UnitOfWork, before: User, { request, passwordHash, url, browser, askedAt }: Prepared): Promise<void> {
    const isSame = before.firstName === request.firstName && before.lastName === request.lastName && (await this.verification.isFor(work, before.id, { url, browser }));
    if (isSame && (await this.#wasMailedJustBefore(work, before.id, VERIFY_EMAIL_TEMPLATE, askedAt))) return;
    const user = await work.db.user.update({ where: { id: before.id }, data: { password: passwordHash, firstName: request.firstName, lastName: request.lastName } });
    await this.verification.issue(work, user, { url, browser });
    await this.activity.record(work, { event: 'registration.mail_resent', collection: 'directus_users', item: user.id, names: { subject: namedUser(user) }, before, after: user });
  }

  async #tellOwner(work: UnitOfWork, user: User, { settings, askedAt }: Prepared): Promise<void> {
    const isSamePress = !settings.publicRegistrationVerifyEmail && (await this.#registeredJustBefore(work, user, askedAt));
    if (isSamePress || (await this.#wasMailedJustBefore(work, user.id, ALREADY_REGISTERED_TEMPLATE, askedAt))) return;
    await this.outbox.enqueue(work, { template: ALREADY_REGISTERED_TEMPLATE, model: { ...alreadyRegisteredModel(user.status) }, to: { address: user.email! }, userId: user.id });
    await this.activity.record(work, { event: 'registration.address_taken', collection: 'directus_users', item: user.id, names: { subject: namedUser(user) } });
  }

  /** A registration that arrives twice brings one mail. */
  async #wasMailedJustBefore({ db }: UnitOfWork, userId: string, template: string, askedAt: Date): Promise<boolean> {
    return (await db.outboxMail.count({ where: { userId, template, createdAt: { gt: justBefore(askedAt) } } })) > 0;
  }

  /** The account is what the first of two presses made. */
  async #registeredJustBefore({ db }: UnitOfWork, user: User, askedAt: Date): Promise<boolean> {
    if (user.createdAt <= justBefore(askedAt)) return false;
    return (await db.activity.count({ where: { event: 'registration.registered', item: user.id } })) > 0;
  }
}

function justBefore(moment: Date): Date {
  return new Date(moment.getTime() - REPETITION_MS);
}

interface NamedRole {
  readonly id: string;
  readonly name: string;
}

/** The address filter says no. FORBIDDEN at the REST door; the page shows it at the field. */
export class AddressRefusedError extends ForbiddenError {
  constructor() {
    super({ reason: 'This address is not allowed to register' });
  }

  /** The same refusal for a form. */
  get atTheField(): FailedValidationError {
    return new FailedValidationError({ field: 'email', type: 'not_allowed' });
  }
}
