import { Injectable } from '@nestjs/common';
import { SessionsService } from '../access/sessions/sessions.service';
import { Standing } from '../access/sessions/standing';
import { ActivityLog } from '../activity/activity.log';
import type { ActivityEvent } from '../activity/activity.actions';
import { personName } from '../activity/names';
import { SYSTEM, type Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { IdleChecks } from '../platform/database/idle-checks';
import { PrismaService } from '../platform/database/prisma.service';
import { Transactions } from '../platform/database/transactions';
import type { UnitOfWork } from '../platform/database/unit-of-work';
import { ForbiddenError, InvalidCredentialsError, InvalidOtpError, InvalidPayloadError } from '../platform/errors/errors';
import { MailOutbox } from '../platform/mail/mail.outbox';
import { CurrentSettings } from '../settings/current-settings';
import { parseEmail } from '../users/email-address';
import { OwnPassword } from '../users/own-password';
import { CodeCheck } from './code-check';
import { newRecoveryCodes, recoveryHash, withoutGaps } from './recovery-codes';
import { SeedVault } from './seed-vault';
import { newSecret, otpauthUrl, stepOf } from './totp';
import { TWO_FACTOR_TEMPLATE, twoFactorModel } from './two-factor.mail';

const COLLECTION = 'directus_users';
const PENDING_MS = 15 * 60_000;
const OWNER = { id: true, firstName: true, lastName: true, email: true, tfaSecret: true } as const;

export interface TwoFactorState {
  readonly on: boolean;
  readonly since: Date | null;
  readonly recoveryCodesLeft: number;
}

/** The seed that an app has to learn: as text, and as the address that a QR code holds. */
export interface Seed {
  readonly secret: string;
  readonly otpauthUrl: string;
}

interface Owner {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
}

/**
 * Two-factor sign-in of a person: turning it on, off and on again. Everybody's own business whatever the policies say; only
 * administrators do anything to somebody else's. Codes are checked by CodeCheck.
 */
@Injectable()
export class TwoFactor {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    private readonly idle: IdleChecks,
    private readonly transactions: Transactions,
    private readonly ownPassword: OwnPassword,
    private readonly settings: CurrentSettings,
    private readonly sessions: SessionsService,
    private readonly standing: Standing,
    private readonly codes: CodeCheck,
    private readonly vault: SeedVault,
    private readonly outbox: MailOutbox,
    private readonly activity: ActivityLog,
  ) {}

  /** The caller has seen to it that it may be shown. */
  async stateOf(userId: string): Promise<TwoFactorState> {
    const { client } = this.prisma;
    const user = await client.user.findUnique({ where: { id: userId }, select: { tfaSecret: true, twoFactor: { select: { since: true } }, _count: { select: { recoveryCodes: true } } } });
    if (!user || user.tfaSecret === null) return { on: false, since: null, recoveryCodesLeft: 0 };
    return { on: true, since: user.twoFactor?.since ?? null, recoveryCodesLeft: user._count.recoveryCodes };
  }

  /**
   * Asks for the password again and makes a seed, which waits a quarter of an hour for its first code, in this session. A new one replaces the one that
   * waited. Throws INVALID_CREDENTIALS for a wrong password, INVALID_PAYLOAD where it is on already, REQUESTS_EXCEEDED after too many guesses.
   */
  async begin(caller: Accountability, password: string): Promise<Seed> {
    const id = own(caller);
    const user = await this.prisma.client.user.findUniqueOrThrow({ where: { id }, select: { ...OWNER, password: true } });
    if (!(await this.ownPassword.verify(id, user.password, password))) throw new InvalidCredentialsError();
    if (user.tfaSecret !== null) throw alreadyOn();
    if (user.email === null) throw new InvalidPayloadError({ reason: 'User must have a valid email to enable TFA' });
    const secret = newSecret();
    await this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      const { db, now } = work;
      const pending = { pendingSecret: this.vault.seal(secret, waitingFor(caller)), pendingUntil: new Date(now.getTime() + PENDING_MS) };
      await db.twoFactor.upsert({ where: { userId: id }, create: { userId: id, ...pending }, update: pending });
    });
    return this.#seed(secret, user.email);
  }

  /** The seed that waits for its first code, for a page that is shown again; null where there is none, or no more. */
  async pending(caller: Accountability): Promise<Seed | null> {
    const id = own(caller);
    const row = await this.prisma.client.twoFactor.findUnique({ where: { userId: id }, include: { user: { select: { email: true, tfaSecret: true } } } });
    const secret = row && this.#pendingIn(row, caller, this.clock.now());
    return secret && row.user.tfaSecret === null ? this.#seed(secret, row.user.email ?? '') : null;
  }

  /**
   * Turns it on with a first code of the seed that waits; that code is spent. Ends all other sessions: they were begun without.
   * Answers the recovery codes, which nobody is shown again; none where the caller's door cannot show them. Throws INVALID_OTP for a wrong code, INVALID_PAYLOAD where it is on
   * already or nothing waits.
   *
   * @param given.secret of a program: must be the seed that waits, since one that was made elsewhere is known elsewhere
   */
  async confirm(caller: Accountability, given: { readonly secret?: string; readonly otp: string }, { showsCodes }: { readonly showsCodes: boolean } = { showsCodes: true }): Promise<readonly string[]> {
    const id = own(caller);
    return this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      const row = await work.db.twoFactor.findUnique({ where: { userId: id }, include: { user: { select: OWNER } } });
      if (row && row.user.tfaSecret !== null) throw alreadyOn();
      const secret = row && this.#pendingIn(row, caller, work.now);
      if (!secret || (given.secret !== undefined && given.secret !== secret)) throw new InvalidPayloadError({ reason: '"secret" is not the one that was made for you, or no longer' });
      const step = stepOf(secret, withoutGaps(given.otp), work.now);
      if (step === null) throw new InvalidOtpError();
      // Conditional: of two at once one turns it on, and the other's recovery codes are never shown.
      const { count } = await work.db.user.updateMany({ where: { id, tfaSecret: null }, data: { tfaSecret: this.vault.seal(secret, id) } });
      if (count === 0) throw alreadyOn();
      await work.db.twoFactor.update({ where: { userId: id }, data: { since: work.now, lastStep: step, pendingSecret: null, pendingUntil: null } });
      const codes = showsCodes ? await this.#makeCodes(work, id) : [];
      await this.sessions.revokeAllOf(work, id, caller.session);
      await this.#tell(work, row.user, 'two_factor.turned_on', twoFactorModel('on'));
      return codes;
    });
  }

  /** A seed whose quarter of an hour is over turns nothing on; it need not lie in copies of the database, either. */
  async forgetExpired(): Promise<void> {
    const now = this.clock.now();
    if (!(await this.idle.find('a seed was not confirmed', now))) return;
    await this.prisma.client.twoFactor.updateMany({ where: { pendingUntil: { lte: now } }, data: { pendingSecret: null, pendingUntil: null } });
  }

  /** Takes a code of the app or a recovery code. Where a policy asks for two-factor sign-in, the next thing that it opens is the set-up again. */
  async turnOff(caller: Accountability, otp: string): Promise<void> {
    const id = await this.#requireOwnOn(caller);
    await this.codes.check(caller, id, otp);
    await this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      const owner = await this.#forget(work, id);
      if (owner) await this.#tell(work, owner, 'two_factor.turned_off', twoFactorModel('off'));
    });
  }

  /** Administrators only, and not for themselves: an open session must not do without a code. */
  mayTurnOffFor(caller: Accountability, userId: string): boolean {
    return caller.admin && caller.user !== userId;
  }

  /** For somebody who has lost the phone and the recovery codes. */
  async turnOffFor(caller: Accountability, userId: string): Promise<void> {
    if (!this.mayTurnOffFor(caller, userId)) throw new ForbiddenError();
    await this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      if ((await work.db.user.count({ where: { id: userId } })) === 0) throw new ForbiddenError();
      const owner = await this.#forget(work, userId);
      if (owner) await this.#tell(work, owner, 'two_factor.turned_off_for', twoFactorModel('off', { by: caller.name }));
    });
  }

  /** From the command line: whoever may start Usher may do this. False where nobody has this address, or two-factor sign-in is off. */
  async recover(address: string): Promise<boolean> {
    const emailKey = parseEmail(address)?.key;
    if (emailKey === undefined) return false;
    return this.transactions.run(SYSTEM, async (work) => {
      const user = await work.db.user.findUnique({ where: { emailKey }, select: { id: true } });
      return user !== null && this.recoverIn(work, user.id);
    });
  }

  /** The same within a change that makes somebody an administrator again. */
  async recoverIn(work: UnitOfWork, userId: string): Promise<boolean> {
    const owner = await this.#forget(work, userId);
    if (owner) await this.#tell(work, owner, 'two_factor.recovered', twoFactorModel('off', { by: 'Whoever runs this server' }));
    return owner !== null;
  }

  /** Ten new ones in place of those that are left. Takes a code of the app or a recovery code. */
  async renewRecoveryCodes(caller: Accountability, otp: string): Promise<readonly string[]> {
    const id = await this.#requireOwnOn(caller);
    await this.codes.check(caller, id, otp);
    return this.transactions.run(caller, async (work) => {
      await this.standing.require(work);
      const owner = await work.db.user.findUniqueOrThrow({ where: { id }, select: OWNER });
      const codes = await this.#makeCodes(work, id);
      await this.#tell(work, owner, 'two_factor.codes_renewed', twoFactorModel('new-codes'));
      return codes;
    });
  }

  async #seed(secret: string, email: string): Promise<Seed> {
    const { projectName } = await this.settings.read();
    return { secret, otpauthUrl: otpauthUrl(secret, email, projectName) };
  }

  #pendingIn({ pendingSecret, pendingUntil }: { readonly pendingSecret: string | null; readonly pendingUntil: Date | null }, caller: Accountability, now: Date): string | null {
    return pendingSecret !== null && pendingUntil !== null && pendingUntil > now ? this.vault.open(pendingSecret, waitingFor(caller)) : null;
  }

  async #requireOwnOn(caller: Accountability): Promise<string> {
    const id = own(caller);
    if (!(await this.stateOf(id)).on) throw new InvalidPayloadError({ reason: `User "${id}" doesn't have TFA enabled` });
    return id;
  }

  async #makeCodes({ db }: UnitOfWork, userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await db.recoveryCode.deleteMany({ where: { userId } });
    await db.recoveryCode.createMany({ data: codes.map((code) => ({ hash: recoveryHash(userId, code), userId })) });
    return codes;
  }

  /** Null where it was off. The last step stays: a code that was spent stays so if the same seed should come back from a backup. */
  async #forget({ db }: UnitOfWork, id: string): Promise<Owner | null> {
    const { count } = await db.user.updateMany({ where: { id, tfaSecret: { not: null } }, data: { tfaSecret: null } });
    if (count === 0) return null;
    await db.twoFactor.updateMany({ where: { userId: id }, data: { since: null, pendingSecret: null, pendingUntil: null } });
    await db.recoveryCode.deleteMany({ where: { userId: id } });
    return db.user.findUniqueOrThrow({ where: { id }, select: OWNER });
  }

  async #tell(work: UnitOfWork, owner: Owner, event: Extract<ActivityEvent, `two_factor.${string}`>, model: ReturnType<typeof twoFactorModel>): Promise<void> {
    if (owner.email) await this.outbox.enqueue(work, { template: TWO_FACTOR_TEMPLATE, model, to: { address: owner.email }, userId: owner.id });
    await this.activity.record(work, { event, collection: COLLECTION, item: owner.id, names: { subject: personName(owner) } });
  }
}

/** A seed that waits is bound to the session that gave the password for it: another one, perhaps left open somewhere, must not learn it without. */
function waitingFor({ user, session }: Accountability): string {
  return `${user}:${session ?? 'token'}`;
}

function own(caller: Accountability): string {
  if (caller.user === null) throw new InvalidCredentialsError();
  return caller.user;
}

const alreadyOn = () => new InvalidPayloadError({ reason: 'TFA Secret is already set for this user' });
