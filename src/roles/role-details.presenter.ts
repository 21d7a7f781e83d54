import { seededWords } from '../activity/names';
import { descendantsOf, inTreeOrder } from './role-tree';
import type { RoleDraft, RoleField, RoleFields } from './role-draft';
import type { RoleRow } from './role-rows';
import { CONTROLS } from './role-form';
import { iconChoices, iconWord } from './role-icons';

export interface DetailField {
  readonly name: string;
  readonly value: string;
  /** What the field was before it was changed and not saved; null where it was not. */
  readonly was: string | null;
  readonly error: string | null;
}

export interface ChoiceField extends DetailField {
  readonly options: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[];
}

export interface RoleDetails {
  /** Shown and not to be typed over: a change that nobody could save would only be staged. */
  readonly isReadOnly: boolean;
  readonly name: DetailField;
  readonly icon: ChoiceField;
  readonly description: DetailField;
  readonly parent: ChoiceField & { readonly hint: string };
  /** What the author saw stored, and what this rendering shows: so that the next post can tell what was typed in it. */
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
}

export interface RoleDetailsFacts {
  readonly roleId: string | null;
  readonly stored: RoleFields;
  readonly roles: readonly RoleRow[];
  readonly draft: RoleDraft;
  readonly errorOf: Readonly<Record<string, string>>;
  readonly canSave: boolean;
}

/** The fields of the role as the form shows them: stored, or staged with what they were. */
export function roleDetails({ roleId, stored, roles, draft, errorOf, canSave }: RoleDetailsFacts): RoleDetails {
  const tree = roles.map((role) => ({ ...role, parentId: role.parent }));
  const below = roleId === null ? new Set<string>() : descendantsOf(tree, roleId);
  const nameOfRole = (id: string | null) => (id === null ? 'no other role' : seededWords(roles.find((role) => role.id === id)?.name ?? 'a role that is gone'));
  const shown = shownFields(stored, draft);
  const field = (of: RoleField, was: (value: string | null) => string): DetailField => ({
    name: CONTROLS[of],
    value: shown[of] ?? '',
    was: draft.fields[of] && roleId !== null ? was(draft.fields[of].seen) : null,
    error: errorOf[CONTROLS[of]] ?? null,
  });
  const words = (value: string | null) => seededWords(value) || 'empty';
  const parents = inTreeOrder(tree).filter(({ role }) => role.id !== roleId && !below.has(role.id));
  return {
    isReadOnly: !canSave,
    name: field('name', words),
    icon: { ...field('icon', iconWord), options: iconChoices(shown.icon) },
    description: field('description', words),
    parent: {
      ...field('parentId', nameOfRole),
      options: [
        { value: '', label: 'No other role', selected: shown.parentId === null },
        ...parents.map(({ role, depth }) => ({ value: role.id, label: `${'\u2003'.repeat(depth)}${seededWords(role.name)}`, selected: role.id === shown.parentId })),
      ],
      hint: shown.parentId === null ? 'Holds its own policies only' : `Holds what ${nameOfRole(shown.parentId)} holds, too`,
    },
    hidden: hiddenFields(stored, draft, shown),
  };
}

/** The fields with what is staged on them, in words: what was seeded as a key and is not typed over stays a key. */
export function shownFields(stored: RoleFields, draft: RoleDraft): RoleFields {
  const value = (field: RoleField) => seededWords(draft.fields[field] ? draft.fields[field].value : stored[field]);
  return { name: value('name'), icon: value('icon'), description: value('description'), parentId: value('parentId') };
}

function hiddenFields(stored: RoleFields, draft: RoleDraft, shown: RoleFields): { name: string; value: string }[] {
  return (Object.keys(CONTROLS) as RoleField[]).flatMap((field) => [
    { name: `seen[${CONTROLS[field]}]`, value: (draft.fields[field] ? draft.fields[field].seen : stored[field]) ?? '' },
    { name: `shown[${CONTROLS[field]}]`, value: shown[field] ?? '' },
  ]);
}
