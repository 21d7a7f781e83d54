import { COLLECTIONS } from '../collections';
import { CollectionRegistry } from '../access/collections/registry';
import { RuleCheck } from './rule-check';

const check = new RuleCheck(new CollectionRegistry(COLLECTIONS));
const saving = (validation: Record<string, unknown>) => () => check.assertUnderstood('directus_users', { validation });

describe('a regular expression in a validation', () => {
  test.each([
    ['can be read', { title: { _regex: '^[A-Z]' } }, null],
    ['is written with slashes', { title: { _regex: '/^[a-z]+$/i' } }, null],
    ['cannot be read', { title: { _regex: '(?=x)' } }, /cannot be read/],
    ['costs too much', { _and: [{ title: { _regex: '\\pL{1000}' } }] }, /costs too much/],
    ['costs too much with others', { _or: Array.from({ length: 4 }, () => ({ title: { _regex: '\\pL{300}' } })) }, /together/],
  ])('that %s', (_what, validation, refusal) => {
    if (refusal === null) expect(saving(validation)).not.toThrow();
    else expect(saving(validation)).toThrow(expect.objectContaining({ facts: { reason: expect.stringMatching(refusal) as string } }));
  });
});
