import { z } from 'zod';
import { applicationErrorsIn } from '../errors/application-error';
import { parseFlowBody } from './parse-flow-body';

const schema = z.strictObject({ token: z.string().min(1).max(10), mode: z.enum(['a', 'b']).optional() });

test.each<[string, unknown, string]>([
  ['nothing at all', undefined, '"token" is required'],
  ['no object', 'x', '"value" must be an object'],
  ['a missing key', {}, '"token" is required'],
  ['null', { token: null }, '"token" must be a string'],
  ['an operator', { token: { contains: '' } }, '"token" must be a string'],
  ['an empty text', { token: '' }, '"token" is not allowed to be empty'],
  ['a text without end', { token: 'x'.repeat(11) }, '"token" is too long'],
  ['an unknown key', { token: 'x', role: 'y' }, '"role" is not allowed'],
  ['a word that is not in the list', { token: 'x', mode: 'c' }, '"mode" must be one of [a, b]'],
])('%s', (_name, body, reason) => {
  let thrown: unknown;
  try {
    parseFlowBody(schema, body);
  } catch (error) {
    thrown = error;
  }
  expect(applicationErrorsIn(thrown)?.map((error) => ({ code: error.code, ...error.facts }))).toEqual([{ code: 'INVALID_PAYLOAD', reason }]);
});

test('a good body comes back', () => expect(parseFlowBody(schema, { token: 'x' })).toEqual({ token: 'x' }));
