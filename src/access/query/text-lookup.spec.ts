import { randomUUID } from 'node:crypto';
import { openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import { SYSTEM, type Accountability } from '../../platform/accountability/accountability';
import type { RawQuery } from './parse/parse-query';

const USERS = 'directus_users';
const ADMIN: Accountability = { ...SYSTEM, kind: 'user', user: 'u-ada' };
const EDITH: Accountability = { ...ADMIN, user: 'u-edith', admin: false, app: false, policies: ['names-and-own-title'] };

/** Enough that a common word is not looked up; each has it. */
const CROWD = 2100;

describe.each(PROVIDERS)('looking texts up on %s', (provider) => {
  let rooms: AccessRooms;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(async ({ db }) => {
      await db.role.create({ data: { id: 'r-lighthouse', name: 'Keepers' } });
      await db.policy.create({ data: { id: 'names-and-own-title', name: 'Names' } });
      await db.permission.createMany({
        data: [
          { policyId: 'names-and-own-title', collection: USERS, action: 'read', fields: 'id,first_name' },
          { policyId: 'names-and-own-title', collection: USERS, action: 'read', fields: 'id,title', permissions: { id: { _eq: '$CURRENT_USER' } } },
        ],
      });
      const user = (id: string, rest: object) => ({ id, firstName: null, lastName: null, ...rest });
      await db.user.createMany({
        data: [
          user('u-ada', { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.org', title: 'Countess' }),
          user('u-edith', { firstName: 'Edith', lastName: 'Clarke', email: 'edith@example.org', title: 'Engineer, 100%' }),
          user('u-umlaut', { firstName: 'JÜRGEN', lastName: 'Weißmann', location: 'São Paulo', description: 'say "hello" AND go_home' }),
          user('u-keeper', { firstName: 'Mina', roleId: 'r-lighthouse', externalIdentifier: 'ldap:7781' }),
          user('u-emoji', { firstName: '🦉🦉🦉 Owl', lastName: "O'Hara", title: String.raw`back\slash` }),
          ...Array.from({ length: CROWD }, (_, index) => user(`c-${String(index).padStart(4, '0')}`, { firstName: 'Crowd', lastName: index % 700 === 0 ? 'Rareword' : 'Common' })),
        ] as never,
      });
    });
  });
  afterAll(() => rooms.close());

  const ids = async (query: RawQuery, as = ADMIN) => (await rooms.reader.read(as, USERS, { fields: ['id'], sort: 'id', ...query })).map((item) => item['id']);
  /** The same question without the index: it is not asked where the text is one of several possibilities. */
  const plainly = (search: string) => ids({ filter: { _or: [...SEARCHED.map((field) => ({ [field]: { _icontains: search } })), { id: { _null: true } }] } });

  const SEARCHED = ['first_name', 'last_name', 'email', 'location', 'title', 'description', 'avatar', 'language', 'status', 'role', 'last_page', 'provider', 'external_identifier', 'appearance', 'theme_dark', 'theme_light', 'text_direction'];

  it.each<[string, string[]]>([
    ['lovelace', ['u-ada']],
    ['LOVELACE', ['u-ada']],
    ['da@exam', ['u-ada']],
    ['lighthouse', ['u-keeper']],
    ['dap:77', ['u-keeper']],
    ['100%', ['u-edith']],
    ['1_0', []],
    ['go_home', ['u-umlaut']],
    ['say "hello" AND', ['u-umlaut']],
    ['"', ['u-umlaut']],
    ["O'Hara", ['u-emoji']],
    ['back\\slash', ['u-emoji']],
    ['🦉🦉🦉', ['u-emoji']],
    ['🦉', ['u-emoji']],
    ['Ada Lovelace', []],
    ['lovelaceada', []],
    ['ad', ['u-ada']],
    ['rareword', ['c-0000', 'c-0700', 'c-1400']],
    ['nobody at all', []],
    ['a'.repeat(200), []],
  ])('finds %s where the plain search does', async (search, expected) => {
    expect(await ids({ search })).toEqual(expected);
    expect(await plainly(search)).toEqual(expected);
    expect(await rooms.reader.count(ADMIN, USERS, { search })).toBe(expected.length);
  });

  it.each(['jürgen', 'JÜRGEN', 'weissmann', 'WEIßMANN', 'sao paulo', 'SÃO', 'são'])('folds cases and accents of %s like the plain search', async (search) => {
    expect(await ids({ search })).toEqual(await plainly(search));
  });

  it.each(['crowd', 'common', 'active', 'auto'])('finds the common word %s by the page, in its order', async (search) => {
    const all = await plainlyAll(search);
    expect(await ids({ search, limit: 5, offset: 40 })).toEqual(all.slice(40, 45));
    expect(await ids({ search, limit: 5, sort: '-id' })).toEqual([...all].reverse().slice(0, 5));
    expect(await rooms.reader.count(ADMIN, USERS, { search })).toBe(all.length);
  });
  const plainlyAll = (search: string) => ids({ filter: { _or: [...SEARCHED.map((field) => ({ [field]: { _icontains: search } })), { id: { _null: true } }] }, limit: -1 });

  it.each<[string, RawQuery]>([
    ['that an index has', { sort: 'last_name' }],
    ['that no index has', { sort: '-title' }],
    ['of what a relation leads to', { sort: '-role.name,email' }],
    ['that another index has', { sort: 'last_name', filter: { status: { _eq: 'active' } } }],
  ])('finds a common word in an order %s like the plain search', async (_, query) => {
    for (const search of ['crowd', 'active', 'ada']) {
      const plain = { _or: [...SEARCHED.map((field) => ({ [field]: { _icontains: search } })), { id: { _null: true } }] };
      expect(await ids({ ...query, search, limit: 9, offset: 2 })).toEqual(await ids({ ...query, filter: { _and: [plain, query.filter ?? {}] }, limit: 9, offset: 2 }));
    }
  });

  it.each<[string, RawQuery['filter'], string[]]>([
    ['each word', { _and: [{ first_name: { _icontains: 'ada' } }, { last_name: { _icontains: 'LOVE' } }] }, ['u-ada']],
    ['a word in one of several', { _or: [{ first_name: { _icontains: 'lovelace' } }, { last_name: { _icontains: 'lovelace' } }] }, ['u-ada']],
    ['one of two words', { _or: [{ last_name: { _icontains: 'clarke' } }, { last_name: { _contains: 'Love' } }] }, ['u-ada', 'u-edith']],
    ['a word or something else', { _or: [{ last_name: { _icontains: 'clarke' } }, { id: { _eq: 'u-ada' } }] }, ['u-ada', 'u-edith']],
    ['one word or a short one', { _or: [{ last_name: { _icontains: 'clarke' } }, { first_name: { _icontains: 'da' } }] }, ['u-ada', 'u-edith']],
    ['with regard to case', { last_name: { _contains: 'love' } }, []],
    ['the start', { last_name: { _istarts_with: 'ovel' } }, []],
    ['the end', { last_name: { _ends_with: 'lace' } }, ['u-ada']],
    ['in another column', { first_name: { _icontains: 'lovelace' } }, []],
    ['what is not there', { _and: [{ first_name: { _icontains: 'ada' } }, { last_name: { _nicontains: 'clarke' } }] }, ['u-ada']],
    ['across a relation', { role: { name: { _icontains: 'keepers' } } }, ['u-keeper']],
  ])('filters by %s', async (_, filter, expected) => {
    expect(await ids({ filter })).toEqual(expected);
    expect(await rooms.reader.count(ADMIN, USERS, { filter })).toBe(expected.length);
  });

  it('finds a reader nothing by what they may not see', async () => {
    expect(await ids({ search: 'lovelace' }, EDITH)).toEqual([]);
    expect(await ids({ search: 'countess' }, EDITH)).toEqual([]);
    expect(await ids({ search: 'engineer' }, EDITH)).toEqual(['u-edith']);
    expect(await ids({ search: 'edith' }, EDITH)).toEqual(['u-edith']);
    expect(await rooms.reader.count(EDITH, USERS, { search: 'countess' })).toBe(0);
  });

  it('keeps up with what is created, changed, renamed and removed', async () => {
    const id = randomUUID();
    const found = (search: string) => ids({ search });
    await rooms.run(({ db }) => db.user.create({ data: { id, lastName: 'Zanzibar' } }));
    expect(await found('zanzibar')).toEqual([id]);
    const { count } = await rooms.run(({ db }) => db.user.updateMany({ where: { id }, data: { lastName: 'Timbuktu', lastAccess: new Date(0) } }));
    expect([count, await found('zanzibar'), await found('timbuktu')]).toEqual([1, [], [id]]);
    await rooms.run(({ db }) => db.user.update({ where: { id }, data: { id: 'u-new-key' } }));
    expect(await found('timbuktu')).toEqual(['u-new-key']);
    await rooms.run(({ db }) => db.user.update({ where: { id: 'u-keeper' }, data: { roleId: null } }));
    expect(await found('lighthouse')).toEqual([]);
    const { count: removed } = await rooms.run(({ db }) => db.user.deleteMany({ where: { id: 'u-new-key' } }));
    expect([removed, await found('timbuktu')]).toEqual([1, []]);
    await expect(rooms.run(async ({ db }) => {
      await db.user.create({ data: { id, lastName: 'Undone' } });
      throw new Error('never mind');
    })).rejects.toThrow('never mind');
    expect(await found('undone')).toEqual([]);
  });

  it('covers every text of a user', async () => {
    const columns = [...rooms.registry.get(USERS).fields.values()].filter((field) => field.kind === 'column' && !field.concealed && (field.type === 'string' || field.type === 'text')).map(({ name }) => name);
    expect(new Set(SEARCHED)).toEqual(new Set(columns));
    for (const [index, column] of columns.filter((name) => name !== 'role').entries()) {
      const [id, text] = [`covered-${index}`, `Needle${index}x`];
      await rooms.run(({ db }) => db.$executeRawUnsafe(`INSERT INTO directus_users (id, "${column}") VALUES ('${id}', '${text}')`));
      expect([column, await ids({ search: text })]).toEqual([column, [id]]);
    }
  });
});
