import type { FormErrors } from '../doors/html/field-messages';
import { userFields, type Choice, type UserFieldsView, type UserFormValues } from '../users/user-form';
import { AT_USERS, drawerUrl, roleUrl, type RolePlace } from './role-urls';

export interface CreateNewPage {
  readonly heading: string;
  readonly text: string;
  readonly postUrl: string;
  readonly cancelUrl: string;
  readonly draft: string;
  /** Names the person within the draft: sending the drawer twice stages one. */
  readonly key: string;
  readonly submitLabel: string;
  readonly errors: FormErrors['summary'];
  readonly fields: UserFieldsView;
}

export interface CreateNewFacts {
  readonly roleId: string | null;
  readonly roleName: string;
  readonly draftId: string | null;
  readonly key: string;
  /** The person is staged already, and is edited. */
  readonly isStaged: boolean;
  readonly hasPassword: boolean;
  readonly values: UserFormValues;
  readonly errors: FormErrors;
  readonly policies: readonly Choice[] | null;
  readonly passwordMinBytes: number;
  readonly behind: RolePlace;
}

/** The drawer for somebody who does not exist yet. Its check stages; only the page's Save creates. */
export function createNewPage({ roleId, roleName, draftId, key, isStaged, hasPassword, values, errors, policies, passwordMinBytes, behind }: CreateNewFacts): CreateNewPage {
  return {
    heading: isStaged ? 'Edit new user' : 'Create new user',
    text: `Joins ${roleName} when you save the role.`,
    postUrl: drawerUrl(roleId, 'create-new', draftId, behind),
    cancelUrl: roleUrl(roleId, { ...behind, draft: draftId }) + AT_USERS,
    draft: draftId ?? '',
    key,
    submitLabel: isStaged ? 'Update new user' : 'Add new user',
    errors: errors.summary,
    fields: userFields(values, errors, { isNew: true, roles: null, policies, passwordMinBytes, hasPassword }),
  };
}
