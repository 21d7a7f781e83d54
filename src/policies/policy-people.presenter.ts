import { peopleList, type PeopleFacts, type PeoplePage } from './holding-people-list';
import { nameOfRole, type HolderRow, type RoleRow } from './policy-rows';
import { POLICIES_URL, policyUrl } from './policy-urls';

export interface PolicyPeopleFacts extends PeopleFacts {
  readonly policyId: string;
  readonly roles: readonly RoleRow[];
  readonly direct: readonly HolderRow[];
  readonly own: ReadonlySet<string>;
}

export function policyPeoplePage({ policyId, roles, direct, own, ...facts }: PolicyPeopleFacts): PeoplePage {
  const holding = new Set(direct.flatMap(({ role }) => role ?? []));
  const byId = new Map(roles.map((role) => [role.id, role]));
  return {
    heading: `Who holds ${facts.name}`,
    breadcrumb: [{ label: 'Policies', url: POLICIES_URL }, { label: facts.name, url: policyUrl(policyId) }],
    note: 'By themselves, through their role, or through a role above it. What is staged and not saved is not among it.',
    people: peopleList(facts, policyUrl(policyId, {}, 'people'), (person) => {
      const through = person.role ? source(person.role.id, byId, holding) : null;
      const ways = [
        ...(own.has(person.id) ? ['By themselves'] : []),
        ...(through ? [through.id === person.role!.id ? `Through their role ${nameOfRole(through)}` : `Through ${nameOfRole(through)}, above their role ${nameOfRole(byId.get(person.role!.id)!)}`] : []),
      ];
      return { how: ways.join('; ') || 'As everybody without a role', isInherited: !own.has(person.id) };
    }),
  };
}

/** The nearest role, from their own upwards, that holds it. */
function source(id: string, byId: ReadonlyMap<string, RoleRow>, holding: ReadonlySet<string>): RoleRow | null {
  const seen = new Set<string>();
  for (let at = byId.get(id); at && !seen.has(at.id); at = at.parent === null ? undefined : byId.get(at.parent)) {
    if (holding.has(at.id)) return at;
    seen.add(at.id);
  }
  return null;
}
