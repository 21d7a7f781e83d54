import { randomUUID } from 'node:crypto';
import { BulkInsert } from '../database/bulk-insert';
import { Locks } from '../database/locks';
import { PROVIDERS } from '../../../test/support/database';
import { openRooms, type Rooms } from '../../../test/support/rooms';
import { OneTimeTokens } from './one-time-tokens.service';
import { tokenLink } from './token-link';
import type { TokenPurpose } from './token-purposes';

const HOUR_MS = 3_600_000;

describe.each(PROVIDERS)('one-time tokens on %s', (provider) => {
  let rooms: Rooms;
  let tokens: OneTimeTokens;

  beforeAll(async () => {
    rooms = await openRooms({}, provider);
    tokens = new OneTimeTokens(rooms.prisma, rooms.clock, rooms.config, new BulkInsert(rooms.prisma), new Locks(rooms.prisma));
  });
  afterAll(() => rooms.close());

  const petra = async () => {
    const id = randomUUID();
    await rooms.prisma.client.user.create({ data: { id, email: `${id}@example.org`, emailKey: `${id}@example.org`, status: 'invited' } });
    return { id, emailKey: `${id}@example.org` };
  };
  const issue = async (user: { id: string; emailKey: string }, purpose: TokenPurpose = 'invitation', data?: { url: string }) => {
    const { id } = await rooms.run((work) => tokens.issue(work, { purpose, userId: user.id, emailKey: user.emailKey, ttlMs: HOUR_MS, data }));
    return { id, token: tokens.deriveToken(id) };
  };
  const redeem = (token: unknown, purpose: TokenPurpose = 'invitation') => rooms.run((work) => tokens.redeem(work, token, purpose));
  const kind = async (token: unknown, purpose: TokenPurpose = 'invitation') => (await tokens.find(token, purpose)).kind;

  it('works once, for its purpose', async () => {
    const user = await petra();
    const { token } = await issue(user);
    await expect(redeem(token, 'password_reset')).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    expect((await redeem(token)).userId).toBe(user.id);
    await expect(redeem(token)).rejects.toMatchObject({ code: 'INVALID_INVITE' });
    expect(await kind(token)).toBe('used');
  });

  it('has one winner among many at once', async () => {
    const { token } = await issue(await petra());
    const results = await Promise.allSettled(Array.from({ length: 16 }, () => redeem(token)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('is not spent by looking at it', async () => {
    const { token } = await issue(await petra());
    for (let look = 0; look < 50; look += 1) expect(await kind(token)).toBe('usable');
    await redeem(token);
  });

  it('is given back when the change fails after it was redeemed', async () => {
    const { token } = await issue(await petra());
    await expect(
      rooms.run(async (work) => {
        await tokens.redeem(work, token, 'invitation');
        throw new Error('weak password');
      }),
    ).rejects.toThrow('weak password');
    expect(await kind(token)).toBe('usable');
  });

  it('is killed by a newer one of the same purpose and person only', async () => {
    const user = await petra();
    const first = await issue(user);
    const reset = await issue(user, 'password_reset');
    const other = await issue(await petra());
    await issue(user);
    expect(await kind(first.token)).toBe('replaced');
    expect(await kind(reset.token, 'password_reset')).toBe('usable');
    expect(await kind(other.token)).toBe('usable');
    await expect(redeem(first.token)).rejects.toMatchObject({ code: 'INVALID_INVITE' });
  });

  it('ends at its last instant', async () => {
    const { token } = await issue(await petra());
    rooms.clock.advance(HOUR_MS - 1);
    expect(await kind(token)).toBe('usable');
    rooms.clock.advance(1);
    expect(await kind(token)).toBe('expired');
    await expect(redeem(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('dies with the address that it went to', async () => {
    const user = await petra();
    const { token } = await issue(user);
    await rooms.prisma.client.user.update({ where: { id: user.id }, data: { emailKey: `new-${user.emailKey}` } });
    expect(await kind(token)).toBe('revoked');
    await expect(redeem(token)).rejects.toMatchObject({ code: 'INVALID_INVITE' });
  });

  it('does not revive when the person is made again', async () => {
    const user = await petra();
    const { token } = await issue(user);
    await rooms.prisma.client.user.delete({ where: { id: user.id } });
    await rooms.prisma.client.user.create({ data: { ...user, email: user.emailKey, status: 'invited' } });
    expect(await kind(token)).toBe('unknown');
  });

  it('can be ended with all others of the person', async () => {
    const user = await petra();
    const { token } = await issue(user);
    const reset = await issue(user, 'password_reset');
    await rooms.run((work) => tokens.endAllOf(work, user.id, 'revoked'));
    expect([await kind(token), await kind(reset.token, 'password_reset')]).toEqual(['revoked', 'revoked']);
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['null', null],
    ['a list', []],
    ['an object', {}],
    ['an operator', { contains: '' }],
    ['true', true],
    ['zero', 0],
    ['a JSON web token', 'eyJhbGciOiJub25lIn0.e30.'],
    ['NUL', `${'a'.repeat(42)}\0`],
  ])('is not %s', async (_name, value) => {
    await expect(redeem(value)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    expect(await kind(value)).toBe('unknown');
  });

  it('is not a cut, extended or re-cased one', async () => {
    const { token } = await issue(await petra());
    for (const wrong of [token.slice(0, -1), `${token}A`, token.toLowerCase(), token.toUpperCase()]) expect(await kind(wrong)).toBe('unknown');
  });

  it('is nowhere in the database', async () => {
    const { id, token } = await issue(await petra());
    const row = await rooms.prisma.client.oneTimeToken.findUnique({ where: { id } });
    expect(JSON.stringify(row)).not.toContain(token);
  });

  it('still works after SECRET has changed, but cannot be written down again', async () => {
    const { id, token } = await issue(await petra());
    const other = await openRooms({ SECRET: 'another secret that is long enough for all' });
    const moved = new OneTimeTokens(rooms.prisma, rooms.clock, other.config, new BulkInsert(rooms.prisma), new Locks(rooms.prisma));
    await other.close();
    expect((await moved.find(token, 'invitation')).kind).toBe('usable');
    const row = await rooms.prisma.client.oneTimeToken.findUniqueOrThrow({ where: { id } });
    expect([tokens.isDerivable(row), moved.isDerivable(row)]).toEqual([true, false]);
  });

  it('leads to our own page, or to the allowed page of another application with its own query', async () => {
    const { id } = await issue(await petra(), 'invitation', { url: 'https://app.example.org/join?from=mail' });
    const row = await rooms.prisma.client.oneTimeToken.findUniqueOrThrow({ where: { id } });
    expect(tokenLink(row, 'T', 'https://users.example.org/u')).toBe('https://app.example.org/join?from=mail&token=T');
    expect(tokenLink({ purpose: 'password_reset', data: null }, 'T', 'https://users.example.org/u')).toBe('https://users.example.org/u/admin/reset-password?token=T');
  });
});
