import { EVENTS, EVENT_KINDS } from './activity.actions';
import { activitySentence, sentenceText } from './activity-sentence';

const row = { event: 'user.removed_from_role', action: 'update', collection: 'directus_users', item: 'a1' };

describe('the sentence of an activity', () => {
  it('names everybody as they were called then, and says what to link', () => {
    const parts = activitySentence({
      ...row,
      names: { actor: { name: 'Ada', collection: 'directus_users', id: 'u1' }, subject: { name: 'Alan', collection: 'directus_users', id: 'a1' }, role: 'Editors' },
    });
    expect(sentenceText(parts)).toBe('Ada removed Alan from Editors');
    expect(parts.filter((part) => part.name)).toEqual([
      { text: 'Ada', name: true, collection: 'directus_users', id: 'u1' },
      { text: 'Alan', name: true, collection: 'directus_users', id: 'a1' },
      { text: 'Editors', name: true, collection: null, id: null },
    ]);
  });

  it('leaves the optional part out when its name is missing', () => {
    const sentence = (names: object) => sentenceText(activitySentence({ ...row, event: 'invitation.sent', names: { actor: 'Ada', subject: 'petra@example.com', ...names } }));
    expect(sentence({ role: 'Editors' })).toBe('Ada invited petra@example.com to Editors');
    expect(sentence({})).toBe('Ada invited petra@example.com');
  });

  it('still says something about a row of an unknown event', () => {
    expect(sentenceText(activitySentence({ ...row, event: null, names: null }))).toBe('Somebody did “update” on directus_users a1');
  });

  it('does not read names as instructions', () => {
    const parts = activitySentence({ ...row, names: { actor: '{role}', subject: '[{actor}]', role: '$&' } });
    expect(sentenceText(parts)).toBe('{role} removed [{actor}] from $&');
  });

  it('has a kind for every event', () => {
    const kinds = new Set<string>(EVENT_KINDS.map(({ kind }) => kind));
    expect(Object.keys(EVENTS).filter((event) => !kinds.has(event.split('.')[0]!))).toEqual([]);
  });
});
