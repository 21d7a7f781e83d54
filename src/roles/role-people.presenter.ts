import { seededWords } from '../activity/names';
import { peopleList, type PeopleFacts, type PeoplePage } from '../policies/holding-people-list';
import type { RoleRow } from './role-rows';
import { ROLES_URL, roleUrl } from './role-urls';

export interface RolePeopleFacts extends PeopleFacts {
  readonly roleId: string;
  readonly roles: readonly RoleRow[];
}

export function rolePeoplePage({ roleId, roles, ...facts }: RolePeopleFacts): PeoplePage {
  const names = new Map(roles.map((role) => [role.id, seededWords(role.name)]));
  return {
    heading: `Who holds what ${facts.name} holds`,
    breadcrumb: [{ label: 'Access control', url: ROLES_URL }, { label: facts.name, url: roleUrl(roleId) }],
    note: 'Who is in the role, and who is in a role below it. What is staged and not saved is not among it.',
    people: peopleList(facts, roleUrl(roleId, {}, 'people'), ({ role }) =>
      role?.id === roleId ? { how: 'In this role', isInherited: false } : { how: role ? `In ${names.get(role.id) ?? 'a role'}, below it` : 'In a role below it', isInherited: true },
    ),
  };
}
