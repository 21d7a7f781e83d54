import type { Total } from '../access/items/total';
import { seededWords } from '../activity/names';
import { stagedParts, type StagedPage } from '../doors/html/staged-page.presenter';
import { roleDetails, shownFields, type RoleDetails } from './role-details.presenter';
import { countOf, type RoleDraft, type RoleFields } from './role-draft';
import type { RoleErrors } from './role-errors';
import { iconOf } from './role-icons';
import { rolePolicies, type RolePolicies } from './role-policies.presenter';
import { reviewSentence } from './review-sentence';
import { ancestorsOf } from './role-tree';
import { ROLES_URL, roleUrl, type RolePlace } from './role-urls';
import type { AttachmentRow, PersonRow, PolicyRow, RoleRow } from './role-rows';
import { usersInRole, type UsersInRole } from './users-in-role.presenter';

/** What the caller may do here; asked for drawing only, the services decide. */
export interface RoleRights {
  readonly save: boolean;
  readonly remove: boolean;
  readonly invite: boolean;
  readonly createUsers: boolean;
  readonly changeUsers: boolean;
  readonly changePolicies: boolean;
  readonly seePolicies: boolean;
}

export interface RolePageFacts {
  /** Null for the role that does not exist yet. */
  readonly roleId: string | null;
  readonly stored: RoleFields;
  readonly roles: readonly RoleRow[];
  readonly members: { readonly rows: readonly PersonRow[]; readonly matching: Total; readonly total: Total };
  readonly everybody: Total | null;
  readonly people: ReadonlyMap<string, PersonRow>;
  readonly attachments: readonly AttachmentRow[];
  readonly policies: readonly PolicyRow[];
  readonly draftId: string | null;
  readonly draft: RoleDraft;
  readonly place: Required<Pick<RolePlace, 'search' | 'page'>>;
  readonly errors: RoleErrors;
  readonly can: RoleRights;
  readonly now: Date;
}

export interface RolePage extends StagedPage {
  readonly canInvite: boolean;
  readonly details: RoleDetails;
  readonly policies: RolePolicies;
  readonly users: UsersInRole;
}

export function rolePage(facts: RolePageFacts): RolePage {
  const { roleId, stored, roles, draftId, draft, place, errors, can } = facts;
  const shown = shownFields(stored, draft);
  const tree = roles.map((role) => ({ ...role, parentId: role.parent }));
  // Policies and breadcrumb follow the parent that is staged, so that its effect can be seen before it is saved.
  const parent = shown.parentId === null ? undefined : tree.find(({ id }) => id === shown.parentId);
  const ancestors = parent ? [parent, ...ancestorsOf(tree, parent.id)] : [];
  const heading = roleId === null ? shown.name || 'New role' : seededWords(stored.name ?? '');
  return {
    ...stagedParts({ noun: 'role', isNew: roleId === null, staged: countOf(draft), sentence: reviewSentence(draft), errors: errors.summary, can }),
    title: heading,
    heading,
    icon: iconOf(shown.icon),
    breadcrumb: [
      { label: 'Settings', url: null },
      { label: 'Access control', url: ROLES_URL },
      ...[...ancestors].reverse().map(({ id, name }) => ({ label: seededWords(name), url: roleUrl(id) })),
    ],
    saveUrl: roleUrl(roleId, { draft: draftId }),
    stepUrl: roleUrl(roleId, { draft: draftId }, 'stage'),
    draft: draftId ?? '',
    address: roleUrl(roleId, { ...place, draft: draftId }),
    canInvite: can.invite && roleId !== null,
    details: roleDetails({ roleId, stored, roles, draft, errorOf: errors.byField, canSave: can.save }),
    policies: rolePolicies({ roleId, ancestors, attachments: facts.attachments, policies: facts.policies, draft, canChange: can.changePolicies, canSee: can.seePolicies }),
    users: usersInRole({ roleId, everybody: facts.everybody, members: facts.members, people: facts.people, draft, ...place, errorOf: errors.byPerson, can, now: facts.now }),
  };
}
