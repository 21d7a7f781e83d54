import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config';
import { chunksOf } from '../../platform/database/chunks';
import { PrismaService } from '../../platform/database/prisma.service';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { InvalidCredentialsError } from '../../platform/errors/errors';
import { Log } from '../../platform/log/log';
import { hashToken } from '../../platform/tokens/token-text';
import { ROTATION_GRACE_MS } from './resolve-caller';
import { successorOf, successorsOf } from './successor';

/** `session`: one token for everything, in a cookie. `json` and `cookie`: a short access token and a refresh token. */
export type SessionMode = 'session' | 'json' | 'cookie';

export interface StartedSession {
  readonly id: string;
  readonly mode: SessionMode;
  /** The session token, or the refresh token. */
  readonly token: string;
  /** Null in session mode. */
  readonly accessToken: string | null;
  /** The true lifetime of the session token (session mode) or of the access token. */
  readonly expiresInMs: number;
  /** The lifetime of the refresh token; of the session token in session mode. */
  readonly refreshExpiresInMs: number;
}

/** Signed-in devices as rows. Tokens are 256 random bits; only their SHA-256 is stored. */
@Injectable()
export class SessionsService {
  readonly #successorKey: Buffer;

  constructor(
    private readonly config: AppConfig,
    private readonly prisma: PrismaService,
    private readonly log: Log,
  ) {
    this.#successorKey = config.key('refresh-successor');
  }

