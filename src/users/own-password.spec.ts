import { availableParallelism } from 'node:os';
import { openRooms, type Rooms } from '../../test/support/rooms';
import { SystemClock } from '../platform/clock/clock';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { Limits } from '../platform/limits/limits.service';
import { Log } from '../platform/log/log';
import { CurrentSettings } from '../settings/current-settings';
import { OwnPassword } from './own-password';
import { Passwords } from './passwords';

describe('the own password', () => {
  let rooms: Rooms;
  let passwords: Passwords;
  let own: OwnPassword;
  let stored: string;

  beforeAll(async () => {
    rooms = await openRooms({ LIMIT_SIGN_IN_FAILURES: '2' });
    passwords = new Passwords(rooms.config, new CurrentSettings(rooms.prisma), new Log('silent'));
    own = new OwnPassword(passwords, new Limits(rooms.config, rooms.prisma, new SystemClock(), rooms.idle));
    stored = await passwords.hash('four words are easy');
  });
  afterAll(() => rooms.close());

  const attempt = (userId: string, password: string) => own.verify(userId, stored, password).catch((error: unknown) => applicationErrorsIn(error)![0]!.code);

  it('is asked for so many times, and not without end', async () => {
    expect([await attempt('ada', 'wrong'), await attempt('ada', 'wrong'), await attempt('ada', 'four words are easy')]).toEqual([false, false, 'REQUESTS_EXCEEDED']);
  });

  it('forgives wrong ones after a right one', async () => {
    expect([await attempt('edith', 'wrong'), await attempt('edith', 'four words are easy'), await attempt('edith', 'wrong')]).toEqual([false, true, false]);
  });

  it('does not count what nobody had the time to look at', async () => {
    const relax = keepBusy();
    expect(await attempt('vera', 'wrong')).toBe('SERVICE_UNAVAILABLE');
    await relax();
    expect([await attempt('vera', 'wrong'), await attempt('vera', 'wrong'), await attempt('vera', 'wrong')]).toEqual([false, false, 'REQUESTS_EXCEEDED']);
  });

  /** More who sign in than may wait, until they are told to stop. */
  function keepBusy(): () => Promise<unknown> {
    let isBusy = true;
    const somebody = async () => {
      while (isBusy) {
        await passwords.verify(null, 'x').catch(() => undefined);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const crowd = Array.from({ length: availableParallelism() + 80 }, somebody);
    return () => {
      isBusy = false;
      return Promise.all(crowd);
    };
  }
});
