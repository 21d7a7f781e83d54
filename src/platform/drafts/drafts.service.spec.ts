import { PUBLIC, type Accountability } from '../accountability/accountability';
import { FrozenClock } from '../../../test/support/clock';
import { configFor, freshDatabase, type TestDatabase } from '../../../test/support/database';
import { IdleChecks } from '../database/idle-checks';
import { Locks } from '../database/locks';
import { PrismaService } from '../database/prisma.service';
import { SqlRunner } from '../database/sql-runner';
import { Transactions } from '../database/transactions';
import { DraftEndedError, DraftsService } from './drafts.service';

interface Edits {
  readonly words: readonly string[];
}

const by = (user: string): Accountability => ({ ...PUBLIC, kind: 'user', user, name: user });
const add = (word: string) => (edits: Edits | null): Edits => ({ words: [...(edits?.words ?? []), word] });
const ONE_DAY_MS = 86_400_000;

describe('drafts', () => {
  let database: TestDatabase;
  let prisma: PrismaService;
  let transactions: Transactions;
  let clock: FrozenClock;
  let runner: SqlRunner;
  let drafts: DraftsService;

  beforeEach(async () => {
    database = await freshDatabase('sqlite');
    clock = new FrozenClock();
    const config = configFor({ DATABASE_URL: database.url, DATA_FOLDER: database.folder });
    prisma = new PrismaService(config);
    runner = new SqlRunner(config, prisma);
    transactions = new Transactions(prisma, clock);
    drafts = new DraftsService(prisma, transactions, clock, new IdleChecks(runner), new Locks(prisma));
    await prisma.client.user.createMany({ data: [{ id: 'ada' }, { id: 'ben' }] });
  });

  afterEach(async () => {
    runner.onModuleDestroy();
    await prisma.onModuleDestroy();
    await database.drop();
  });

  const stage = (who: string, id: string | null, word: string) => drafts.stage<Edits>(by(who), { id, subject: 'role:1' }, add(word));

  it('keeps what one step after the other staged', async () => {
    const first = await stage('ada', null, 'one');
    const second = await stage('ada', first!.id, 'two');
    expect(second).toMatchObject({ id: first!.id, edits: { words: ['one', 'two'] } });
    expect(await drafts.find(by('ada'), first!.id, 'role:1')).toMatchObject({ edits: { words: ['one', 'two'] } });
  });

  it('loses nothing when two tabs stage at once', async () => {
    const { id } = (await stage('ada', null, 'start'))!;
    await Promise.all(['a', 'b', 'c', 'd'].map((word) => stage('ada', id, word)));
    expect([...(await drafts.find<Edits>(by('ada'), id, 'role:1'))!.edits.words].sort()).toEqual(['a', 'b', 'c', 'd', 'start']);
  });

  it('makes none where nothing is staged', async () => {
    expect(await drafts.stage<Edits>(by('ada'), { id: null, subject: 'role:1' }, () => null)).toBeNull();
    expect(await prisma.client.draft.count()).toBe(0);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['its author’s, for somebody else', (id) => drafts.find(by('ben'), id, 'role:1')],
    ['about something else', (id) => drafts.find(by('ada'), id, 'role:2')],
    ['for somebody who is not signed in', (id) => drafts.find(PUBLIC, id, 'role:1')],
    ['one that never was', () => drafts.find(by('ada'), 'nonsense', 'role:1')],
    ['one that expired', async (id) => (clock.advance(7 * ONE_DAY_MS), drafts.find(by('ada'), id, 'role:1'))],
  ])('looks missing: %s', async (_name, find) => {
    const { id } = (await stage('ada', null, 'one'))!;
    expect(await find(id)).toBeNull();
  });

  it('does not write into somebody else’s draft', async () => {
    const { id } = (await stage('ada', null, 'one'))!;
    const other = await stage('ben', id, 'mine');
    expect(other!.id).not.toBe(id);
    expect(await drafts.find<Edits>(by('ada'), id, 'role:1')).toMatchObject({ edits: { words: ['one'] } });
  });

  it('lives seven days from the last step', async () => {
    const { id } = (await stage('ada', null, 'one'))!;
    clock.advance(6 * ONE_DAY_MS);
    await stage('ada', id, 'two');
    clock.advance(6 * ONE_DAY_MS);
    expect(await drafts.find(by('ada'), id, 'role:1')).not.toBeNull();
  });

  it('finds the latest open one of its author', async () => {
    await stage('ada', null, 'one');
    clock.advance(1000);
    const { id } = (await stage('ada', null, 'two'))!;
    await stage('ben', null, 'three');
    expect(await drafts.findOpen(by('ada'), 'role:1')).toMatchObject({ id });
  });

  it('ends in the transaction of the save, once', async () => {
    const { id } = (await stage('ada', null, 'one'))!;
    await expect(transactions.run(by('ada'), async (work) => (await drafts.end(work, id), Promise.reject(new Error('the save failed'))))).rejects.toThrow('the save failed');
    expect(await drafts.find(by('ada'), id, 'role:1')).not.toBeNull();
    await transactions.run(by('ada'), (work) => drafts.end(work, id));
    await expect(transactions.run(by('ada'), (work) => drafts.end(work, id))).rejects.toThrow(DraftEndedError);
  });

  it('is discarded by its author only, and a second time without complaint', async () => {
    const { id } = (await stage('ada', null, 'one'))!;
    await drafts.discard(by('ben'), id);
    expect(await drafts.find(by('ada'), id, 'role:1')).not.toBeNull();
    await drafts.discard(by('ada'), id);
    await drafts.discard(by('ada'), id);
    expect(await drafts.find(by('ada'), id, 'role:1')).toBeNull();
  });

  it('forgets what nobody came back to', async () => {
    await stage('ada', null, 'old');
    clock.advance(7 * ONE_DAY_MS);
    await stage('ada', null, 'new');
    expect(await drafts.removeExpired()).toBe(1);
    expect(await prisma.client.draft.count()).toBe(1);
  });

  it('goes with its author', async () => {
    await stage('ada', null, 'one');
    await prisma.client.user.delete({ where: { id: 'ada' } });
    expect(await prisma.client.draft.count()).toBe(0);
  });
});
