/** What the tree needs to know of a role. */
export interface TreeRole {
  readonly id: string;
  readonly parentId: string | null;
}

/** Deeper chains are cut when they are read: a tree that was damaged by hand must not hang a page. */
const DEEPEST = 64;

/** Parent first, then grandparent … up to the root; ends at a role that was seen already. */
export function ancestorsOf<R extends TreeRole>(roles: readonly R[], id: string): R[] {
  const byId = new Map(roles.map((role) => [role.id, role]));
  const chain: R[] = [];
  const seen = new Set([id]);
  for (let next = byId.get(id)?.parentId; next && !seen.has(next) && chain.length < DEEPEST; ) {
    const parent = byId.get(next);
    if (!parent) break;
    chain.push(parent);
    seen.add(next);
    next = parent.parentId;
  }
  return chain;
}

/** Ids of everything below the role, without the role itself. */
export function descendantsOf(roles: readonly TreeRole[], id: string): Set<string> {
  const children = childrenByParent(roles);
  const found = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const child of children.get(at) ?? []) {
      if (child.id === id || found.has(child.id)) continue;
      found.add(child.id);
      open.push(child.id);
    }
  }
  return found;
}

/** How a new parent would bend the tree into a circle, or null where it would not. */
export function circleBy(roles: readonly TreeRole[], id: string, parentId: string | null): 'itself' | 'descendant' | null {
  if (parentId === null) return null;
  if (parentId === id) return 'itself';
  return descendantsOf(roles, id).has(parentId) ? 'descendant' : null;
}

/** The roles in reading order, each below its parent, siblings by name. Roles whose parent is not in the list stand at the root. */
export function inTreeOrder<R extends TreeRole & { readonly name: string }>(roles: readonly R[]): { role: R; depth: number }[] {
  const known = new Set(roles.map((role) => role.id));
  const children = childrenByParent(roles.map((role) => ({ ...role, parentId: role.parentId && known.has(role.parentId) ? role.parentId : null, role })));
  const placed = new Set<string>();
  const rows: { role: R; depth: number }[] = [];
  const place = (parentId: string | null, depth: number) => {
    const siblings = [...(children.get(parentId) ?? [])].sort((one, other) => one.role.name.localeCompare(other.role.name));
    for (const { id, role } of siblings) {
      if (placed.has(id)) continue;
      placed.add(id);
      rows.push({ role, depth });
      if (depth < DEEPEST) place(id, depth + 1);
    }
  };
  place(null, 0);
  // Whatever hangs in a circle has no root to be reached from; it is shown all the same.
  for (const role of roles) if (!placed.has(role.id)) rows.push({ role, depth: 0 });
  return rows;
}

function childrenByParent<R extends TreeRole>(roles: readonly R[]): Map<string | null, R[]> {
  const children = new Map<string | null, R[]>();
  for (const role of roles) {
    const siblings = children.get(role.parentId);
    if (siblings) siblings.push(role);
    else children.set(role.parentId, [role]);
  }
  return children;
}
