import { openAccess, type AccessRooms } from '../../test/support/access';
import { PROVIDERS } from '../../test/support/database';
import { BulkInsert } from '../platform/database/bulk-insert';
import { KeyedRows } from '../platform/database/keyed-rows';
import { InvalidForeignKeyError, RecordNotUniqueError } from '../platform/errors/errors';
import { NEW_USER, USERS } from './user-columns';

describe.each(PROVIDERS)('people written as whole rows on %s', (provider) => {
  let rooms: AccessRooms;
  let bulk: BulkInsert;
  let keyed: KeyedRows;
  const createdAt = new Date('2026-11-24T09:00:00.123Z');

  beforeAll(async () => {
    rooms = await openAccess(provider);
    bulk = new BulkInsert(rooms.prisma);
    keyed = new KeyedRows(rooms.prisma);
  });
  afterAll(() => rooms.close());

  const insert = (...rows: object[]) => rooms.run((work) => bulk.into(work, USERS, rows.map((row) => ({ ...NEW_USER, createdAt, ...row }))));
  const stored = (id: string) => rooms.prisma.client.user.findUniqueOrThrow({ where: { id } });

  it('are, where nothing is said of them, what the database makes of such a person', async () => {
    const { id: _, createdAt: __, ...made } = await rooms.prisma.client.user.create({ data: { id: 'made' } });
    expect(NEW_USER).toEqual(made);
  });

  it('come back as they were written', async () => {
    const row = {
      ...NEW_USER, id: 'whole', createdAt, firstName: 'Ada', email: 'ada.whole@example.org', emailKey: 'ada.whole@example.org', tags: ['a', 'b'], emailNotifications: false, lastAccess: new Date('2026-11-20T08:00:00.000Z'),
      themeDarkOverrides: { primary: '#fff' }, authData: { sub: 1 }, tokenHash: 'h', externalIdentifier: 'x', status: 'draft', textDirection: 'rtl',
    };
    await insert(row);
    await insert({ ...row, id: 'among', emailKey: 'among', tokenHash: 'among', externalIdentifier: 'among' }, { id: 'many' });
    expect(await stored('whole')).toEqual(row);
    expect(await stored('among')).toEqual({ ...row, id: 'among', emailKey: 'among', tokenHash: 'among', externalIdentifier: 'among' });
  });

  it('are found by their keys as Prisma finds them', async () => {
    const found = await rooms.run((work) => keyed.find<{ id: string }>(work, USERS, ['whole', 'many', 'nobody']));
    expect(found.sort((a, b) => a.id.localeCompare(b.id))).toEqual([await stored('many'), await stored('whole')]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['texts and times', { firstName: 'Ångström "A" \\ $1', lastName: '', lastAccess: new Date('2026-11-21T07:06:05.004Z') }],
    ['JSON and flags', { tags: ['ü', '?'], themeDarkOverrides: { a: { b: null } }, emailNotifications: true }],
    ['JSON that is a text or a number', { authData: 'a text', themeLightOverrides: 12 }],
    ['nothing', { firstName: null, tags: null, authData: null, lastAccess: null, roleId: null }],
  ])('are changed by their keys: %s', async (_, values) => {
    const [whole, many] = [await stored('whole'), await stored('many')];
    await rooms.run((work) => keyed.change(work, USERS, ['whole', 'many'], values));
    const changed = [{ ...whole, ...values }, { ...many, ...values }];
    expect([await stored('whole'), await stored('many')]).toEqual(changed);
    const found = await rooms.run((work) => keyed.find<{ id: string }>(work, USERS, ['whole', 'many']));
    expect(found).toEqual(expect.arrayContaining(changed));
    expect((await stored('made')).firstName).toBeNull();
  });

  it('are not changed into somebody else, or into a role that does not exist', async () => {
    const refusal = await rooms.run((work) => keyed.change(work, USERS, ['many'], { tokenHash: 'h' })).then(() => null, (error: unknown) => error);
    expect(refusal).toBeInstanceOf(RecordNotUniqueError);
    expect((refusal as RecordNotUniqueError).facts).toMatchObject({ collection: 'directus_users', field: 'token' });
    await expect(rooms.run((work) => keyed.change(work, USERS, ['many'], { roleId: 'nowhere' }))).rejects.toBeInstanceOf(InvalidForeignKeyError);
  });

  it.each<[string, object, string]>([
    ['key', { id: 'first' }, 'id'],
    ['address', { id: 'second', email: 'Ada@example.org', emailKey: 'ada@example.org' }, 'email'],
    ['token', { id: 'second', tokenHash: 'taken' }, 'token'],
    ['external identifier', { id: 'second', externalIdentifier: 'taken' }, 'external_identifier'],
  ])('are refused where the %s is taken', async (_, row, field) => {
    await insert({ id: 'first', emailKey: 'ada@example.org', email: 'ada@example.org', tokenHash: 'taken', externalIdentifier: 'taken' }).catch(() => undefined);
    const refusal = await insert({ id: 'beside' }, row).then(() => null, (error: unknown) => error);
    expect(refusal).toBeInstanceOf(RecordNotUniqueError);
    expect((refusal as RecordNotUniqueError).facts).toMatchObject({ collection: 'directus_users', field });
    await expect(stored('beside')).rejects.toThrow();
  });

  it('are refused where the role does not exist', async () => {
    await expect(insert({ id: 'third', roleId: 'nowhere' })).rejects.toBeInstanceOf(InvalidForeignKeyError);
  });
});