  /**
   * Begins a session for somebody whose password (or mailed link) was just found right. Null where they have two-factor sign-in on and gave
   * no code: every way in comes by here, so none can forget it. Write the user's row first, so that turning it on at this moment goes first or waits.
   */
  async start(work: UnitOfWork, userId: string, mode: SessionMode, secondFactor: 'given' | 'not-asked' = 'not-asked'): Promise<StartedSession | null> {
    if (secondFactor !== 'given' && (await work.db.user.count({ where: { id: userId, tfaSecret: { not: null } } })) > 0) return null;
    const id = randomUUID();
    const token = newToken();
    await work.db.session.deleteMany({ where: { expiresAt: { lt: work.now } } });
    await work.db.session.create({
      data: {
        id,
        userId,
        mode,
        tokenHash: hashToken(token),
        expiresAt: after(work, this.#lifetime(mode)),
        signedInAt: work.now,
        lastUsedAt: work.now,
        ip: work.accountability.ip,
        userAgent: work.accountability.userAgent,
        origin: work.accountability.origin,
      },
    });
    return this.#hand(work, { id, userId, mode }, token);
  }

  /**
   * Exchanges a refresh or session token for its successor, which is derived from it and so can be given again: cookie and session
   * mode answer the same one for ten seconds (two tabs). In json mode the old one is refused at once. An old one that comes later
   * than that ends the session, since somebody has a copy: the caller must commit, and then refuse. Throws INVALID_CREDENTIALS.
   */
  async rotate(work: UnitOfWork, token: string, modes: readonly SessionMode[]): Promise<StartedSession | { readonly reusedBy: string }> {
    const hash = hashToken(token);
    const session = await this.#familyOf(work, token, hash);
    if (!session || !modes.includes(session.mode as SessionMode) || session.expiresAt <= work.now || session.user.status !== 'active') throw new InvalidCredentialsError();
    const mode = session.mode as SessionMode;
    const successor = successorOf(this.#successorKey, token);
    if (session.tokenHash === hash) {
      // Conditional: of two at once only one rotates, and the other is one of two tabs.
      const { count } = await work.db.session.updateMany({
        where: { id: session.id, tokenHash: hash },
        data: { tokenHash: hashToken(successor), previousHash: hash, rotatedAt: work.now, lastUsedAt: work.now, expiresAt: after(work, this.#lifetime(mode)) },
      });
      // The other one was faster; it may also have been the end of the session.
      if (count === 0 && (mode === 'json' || (await work.db.session.count({ where: { id: session.id, previousHash: hash } })) === 0)) throw new InvalidCredentialsError();
      return this.#hand(work, { id: session.id, userId: session.userId, mode }, successor);
    }
    const isInGrace = session.rotatedAt !== null && work.now.getTime() - session.rotatedAt.getTime() < ROTATION_GRACE_MS;
    if (!isInGrace) {
      await work.db.session.deleteMany({ where: { id: session.id } });
      return { reusedBy: session.userId };
    }
    if (mode === 'json' || session.previousHash !== hash) throw new InvalidCredentialsError();
    return this.#hand(work, { id: session.id, userId: session.userId, mode }, successor);
  }

  /** The session that this token belongs to, or belonged to: each token leads to all that came after it. */
  async #familyOf(work: UnitOfWork, token: string, hash: string) {
    const include = { user: { select: { status: true } } } as const;
    const near = await work.db.session.findFirst({ where: { OR: [{ tokenHash: hash }, { previousHash: hash }] }, include });
    return near ?? work.db.session.findFirst({ where: { tokenHash: { in: successorsOf(this.#successorKey, token).map(hashToken) } }, include });
  }

  /** What the client gets: the token, and outside session mode a new access token. Those given before live on until they expire. */
  async #hand(work: UnitOfWork, { id, userId, mode }: { id: string; userId: string; mode: SessionMode }, token: string): Promise<StartedSession> {
    const { sessionTtlMs, accessTtlMs } = this.config.sessions;
    const accessToken = mode === 'session' ? null : newToken();
    if (accessToken !== null) {
      await work.db.accessToken.deleteMany({ where: { expiresAt: { lt: work.now } } });
      await work.db.accessToken.create({ data: { hash: hashToken(accessToken), sessionId: id, expiresAt: after(work, accessTtlMs) } });
    }
    await work.db.user.update({ where: { id: userId }, data: { lastAccess: work.now }, select: { id: true } });
    return { id, mode, token, accessToken, expiresInMs: mode === 'session' ? sessionTtlMs : accessTtlMs, refreshExpiresInMs: this.#lifetime(mode) };
  }

  /** Ends one session. False when there is none, or it is somebody else's. */
  async revoke(work: UnitOfWork, id: string, userId?: string): Promise<boolean> {
    const { count } = await work.db.session.deleteMany({ where: { id, ...(userId ? { userId } : {}) } });
    return count > 0;
  }

  /** Ends the session that a refresh or session token belongs to; returns its user, or null for an unknown one. */
  async revokeByToken(work: UnitOfWork, token: string): Promise<string | null> {
    const hash = hashToken(token);
    const session = await work.db.session.findFirst({ where: { OR: [{ tokenHash: hash }, { previousHash: hash }] }, select: { id: true, userId: true } });
    if (!session) return null;
    // False where it was ended at the same time, and so is no session by now.
    return (await this.revoke(work, session.id)) ? session.userId : null;
  }

  /** Ends every session of these users. */
  async revokeAllOfMany(work: UnitOfWork, userIds: readonly string[]): Promise<void> {
    for (const some of chunksOf(userIds)) await work.db.session.deleteMany({ where: { userId: { in: some } } });
  }

  /** Ends every session of a user, except perhaps the one that the change came from. */
  async revokeAllOf(work: UnitOfWork, userId: string, exceptSessionId: string | null = null): Promise<void> {
    await work.db.session.deleteMany({ where: { userId, ...(exceptSessionId ? { id: { not: exceptSessionId } } : {}) } });
  }

  /** Written at most once a minute, beside the request: safe to lose. */
  noteUse(id: string, userId: string, now: Date): void {
    const uses = [
      this.prisma.client.session.updateMany({ where: { id }, data: { lastUsedAt: now } }),
      this.prisma.client.user.updateMany({ where: { id: userId }, data: { lastAccess: now } }),
    ];
    Promise.all(uses).catch((error: unknown) => this.log.warn({ error: String(error) }, 'the last use of a session could not be noted'));
  }

  #lifetime(mode: SessionMode): number {
    return mode === 'session' ? this.config.sessions.sessionTtlMs : this.config.sessions.refreshTtlMs;
  }
}

function after(work: UnitOfWork, milliseconds: number): Date {
  return new Date(work.now.getTime() + milliseconds);
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
