import { Injectable } from '@nestjs/common';
import type { Accountability } from '../platform/accountability/accountability';
import { Clock } from '../platform/clock/clock';
import { PrismaService } from '../platform/database/prisma.service';
import { FailedValidationError } from '../platform/errors/errors';
import { Limits } from '../platform/limits/limits.service';
import type { EmailAddress } from './email-address';
import { NestedRoles } from './nested-roles';
import { OwnPassword } from './own-password';
import { Passwords } from './passwords';
import type { UserChanges } from './user-changes';
import type { PreparedUserChanges } from './user-columns';

const FRESH_SIGN_IN_MS = 5 * 60_000;

/** What has to be done before a transaction begins, because it is slow: hashing, and asking whether it is really them. */
@Injectable()
export class PrepareUser {
  constructor(
    private readonly passwords: Passwords,
    private readonly ownPassword: OwnPassword,
    private readonly roles: NestedRoles,
    private readonly limits: Limits,
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  async creation(accountability: Accountability, changes: UserChanges): Promise<PreparedUserChanges> {
    return this.#prepared(accountability, changes, changes.email?.address ?? null);
  }

  /** Throws FAILED_VALIDATION at `current_password` where somebody changes their own password or address and does not prove who they are. */
  async change(accountability: Accountability, ids: readonly string[], changes: UserChanges): Promise<PreparedUserChanges> {
    if (changes.password === undefined && changes.email === undefined) return this.#prepared(accountability, changes, null);
    const isOwn = accountability.user !== null && ids.includes(accountability.user);
    const provenPassword = isOwn ? await this.#proveIdentity(accountability, changes) : null;
    if (isOwn && changes.email && !accountability.admin) await this.#countMail(accountability.user!, changes.email);
    const prepared = await this.#prepared(accountability, changes, changes.email?.address ?? (await this.#addressOf(ids)));
    return provenPassword === null ? prepared : { ...prepared, provenPassword };
  }

  async #prepared(accountability: Accountability, { role, ...changes }: UserChanges, address: string | null): Promise<PreparedUserChanges> {
    const hashed = await this.#hashed(changes, address);
    return role ? { ...hashed, writeRole: await this.roles.prepare(accountability, role) } : hashed;
  }

  async #hashed({ password, currentPassword: _, ...changes }: Omit<UserChanges, 'role'>, address: string | null): Promise<PreparedUserChanges> {
    if (password === undefined) return changes;
    if (password === null) return { ...changes, passwordHash: null };
    this.passwords.assertAcceptable(password, address);
    return { ...changes, passwordHash: await this.passwords.hash(password) };
  }

  /**
   * A session alone may be somebody at an unlocked screen. The password is asked for always; an address also when the last
   * sign-in is older than five minutes (its new owner has to confirm it besides).
   *
   * @returns what is stored of the password that was proven; null where none had to be
   */
  async #proveIdentity(accountability: Accountability, changes: UserChanges): Promise<string | null> {
    const me = await this.prisma.client.user.findUnique({ where: { id: accountability.user! }, select: { password: true, emailKey: true } });
    const changesAddress = changes.email !== undefined && changes.email?.key !== me?.emailKey;
    if (changes.password === undefined && !changesAddress) return null;
    if (changes.currentPassword === undefined) {
      if (changes.password === undefined && this.#isFresh(accountability)) return null;
      throw new FailedValidationError({ field: 'current_password', type: 'required' });
    }
    const stored = me?.password ?? null;
    if (!(await this.ownPassword.verify(accountability.user!, stored, changes.currentPassword))) throw new FailedValidationError({ field: 'current_password', type: 'wrong' });
    return stored;
  }

  /** The new address gets a mail, and it may be anybody's. REQUESTS_EXCEEDED after a few of one person, or to one mailbox. */
  async #countMail(userId: string, { key }: EmailAddress): Promise<void> {
    const { emailKey } = await this.prisma.client.user.findUniqueOrThrow({ where: { id: userId }, select: { emailKey: true } });
    if (key === emailKey) return;
    await this.limits.consume('reset-mail', `new-address-of:${userId}`);
    await this.limits.consume('reset-mail', `new-address:${key}`);
  }

  #isFresh({ signedInAt }: Accountability): boolean {
    return signedInAt !== null && this.clock.now().getTime() - signedInAt.getTime() < FRESH_SIGN_IN_MS;
  }

  /** The password must not be the address; for several people at once there is no one address to compare. */
  async #addressOf(ids: readonly string[]): Promise<string | null> {
    if (ids.length !== 1) return null;
    return (await this.prisma.client.user.findUnique({ where: { id: ids[0]! }, select: { email: true } }))?.email ?? null;
  }
}
