import { callerWith, makePolicy, openAccess, type AccessRooms } from '../../../test/support/access';
import { PROVIDERS } from '../../../test/support/database';
import { SYSTEM, type Accountability } from '../../platform/accountability/accountability';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import type { Action } from './stored-rules';

const USERS = 'directus_users';

describe.each(PROVIDERS)('access control on %s', (provider) => {
  let rooms: AccessRooms;
  let policies = 0;

  beforeAll(async () => {
    rooms = await openAccess(provider);
    await rooms.run(({ db }) => db.user.createMany({ data: ['me', 'bo', 'cy'].map((id) => ({ id, location: id === 'cy' ? 'south' : 'north' })) }));
  });
  afterAll(() => rooms.close());

  const caller = async (...permissions: Parameters<typeof makePolicy>[2]) => callerWith([await makePolicy(rooms, `p${++policies}`, permissions)]);
  async function outcome<T>(change: Promise<T>): Promise<unknown> {
    try {
      return (await change) ?? 'allowed';
    } catch (thrown) {
      return applicationErrorsIn(thrown)?.map(({ code, facts: { reason, field, type } }) => [code, reason ?? field, type].filter(Boolean).join(' ')) ?? String(thrown);
    }
  }
  const items = (as: Accountability, action: Action, ids: string[], fields: string[] = []) => outcome(rooms.run((work) => rooms.control.requireItems(work, action, USERS, ids, fields), as));
  const payload = (as: Accountability, action: 'create' | 'update', body: Record<string, unknown>) => outcome(rooms.run((work) => rooms.control.checkPayload(work, action, USERS, body), as));

  it('can where some rule is for the action and the collection', async () => {
    const as = await caller({ collection: USERS, action: 'update' });
    expect(await rooms.control.can(as, 'update', USERS)).toBe(true);
    expect(await rooms.control.can(as, 'read', USERS)).toBe(false);
    expect(await rooms.control.can(as, 'update', 'directus_roles')).toBe(false);
    expect(await rooms.control.can(SYSTEM, 'delete', USERS)).toBe(true);
    expect(await outcome(rooms.control.require(as, 'read', USERS))).toEqual([`FORBIDDEN You don't have permission to access collection "directus_users" or it does not exist. Queried in root.`]);
  });

  it('lets items through that exist and that a rule allows, all or none', async () => {
    const as = await caller({ collection: USERS, action: 'delete', permissions: { location: 'north' } });
    expect(await items(as, 'delete', ['me', 'bo', 'bo'])).toBe('allowed');
    expect(await items(as, 'delete', ['bo', 'cy'])).toEqual(['FORBIDDEN']);
    expect(await items(as, 'delete', ['bo', 'nobody'])).toEqual(['FORBIDDEN']);
    expect(await items(as, 'delete', [])).toBe('allowed');
    expect(await items(as, 'update', ['bo'])).toEqual([expect.stringContaining('FORBIDDEN')]);
  });

  it('tells of a list whom each of it would be let through', async () => {
    const as = await caller({ collection: USERS, action: 'update', fields: 'status,title', permissions: { location: 'north' } });
    const among = async (who: Accountability, action: Action, fields: string[]) => (await rooms.control.itemsAmong(who, action, USERS, ['me', 'bo', 'cy', 'nobody'], fields)).map(String).sort();
    expect(await among(as, 'update', ['title'])).toEqual(['bo', 'me']);
    expect(await among(as, 'update', ['status'])).toEqual(['bo']);
    expect(await among(as, 'update', ['role'])).toEqual([]);
    expect(await among(as, 'delete', [])).toEqual([]);
    expect(await among(SYSTEM, 'delete', [])).toEqual(['bo', 'cy', 'me']);
  });

  it('tells administrators, too, that an item does not exist', async () => {
    expect(await items(SYSTEM, 'update', ['bo', 'cy'])).toBe('allowed');
    expect(await items(SYSTEM, 'update', ['bo', 'nobody'])).toEqual(['FORBIDDEN']);
  });

  it('asks for each field a rule that grants it on each of the rows', async () => {
    const as = await caller({ collection: USERS, action: 'update', fields: 'title,location' }, { collection: USERS, action: 'update', fields: 'description,title', permissions: { location: 'north' } });
    expect(await items(as, 'update', ['bo', 'cy'], ['title'])).toBe('allowed');
    expect(await items(as, 'update', ['bo'], ['title', 'description'])).toBe('allowed');
    expect(await items(as, 'update', ['bo', 'cy'], ['description'])).toEqual(['FORBIDDEN']);
    expect(await items(as, 'update', ['bo'], ['email', 'role'])).toEqual([expect.stringContaining('FORBIDDEN You don\'t have permissions to perform "update" for the field(s) "email", "role"')]);
  });

  it('lets nobody write on their own row what decides about their rights', async () => {
    const as = await caller({ collection: USERS, action: 'update' });
    for (const field of ['role', 'status', 'policies', 'provider', 'external_identifier', 'tfa_secret', 'auth_data', 'id', 'last_access']) {
      expect(await items(as, 'update', ['me'], [field])).toEqual([expect.stringContaining(`"${field}"`)]);
      expect(await items(as, 'update', ['bo'], [field])).toBe('allowed');
    }
    expect(await items(as, 'update', ['me'], ['title', 'first_name'])).toBe('allowed');
  });

  it('fills in presets, which yield to what is sent', async () => {
    const as = await caller({ collection: USERS, action: 'create', presets: { location: 'Lab', title: '$CURRENT_USER', status: 'draft' } }, { collection: USERS, action: 'create', presets: { status: 'invited', language: '$CURRENT_ROLE' } });
    expect(await payload(as, 'create', { first_name: 'x', location: 'Sea' })).toEqual({ first_name: 'x', location: 'Sea', title: 'me', status: 'invited', language: null });
  });

  it('holds every validation, and names what breaks it', async () => {
    const as = await caller(
      { collection: USERS, action: 'create', validation: { _and: [{ location: { _eq: 'Lab' } }] } },
      { collection: USERS, action: 'create', validation: { email: { _ends_with: '@x.org' }, status: { _in: ['draft'] }, title: { _regex: '^[a-z]+$' } } },
    );
    expect(await payload(as, 'create', { location: 'Lab', email: 'a@x.org', title: 'abc' })).toEqual({ location: 'Lab', email: 'a@x.org', title: 'abc' });
    const refused = (await payload(as, 'create', { location: 'Sea', email: 'a@y.org', status: 'active', title: 'A1' })) as string[];
    // PostgreSQL's jsonb keeps keys in an order of its own.
    expect(refused.sort()).toEqual(['FAILED_VALIDATION email ends_with', 'FAILED_VALIDATION location eq', 'FAILED_VALIDATION status eq', 'FAILED_VALIDATION title regex']);
    expect(await payload(await caller({ collection: USERS, action: 'create', validation: { first_name: { _submitted: true } } }), 'create', {})).toEqual(['FAILED_VALIDATION first_name required']);
  });

  it('lets nothing through a validation that makes no sense', async () => {
    expect(await payload(await caller({ collection: USERS, action: 'create', validation: { location: { _what: 1 } } }), 'create', { location: 'Lab' })).toEqual([expect.stringContaining('FAILED_VALIDATION')]);
    expect(await payload(await caller({ collection: USERS, action: 'create', validation: { location: { _regex: '(' } } }), 'create', { location: 'Lab' })).toEqual(['FAILED_VALIDATION location regex']);
  });

  it('refuses a payload for one field that no rule grants', async () => {
    const as = await caller({ collection: USERS, action: 'create', fields: 'first_name' });
    expect(await payload(as, 'create', { first_name: 'x', role: 'y' })).toEqual([expect.stringContaining('"role"')]);
    expect(await payload(await caller(), 'create', {})).toEqual([expect.stringContaining('FORBIDDEN')]);
  });

  it('is not held up by a hostile expression for long', async () => {
    const as = await caller({ collection: USERS, action: 'create', validation: { title: { _regex: '(a+)+$' } } });
    const start = process.hrtime.bigint();
    expect(await payload(as, 'create', { title: `${'a'.repeat(5000)}b` })).toEqual(['FAILED_VALIDATION title regex']);
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1000);
  });
});
