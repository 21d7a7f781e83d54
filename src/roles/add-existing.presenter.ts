import { nameOfPerson, seededWords } from '../activity/names';
import { pickerPage, type PickerFacts, type PickerPage } from '../doors/html/picker-page.presenter';
import type { PersonRow } from './role-rows';
import { AT_USERS, drawerUrl, roleUrl, type RolePlace } from './role-urls';
import { badgeOfStatus } from './users-in-role.presenter';

export interface AddExistingFacts extends PickerFacts<PersonRow> {
  readonly roleId: string | null;
  readonly roleName: string;
  /** What the page behind the drawer shows. */
  readonly behind: RolePlace;
}

/** The picker: everybody who is not in this role, with the role that each would leave. */
export function addExistingPage({ roleId, roleName, behind, ...facts }: AddExistingFacts): PickerPage {
  const words = {
    heading: 'Add existing users',
    text: `Whoever you add leaves the role that they have and joins ${roleName} when you save.`,
    postUrl: drawerUrl(roleId, 'add-existing', facts.draftId, behind),
    cancelUrl: roleUrl(roleId, { ...behind, draft: facts.draftId }) + AT_USERS,
  };
  return pickerPage(words, facts, (person) => ({
    name: nameOfPerson(person),
    badges: [...(person.status === undefined || person.status === 'active' ? [] : [badgeOfStatus(person.status)]), ...(person.role === undefined ? [] : [{ label: person.role ? `leaves ${seededWords(person.role.name)}` : 'no role' }])],
  }));
}
