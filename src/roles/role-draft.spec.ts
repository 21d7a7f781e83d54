import { reviewSentence } from './review-sentence';
import { attach, countOf, detach, EMPTY_DRAFT, isEmpty, join, leave, onTopOf, pick, settle, stageUser, toChanges, type, undo, without, type RoleDraft } from './role-draft';

const EDITORS = 'editors';
const member = (id: string) => ({ id, seenRole: EDITORS });
const newcomer = (id: string, seenRole: string | null = 'viewers') => ({ id, seenRole });
const staged = (key: string) => ({ key, changes: { email: { address: `${key}@example.org`, key: `${key}@example.org` } } });
const typedName = (value: string, shown = 'Authors', seen = 'Authors') => ({ name: { seen, shown, value } });

describe('typing into the role form', () => {
  it('stages what differs from what was seen', () => {
    expect(type(EMPTY_DRAFT, typedName('Editors')).fields).toEqual({ name: { seen: 'Authors', value: 'Editors' } });
  });

  it('stages nothing where nothing was typed', () => {
    expect(type(EMPTY_DRAFT, typedName('Authors')).fields).toEqual({});
  });

  it('takes an edit back when the old text is typed again', () => {
    expect(type(type(EMPTY_DRAFT, typedName('Editors')), typedName('Authors', 'Editors')).fields).toEqual({});
  });

  it('keeps what another tab staged where this one, opened earlier, still shows the old text', () => {
    expect(type(type(EMPTY_DRAFT, typedName('Editors')), typedName('Authors')).fields).toEqual({ name: { seen: 'Authors', value: 'Editors' } });
  });

  it('remembers what was seen first, whatever the form claims later', () => {
    expect(type(type(EMPTY_DRAFT, typedName('Editors')), typedName('Writers', 'Editors', 'Changed by somebody')).fields).toEqual({ name: { seen: 'Authors', value: 'Writers' } });
  });

  it('needs no edit for what has come true by somebody else’s hand', () => {
    const draft = type(EMPTY_DRAFT, typedName('Editors'));
    expect(settle(draft, { name: 'Editors', icon: '', description: null, parentId: null }).fields).toEqual({});
    expect(settle(draft, { name: 'Writers', icon: '', description: null, parentId: null })).toEqual(draft);
  });
});

describe('staging people and policies', () => {
  it.each<[string, (draft: RoleDraft) => RoleDraft, number]>([
    ['a new user counts once', (draft) => stageUser(draft, staged('one')), 1],
    ['the same new user again replaces the first', (draft) => stageUser(stageUser(draft, staged('one')), staged('one')), 1],
    ['joining twice is joining once', (draft) => join(join(draft, [newcomer('ada')]), [newcomer('ada')]), 1],
    ['leaving twice is leaving once', (draft) => leave(leave(draft, member('ada')), member('ada')), 1],
    ['× on somebody who was about to join takes that back', (draft) => leave(join(draft, [newcomer('ada')]), member('ada')), 0],
    ['adding a policy that was about to go takes that back', (draft) => attach(detach(draft, { accessId: 'a1', policyId: 'p1' }), 'p1'), 0],
    ['undo of a join', (draft) => undo(join(draft, [newcomer('ada')]), { kind: 'join', id: 'ada' }), 0],
    ['undo of a leave', (draft) => undo(leave(draft, member('ada')), { kind: 'leave', id: 'ada' }), 0],
    ['undo of a new user', (draft) => undo(stageUser(draft, staged('one')), { kind: 'create', id: 'one' }), 0],
    ['undo of a field', (draft) => undo(type(draft, typedName('Editors')), { kind: 'field', id: 'name' }), 0],
    ['undo of a policy that was added', (draft) => undo(attach(draft, 'p1'), { kind: 'attach', id: 'p1' }), 0],
    ['undo of a policy that was removed', (draft) => undo(detach(draft, { accessId: 'a1', policyId: 'p1' }), { kind: 'detach', id: 'a1' }), 0],
  ])('%s', (_name, edit, count) => {
    expect(countOf(edit(EMPTY_DRAFT))).toBe(count);
  });

  it('keeps the ticks of other picker pages', () => {
    const first = pick(EMPTY_DRAFT, ['a', 'b'], ['a', 'b']);
    expect(pick(pick(first, ['c', 'd'], ['d']), ['a', 'b'], ['b']).picked).toEqual(['d', 'b']);
  });

  it('counts ticks as something to keep and not as a change', () => {
    const draft = pick(EMPTY_DRAFT, ['a'], ['a']);
    expect([countOf(draft), isEmpty(draft)]).toEqual([0, false]);
    expect(join(draft, [newcomer('a')]).picked).toEqual([]);
  });
});

