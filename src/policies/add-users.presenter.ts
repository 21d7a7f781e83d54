import { nameOfPerson } from '../activity/names';
import { pickerPage, type PickerFacts, type PickerPage } from '../doors/html/picker-page.presenter';
import type { PersonRow } from './policy-rows';
import { policyUrl } from './policy-urls';

export interface AddUsersFacts extends PickerFacts<PersonRow> {
  readonly policyId: string | null;
  readonly policyName: string;
}

/** The picker: everybody who does not hold this policy directly. */
export function addUsersPage({ policyId, policyName, ...facts }: AddUsersFacts): PickerPage {
  const words = {
    heading: 'Give it to users',
    text: `They hold ${policyName} themselves then, whatever their role holds.`,
    postUrl: policyUrl(policyId, { draft: facts.draftId }, 'add-users'),
    cancelUrl: policyUrl(policyId, { draft: facts.draftId }),
  };
  return pickerPage(words, facts, (person) => ({ name: nameOfPerson(person), badges: person.status === 'active' ? [] : [{ label: person.status }] }));
}
