import { staleEdits, type StaleFacts } from './stale-role';

const ROLE = { id: 'editors', name: 'Editors', icon: 'badge', description: null, parentId: 'staff' };
const facts = (given: Partial<StaleFacts>): StaleFacts => ({
  seen: { fields: {}, roleOf: {} },
  changes: {},
  role: ROLE,
  wanted: new Map(),
  people: new Map(),
  roleName: (id) => id ?? 'no role',
  ...given,
});
const ben = (roleId: string | null) => new Map([['ben', { id: 'ben', name: 'Ben Day', roleId }]]);

describe('meeting what somebody else saved', () => {
  it.each<[string, Partial<StaleFacts>, string[]]>([
    ['nothing was seen, as at the REST door', { changes: { name: 'Writers' } }, []],
    ['the name is as it was seen', { changes: { name: 'Writers' }, seen: { fields: { name: 'Editors' }, roleOf: {} } }, []],
    ['the name is another by now', { changes: { name: 'Writers' }, seen: { fields: { name: 'Authors' }, roleOf: {} } }, ['name']],
    ['both renamed it alike', { changes: { name: 'Editors' }, seen: { fields: { name: 'Authors' }, roleOf: {} } }, []],
    ['another field is another by now', { changes: { name: 'Writers' }, seen: { fields: { name: 'Editors', description: 'old' }, roleOf: {} } }, []],
    ['an empty description was filled', { changes: { description: 'mine' }, role: { ...ROLE, description: 'theirs' }, seen: { fields: { description: null }, roleOf: {} } }, ['description']],
    ['the parent was moved', { changes: { parentId: null }, seen: { fields: { parentId: 'guests' }, roleOf: {} } }, ['parentId']],
    ['a person is where they were', { wanted: new Map([['ben', 'editors']]), people: ben('viewers'), seen: { fields: {}, roleOf: { ben: 'viewers' } } }, []],
    ['a person was moved elsewhere', { wanted: new Map([['ben', 'editors']]), people: ben('guests'), seen: { fields: {}, roleOf: { ben: 'viewers' } } }, ['user:ben']],
    ['a person is here already', { wanted: new Map([['ben', 'editors']]), people: ben('editors'), seen: { fields: {}, roleOf: { ben: 'viewers' } } }, []],
    ['a person who is to leave was moved', { wanted: new Map([['ben', null]]), people: ben('guests'), seen: { fields: {}, roleOf: { ben: 'editors' } } }, ['user:ben']],
    ['a person who is to leave has left', { wanted: new Map([['ben', null]]), people: ben(null), seen: { fields: {}, roleOf: { ben: 'editors' } } }, []],
    ['a person who is to join was deleted', { wanted: new Map([['ben', 'editors']]), seen: { fields: {}, roleOf: { ben: 'viewers' } } }, ['user:ben']],
    ['a person who is to leave was deleted', { wanted: new Map([['ben', null]]), seen: { fields: {}, roleOf: { ben: 'editors' } } }, []],
  ])('%s', (_name, given, subjects) => {
    expect(staleEdits(facts(given)).map(({ subject }) => subject)).toEqual(subjects);
  });

  it('says what was seen, what it is now and what is wanted', () => {
    expect(staleEdits(facts({ wanted: new Map([['ben', 'editors']]), people: ben(null), seen: { fields: {}, roleOf: { ben: 'viewers' } } }))).toEqual([
      { subject: 'user:ben', label: 'Ben Day', seen: 'viewers', theirs: 'no role', mine: 'editors', current: null },
    ]);
  });
});