describe('the change that a draft becomes', () => {
  it('is empty for an empty draft', () => {
    expect(toChanges(EMPTY_DRAFT, EDITORS).changes).toEqual({});
  });

  it('has the shape of alterations, and what the author saw beside it', () => {
    const draft = attach(detach(leave(join(stageUser(type(EMPTY_DRAFT, typedName('Editors')), staged('one')), [newcomer('ada')]), member('ben')), { accessId: 'a1', policyId: 'p1' }), 'p2');
    expect(toChanges(draft, EDITORS)).toEqual({
      changes: {
        name: 'Editors',
        users: { create: [staged('one').changes], update: [{ id: 'ada', changes: {} }], delete: ['ben'] },
        policies: { create: [{ policyId: 'p2' }], update: [], delete: ['a1'] },
      },
      seen: { fields: { name: 'Authors' }, roleOf: { ada: 'viewers', ben: EDITORS } },
    });
  });
});

describe('meeting somebody else’s change', () => {
  const draft = leave(join(type(EMPTY_DRAFT, typedName('Editors')), [newcomer('ada')]), member('ben'));

  it('applies mine on top of exactly what was shown', () => {
    const mine = onTopOf(draft, new Map([['name', 'Writers'], ['user:ada', null]]));
    expect(toChanges(mine, EDITORS).seen).toEqual({ fields: { name: 'Writers' }, roleOf: { ada: null, ben: EDITORS } });
  });

  it('takes somebody out of the role they were moved to meanwhile', () => {
    const mine = onTopOf(draft, new Map([['user:ben', 'viewers']]));
    expect(toChanges(mine, EDITORS).changes.users).toEqual({ create: [], update: [{ id: 'ada', changes: {} }, { id: 'ben', changes: { roleId: null } }], delete: [] });
  });

  it('keeps theirs and the rest of mine', () => {
    const rest = without(draft, new Set(['name', 'user:ben']));
    expect([rest.fields, rest.joining.length, rest.leaving.length]).toEqual([{}, 1, 0]);
  });
});

describe('the sentence of the review strip', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => newcomer(`u${index}`));

  it.each<[RoleDraft, string]>([
    [EMPTY_DRAFT, ''],
    [join(EMPTY_DRAFT, many(1)), '1 person joins.'],
    [leave(EMPTY_DRAFT, member('a')), '1 person leaves.'],
    [leave(join(EMPTY_DRAFT, many(2)), member('a')), '2 people join, 1 leaves.'],
    [type(leave(stageUser(join(EMPTY_DRAFT, many(1)), staged('x')), member('a')), typedName('Editors')), '2 people join, 1 leaves, the name changes.'],
    [attach(EMPTY_DRAFT, 'p'), '1 policy is added.'],
    [detach(attach(attach(EMPTY_DRAFT, 'p'), 'q'), { accessId: 'a', policyId: 'r' }), '2 policies are added, 1 policy is removed.'],
    [join(EMPTY_DRAFT, many(1204)), '1,204 people join.'],
  ])('%#: %s', (draft, sentence) => {
    expect(reviewSentence(draft)).toBe(sentence);
  });
});
