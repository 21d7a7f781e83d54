import { conflictPage } from './conflict-page.presenter';
import { parseConflictForm } from './conflict-form';

it('a conflict page says what it showed of theirs, line ends as they are stored', () => {
  const stale = [{ subject: 'ipAccess', label: 'IP addresses', seen: null, theirs: '10.0.0.1, 10.0.0.2', mine: 'none', current: '10.0.0.1\n10.0.0.2' }, { subject: 'name', label: 'Name', seen: 'a', theirs: null, mine: 'b', current: null }];
  const { lines } = conflictPage('Desk', 'd1', stale, { postUrl: '/p', backUrl: '/b' });
  // What a browser makes of the hidden fields.
  const theirs = Object.fromEntries(lines.map(({ hidden }) => [/\[(.*)\]/.exec(hidden.name)![1]!, hidden.value.replace(/\n/g, '\r\n')]));
  expect(parseConflictForm({ draft: 'd1', then: 'mine', theirs })).toEqual({ draft: 'd1', then: 'mine', theirs: new Map([['ipAccess', '10.0.0.1\n10.0.0.2'], ['name', null]]) });
  expect(() => parseConflictForm({ then: 'both' })).toThrow(expect.objectContaining({ code: 'FAILED_VALIDATION' }));
});
