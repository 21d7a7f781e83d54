import { customEndpoint, readMe, readPolicies, readRole, readRoles, readUser, readUsers, withSearch } from '@directus/sdk';
import { area, refusal, type Wire } from './stage';

area('the query language', (stage) => {
  let crowd: { users: Wire[]; ids: string[]; here: Wire };
  let top: Wire;
  let sub: Wire;
  let policy: Wire;
  const also = (filter: Wire) => ({ _and: [crowd.here, filter] });
  const names = async (filter: Wire): Promise<string> => (await stage.admin.request(readUsers({ filter: also(filter), fields: ['first_name'], sort: ['first_name'] }))).map((user: Wire) => user.first_name).join(' ');
  const list = (query: Wire): Promise<Wire[]> => stage.admin.request(readUsers({ filter: crowd.here, sort: ['first_name'], ...query }) as Wire);

  beforeAll(async () => {
    top = await stage.role({ description: 'top' });
    sub = await stage.role({ parent: top.id });
    policy = await stage.policy();
    crowd = await stage.people([
      { first_name: 'alpha', last_name: 'north 100%', location: 'north', status: 'active', role: top.id, tags: ['x', 'y'], email_notifications: true },
      { first_name: 'bravo', last_name: 'north_east', location: 'north', status: 'draft', role: top.id, tags: [], email_notifications: false },
      { first_name: 'charlie', last_name: 'Southern', location: 'south', status: 'suspended', role: sub.id, description: '' },
      { first_name: 'delta', last_name: null, location: 'south', status: 'archived', role: null, description: 'text' },
    ]);
    await stage.attach(policy.id, { user: crowd.ids[0]! });
    await stage.attach(policy.id, { user: crowd.ids[2]! });
  });

  describe('fields', () => {
    test('without any: every column, relations as keys, in the order of the columns', async () => {
      const user = await stage.admin.request(readUser(crowd.ids[0]!));
      expect(Object.keys(user).slice(0, 4)).toEqual(['id', 'first_name', 'last_name', 'email']);
      expect(user).toMatchObject({ role: top.id, policies: [expect.any(String)] });
    });

    test('the key only when it is asked for, in the order asked', async () => {
      expect(JSON.stringify((await list({ fields: ['location', 'first_name'], limit: 1 }))[0])).toBe('{"location":"north","first_name":"alpha"}');
    });

    test('a relation to one: two steps up', async () => {
      expect(await list({ fields: ['first_name', { role: ['id', { parent: ['id'] }] }], offset: 2 })).toEqual([
        { first_name: 'charlie', role: { id: sub.id, parent: { id: top.id } } },
        { first_name: 'delta', role: null },
      ]);
    });

    test('a relation to many, and one through a junction', async () => {
      const role = await stage.admin.request(readRole(top.id, { fields: [{ users: ['first_name', { policies: [{ policy: ['id'] }] }] }, { children: ['id'] }], deep: { users: { _sort: ['first_name'] } } } as Wire));
      expect(role).toEqual({ users: [{ first_name: 'alpha', policies: [{ policy: { id: policy.id } }] }, { first_name: 'bravo', policies: [] }], children: [{ id: sub.id }] });
    });

    test('wildcards at each depth', async () => {
      const [user] = await list({ fields: ['first_name', 'role.*'], limit: 1 });
      expect(user).toMatchObject({ first_name: 'alpha', role: { id: top.id, name: top.name, parent: null, children: [sub.id], policies: [] } });
      const [deeper] = await list({ fields: ['*.*'], limit: 1 });
      expect(deeper).toMatchObject({ first_name: 'alpha', role: { id: top.id, children: [sub.id] }, policies: [{ policy: policy.id, user: crowd.ids[0] }] });
    });

    test('functions: count and year', async () => {
      expect(await list({ fields: ['first_name', 'count(policies)', 'year(last_access)'], limit: 1 })).toEqual([{ first_name: 'alpha', policies_count: 1, last_access_year: null }]);
      const year = new Date().getUTCFullYear();
      expect(await stage.admin.request(readMe({ fields: ['year(last_access)'] } as Wire))).toEqual({ last_access_year: year });
    });

    test.each([['nope'], ['role.nope'], ['role.users.nope']])('%s is FORBIDDEN, as if it were secret', async (field) => {
      expect(await refusal(list({ fields: [field] }))).toMatchObject({ status: 403, code: 'FORBIDDEN', reason: expect.stringContaining('"nope"') });
    });

    test('the sentence of a refusal names field, collection and place', async () => {
      expect(await refusal(list({ fields: ['nope'] }))).toMatchObject({ reason: 'You don\'t have permission to access field "nope" in collection "directus_users" or it does not exist. Queried in root.' });
      expect(await refusal(list({ fields: ['role.nope'] }))).toMatchObject({ reason: 'You don\'t have permission to access field "nope" in collection "directus_roles" or it does not exist. Queried in "role".' });
    });
  });

  describe('filter', () => {
    test.each<[string, () => object, string]>([
      ['_eq', () => ({ first_name: { _eq: 'alpha' } }), 'alpha'],
      ['a bare value', () => ({ first_name: 'alpha' }), 'alpha'],
      ['_neq', () => ({ first_name: { _neq: 'alpha' } }), 'bravo charlie delta'],
      ['_neq leaves null out', () => ({ last_name: { _neq: 'Southern' } }), 'alpha bravo'],
      ['_in', () => ({ first_name: { _in: ['alpha', 'delta', 'nobody'] } }), 'alpha delta'],
      ['_nin', () => ({ first_name: { _nin: ['alpha', 'delta'] } }), 'bravo charlie'],
      ['_nin leaves null out', () => ({ last_name: { _nin: ['Southern'] } }), 'alpha bravo'],
      ['_null', () => ({ last_name: { _null: true } }), 'delta'],
      ['_null: false', () => ({ last_name: { _null: false } }), 'alpha bravo charlie'],
      ['_nnull', () => ({ last_name: { _nnull: true } }), 'alpha bravo charlie'],
      ['_empty', () => ({ description: { _empty: true } }), 'alpha bravo charlie'],
      ['_nempty', () => ({ description: { _nempty: true } }), 'delta'],
      ['_contains', () => ({ first_name: { _contains: 'l' } }), 'alpha charlie delta'],
      ['_ncontains', () => ({ first_name: { _ncontains: 'l' } }), 'bravo'],
      ['_icontains', () => ({ first_name: { _icontains: 'LPH' } }), 'alpha'],
      ['_starts_with', () => ({ last_name: { _starts_with: 'north' } }), 'alpha bravo'],
      ['_nstarts_with', () => ({ first_name: { _nstarts_with: 'al' } }), 'bravo charlie delta'],
      ['_istarts_with', () => ({ last_name: { _istarts_with: 'sOUTH' } }), 'charlie'],
      ['_nistarts_with', () => ({ first_name: { _nistarts_with: 'AL' } }), 'bravo charlie delta'],
      ['_ends_with', () => ({ first_name: { _ends_with: 'lie' } }), 'charlie'],
      ['_nends_with', () => ({ first_name: { _nends_with: 'a' } }), 'bravo charlie'],
      ['_iends_with', () => ({ first_name: { _iends_with: 'LIE' } }), 'charlie'],
      ['_niends_with', () => ({ first_name: { _niends_with: 'A' } }), 'bravo charlie'],
      ['a boolean', () => ({ email_notifications: { _eq: false } }), 'bravo'],
      ['a boolean as text', () => ({ email_notifications: { _eq: 'false' } }), 'bravo'],
      ['_or', () => ({ _or: [{ first_name: 'alpha' }, { status: 'draft' }] }), 'alpha bravo'],
      ['_and within _or', () => ({ _or: [{ _and: [{ location: 'north' }, { status: 'draft' }] }, { first_name: 'delta' }] }), 'bravo delta'],
      ['two keys in one object', () => ({ location: 'north', status: 'draft' }), 'bravo'],
      ['two operators on one field', () => ({ first_name: { _neq: 'alpha', _contains: 'l' } }), 'charlie delta'],
      ['a relation to one by its key', () => ({ role: { _eq: top.id } }), 'alpha bravo'],
      ['a relation to one by a field', () => ({ role: { description: { _eq: 'top' } } }), 'alpha bravo'],
      ['two relations deep', () => ({ role: { parent: { description: { _eq: 'top' } } } }), 'charlie'],
      ['no related row', () => ({ role: { _null: true } }), 'delta'],
      ['a relation to many means some', () => ({ policies: { policy: { _eq: policy.id } } }), 'alpha charlie'],
      ['_some', () => ({ policies: { _some: { policy: { id: { _eq: policy.id } } } } }), 'alpha charlie'],
      ['_none', () => ({ policies: { _none: { policy: { id: { _eq: policy.id } } } } }), 'bravo delta'],
      ['count() of a relation', () => ({ 'count(policies)': { _eq: 0 } }), 'bravo delta'],
      ['a date in the past of $NOW', () => ({ last_access: { _lt: '$NOW' } }), ''],
      ['$CURRENT_USER', () => ({ id: { _neq: '$CURRENT_USER' } }), 'alpha bravo charlie delta'],
      ['comparisons of one field in _or', () => ({ status: { _or: [{ _eq: 'draft' }, { _eq: 'active' }] } }), 'alpha bravo'],
      ['an empty _and', () => ({ _and: [] }), 'alpha bravo charlie delta'],
    ])('%s', async (_name, filter, found) => expect(await names(filter())).toBe(found));

    test('people through what hangs on a role: _some and _none on a relation to many', async () => {
      const roles = (users: object) => stage.admin.request(readRoles({ filter: { id: { _in: [top.id, sub.id] }, users } as Wire, fields: ['id'] }));
      expect(await roles({ _some: { first_name: { _eq: 'bravo' } } })).toEqual([{ id: top.id }]);
      expect(await roles({ _none: { first_name: { _eq: 'bravo' } } })).toEqual([{ id: sub.id }]);
    });

    test('a date: lower, greater, between, and what is no date', async () => {
      const me = (last_access: object) => stage.admin.request(readUsers({ filter: { id: { _eq: '$CURRENT_USER' }, last_access } as Wire, fields: ['id'] }));
      expect((await me({ _gt: '$NOW(-1 day)' })).length).toBe(1);
      expect((await me({ _lte: '$NOW(-1 day)' })).length).toBe(0);
      expect((await me({ _between: ['2020-01-01', '2100-01-01'] })).length).toBe(1);
      expect((await me({ _nbetween: ['2020-01-01', '2100-01-01'] })).length).toBe(0);
      expect(await me({ _gt: 'rubbish' })).toEqual([]);
      expect((await stage.admin.request(readUsers({ filter: { id: { _eq: '$CURRENT_USER' }, 'year(last_access)': { _gte: 2020 } } as Wire, fields: ['id'] }))).length).toBe(1);
    });

    test('wildcards of the database in a text', async () => {
      await stage.differs('`%` and `_` are literal', {
        usher: async () => expect([await names({ last_name: { _contains: '%' } }), await names({ last_name: { _contains: 'h_e' } })]).toEqual(['alpha', 'bravo']),
        directus: async () => expect(await names({ last_name: { _contains: '%' } })).toBe('alpha bravo charlie'),
      });
    });

    test('an empty list of choices', async () => {
      await stage.differs('An empty `_or` holds for nothing', {
        usher: async () => expect(await names({ _or: [] })).toBe(''),
        directus: async () => expect(await names({ _or: [] })).toBe('alpha bravo charlie delta'),
      });
    });

    test('a list compared with a key: some item has it', async () => {
      const [access] = (await stage.door.get(`/access?filter[user][_eq]=${crowd.ids[2]}&fields=id`)).data as Wire[];
      expect(await names({ policies: { _eq: access.id } })).toBe('charlie');
    });

    test.each<[string, Wire, number, string]>([
      ['an operator of another type', { email: { _between: ['a', 'b'] } }, 400, 'INVALID_QUERY'],
      ['an operator that does not exist', { email: { _like: 'a' } }, 400, 'INVALID_QUERY'],
      ['an empty text for _eq', { first_name: { _eq: '' } }, 400, 'INVALID_QUERY'],
      ['an empty list for _in', { first_name: { _in: [] } }, 400, 'INVALID_QUERY'],
      ['an object as a value', { first_name: { _eq: { a: 1 } } }, 400, 'INVALID_QUERY'],
      ['no boolean for _null', { first_name: { _null: 'abc' } }, 400, 'INVALID_QUERY'],
      ['a concealed column', { password: { _eq: 'x' } }, 400, 'INVALID_QUERY'],
      ['_some on a relation to one', { role: { _some: { name: { _eq: 'x' } } } }, 400, 'INVALID_QUERY'],
      ['an unknown field', { nope: { _eq: 1 } }, 403, 'FORBIDDEN'],
      ['an unknown field of a relation', { role: { nope: { _eq: 1 } } }, 403, 'FORBIDDEN'],
    ])('%s is refused', async (_name, filter, status, code) => expect(await refusal(list({ filter }))).toMatchObject({ status, code }));

    test('JSON that is none, and a filter that is no object', async () => {
      for (const filter of ['{broken', '5']) expect(await stage.door.get(`/users?filter=${filter}`)).toMatchObject({ status: 400, code: 'INVALID_QUERY' });
    });

    test('brackets in the query string mean the same as JSON', async () => {
      const answer = await stage.door.get(`/users?filter[_and][0][title][_eq]=${encodeURIComponent(crowd.here.title._eq)}&filter[_and][1][first_name][_in]=alpha,delta&fields[]=first_name&fields[]=status&sort[]=-first_name&limit=5`);
      expect(answer.data).toEqual([{ first_name: 'delta', status: 'archived' }, { first_name: 'alpha', status: 'active' }]);
    });
  });

  describe('search', () => {
    test('over the texts, in any case; an id only as a whole', async () => {
      const found = async (search: string) => (await list({ search, fields: ['first_name'] })).map(({ first_name }) => first_name);
      expect(await found('SOUTHERN')).toEqual(['charlie']);
      expect(await found('  alpha ')).toEqual(['alpha']);
      expect(await found('')).toHaveLength(4);
      expect(await found(crowd.ids[3]!)).toEqual(['delta']);
      expect(await found(crowd.ids[3]!.slice(0, 8))).toEqual([]);
    });
  });

  describe('order and pages', () => {
    test('several columns, both ways, through a relation', async () => {
      expect((await list({ sort: ['location', '-first_name'], fields: ['first_name'] })).map(({ first_name }) => first_name)).toEqual(['bravo', 'alpha', 'delta', 'charlie']);
      const through = (await list({ filter: also({ role: { _nnull: true } }), sort: ['-role.parent.description', 'role.description', 'first_name'], fields: ['first_name'] })).map(({ first_name }) => first_name);
      expect(through.sort()).toEqual(['alpha', 'bravo', 'charlie']);
      expect((await list({ filter: also({ first_name: { _in: ['alpha', 'bravo'] } }), sort: ['-count(policies)'] as Wire, fields: ['first_name'] })).map(({ first_name }) => first_name)).toEqual(['alpha', 'bravo']);
    });

    test('without an order: by key', async () => {
      const ids = (await stage.admin.request(readUsers({ filter: crowd.here, fields: ['id'] }))).map(({ id }: Wire) => id);
      expect(ids).toEqual([...crowd.ids].sort());
    });

    test('limit, offset and page; page wins', async () => {
      const page = async (query: object) => (await list({ fields: ['first_name'], ...query })).map(({ first_name }) => first_name).join(' ');
      expect(await page({ limit: 2 })).toBe('alpha bravo');
      expect(await page({ limit: 2, offset: 1 })).toBe('bravo charlie');
      expect(await page({ limit: 3, page: 2 })).toBe('delta');
      expect(await page({ limit: 2, page: 2, offset: 1 })).toBe('charlie delta');
      expect(await page({ limit: 0 })).toBe('');
      expect(await page({ limit: -1 })).toBe('alpha bravo charlie delta');
      expect(await page({ limit: 2, page: 99 })).toBe('');
    });

    test.each([['limit=-2'], ['limit=x'], ['offset=-1'], ['offset=x'], ['page=-1'], ['meta=weather'], ['export=pdf'], ['limit=1&limit=2']])('%s is INVALID_QUERY', async (query) => {
      expect(await stage.door.get(`/users?${query}`)).toMatchObject({ status: 400, code: 'INVALID_QUERY' });
    });

    test('meta counts with and without the filter', async () => {
      const filter = encodeURIComponent(JSON.stringify({ id: { _in: [top.id, sub.id] } }));
      const answer = await stage.door.get(`/roles?filter=${filter}&limit=1&fields=id&meta=*`);
      expect(answer.body!.meta!['filter_count']).toBe(2);
      expect(answer.body!.meta!['total_count']).toBeGreaterThanOrEqual(3);
      expect(Object.keys((await stage.door.get('/roles?limit=1&meta=filter_count')).body!.meta!)).toEqual(['filter_count']);
      expect((await stage.door.get('/roles?limit=1')).body).not.toHaveProperty('meta');
    });
  });

  describe('aggregates', () => {
    const numbers = (rows: Wire[]) => JSON.parse(JSON.stringify(rows), (_key, value: unknown) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value)) as Wire[];

    test('count of everything, of one column, of different values', async () => {
      const of = async (parts: object) => numbers((await stage.door.get(`/users?aggregate=${encodeURIComponent(JSON.stringify(parts))}&filter=${encodeURIComponent(JSON.stringify(crowd.here))}`)).data as Wire[]);
      expect(await of({ count: '*' })).toEqual([{ count: 4 }]);
      expect(await of({ count: 'last_name' })).toEqual([{ count: { last_name: 3 } }]);
      expect(await of({ countDistinct: 'location' })).toEqual([{ countDistinct: { location: 2 } }]);
      expect(await of({ min: 'first_name', max: 'first_name' })).toEqual([{ min: { first_name: 'alpha' }, max: { first_name: 'delta' } }]);
    });

    test('groups with their counts, in order', async () => {
      const query = `filter=${encodeURIComponent(JSON.stringify(crowd.here))}&groupBy=location&aggregate[count]=*&sort=location`;
      expect(numbers((await stage.door.get(`/users?${query}`)).data as Wire[])).toEqual([{ location: 'north', count: 2 }, { location: 'south', count: 2 }]);
    });

    test('groups without an aggregate are the different values', async () => {
      expect(await list({ groupBy: ['location'], sort: ['location'] })).toEqual([{ location: 'north' }, { location: 'south' }]);
    });

    test('what is no aggregate', async () => {
      const answer = await stage.door.get('/users?aggregate=xx');
      await stage.differs('a bad `aggregate` is INVALID_QUERY', {
        usher: () => expect(answer).toMatchObject({ status: 400, code: 'INVALID_QUERY' }),
        directus: () => expect(answer.status).toBe(500),
      });
      expect(await stage.door.get('/users?aggregate[count]=nope')).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    });
  });

  describe('deep and alias', () => {
    test('a nested list is filtered, sorted and cut', async () => {
      const role = (users: object) => stage.admin.request(readRole(top.id, { fields: [{ users: ['first_name'] }], deep: { users } } as Wire));
      expect(await role({ _sort: ['-first_name'] })).toEqual({ users: [{ first_name: 'bravo' }, { first_name: 'alpha' }] });
      expect(await role({ _sort: ['first_name'], _limit: 1 })).toEqual({ users: [{ first_name: 'alpha' }] });
      expect(await role({ _filter: { status: { _eq: 'draft' } } })).toEqual({ users: [{ first_name: 'bravo' }] });
    });

    test('an alias gives a relation a second name with a filter of its own', async () => {
      const [role] = await stage.admin.request(readRoles({ filter: { id: { _eq: top.id } }, fields: ['drafts.first_name', 'users.first_name'], alias: { drafts: 'users' }, deep: { drafts: { _filter: { status: { _eq: 'draft' } } }, users: { _sort: ['first_name'] } } } as Wire));
      expect(role).toEqual({ drafts: [{ first_name: 'bravo' }], users: [{ first_name: 'alpha' }, { first_name: 'bravo' }] });
    });

    test('an alias with a dot is INVALID_QUERY', async () => {
      expect(await refusal(list({ alias: { 'a.b': 'role' } }))).toMatchObject({ status: 400, code: 'INVALID_QUERY' });
    });

    test('more than ten relations deep is INVALID_QUERY', async () => {
      expect(await refusal(list({ fields: [`${'role.users.'.repeat(6)}id`] }))).toMatchObject({ status: 400, code: 'INVALID_QUERY' });
    });
  });

  describe('SEARCH', () => {
    test('takes the query as a body', async () => {
      expect(await stage.admin.request(withSearch(readUsers({ filter: also({ location: { _eq: 'north' } }), fields: ['first_name'], sort: ['-first_name'] })))).toEqual([{ first_name: 'bravo' }, { first_name: 'alpha' }]);
    });

    test('an empty list of fields gives keys, meta comes along', async () => {
      const answer = await stage.door.send('SEARCH', '/users', { query: { filter: crowd.here, fields: [], meta: 'filter_count', limit: 1 } });
      expect(answer.body).toEqual({ data: [[...crowd.ids].sort()[0]], meta: { filter_count: 4 } });
    });

    test('keys', async () => {
      const answer = await stage.door.send('SEARCH', '/users', { keys: [crowd.ids[1]], query: { fields: ['first_name'], limit: 2 } });
      await stage.differs('SEARCH honours `keys` on every collection', {
        usher: () => expect(answer.data).toEqual([{ first_name: 'bravo' }]),
        directus: () => expect((answer.data as Wire[]).length).toBe(2),
      });
      expect((await stage.door.send('SEARCH', '/policies', { keys: [policy.id], query: { fields: ['name'] } })).data).toEqual([{ name: policy.name }]);
    });

    test('other keys in the body are INVALID_PAYLOAD', async () => {
      expect((await stage.door.send('SEARCH', '/users', { limit: 1 })).body!.errors![0]!.extensions).toMatchObject({ code: 'INVALID_PAYLOAD', reason: '"limit" is not allowed' });
    });
  });

  describe('export', () => {
    const file = async (format: string, fields = 'first_name,role.id,email_notifications') => {
      const response = await fetch(`${stage.url}/users?export=${format}&fields=${fields}&sort=first_name&limit=2&filter=${encodeURIComponent(JSON.stringify(crowd.here))}`, { headers: { authorization: `Bearer ${stage.door.token}` } });
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="directus_users \d{8}-\d{4,6}\.\w+"$/);
      return { type: response.headers.get('content-type')!, text: await response.text() };
    };

    test('csv: a header, quoted texts, nested names', async () => {
      const { type, text } = await file('csv');
      expect(type).toMatch(/^text\/csv/);
      expect(text.trim().split(/\r?\n/)).toEqual(['"first_name","role.id","email_notifications"', `"alpha","${top.id}",true`, `"bravo","${top.id}",false`]);
    });

    test('json: the bare list', async () => {
      const { type, text } = await file('json', 'first_name');
      expect([type.split(';')[0], JSON.parse(text)]).toEqual(['application/json', [{ first_name: 'alpha' }, { first_name: 'bravo' }]]);
    });

    test('xml and yaml', async () => {
      const [xml, yaml] = [await file('xml', 'first_name'), await file('yaml', 'first_name')];
      expect([xml.type.split(';')[0], yaml.type.split(';')[0]]).toEqual(['text/xml', 'text/yaml']);
      expect(xml.text).toContain('<first_name>alpha</first_name>');
      expect(yaml.text).toMatch(/^- first_name: "?alpha"?\n- first_name: "?bravo"?\n$/);
    });
  });

  test('policies and everything on them in one query', async () => {
    const [read] = await stage.admin.request(readPolicies({ filter: { id: { _eq: policy.id } }, fields: ['name', { users: [{ user: ['first_name'] }] }], deep: { users: { _sort: ['user.first_name'] } } } as Wire));
    expect(read).toEqual({ name: policy.name, users: [{ user: { first_name: 'alpha' } }, { user: { first_name: 'charlie' } }] });
  });

  test('customEndpoint answers what no command is for', async () => {
    expect(await stage.admin.request(customEndpoint<Wire[]>({ method: 'GET', path: '/access', params: { filter: { policy: { _eq: policy.id } }, fields: ['user'], sort: ['user'] } as Wire }))).toEqual([crowd.ids[0], crowd.ids[2]].sort().map((user) => ({ user })));
  });
});
