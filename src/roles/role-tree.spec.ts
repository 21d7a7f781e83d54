import { ancestorsOf, circleBy, descendantsOf, inTreeOrder } from './role-tree';

const role = (id: string, parentId: string | null = null) => ({ id, parentId, name: id.toUpperCase() });
const TREE = [role('staff'), role('editors', 'staff'), role('authors', 'editors'), role('guests')];
const CIRCLE = [role('a', 'b'), role('b', 'a')];

describe('the tree of roles', () => {
  it('names ancestors nearest first', () => {
    expect(ancestorsOf(TREE, 'authors').map(({ id }) => id)).toEqual(['editors', 'staff']);
  });

  it('finds everything below a role', () => {
    expect([...descendantsOf(TREE, 'staff')].sort()).toEqual(['authors', 'editors']);
  });

  it.each([
    ['no parent', 'staff', null, null],
    ['a stranger as parent', 'staff', 'guests', null],
    ['the role itself', 'staff', 'staff', 'itself'],
    ['its child', 'staff', 'editors', 'descendant'],
    ['its grandchild', 'staff', 'authors', 'descendant'],
  ])('%s: %s under %s', (_name, id, parentId, expected) => {
    expect(circleBy(TREE, id, parentId)).toBe(expected);
  });

  it('lists children below their parent, siblings by name', () => {
    expect(inTreeOrder(TREE).map(({ role: { id }, depth }) => [id, depth])).toEqual([['guests', 0], ['staff', 0], ['editors', 1], ['authors', 2]]);
  });

  it('shows a role whose parent may not be seen at the root', () => {
    expect(inTreeOrder([role('editors', 'staff')])).toEqual([{ role: role('editors', 'staff'), depth: 0 }]);
  });

  it('ends in a tree that was bent into a circle by hand', () => {
    expect(ancestorsOf(CIRCLE, 'a').map(({ id }) => id)).toEqual(['b']);
    expect([...descendantsOf(CIRCLE, 'a')]).toEqual(['b']);
    expect(inTreeOrder(CIRCLE)).toHaveLength(2);
  });
});
