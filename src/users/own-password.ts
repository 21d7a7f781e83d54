import { Injectable } from '@nestjs/common';
import { Limits } from '../platform/limits/limits.service';
import { Passwords } from './passwords';

/** The password of whoever is signed in, asked for again: an open session alone may be somebody at an unlocked screen. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly passwords: Passwords,
    private readonly limits: Limits,
  ) {}

  /**
   * False for a wrong one. Counted before it is looked at, so that many at once are no more guesses than they are; REQUESTS_EXCEEDED after too many in a row,
   * or whoever sits there could guess without end. SERVICE_UNAVAILABLE when too many are waiting.
   *
   * @param stored what is stored of it; null where there is none, which nothing matches
   */
  async verify(userId: string, stored: string | null, attempt: string): Promise<boolean> {
    await this.limits.takeTry('own-password', userId);
    const isRight = await this.passwords.verify(stored, attempt).catch(async (error: unknown) => {
      // Too busy to look at it: no guess was made.
      await this.limits.giveBack('own-password', userId);
      throw error;
    });
    if (isRight) await this.limits.forgive('own-password', userId);
    return isRight;
  }
}
