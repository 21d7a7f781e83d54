import type { Operator } from '../query/operators';
import { validationError } from './validation-error';

const told = (operator: Operator, operands: readonly (string | number)[], payload: Record<string, unknown> = { title: 'x' }) => validationError({ field: 'title', path: [], operator, operands }, payload).facts;

describe('a broken validation', () => {
  it.each<[string, object, object]>([
    ['a value', told('eq', ['staff']), { type: 'eq', valid: 'staff' }],
    ['one choice', told('in', ['staff']), { type: 'eq', valid: 'staff' }],
    ['several choices', told('in', ['staff', 'guest']), { type: 'in', valid: ['staff', 'guest'] }],
    ['one exception', told('nin', ['boss']), { type: 'neq', invalid: 'boss' }],
    ['several exceptions', told('nin', ['boss', 'chief']), { type: 'nin', invalid: ['boss', 'chief'] }],
    ['a piece in any case', told('icontains', ['a']), { type: 'contains', substring: 'a' }],
    ['a beginning in any case', told('istarts_with', ['a']), { type: 'istarts_with', substring: 'a' }],
    ['a form', told('regex', ['^a']), { type: 'regex', invalid: 'x' }],
    ['a beginning of nothing', told('starts_with', ['a'], { title: null }), { type: 'required' }],
    ['an order of nothing', told('gt', [5], { title: null }), { type: 'required' }],
    ['a value of nothing', told('eq', ['staff'], { title: null }), { type: 'eq', valid: 'staff' }],
  ])('is told in the words of the dialect: %s', (_, facts, expected) => {
    expect(facts).toEqual({ field: 'title', path: [], ...expected });
  });
});
