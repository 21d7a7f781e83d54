import { randomUUID } from 'node:crypto';
import { ADA, startApp, type TestApp } from '../support/app';
import { PROVIDERS } from '../support/database';
import { RestDoor } from '../support/doors/rest-door';

const PEOPLE = 600;

describe.each(PROVIDERS)('a change on many invited people (%s)', (provider) => {
  let app: TestApp;
  let rest: RestDoor;
  const roles = ['Editors', 'Writers', 'Readers'].map((name) => ({ id: randomUUID(), name }));
  const people = Array.from({ length: PEOPLE }, (_, index) => ({ id: randomUUID(), email: `invited-${index}@example.org`, firstName: index === 7 ? 'Petra' : null }));
  const ids = people.map(({ id }) => id);

  beforeAll(async () => {
    app = await startApp({ provider, env: { LOG_LEVEL: 'error' } });
    await app.prisma.role.createMany({ data: roles });
    await app.prisma.user.createMany({ data: people.map((person) => ({ ...person, emailKey: person.email, status: 'invited' })) });
    rest = await new RestDoor(app.url).signIn(ADA.email, ADA.password);
  });
  afterAll(() => app.close());

  const moveTo = async (role: number, keys: readonly string[] = ids) => expect((await rest.patch('/users', { keys, data: { role: roles[role]!.id } })).status).toBe(200);
  const tokens = () => app.prisma.oneTimeToken.findMany({ where: { purpose: 'invitation', userId: { in: ids } }, orderBy: { id: 'asc' } });
  const mails = () => app.prisma.outboxMail.findMany({ where: { template: 'invitation' }, orderBy: { id: 'asc' } });
  const events = (event: string) => app.prisma.activity.count({ where: { event, item: { in: ids } } });

  it('gives everybody a link, a mail and an activity row, as one invitation does', async () => {
    const alone = people[7]!;
    await moveTo(0, [alone.id]);
    const [token] = await tokens();
    const [mail] = await mails();
    await moveTo(0);
    const [allTokens, allMails] = [await tokens(), await mails()];
    expect([allTokens.length, allMails.length, await events('invitation.sent')]).toEqual([PEOPLE, PEOPLE, PEOPLE]);
    expect(allTokens.find(({ id }) => id === token!.id)).toEqual(token);
    const same = { purpose: 'invitation', keyId: token!.keyId, createdBy: token!.createdBy, usedAt: null, endedAt: null, endReason: null, data: null };
    expect(allTokens.every((row) => Object.entries(same).every(([field, value]) => row[field as keyof typeof row] === value))).toBe(true);
    expect(new Set(allTokens.map(({ tokenHash }) => tokenHash)).size).toBe(PEOPLE);
    const tokenOf = new Map(allTokens.map(({ id, userId, emailKey }) => [id, { userId, emailKey }]));
    for (const one of allMails) expect(tokenOf.get(one.tokenId!)).toEqual({ userId: one.userId, emailKey: one.toAddress });
    const { model, state, attempts, leasedUntil, lastError, sentAt } = mail!;
    for (const one of allMails) expect(one).toMatchObject({ model, state, attempts, leasedUntil, lastError, sentAt });
    expect(allMails.filter(({ toName }) => toName !== null).map(({ toName, userId }) => [toName, userId])).toEqual([['Petra', alone.id]]);
  });

  it('brings the mails that wait up to date instead of doubling them', async () => {
    const before = await tokens();
    await moveTo(1);
    expect((await tokens()).map(({ id, endedAt }) => [id, endedAt])).toEqual(before.map(({ id }) => [id, null]));
    const all = await mails();
    expect(all).toHaveLength(PEOPLE);
    expect(new Set(all.map(({ model }) => (model as { role: string }).role))).toEqual(new Set(['Writers']));
    expect(await events('invitation.resent')).toBe(PEOPLE);
  });

  it('replaces the links of the mails that have gone out', async () => {
    const sent = (await mails()).slice(0, PEOPLE / 2);
    await app.prisma.outboxMail.updateMany({ where: { id: { in: sent.map(({ id }) => id) } }, data: { state: 'sent' } });
    await moveTo(2);
    expect(await mails()).toHaveLength(PEOPLE + sent.length);
    const all = await tokens();
    expect(all.filter(({ endReason }) => endReason === 'replaced').map(({ id }) => id).sort()).toEqual(sent.map(({ tokenId }) => tokenId).sort());
    expect(new Set(all.filter(({ endedAt }) => endedAt === null).map(({ userId }) => userId)).size).toBe(PEOPLE);
    expect(await events('invitation.resent')).toBe(2 * PEOPLE);
  });
});
