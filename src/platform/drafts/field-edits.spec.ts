import { fieldsOnTopOf, fieldsWithout, pickedAfter, settledFields, typeFields, type FieldEdits } from './field-edits';

type Edits = FieldEdits<'name' | 'icon'>;
const renamed: Edits = { name: { seen: 'Old', value: 'New' } };

describe('the fields of a draft', () => {
  it.each<[string, Edits, { seen: string; shown: string; value: string }, Edits]>([
    ['keep what was typed with what was seen', {}, { seen: 'Old', shown: 'Old', value: 'New' }, renamed],
    ['keep the first seen value when it is typed anew', renamed, { seen: 'Old', shown: 'New', value: 'Newer' }, { name: { seen: 'Old', value: 'Newer' } }],
    ['forget what is typed back to what was seen', renamed, { seen: 'Old', shown: 'New', value: 'Old' }, {}],
    ['are not taken back by a tab that shows less', renamed, { seen: 'Old', shown: 'Old', value: 'Old' }, renamed],
  ])('%s', (_name, before, typed, after) => {
    expect(typeFields(before, { name: typed })).toEqual(after);
  });

  it('compare with what the author was shown of theirs, and stay or go as they choose', () => {
    const both: Edits = { ...renamed, icon: { seen: 'a', value: 'b' } };
    expect(fieldsOnTopOf(both, new Map([['name', null]]))).toEqual({ ...both, name: { seen: null, value: 'New' } });
    expect(fieldsWithout(both, new Set(['name']))).toEqual({ icon: { seen: 'a', value: 'b' } });
    expect(settledFields(both, { name: 'New', icon: 'a' })).toEqual({ icon: { seen: 'a', value: 'b' } });
  });
});

it('a picker keeps the ticks of the pages that it does not show', () => {
  expect(pickedAfter(['a', 'b'], ['b', 'c'], ['c'])).toEqual(['a', 'c']);
});
