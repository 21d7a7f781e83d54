import { parsePicker } from './picker-form';

describe('the picker', () => {
  it.each<[string, Record<string, string>, unknown]>([
    ['the check adds', { step: 'add' }, { kind: 'add' }],
    ['a page keeps the search that was shown', { step: 'page:5', search: 'r', shown_search: 'r' }, { kind: 'go', search: 'r', page: 5 }],
    ['another search starts at page one', { step: 'search', search: 'ra', shown_search: 'r', page: '5' }, { kind: 'go', search: 'ra', page: 1 }],
    ['Enter in the search box searches', { step: 'add', search: 'ra', shown_search: '' }, { kind: 'go', search: 'ra', page: 1 }],
  ])('%s', (_name, body, step) => {
    expect(parsePicker(body).step).toEqual(step);
  });

  it('takes ticks only of people whom its page listed', () => {
    expect(parsePicker({ listed: ['a', 'b'], picked: ['b', 'z'] })).toMatchObject({ listed: ['a', 'b'], ticked: ['b'] });
  });

  it('reads a single tick', () => {
    expect(parsePicker({ listed: 'a', picked: 'a' })).toMatchObject({ listed: ['a'], ticked: ['a'] });
  });

  it('refuses what is no button of its, and what it does not have', () => {
    expect(() => parsePicker({ step: 'save' })).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD' }));
    expect(() => parsePicker({ role: 'x' })).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD' }));
  });
});
