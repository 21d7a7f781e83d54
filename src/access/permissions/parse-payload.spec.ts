import { z } from 'zod';
import { PUBLIC, SYSTEM, type Accountability } from '../../platform/accountability/accountability';
import { applicationErrorsIn } from '../../platform/errors/application-error';
import { parsePayload } from './parse-payload';

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  status: z.enum(['active', 'archived']).optional(),
  flag: z.boolean().optional(),
  owner: z.union([z.string(), z.strictObject({ id: z.string() })]).optional(),
  users: z.union([z.array(z.string()), z.strictObject({ create: z.array(z.strictObject({ email: z.string() })).optional() })]).optional(),
});

const ADMIN: Accountability = { ...PUBLIC, kind: 'user', user: 'ada', admin: true };

function mistakes(payload: unknown, accountability = ADMIN): unknown[] {
  try {
    parsePayload(accountability, 'directus_policies', schema, payload);
    return [];
  } catch (thrown) {
    return applicationErrorsIn(thrown)!.map(({ code, facts }) => ({ code, ...facts }));
  }
}

describe('a body that is not what was expected', () => {
  it.each([
    ['a missing field', {}, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'required' }]],
    ['null where it must not be', { name: null }, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'nnull' }]],
    ['an empty text', { name: '' }, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'nempty' }]],
    ['a text that is too long', { name: 'abcdef' }, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'max_length', valid: 5 }]],
    ['a word that is not in the list', { name: 'a', status: 'gone' }, [{ code: 'FAILED_VALIDATION', field: 'status', path: [], type: 'in', valid: ['active', 'archived'] }]],
    ['a text where a yes or no belongs', { name: 'a', flag: 'yes' }, [{ code: 'FAILED_VALIDATION', field: 'flag', path: [], type: 'type', valid: 'boolean' }]],
    ['a mistake in a nested item', { name: 'a', users: { create: [{ email: 5 }] } }, [{ code: 'FAILED_VALIDATION', field: 'email', path: ['users', 'create', 0], type: 'type', valid: 'string' }]],
    ['a relation of neither form', { name: 'a', users: 5 }, [{ code: 'INVALID_PAYLOAD', reason: 'Invalid one-to-many update structure: "value" must be of type object' }]],
    ['null where a key or an object belongs', { name: 'a', owner: null }, [{ code: 'FAILED_VALIDATION', field: 'owner', path: [], type: 'nnull' }]],
    ['null for a relation to many', { name: 'a', users: null }, [{ code: 'INVALID_PAYLOAD', reason: 'Invalid one-to-many update structure: "value" must be of type object' }]],
    ['a list where an object belongs', [], [{ code: 'INVALID_PAYLOAD', reason: '"value" has a form that is not understood' }]],
    ['an unknown key', { name: 'a', colour: 1 }, [{ code: 'INVALID_PAYLOAD', reason: '"colour" is not allowed' }]],
    ['an unknown key in a nested change', { name: 'a', users: { creat: [] } }, [{ code: 'INVALID_PAYLOAD', reason: 'Invalid one-to-many update structure: "creat" is not allowed' }]],
  ])('is told at its place: %s', (_, payload, expected) => {
    expect(mistakes(payload)).toEqual(expected);
  });

  it('tells all mistakes at once', () => {
    expect(mistakes({ flag: 1, status: 'x' })).toHaveLength(3);
  });

  it('is refused before it is criticised', () => {
    expect(mistakes({ flag: 1, colour: 1 }, { ...ADMIN, admin: false })).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('looks to somebody else like a field that they may not touch', () => {
    const [refusal] = mistakes({ name: 'a', colour: 1 }, { ...ADMIN, admin: false });
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', reason: expect.stringContaining('"colour"') });
    expect(mistakes({ name: 'a', colour: 1 }, SYSTEM)).toMatchObject([{ code: 'INVALID_PAYLOAD' }]);
  });
});
