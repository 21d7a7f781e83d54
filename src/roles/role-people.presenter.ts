import { seededWords } from '../activity/names';
import type { HoldingPerson } from '../policies/holding-people';
import { peopleList, type PeopleList } from '../policies/holding-people-list';
import type { RoleRow } from './role-rows';
import { ROLES_URL, roleUrl } from './role-urls';

export interface RolePeoplePage {
  readonly heading: string;
  readonly breadcrumb: readonly { readonly label: string; readonly url: string }[];
  readonly note: string;
  readonly people: PeopleList;
}

export interface RolePeopleFacts {
  readonly roleId: string;
  readonly name: string;
  readonly roles: readonly RoleRow[];
  readonly people: readonly HoldingPerson[];
  readonly matching: number;
  readonly search: string;
  readonly page: number;
}

export function rolePeoplePage({ roleId, name, roles, people, matching, search, page }: RolePeopleFacts): RolePeoplePage {
  const names = new Map(roles.map((role) => [role.id, seededWords(role.name)]));
  return {
    heading: `Who holds what ${name} holds`,
    breadcrumb: [{ label: 'Access control', url: ROLES_URL }, { label: name, url: roleUrl(roleId) }],
    note: 'Who is in the role, and who is in a role below it. What is staged and not saved is not among it.',
    people: peopleList(people, matching, { search, page }, roleUrl(roleId, {}, 'people'), ({ role }) =>
      role?.id === roleId ? { how: 'In this role', isInherited: false } : { how: role ? `In ${names.get(role.id) ?? 'a role'}, below it` : 'In a role below it', isInherited: true },
    ),
  };
}
