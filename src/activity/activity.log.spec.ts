import { PUBLIC, type Accountability } from '../platform/accountability/accountability';
import { PROVIDERS } from '../../test/support/database';
import { openRooms, type Rooms } from '../../test/support/rooms';
import { MASK } from '../access/query/shape';
import { BulkInsert } from '../platform/database/bulk-insert';
import { ActivityLog } from './activity.log';

const ADA: Accountability = { ...PUBLIC, kind: 'user', user: 'ada', name: 'Ada', admin: true, ip: '192.0.2.1', userAgent: `Agent\r\nX-Evil: 1${'x'.repeat(1000)}`, origin: 'https://app.example.org' };
const alan = { id: 'alan', firstName: 'Alan', email: 'alan@example.org', emailKey: 'alan@example.org', password: '$argon2id$secret', tokenHash: 'hash', roleId: 'editors' };

describe.each(PROVIDERS)('the activity log on %s', (provider) => {
  let rooms: Rooms;
  let log: ActivityLog;

  beforeAll(async () => {
    rooms = await openRooms({}, provider);
    log = new ActivityLog(new BulkInsert(rooms.prisma));
  });
  afterAll(() => rooms.close());

  const recorded = async (id: number) => rooms.prisma.client.activity.findUniqueOrThrow({ where: { id }, include: { revisions: true } });

  it('keeps who, whom, from where, before and after, and the dialect’s revision', async () => {
    const id = await rooms.run((work) => log.record(work, {
      event: 'user.removed_from_role', collection: 'directus_users', item: 'alan', names: { subject: 'Alan', role: { name: 'Editors', collection: 'directus_roles', id: 'editors' } }, before: alan, after: { ...alan, roleId: null, password: '$argon2id$other' },
    }), ADA);
    const row = await recorded(id);
    expect(row).toMatchObject({
      action: 'update', event: 'user.removed_from_role', userId: 'ada', ip: '192.0.2.1', origin: 'https://app.example.org', collection: 'directus_users', item: 'alan', subject: 'alan', timestamp: rooms.clock.now(),
      names: { actor: { name: 'Ada', collection: 'directus_users', id: 'ada' }, subject: { name: 'Alan', collection: 'directus_users', id: 'alan' }, role: { name: 'Editors', id: 'editors' } },
      changes: { role: { before: 'editors', after: null }, password: { before: MASK, after: MASK } },
      revisions: [{ collection: 'directus_users', item: 'alan', delta: { role: null, password: MASK }, data: { id: 'alan', first_name: 'Alan', email: 'alan@example.org', password: MASK, token: MASK, role: null } }],
    });
    expect(JSON.stringify(row)).not.toMatch(/argon2|hash/);
    expect(row.userAgent).toHaveLength(512);
    expect(row.userAgent).toMatch(/^Agent X-Evil/);
  });

  it('writes no revision for a deletion, and keeps what was deleted', async () => {
    const row = await recorded(await rooms.run((work) => log.record(work, { event: 'user.removed', collection: 'directus_users', item: 'alan', names: { subject: 'Alan' }, before: alan }), ADA));
    expect(row).toMatchObject({ action: 'delete', changes: { email: { before: 'alan@example.org', after: null } }, revisions: [] });
  });

  it('says whose doing it was where nobody is signed in', async () => {
    const row = await recorded(await rooms.run((work) => log.record(work, { event: 'invitation.accepted', collection: 'directus_users', item: 'alan', by: { id: 'alan', name: 'Alan' }, names: { subject: 'Alan' } }), PUBLIC));
    expect(row).toMatchObject({ userId: 'alan', names: { actor: { name: 'Alan', id: 'alan' } } });
  });

  it('is about whom it names, and not about the row that was written', async () => {
    const row = await recorded(await rooms.run((work) => log.record(work, { event: 'policy.attached', collection: 'directus_access', item: 'a1', names: { subject: { name: 'Alan', collection: 'directus_users', id: 'alan' }, policy: 'Desk' }, after: { id: 'a1', policyId: 'p1', userId: 'alan' } }), ADA));
    expect(row).toMatchObject({ collection: 'directus_access', item: 'a1', subject: 'alan', revisions: [{ data: { id: 'a1', policy: 'p1', user: 'alan' } }] });
  });

  it('records many things as it records each of them', async () => {
    const born = new Date('2026-11-24T08:15:30.123Z');
    const people = Array.from({ length: 1_203 }, (_, index) => ({ ...alan, id: `many-${index}`, firstName: index === 7 ? 'Ångström "A" \\ \n$1' : 'Alan', tags: index === 8 ? ['a', { b: null }] : null, emailNotifications: true, lastAccess: born }));
    const happened = (before: object & { id: string }) => ({ event: 'user.removed_from_role', collection: 'directus_users', item: before.id, names: { subject: before.id, role: 'Editors' }, before, after: { ...before, roleId: null } }) as const;
    await rooms.run((work) => log.recordMany(work, people.map(happened)), ADA);
    const rows = await rooms.prisma.client.activity.findMany({ where: { item: { startsWith: 'many-' } }, include: { revisions: true } });
    expect(rows).toHaveLength(people.length);
    for (const person of [people[0]!, people[7]!, people[8]!, people[1_202]!]) {
      const alone = await recorded(await rooms.run((work) => log.record(work, happened(person)), ADA));
      const inBulk = rows.find(({ item }) => item === person.id)!;
      const same = ({ id: _, revisions: [revision], ...row }: typeof alone) => ({ ...row, revision: { ...revision, id: null, activityId: null } });
      expect(same(inBulk)).toEqual(same(alone));
      // What is sorted and compared as text has to be the same text.
      expect(await rooms.prisma.client.activity.count({ where: { item: person.id, timestamp: rooms.clock.now() } })).toBe(2);
    }
  });

  it('leaves nothing of a change that failed', async () => {
    const before = await rooms.prisma.client.activity.count();
    const attempt = rooms.run(async (work) => {
      await log.record(work, { event: 'user.created', collection: 'directus_users', item: 'x', names: { subject: 'X' }, after: { id: 'x' } });
      throw new Error('no');
    }, ADA);
    await expect(attempt).rejects.toThrow('no');
    expect(await rooms.prisma.client.activity.count()).toBe(before);
  });
});
