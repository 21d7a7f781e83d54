import { createApp } from '../app';
import { TravellingClock } from '../platform/clock/travelling-clock';
import { PrismaService } from '../platform/database/prisma.service';
import { configFor, freshDatabase, type TestDatabase } from '../../test/support/database';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DemoService } from './demo.service';
import { demoReport } from './demo-report';

describe('the demo', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    database = await freshDatabase('sqlite');
    app = await createApp(configFor({ DATABASE_URL: database.url, DATA_FOLDER: database.folder, PUBLIC_URL: 'http://localhost:8055' }), new TravellingClock());
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  test('fills an empty directory once, tells how to sign in, and leaves other people alone', async () => {
    const demo = app.get(DemoService, { strict: false });
    const { client } = app.get(PrismaService, { strict: false });
    const made = await demo.fill();
    expect(made).toMatchObject({ kind: 'made', people: 200 });
    const counted = await Promise.all([
      client.role.count(), client.policy.count(), client.user.count({ where: { status: 'invited' } }), client.user.count({ where: { status: 'unverified' } }), client.user.count({ where: { status: { in: ['suspended', 'archived', 'draft'] } } }),
    ]);
    expect(counted).toEqual([9, 8, 14, 3, 8]);
    expect(await client.oneTimeToken.count({ where: { purpose: 'invitation', expiresAt: { lt: new Date() } } })).toBe(4);
    expect(await client.outboxMail.count({ where: { state: 'queued' } })).toBe(0);
    expect(await client.activity.count()).toBeGreaterThan(200);
    const first = await client.activity.findFirstOrThrow({ orderBy: { timestamp: 'asc' } });
    expect(first.timestamp.getTime()).toBeLessThan(new Date().getTime() - 80 * 86_400_000);

    const again = await demo.fill();
    expect(again).toEqual({ ...made, kind: 'there-already' });
    expect(demoReport(again).join('\n')).toContain('ada@meridian.example');

    await client.user.create({ data: { id: 'somebody', email: 'me@example.org', emailKey: 'me@example.org' } });
    expect(await demo.fill()).toEqual({ kind: 'refused', others: 1 });
  }, 120_000);
});
