import { z } from 'zod';
import { applicationErrorsIn } from '../errors/application-error';
import { parsePayload } from './parse-payload';
import { storableJson, storableText } from './storable-text';

const schema = z.strictObject({ name: storableText(5), kind: z.enum(['a', 'b']).optional(), size: z.int().max(9).optional(), extra: storableJson(2).optional() });

function refusals(payload: unknown): object[] {
  try {
    parsePayload(schema, payload);
    return [];
  } catch (thrown) {
    return applicationErrorsIn(thrown)!.map((error) => ({ code: error.code, ...error.facts }));
  }
}

describe('a body through its schema', () => {
  test.each<[string, unknown, object[]]>([
    ['a good one', { name: 'Zoë', kind: 'a' }, []],
    ['five code points in ten code units', { name: '🐎🐎🐎🐎🐎' }, []],
    ['an unknown key', { name: 'x', admin: true }, [{ code: 'INVALID_PAYLOAD', reason: '"admin" is not allowed' }]],
    ['no object', 'x', [{ code: 'INVALID_PAYLOAD', reason: '"value" must be of type object' }]],
    ['a missing field', {}, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'required' }]],
    ['null', { name: null }, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'nnull' }]],
    ['the wrong type', { name: {} }, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'type' }]],
    ['too long', { name: 'abcdef' }, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'max_length', valid: 5 }]],
    ['NUL', { name: 'a\0b' }, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'text' }]],
    ['half a surrogate pair', { name: 'a\ud800' }, [{ code: 'FAILED_VALIDATION', field: 'name', path: [], type: 'text' }]],
    ['a word that is not in the list', { name: 'x', kind: 'c' }, [{ code: 'FAILED_VALIDATION', field: 'kind', path: [], type: 'in', valid: ['a', 'b'] }]],
    ['NUL deep in JSON', { name: 'x', extra: { a: ['\0'] } }, [{ code: 'FAILED_VALIDATION', field: 'extra', path: [], type: 'text' }]],
    ['JSON that is too deep', { name: 'x', extra: [[[1]]] }, [{ code: 'FAILED_VALIDATION', field: 'extra', path: [], type: 'text' }]],
    ['two mistakes at once', { name: '', kind: 1, size: 10 }, [{ code: 'FAILED_VALIDATION', field: 'kind', path: [], type: 'in', valid: ['a', 'b'] }, { code: 'FAILED_VALIDATION', field: 'size', path: [], type: 'lte', valid: 9 }]],
  ])('%s', (_name, payload, expected) => {
    expect(refusals(payload)).toEqual(expected);
  });
});
