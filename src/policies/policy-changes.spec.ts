import { SYSTEM } from '../platform/accountability/accountability';
import { applicationErrorsIn } from '../platform/errors/application-error';
import { parsePayload } from '../access/permissions/parse-payload';
import { assertPolicyIsGood, policyChangesSchema, policyPayload, storedIpAccess, parsedIpAccess } from './policy-changes';

const parse = (payload: unknown) => parsePayload(SYSTEM, 'directus_policies', policyChangesSchema, payload);

function mistakes(action: () => unknown): unknown[] {
  try {
    action();
    return [];
  } catch (thrown) {
    return applicationErrorsIn(thrown)!.map(({ code, facts }) => ({ code, ...facts }));
  }
}

describe('a policy as it comes over the wire', () => {
  it('keeps omitted relations apart from empty ones and from empty alterations', () => {
    expect(parse({})).toEqual({});
    expect(parse({ users: [] })).toEqual({ users: { whole: { create: [], keep: [] } } });
    expect(parse({ users: {} })).toEqual({ users: { create: [], update: [], delete: [] } });
  });

  it('takes attachments as keys, as objects, and as new ones', () => {
    expect(parse({ roles: ['a1', { id: 'a2', sort: 3 }, { role: 'r1' }, { role: { id: 'r2' } }] })).toEqual({
      roles: { whole: { keep: [{ accessId: 'a1' }, { accessId: 'a2', sort: 3 }], create: [{ roleId: 'r1' }, { roleId: 'r2' }] } },
    });
  });

  it('takes rules as keys, as objects, and as new ones', () => {
    expect(parse({ permissions: { create: [{ collection: 'articles', action: 'read', fields: ['*'] }], update: [{ id: 4, fields: null }], delete: ['5'] } })).toEqual({
      permissions: { create: [{ collection: 'articles', action: 'read', fields: ['*'] }], update: [{ id: 4, fields: null }], delete: [5] },
    });
  });

  it.each([
    ['an unknown key', { colour: 'red' }, { code: 'INVALID_PAYLOAD', reason: '"colour" is not allowed' }],
    ['a blank name', { name: '  ' }, { field: 'name', type: 'nempty' }],
    ['a name that is too long', { name: 'x'.repeat(101) }, { field: 'name', type: 'max_length' }],
    ['a text for yes or no', { admin_access: 'true' }, { field: 'admin_access', type: 'type' }],
    ['a text for the list', { ip_access: '10.0.0.1' }, { code: 'INVALID_PAYLOAD', reason: expect.stringContaining('IP Access') }],
    ['a number in the list', { ip_access: [5] }, { code: 'INVALID_PAYLOAD', reason: expect.stringContaining('IP Access') }],
    ['an action of no kind', { permissions: { create: [{ collection: 'a', action: 'zzz' }] } }, { field: 'action', type: 'in', path: ['permissions', 'create', 0] }],
    ['a field name that would be two', { permissions: { create: [{ collection: 'a', action: 'read', fields: ['a,b'] }] } }, { field: 'fields', type: 'type' }],
    ['an update without its key', { users: { update: [{ sort: 1 }] } }, { field: 'id', type: 'required' }],
    ['a NUL byte', { description: 'a\0b' }, { field: 'description', type: 'text' }],
    ['an object where a key belongs', { users: { delete: [{ $gt: '' }] } }, { type: 'type' }],
  ])('is refused at its place: %s', (_, payload, expected) => {
    expect(mistakes(() => parse(payload))).toMatchObject([expected]);
  });

  it('gives its fields back under their names on the wire', () => {
    expect(policyPayload(parse({ name: 'Desk', ip_access: ['10.0.0.1'], admin_access: true, users: {} }))).toMatchObject({ name: 'Desk', ip_access: ['10.0.0.1'], admin_access: true, users: expect.anything() });
  });
});

describe('a policy', () => {
  it('needs a name when it is new, and no more', () => {
    expect(mistakes(() => assertPolicyIsGood({}, true))).toMatchObject([{ field: 'name', type: 'required' }]);
    expect(mistakes(() => assertPolicyIsGood({}, false))).toEqual([]);
  });

  it.each([['*'], ['10.0.0.0/255.0.0.0'], ['junk'], ['10.0.0.1,10.0.0.2']])('refuses %p in the IP list in the words of the dialect', (entry) => {
    expect(mistakes(() => assertPolicyIsGood({ ipAccess: ['10.0.0.1', entry] }, false))).toMatchObject([{ code: 'INVALID_PAYLOAD', reason: expect.stringContaining('IP Access contains an incorrect value') }]);
  });

  it('keeps the IP list comma-joined, and nothing for an empty one', () => {
    expect(storedIpAccess([' 10.0.0.1', '::1'])).toBe('10.0.0.1,::1');
    expect(storedIpAccess([])).toBeNull();
    expect(parsedIpAccess('10.0.0.1,::1')).toEqual(['10.0.0.1', '::1']);
  });
});
