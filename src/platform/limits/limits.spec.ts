import { PROVIDERS } from '../../../test/support/database';
import { openRooms, type Rooms } from '../../../test/support/rooms';
import { RequestsExceededError } from '../errors/errors';
import { SystemClock } from '../clock/clock';
import { waitAfter } from './growing-wait';
import { Limits } from './limits.service';
import { networkPrefix } from './network-prefix';

describe.each(PROVIDERS)('limits on %s', (provider) => {
  let rooms: Rooms;
  let limits: Limits;

  beforeAll(async () => {
    rooms = await openRooms({ LIMIT_SIGN_IN_FAILURES: '3', LIMIT_RESET_MAILS_AN_HOUR: '2' }, provider);
    limits = new Limits(rooms.config, rooms.prisma, new SystemClock(), rooms.idle);
  });
  afterAll(() => rooms.close());

  const outcome = (promise: Promise<unknown>) => promise.then(() => 'allowed' as const, (error: unknown) => (error instanceof RequestsExceededError ? error : Promise.reject(error as Error)));

  it('lets the free guesses through and makes the next one wait', async () => {
    for (let guess = 1; guess <= 3; guess += 1) expect(await outcome(limits.takeTry('sign-in-account', 'ada'))).toBe('allowed');
    const refused = (await outcome(limits.takeTry('sign-in-account', 'ada'))) as RequestsExceededError;
    expect(refused.facts.limit).toBe(3);
    expect(refused.facts.resetAt.getTime() - new SystemClock().now().getTime()).toBeGreaterThan(10_000);
  });

  it('counts guesses that come at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => outcome(limits.takeTry('sign-in-account', 'bea'))));
    expect(outcomes.filter((one) => one === 'allowed')).toHaveLength(3);
  });

  it('keeps one account apart from another, and one counter from another', async () => {
    expect(await outcome(limits.takeTry('sign-in-account', 'cyd'))).toBe('allowed');
    expect(await outcome(limits.takeTry('sign-in-browser', 'ada'))).toBe('allowed');
  });

  it('starts anew after a right one', async () => {
    await limits.forgive('sign-in-account', 'ada');
    expect(await outcome(limits.takeTry('sign-in-account', 'ada'))).toBe('allowed');
  });

  it('counts mails in a window and gives back what was harmless', async () => {
    expect([await limits.tryConsume('reset-mail', 'x'), await limits.tryConsume('reset-mail', 'x'), await limits.tryConsume('reset-mail', 'x')]).toEqual([true, true, false]);
    await limits.consume('sign-in-network', 'n');
    await limits.giveBack('sign-in-network', 'n');
    expect(await rooms.prisma.client.rateLimiterFlexible.count({ where: { points: { lt: 0 } } })).toBe(0);
  });

  it('keeps no address in the clear', async () => {
    await limits.tryConsume('reset-mail', 'someone@example.org');
    const rows = await rooms.prisma.client.rateLimiterFlexible.findMany();
    expect(JSON.stringify(rows)).not.toContain('someone');
  });
});

describe('the wait', () => {
  it('doubles from 15 seconds to 15 minutes', () => {
    expect([0, 1, 2, 6, 30].map((beyond) => waitAfter(beyond))).toEqual([15_000, 30_000, 60_000, 900_000, 900_000]);
  });

  it('for a code of six digits is five minutes at once', () => {
    expect([0, 1, 2].map((beyond) => waitAfter(beyond, 300_000))).toEqual([300_000, 600_000, 900_000]);
  });
});

describe('the network that a client is counted under', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['garbage', 'unknown'],
    [null, 'unknown'],
  ])('of %s is %s', (ip, network) => expect(networkPrefix(ip)).toBe(network));
});
