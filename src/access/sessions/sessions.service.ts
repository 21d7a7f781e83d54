import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config';
import { PrismaService } from '../../platform/database/prisma.service';
import type { UnitOfWork } from '../../platform/database/unit-of-work';
import { InvalidCredentialsError } from '../../platform/errors/errors';
import { Log } from '../../platform/log/log';
import { ROTATION_GRACE_MS } from './resolve-caller';

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

  /** Begins a session for somebody whose password (or mailed link) was just found right. */
  async start(work: UnitOfWork, userId: string, mode: SessionMode): Promise<StartedSession> {
    const id = randomUUID();
    const token = newToken();
    const lifetime = this.#lifetime(mode);
    const accessToken = mode === 'session' ? null : newToken();
    await work.db.session.deleteMany({ where: { expiresAt: { lt: work.now } } });
    await work.db.session.create({
      data: {
        id,
        userId,
        mode,
        tokenHash: hashOf(token),
        accessHash: accessToken && hashOf(accessToken),
        accessExpiresAt: accessToken && new Date(work.now.getTime() + this.config.sessions.accessTtlMs),
        expiresAt: new Date(work.now.getTime() + lifetime),
        signedInAt: work.now,
        lastUsedAt: work.now,
        ip: work.accountability.ip,
        userAgent: work.accountability.userAgent,
        origin: work.accountability.origin,
      },
    });
    await work.db.user.update({ where: { id: userId }, data: { lastAccess: work.now }, select: { id: true } });
    return this.#started(id, mode, token, accessToken);
  }

  /**
   * Exchanges a refresh or session token for its successor, which is derived from it and so can be given again: cookie and session
   * mode answer the same one for ten seconds (two tabs). In json mode the old one is refused at once; used later it ends the session,
   * since somebody has a copy. Throws INVALID_CREDENTIALS, after which the family may be gone.
   */
  async rotate(work: UnitOfWork, token: string, modes: readonly SessionMode[]): Promise<StartedSession | { readonly reusedBy: string }> {
    const hash = hashOf(token);
    const current = await work.db.session.findFirst({ where: { OR: [{ tokenHash: hash }, { previousHash: hash }] }, include: { user: { select: { status: true } } } });
    if (!current || !modes.includes(current.mode as SessionMode) || current.expiresAt <= work.now || current.user.status !== 'active') throw new InvalidCredentialsError();
    const mode = current.mode as SessionMode;
    const successor = createHmac('sha256', this.#successorKey).update(token).digest('base64url');
    const accessToken = mode === 'session' ? null : newToken();
    const access = accessToken ? { accessHash: hashOf(accessToken), accessExpiresAt: new Date(work.now.getTime() + this.config.sessions.accessTtlMs) } : {};
    if (current.tokenHash === hash) {
      // Conditional: of two at once only one rotates, the other finds its token among the previous ones.
      const { count } = await work.db.session.updateMany({
        where: { id: current.id, tokenHash: hash },
        data: { tokenHash: hashOf(successor), previousHash: hash, rotatedAt: work.now, lastUsedAt: work.now, expiresAt: new Date(work.now.getTime() + this.#lifetime(mode)), ...access },
      });
      if (count === 1) {
        await work.db.user.update({ where: { id: current.userId }, data: { lastAccess: work.now }, select: { id: true } });
        return this.#started(current.id, mode, successor, accessToken);
      }
    }
    const isInGrace = current.rotatedAt === null || work.now.getTime() - current.rotatedAt.getTime() < ROTATION_GRACE_MS;
    if (isInGrace && mode === 'json') throw new InvalidCredentialsError();
    if (!isInGrace) {
      await work.db.session.delete({ where: { id: current.id } });
      return { reusedBy: current.userId };
    }
    if (accessToken) await work.db.session.update({ where: { id: current.id }, data: access });
    return this.#started(current.id, mode, successor, accessToken);
  }

  /** Ends one session. False when there is none, or it is somebody else's. */
  async revoke(work: UnitOfWork, id: string, userId?: string): Promise<boolean> {
    const { count } = await work.db.session.deleteMany({ where: { id, ...(userId ? { userId } : {}) } });
    return count > 0;
  }

  /** Ends the session that a refresh or session token belongs to; returns its user, or null for an unknown one. */
  async revokeByToken(work: UnitOfWork, token: string): Promise<string | null> {
    const hash = hashOf(token);
    const session = await work.db.session.findFirst({ where: { OR: [{ tokenHash: hash }, { previousHash: hash }] }, select: { id: true, userId: true } });
    if (!session) return null;
    await work.db.session.delete({ where: { id: session.id } });
    return session.userId;
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

  #started(id: string, mode: SessionMode, token: string, accessToken: string | null): StartedSession {
    const expiresInMs = mode === 'session' ? this.config.sessions.sessionTtlMs : this.config.sessions.accessTtlMs;
    return { id, mode, token, accessToken, expiresInMs, refreshExpiresInMs: this.#lifetime(mode) };
  }
}

/** What is stored of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
