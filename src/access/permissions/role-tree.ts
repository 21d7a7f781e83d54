/** A role and where it hangs. */
export interface RoleNode {
  readonly id: string;
  readonly parentId: string | null;
}

/** The role and its ancestors, nearest first. A cycle, which no service lets in, ends where it closes. */
export function chainOf(roles: readonly RoleNode[], id: string | null): string[] {
  const parents = new Map(roles.map((role) => [role.id, role.parentId]));
  const chain: string[] = [];
  for (let current = id; current !== null && parents.has(current) && !chain.includes(current); current = parents.get(current) ?? null) chain.push(current);
  return chain;
}

/** These roles and everything below them: whoever is in one of them holds what the top ones hold. */
export function withDescendants(roles: readonly RoleNode[], ids: Iterable<string>): Set<string> {
  const children = new Map<string, string[]>();
  for (const { id, parentId } of roles) if (parentId !== null) children.set(parentId, [...(children.get(parentId) ?? []), id]);
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(children.get(id) ?? []));
  }
  return found;
}
