import { callerWith, makePolicy, openAccess, type AccessRooms } from '../../test/support/access';
import { Explainer } from '../access/permissions/explain';
import { SYSTEM, type Accountability } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { accessAnswers } from './access-check';
import { AccessCheckService } from './access-check.service';
import { ExplainedAccess } from './explained-access';
import { ReadableNames } from './readable-names';

describe('a question about access', () => {
  let rooms: AccessRooms;
  let service: AccessCheckService;
  const admin: Accountability = { ...SYSTEM, kind: 'user', user: 'ada' };
  const vera = callerWith(['authors'], { user: 'vera', role: 'staff', roles: ['staff', 'all'], ip: '10.0.0.1' });

  beforeAll(async () => {
    rooms = await openAccess('sqlite');
    service = new AccessCheckService(new Explainer(rooms.collector, rooms.rules, rooms.variables, rooms.registry, rooms.items), new ExplainedAccess(new ReadableNames(rooms.reader), rooms.rules), new ReadableNames(rooms.reader), rooms.reader, rooms.registry);
    await makePolicy(rooms, 'authors', [
      { collection: 'articles', action: 'update', fields: 'title,body', permissions: { author: { _eq: '$CURRENT_USER' }, status: { _neq: 'published' } } },
      { collection: 'articles', action: 'read', fields: 'title' },
      { collection: 'articles', action: 'create', fields: 'title,status', validation: { status: { _in: ['draft'] } } },
      { collection: 'directus_roles', permissions: { id: 'staff' } },
    ]);
    await makePolicy(rooms, 'office', [{ collection: 'articles', action: 'delete' }], { ipAccess: '10.0.0.0/8' });
    await makePolicy(rooms, 'admin', [], { adminAccess: true });
    await rooms.run(async ({ db }) => {
      await db.role.create({ data: { id: 'all', name: 'All' } });
      await db.role.create({ data: { id: 'staff', name: 'Staff', parentId: 'all' } });
      await db.user.createMany({ data: [{ id: 'vera', roleId: 'staff' }, { id: 'ada' }, { id: 'susan', roleId: 'staff', status: 'suspended' }] });
      await db.access.createMany({ data: [{ id: '1', roleId: 'all', policyId: 'authors' }, { id: '2', userId: 'vera', policyId: 'office' }, { id: '3', userId: 'ada', policyId: 'admin' }] });
    });
  });
  afterAll(() => rooms.close());

  /** Each answer has the form that the API's document promises. */
  const ask = async (check: Record<string, unknown>, as = admin) => {
    const answers = await service.check(as, [{ user: 'vera', collection: 'articles', ...check }]);
    accessAnswers.parse(answers);
    return answers[0]!;
  };

  describe('by somebody who may not read everything about the person', () => {
    const asker = (policy: string) => callerWith([policy], { user: 'olga', role: null, roles: [] });

    beforeAll(async () => {
      await makePolicy(rooms, 'keys', [{ collection: 'directus_users', action: 'read', fields: 'id' }]);
      await makePolicy(rooms, 'keys-and-status', [{ collection: 'directus_users', action: 'read', fields: 'id,status' }]);
      await makePolicy(rooms, 'keys-and-rights', [{ collection: 'directus_users', action: 'read', fields: 'id,role,policies' }, { collection: 'directus_access', action: 'read' }]);
    });

    it.each<[string, string, Record<string, unknown>, unknown]>([
      ['who is inactive is not told', 'keys', { user: 'susan', action: 'read' }, [false, null]],
      ['nor told apart from who holds no rule', 'keys', { user: 'vera', action: 'share' }, [false, null]],
      ['nor from who may read another field', 'keys', { user: 'vera', action: 'read', fields: ['no_such_field'] }, [false, null]],
      ['nor from who may read other items', 'keys', { user: 'vera', action: 'update', item: { author: 'ada', status: 'draft' } }, [false, null]],
      ['who is an administrator is not told', 'keys', { user: 'ada', action: 'delete' }, [true, null]],
      ['nor told apart from who has a rule', 'keys', { user: 'vera', action: 'read' }, [true, null]],
      ['whoever reads the status is told', 'keys-and-status', { user: 'susan', action: 'read' }, [false, 'inactive']],
      ['but not who is an administrator', 'keys-and-status', { user: 'ada', action: 'delete' }, [true, null]],
      ['whoever reads role and policies is told that', 'keys-and-rights', { user: 'ada', action: 'delete' }, [true, 'admin']],
      ['but not who is inactive', 'keys-and-rights', { user: 'susan', action: 'read' }, [false, null]],
    ])('%s', async (_name, policy, check, expected) => {
      const answer = await ask({ ...check, explain: true }, asker(policy));
      expect([answer.allowed, answer.because]).toEqual(expected);
      if (answer.because === null && !answer.allowed) expect([answer.access, answer.missing_fields]).toEqual(['none', []]);
      if (answer.because === null) expect([answer.explain, answer.decided_by, answer.remedies]).toEqual([[], [], []]);
    });
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ['a rule for every row', { action: 'read', item: { title: 'x' } }, [true, 'full', 'rule']],
    ['the own draft', { action: 'update', item: { author: 'vera', status: 'draft' } }, [true, 'partial', 'rule']],
    ['a field of it that no rule grants', { action: 'update', item: { author: 'vera', status: 'draft' }, fields: ['title', 'price'] }, [false, 'partial', 'fields']],
    ['what is published', { action: 'update', item: { author: 'vera', status: 'published' } }, [false, 'partial', 'item']],
    ['a row of which not enough is told', { action: 'update', item: { author: 'vera' } }, [false, 'partial', 'item']],
    ['no row where it depends on one', { action: 'update' }, [false, 'partial', 'depends-on-item']],
    ['a key of a collection that is not ours', { action: 'update', item: 5 }, [false, 'partial', 'item']],
    ['what is to be created', { action: 'create', item: { title: 'x', status: 'draft' } }, [true, 'full', 'rule']],
    ['what breaks a validation', { action: 'create', item: { title: 'x', status: 'published' } }, [false, 'full', 'item']],
    ['a field too many', { action: 'create', item: { title: 'x', price: 1 } }, [false, 'full', 'fields']],
    ['an action without a rule', { action: 'share' }, [false, 'none', 'no-rule']],
    ['a policy for other addresses', { action: 'delete' }, [false, 'none', 'no-rule']],
    ['the same policy from inside', { action: 'delete', ip: '10.1.2.3' }, [true, 'full', 'rule']],
    ['an item of ours', { collection: 'directus_roles', action: 'read', item: 'staff' }, [true, 'partial', 'rule']],
    ['another item of ours', { collection: 'directus_roles', action: 'read', item: 'all' }, [false, 'partial', 'item']],
    ['an item that does not exist', { collection: 'directus_roles', action: 'read', item: 'nothing' }, [false, 'partial', 'item']],
    ['an administrator', { user: 'ada', action: 'delete' }, [true, 'full', 'admin']],
    ['an administrator and what does not exist', { user: 'ada', collection: 'directus_users', action: 'delete', item: 'nobody' }, [false, 'full', 'item']],
    ['somebody who is suspended', { user: 'susan', action: 'read' }, [false, 'none', 'inactive']],
    ['nobody', { user: null, action: 'read' }, [false, 'none', 'no-rule']],
  ])('is answered for %s', async (_, check, expected) => {
    const { allowed, access, because } = await ask(check);
    expect([allowed, access, because]).toEqual(expected);
  });

  it('is explained by policy, source and rule', async () => {
    const { explain } = await ask({ action: 'update', item: { author: 'vera', status: 'draft' }, explain: true });
    expect(explain).toEqual([
      { policy: { id: 'authors', name: 'authors' }, via: 'role', role: { id: 'all', name: 'All' }, applies: true, rules: [{ permission: expect.any(Number), fields: ['title', 'body'], permissions: { author: { _eq: '$CURRENT_USER' }, status: { _neq: 'published' } }, validation: null, matches: true }] },
      { policy: { id: 'office', name: 'office' }, via: 'user', role: null, applies: false, rules: [] },
    ]);
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ['a row that a rule leaves out', { action: 'update', item: { author: 'vera', status: 'published' } }, [{ remedy: 'condition', policy: { id: 'authors', name: 'authors' }, via: 'role', role: { id: 'all', name: 'All' }, permission: expect.any(Number), conditions: [{ path: 'status', text: 'Status is not “published”', actual: 'published' }] }]],
    ['a field', { action: 'update', item: { author: 'vera', status: 'draft' }, fields: ['title', 'price'] }, [{ remedy: 'fields', fields: ['price'], granted: ['title', 'body'] }]],
    ['an item that was not named', { action: 'update' }, [{ remedy: 'name-item' }]],
    ['an action that no policy has', { action: 'share' }, [{ remedy: 'grant', granted_by: [] }]],
    ['a policy for other addresses', { action: 'delete' }, [{ remedy: 'address', policy: { id: 'office', name: 'office' }, via: 'user', role: null, ip_access: ['10.0.0.0/8'] }, { remedy: 'grant', granted_by: [{ policy: { id: 'office', name: 'office' }, roles: [] }] }]],
    ['an item that does not exist', { collection: 'directus_roles', action: 'read', item: 'nothing' }, [{ remedy: 'item' }]],
    ['an item of ours that a rule leaves out', { collection: 'directus_roles', action: 'read', item: 'all' }, [expect.objectContaining({ remedy: 'condition', conditions: [{ path: 'id', text: 'Id is “staff”', actual: 'all' }] })]],
    ['somebody who is suspended', { user: 'susan', action: 'read' }, [{ remedy: 'activate', status: 'suspended' }]],
  ])('says what would have to change for %s', async (_, check, remedies) => {
    const answer = await ask({ ...check, explain: true });
    expect(answer).toMatchObject({ allowed: false, decided_by: [], remedies });
  });

  it('names what decided', async () => {
    expect((await ask({ action: 'read', explain: true })).decided_by).toEqual([{ policy: { id: 'authors', name: 'authors' }, via: 'role', role: { id: 'all', name: 'All' }, permission: expect.any(Number) }]);
    expect((await ask({ user: 'ada', action: 'delete', explain: true })).decided_by).toEqual([{ policy: { id: 'admin', name: 'admin' }, via: 'user', role: null, permission: null }]);
  });

  it('is no for what decides about the person themselves, as when it is written', async () => {
    await makePolicy(rooms, 'selfish', [{ collection: 'directus_users', action: 'update' }]);
    await rooms.run(({ db }) => db.access.create({ data: { id: '4', userId: 'vera', policyId: 'selfish' } }));
    const check = { collection: 'directus_users', action: 'update', fields: ['title', 'role'], explain: true };
    expect(await ask({ ...check, item: 'vera' })).toMatchObject({ allowed: false, because: 'own-rights', missing_fields: ['role'], remedies: [{ remedy: 'somebody-else', fields: ['role'] }] });
    expect((await ask({ ...check, item: 'ada' })).allowed).toBe(true);
    await rooms.run(({ db }) => db.access.delete({ where: { id: '4' } }));
  });

  it('explains no more than the asker may read', async () => {
    const { allowed, explain } = await ask({ user: undefined, action: 'delete', explain: true }, vera);
    expect(allowed).toBe(true);
    expect(explain).toEqual([{ policy: null, via: 'role', role: null, applies: true, rules: [] }, { policy: null, via: 'user', role: null, applies: true, rules: [] }]);
    const refused = await ask({ user: undefined, action: 'update', item: { author: 'ada', status: 'draft' }, explain: true }, vera);
    expect(refused.remedies).toEqual([{ remedy: 'hidden-rule' }]);
  });

  it('about somebody else needs the right to read them', async () => {
    await expect(ask({ user: 'ada', action: 'read' }, vera).catch((thrown: unknown) => applicationErrorsIn(thrown)?.[0]?.code)).resolves.toBe('FORBIDDEN');
    expect((await ask({ user: 'vera', action: 'delete', ip: '11.0.0.1' }, vera)).allowed).toBe(false);
  });

  it.each<[string, unknown]>([
    ['no list', { action: 'read', collection: 'articles' }],
    ['an action that is none', [{ action: 'destroy', collection: 'articles' }]],
    ['a row in the place of a key of ours', [{ action: 'read', collection: 'directus_users', item: { id: 'ada' } }]],
    ['an unknown key', [{ action: 'read', collection: 'articles', x: 1 }]],
    ['too many', Array.from({ length: 101 }, () => ({ action: 'read', collection: 'articles' }))],
  ])('is refused as %s', async (_, body) => {
    await expect(service.check(admin, body).then(() => 'answered', (thrown: unknown) => applicationErrorsIn(thrown)?.[0]?.code)).resolves.toMatch(/INVALID_PAYLOAD|FAILED_VALIDATION/);
  });
});
