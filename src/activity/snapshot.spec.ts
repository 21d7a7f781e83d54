import { MASK } from '../access/query/shape';
import { fieldChanges, snapshot } from './snapshot';

const alan = {
  id: 'a1', firstName: 'Alan', email: 'Alan@Example.com', emailKey: 'alan@example.com', password: '$argon2id$v=19$secret', tfaSecret: null, tokenHash: 'abc', roleId: 'r1',
  createdAt: new Date(0), lastAccess: new Date(0), tags: ['a'],
};

describe('what an activity keeps of a row', () => {
  it('is named as on the wire, with masks for secrets and nothing internal', () => {
    expect(snapshot(alan)).toEqual({
      id: 'a1', first_name: 'Alan', email: 'Alan@Example.com', password: MASK, tfa_secret: null, token: MASK, role: 'r1', last_access: '1970-01-01T00:00:00.000Z', tags: ['a'],
    });
  });

  it('takes an item as it is on the wire, too', () => {
    expect(snapshot({ first_name: 'Alan', token: 'abc', role: null, project_id: 'p' })).toEqual({ first_name: 'Alan', token: MASK, role: null, project_id: 'p' });
  });

  it('tells that a secret changed, never from what to what', () => {
    expect(fieldChanges(alan, { ...alan, password: '$argon2id$v=19$other', tokenHash: null })).toEqual({
      password: { before: MASK, after: MASK },
      token: { before: MASK, after: null },
    });
  });

  it('has only the fields that differ', () => {
    expect(fieldChanges(alan, { ...alan, roleId: null, tags: ['a'] })).toEqual({ role: { before: 'r1', after: null } });
  });

  it('compares only what the change handed in, so a partial row does not read as emptied', () => {
    expect(fieldChanges(alan, { firstName: 'Alan', lastName: 'Turing' })).toEqual({ last_name: { before: null, after: 'Turing' } });
  });

  it('shows everything as gone after a deletion', () => {
    expect(fieldChanges({ id: 'r1', name: 'Editors', description: null }, undefined)).toEqual({ id: { before: 'r1', after: null }, name: { before: 'Editors', after: null } });
  });
});
